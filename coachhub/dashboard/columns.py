"""The roster's columns: what they are called, what they sort by, and what they say in a CSV file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from coachhub.core import saying
from coachhub.dashboard.selectors.roster import Row

Cell = str | int | float | None
FORMULA_STARTS = re.compile(r"(?:^|(?<=;))(?=[=+\-@\t\r])")  # in much of Europe a semicolon begins the next cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `order` is its key in ORDERS, `header` and `cell` are those of the CSV file."""

    key: str
    title: str
    order: str
    header: str
    cell: Callable[[Row, str], Cell]
    is_number: bool = False
    at_first: bool = True


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else timezone.localtime(moment).isoformat(timespec="minutes")


def _change(row: Row, unit: str) -> Cell:
    return None if row.leg_load_change is None else round(row.leg_load_change * 100)


def _volume(row: Row, unit: str) -> Cell:
    return None if row.leg_load_week_kg is None else float(saying.in_unit(row.leg_load_week_kg, unit))


COLUMNS = (
    Column("status", "Status", "need", "status", lambda row, unit: row.status.word),
    Column("session", "Last session", "session", "last session", lambda row, unit: _iso(row.last_session_at)),
    Column("load", "Leg load, week", "load", "leg load on four weeks, %", _change, is_number=True),
    Column("volume", "Leg load", "volume", "leg load of the week, {unit}", _volume, is_number=True, at_first=False),
    Column("pain", "Pain, 0 to 10", "pain", "worst pain of the last session, 0 to 10", lambda row, unit: row.last_pain),
    Column("tracking", "Knee tracking", "tracking", "knee tracking", lambda row, unit: row.verdict_word),
    Column(
        "change",
        "Tracking, change",
        "tracking",
        "change of knee-ankle separation ratio",
        lambda row, unit: row.tracking,
        is_number=True,
        at_first=False,
    ),
    Column("filmed", "Last video", "filmed", "last video", lambda row, unit: _iso(row.filmed_at), at_first=False),
    Column(
        "logged",
        "Logged, 4 weeks",
        "logged",
        "sessions logged in four weeks",
        lambda row, unit: row.logged,
        is_number=True,
    ),
    Column(
        "check",
        "Next check point",
        "check",
        "next check point of a task",
        lambda row, unit: row.next_check.isoformat() if row.next_check else None,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
AT_FIRST = tuple(column.key for column in COLUMNS if column.at_first)


def chosen(keys: Iterable[str]) -> tuple[Column, ...]:
    """The known ones among the keys, in the roster's own order; the usual ones when none is known."""
    wanted = BY_KEY.keys() & set(keys) or set(AT_FIRST)
    return tuple(column for column in COLUMNS if column.key in wanted)


def csv_text(rows: Iterable[Row], columns: Sequence[Column], *, unit: str) -> str:
    """The rows as CSV: numbers bare, times in ISO 8601, empty where a value is not known."""
    text = io.StringIO()
    file = csv.writer(text)
    file.writerow(["athlete", "squads", *(column.header.format(unit=unit) for column in columns)])
    for row in rows:
        cells: list[Cell] = [row.name, ", ".join(row.squads), *(column.cell(row, unit) for column in columns)]
        file.writerow([_guarded(cell) for cell in cells])
    return text.getvalue()


def _guarded(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula begins with an apostrophe instead."""
    return FORMULA_STARTS.sub("'", cell) if isinstance(cell, str) else cell
