"""A replay of readings says what live evaluation would have said, on the day on which it would have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from alerts.models import Alert, AlertTransition
from alerts.rules.evaluate import ALERTING
from alerts.rules.replay import Told, replay_series
from alerts.rules.series import Series
from sessions.progression.history import AthleteHistory
from sessions.progression.records import SessionRecord
from sessions.selectors.history import WINDOW
from tests.alerts.acting import evaluate
from tests.world import World

MONDAY = date(2025, 9, 1)
Answers = Mapping[str, int | None]
NOTHING: Answers = {}


def series_of(answers: Iterable[Answers], *, step: int = 2) -> Series:
    """Sessions every other day from that Monday on."""
    sessions = []
    for i, one in enumerate(answers):
        at = datetime(MONDAY.year, MONDAY.month, MONDAY.day, 18, tzinfo=UTC) + timedelta(days=step * i)
        said: dict[str, Any] = {f"pain_{question}": answer for question, answer in one.items()}
        sessions.append(SessionRecord(id=at.date().isoformat(), started_at=at, day=at.date(), **said))
    return Series("a1", tuple(sessions))


def worst(*values: int | None) -> Series:
    return series_of([{"worst": value} for value in values])


def told(series: Series, until: date | None = None) -> list[tuple[int, str]]:
    """Days from that Monday, and the rule."""
    last = until or (series.sessions[-1].day if series.sessions else MONDAY)
    return [((one.day - MONDAY).days, one.rule) for one in replay_series(series, last)]


def test_a_calm_series_is_silent() -> None:
    assert told(worst(*[1, 2, 1, None] * 20)) == []
    assert told(Series("a1", ())) == []


def test_high_pain_is_told_on_its_evening_each_time_it_happens() -> None:
    assert told(worst(1, 7, 1, 1, 8)) == [(2, "pain.during_high"), (8, "pain.during_high")]


def test_a_worse_morning_is_told_on_that_morning() -> None:
    series = series_of([{"before": 1}, {"before": 1, "next_morning": 4}, {"before": 1}])
    assert told(series) == [(3, "pain.next_morning_rise")]


def test_a_worse_morning_on_which_there_is_training_again_is_told_once() -> None:
    series = series_of([{"before": 1, "next_morning": 4}, {"before": 1}], step=1)
    assert told(series) == [(1, "pain.next_morning_rise")]


def test_a_slow_rise_is_told_with_its_sentence() -> None:
    found = replay_series(worst(1, 1, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4), MONDAY + timedelta(days=26))
    assert found == [
        Told(
            MONDAY + timedelta(days=24),
            "pain.trend",
            "Pain has risen 1.8 points (likely 1.0 to 2.7) above its usual level within four sessions.",
        )
    ]


def test_silence_is_told_in_the_morning_on_which_it_is_long_enough() -> None:
    usual: list[Answers] = [{"worst": 1}] * 20
    assert told(series_of(usual), until=MONDAY + timedelta(days=70)) == [(46, "log.silent")]
    assert told(series_of(usual), until=MONDAY + timedelta(days=45)) == []


def test_a_session_of_which_nothing_was_logged_is_no_silence() -> None:
    usual: list[Answers] = [{"worst": 1}]
    answers = [*usual * 20, *[NOTHING] * 10, *usual * 5]
    assert told(series_of(answers)) == []


def random_series(seed: int, count: int = 75) -> Series:
    """A restless reporter: some days without an answer, a rise, pauses."""
    random = Random(seed)
    answers: list[Answers] = []
    level = 2.0
    for i in range(count):
        level += 0.12 if 25 < i < 45 else -0.1 if 45 <= i < 65 else 0
        worst, before = (max(0, min(10, round(random.gauss(level - low, 1)))) for low in (0, 1))
        worst = max(worst, before)
        one = {
            "worst": worst,
            "before": before,
            "after": worst,
            "next_morning": max(0, before + random.choice((-1, 0, 1))),
        }
        answers.append({} if random.random() < 0.15 else {k: v for k, v in one.items() if random.random() > 0.1})
    return series_of(answers, step=random.choice((2, 3)))


def every_look(series: Series, until: date) -> Iterable[tuple[AthleteHistory, bool]]:
    """Each evening with a session, and each morning at seven: as live evaluation looks, the latter as time passes."""
    day = series.sessions[0].day
    while day <= until:
        for hour, only_time in ((7, True), (22, False)):
            at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
            answered = any(one.day == day for one in series.sessions)
            since = [one for one in series.sessions if one.started_at >= at - WINDOW]
            if only_time or answered:
                yield AthleteHistory.up_to(at, day, since), only_time
        day += timedelta(days=1)


def test_it_is_what_live_evaluation_tells(scoped: World) -> None:
    """Each event of each rule, on the same day, in the same words; every morning and evening looked at there."""
    series = random_series(1, count=42)
    until = series.sessions[-1].day + timedelta(days=12)
    athlete = scoped.maya.athlete
    live: list[tuple[date, str, str]] = []
    for history, only_time in every_look(series, until):
        before = set(AlertTransition.objects.values_list("pk", flat=True))
        evaluate(athlete, history, only_time=only_time)
        new = AlertTransition.objects.exclude(pk__in=before).exclude(about="").select_related("alert")
        live += [(history.today, one.alert.rule, one.note) for one in new]
        Alert.objects.filter(state="open").update(state="resolved", closed_at=Now())  # dealt with at once
    speaking = {key for key in ALERTING if key.startswith(("pain.", "log."))} - {"pain.up_on_less_load"}
    assert {rule for _, rule, _ in live} == speaking  # the other one asks for loads, which these readings have not
    assert sorted(live) == sorted((one.day, one.rule, one.sentence) for one in replay_series(series, until))


def test_more_history_than_live_evaluation_reads_changes_nothing() -> None:
    series = random_series(7, count=150)
    until = series.sessions[-1].day
    whole = replay_series(series, until)
    later = Series("a1", series.sessions[60:])
    known_from = later.sessions[0].day + WINDOW + timedelta(days=35)
    assert [one for one in replay_series(later, until) if one.day > known_from] == [
        one for one in whole if one.day > known_from
    ]
    assert any(one.rule == "pain.trend" for one in whole)


def test_rules_that_need_loads_or_videos_are_not_asked() -> None:
    assert {"load.week_change", "tracking.drift"} <= set(ALERTING)
    assert {rule.split(".")[0] for _, rule in told(random_series(1))} <= {"pain", "log"}


def lines(*athletes: dict[str, Any]) -> str:
    return "".join(json.dumps(one) + "\n" for one in athletes)


def high(athlete: str, *values: int) -> dict[str, Any]:
    days = [(MONDAY + timedelta(days=2 * i)).isoformat() for i in range(len(values))]
    return {"athlete": athlete, "readings": [{"date": d, "worst": v} for d, v in zip(days, values, strict=True)]}


def run(folder: Path, text: str, *words: str) -> Path:
    source, out = folder / "in.ndjson", folder / "out.ndjson"
    source.write_text(text, encoding="utf-8")
    call_command("replay_series", str(source), "--out", str(out), *words)
    return out


def rows(file: Path) -> Sequence[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_the_command_writes_a_line_an_alert(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = run(tmp_path, lines(high("a1", 1, 7), high("a2", 1, 1), high("a3", 9)))
    assert rows(out) == [
        {
            "athlete": "a1",
            "day": "2025-09-03",
            "rule": "pain.during_high",
            "sentence": "Pain reached 7 of 10 while training.",
        },
        {
            "athlete": "a3",
            "day": "2025-09-01",
            "rule": "pain.during_high",
            "sentence": "Pain reached 9 of 10 while training.",
        },
    ]
    assert capsys.readouterr().out == "3 athletes, 2 alerts.\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.ndjson", "out.ndjson"]


def test_many_are_replayed_side_by_side_and_written_in_their_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = run(tmp_path, lines(*(high(f"a{n}", *([7] * (1 + n % 3))) for n in range(45))))
    assert [row["athlete"] for row in rows(out)] == [f"a{n}" for n in range(45) for _ in range(1 + n % 3)]
    assert capsys.readouterr().out == "45 athletes, 90 alerts.\n"


def test_with_one_bad_line_nothing_is_written_and_what_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "out.ndjson").write_text("before")
    with pytest.raises(CommandError) as refused:
        run(tmp_path, lines(high("a1", 1, 7), high("a2", 12)) + "{\n")
    assert "line 2, readings[0].worst: 12 is not a whole number from 0 to 10" in str(refused.value)
    assert "line 3, line: not JSON" in str(refused.value)
    assert (tmp_path / "out.ndjson").read_text() == "before"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.ndjson", "out.ndjson"]


def test_of_very_many_bad_lines_the_first_are_shown(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="and 5 more lines"):
        run(tmp_path, "{\n" * 25)


def test_a_failure_while_writing_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(series: Series, until: date) -> list[Told]:
        if series.athlete == "a2":
            raise RuntimeError("out of luck")
        return replay_series(series, until)

    monkeypatch.setattr("alerts.management.commands.replay_series.replay_series", fails)
    with pytest.raises(RuntimeError):
        run(tmp_path, lines(high("a1", 7), high("a2", 7)))
    assert [one.name for one in tmp_path.iterdir()] == ["in.ndjson"]


def test_what_counts_as_today_can_be_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="2025-09-03 is in the future"):
        run(tmp_path, lines(high("a1", 1, 7)), "--today", "2025-09-01")


def test_a_missing_file_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.ndjson"):
        call_command("replay_series", str(tmp_path / "nowhere.ndjson"), "--out", str(tmp_path / "out"))
    (tmp_path / "in.ndjson").write_text("")
    with pytest.raises(CommandError, match="nowhere"):
        call_command("replay_series", str(tmp_path / "in.ndjson"), "--out", str(tmp_path / "nowhere" / "out"))


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "in.ndjson").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="utf-8"):
        call_command("replay_series", str(tmp_path / "in.ndjson"), "--out", str(tmp_path / "out"))
