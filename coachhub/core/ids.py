"""Primary keys: UUIDv7, which sort by the time they were made. A phone makes its own."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new UUIDv7 (RFC 9562)."""
    return uuid7()
