"""A clock that is put back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from coachhub.core import ids

AN_HOUR = timedelta(hours=1)


def put_back_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids are made as if an hour ago from now on: what is older has the larger id."""

    def an_hour_ago() -> UUID:
        made = uuid7().int
        milliseconds = (made >> 80) - int(AN_HOUR.total_seconds() * 1000)
        return UUID(int=milliseconds << 80 | made & (1 << 80) - 1)

    monkeypatch.setattr(ids, "uuid7", an_hour_ago)
