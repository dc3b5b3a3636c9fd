"""A short run under faults, and how its counts are judged. A long one: `python -m tests.faults`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.faults.__main__ import main
from tests.faults.run import RIVALS, Told, run

RIGHT = Told(
    submissions=3,
    stored=3,
    alerts_open=3,
    events_told_twice=0,
    mails_missing=0,
    mails_twice_under_other_ids=0,
    calls_missing=0,
    calls_twice_under_other_ids=0,
    calls_unsigned=0,
    in_the_app_missing=0,
    unfinished=0,
    given_up=0,
    rivals=RIVALS,
    acknowledged_by=1,
    refused_politely=RIVALS - 1,
    acknowledgements_written=1,
    attempts=9,
    repeats=4,
    faults={"web killed": 2},
    took_s=1.0,
)


@pytest.mark.xdist_group("faults")
def test_nothing_is_lost_and_nothing_counts_twice() -> None:
    told = run(16, seed=5, least_s=12, rivals=6)
    assert told.is_right, told
    assert told.faults


def test_what_is_right() -> None:
    assert RIGHT.is_right


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stored", 2),
        ("alerts_open", 2),
        ("events_told_twice", 1),
        ("mails_missing", 1),
        ("calls_missing", 1),
        ("calls_twice_under_other_ids", 1),
        ("calls_unsigned", 1),
        ("mails_twice_under_other_ids", 1),
        ("in_the_app_missing", 1),
        ("unfinished", -1),
        ("given_up", 1),
        ("acknowledged_by", 2),
        ("acknowledged_by", 0),
        ("refused_politely", RIVALS - 2),
        ("acknowledgements_written", 2),
    ],
)
def test_what_is_not(name: str, value: Any) -> None:
    assert not replace(RIGHT, **{name: value}).is_right


def test_no_submissions_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--submissions", "0"])
    assert "at least 1" in capsys.readouterr().err
