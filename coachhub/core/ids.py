"""Primary keys: UUIDv7, which sort by the time they were made. A phone makes its own."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id(*, after: UUID | None = None) -> UUID:
    """A new UUIDv7 (RFC 9562); one that sorts behind `after`, also where the clock was put back since that was made."""
    made = uuid7()
    return made if after is None or made > after else UUID(int=after.int + 1)
