"""Pages of results: a cursor, so that new rows never shift the page being read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import NotFound, ParseError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which itself imports this module, through the settings


class Pages(CursorPagination):
    """Up to `page_size` rows; `next` and `previous` are the addresses of the pages beside this one."""

    page_size_query_param = "page_size"
    max_page_size = 200

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Where the page begins; 404 for a cursor that is none of ours."""
        cursor = super().decode_cursor(request)
        if cursor is not None and "\0" in str(cursor.position or ""):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any] | None:
        """The page's rows; 400 for a cursor of another list, whose place is no number where this one counts."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except ValueError as error:
            raise ParseError(self.invalid_cursor_message) from error


class NewestFirst(Pages):
    """Newest first; ids are UUIDv7 and sort by time."""

    ordering = "-id"


class ByName(Pages):
    """By name; the same name twice in the order of the ids."""

    ordering = ("name", "id")
