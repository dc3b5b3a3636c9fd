"""Pages of results: a cursor, so that new rows never shift the page being read."""

from rest_framework.pagination import CursorPagination


class NewestFirst(CursorPagination):
    """Newest first; ids are UUIDv7 and sort by time."""

    ordering = "-id"
    page_size_query_param = "page_size"
    max_page_size = 200
