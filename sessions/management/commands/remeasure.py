"""`manage.py remeasure`: what this engine says of videos that another version measured, and letting it count."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Generator, Iterable
from contextlib import ExitStack, closing
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from athletes.models import Organisation
from coachhub.core.saying import signed
from coachhub.core.scope import organisation_scope
from sessions.knee_tracking import ENGINE_VERSION, Task
from sessions.knee_tracking.text import VERDICTS
from sessions.report_change import Change, Said, moved
from sessions.selectors.videos import counting_analyses
from sessions.services.remeasure import AlreadyMeasuringError, Hindrance, Outcome, alone, remeasure

ROWS = {
    Change.UNCHANGED: "unchanged",
    Change.WITHIN: "numbers moved within the likely range",
    Change.BEYOND: "numbers moved beyond it, same words",
    Change.VERDICT: "verdict changed",
}


class Command(BaseCommand):
    """Tells and changes nothing; with --apply the new answers count."""

    help = "Measure kept pose tracks again with this engine. Changes nothing unless --apply is given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's words."""
        parser.add_argument("--apply", action="store_true", help="let the new answers count, beside the earlier ones")
        parser.add_argument("--all", action="store_true", help="also what this version measured; to look at only")
        parser.add_argument("--organisation", type=UUID, metavar="ID", help="of this organisation only")
        parser.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="videos received since that day")
        parser.add_argument("--task", type=Task, choices=list(Task), metavar="TASK", help="measured as this")
        parser.add_argument("--limit", type=int, metavar="N", help="measure at most so many videos")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: object, **options: Any) -> None:
        """Go through the videos, one organisation after the other, and say of each what changes."""
        if options["apply"] and options["all"]:
            raise CommandError("--all is to look at: --apply replaces what another version measured.")
        if options["limit"] is not None and options["limit"] < 1:
            raise CommandError("--limit: at least 1.")
        organisations = _organisations(options["organisation"])
        with ExitStack() as stack:
            if options["apply"]:
                _be_alone(stack)
            outcomes = stack.enter_context(closing(_outcomes(organisations, options)))
            (self._print_json if options["json"] else self._print_lines)(outcomes, applied=options["apply"])

    def _print_lines(self, outcomes: Iterable[Outcome], *, applied: bool) -> None:
        counts: Counter[str] = Counter()
        for one in outcomes:
            counts[_row_of(one)] += 1
            self.stdout.write(_line(one))
        self.stdout.write(f"\nEngine {ENGINE_VERSION}, {'replaced' if applied else 'nothing was changed'}:")
        rows = [*ROWS.values(), *(_cannot(one) for one in Hindrance)]
        for row in rows:
            if counts[row] or row in ROWS.values():
                self.stdout.write(f"{counts[row]:>7}  {row}")
        self.stdout.write(f"{counts.total():>7}  in all")

    def _print_json(self, outcomes: Iterable[Outcome], *, applied: bool) -> None:
        """Piece by piece, however many there are."""
        counts: Counter[str] = Counter()
        head = json.dumps({"engine_version": ENGINE_VERSION, "applied": applied})
        self.stdout.write(head.removesuffix("}") + ', "analyses": [', ending="")
        for number, one in enumerate(outcomes):
            counts[one.change or (one.hindrance or Hindrance.BROKE).name.lower()] += 1
            self.stdout.write((",\n" if number else "\n") + json.dumps(_document(one)), ending="")
        keys = [*Change, *(one.name.lower() for one in Hindrance)]
        summary = {str(key): counts[key] for key in keys} | {"all": counts.total()}
        self.stdout.write(f'\n], "summary": {json.dumps(summary)}}}')


def _organisations(only: UUID | None) -> list[UUID]:
    found = Organisation.objects.order_by("pk").values_list("pk", flat=True)
    ids = list(found.filter(pk=only) if only else found)
    if only and not ids:
        raise CommandError(f"There is no organisation {only}.")
    return ids


def _be_alone(stack: ExitStack) -> None:
    try:
        stack.enter_context(alone())
    except AlreadyMeasuringError as error:
        raise CommandError("Another remeasure --apply is at work.") from error


def _outcomes(organisations: Iterable[UUID], options: dict[str, Any]) -> Generator[Outcome]:
    """One for each video, measured when it is asked for, some of one athlete at once.

    Until --limit were measured. Those that cannot be do not count: the next run would meet the same ones again.
    """
    not_by, left = None if options["all"] else ENGINE_VERSION, options["limit"]
    for organisation_id in organisations:
        with organisation_scope(organisation_id):
            for batch in counting_analyses(not_by=not_by, since=options["since"], task=options["task"]):
                while batch and left != 0:
                    some = batch[: left or len(batch)]
                    outcomes = remeasure(analyses=some, apply=options["apply"])
                    yield from outcomes
                    if left is not None:
                        left -= sum(one.hindrance is None for one in outcomes)
                    batch = batch[len(some) :]


def _row_of(one: Outcome) -> str:
    return ROWS[one.change] if one.change else _cannot(one.hindrance or Hindrance.BROKE)


def _cannot(hindrance: Hindrance) -> str:
    return f"not measured again: {hindrance}"


def _line(one: Outcome) -> str:
    """Athlete, video, old → new words, changes of the two numbers, and of the status where it changed."""
    begins = f"{one.athlete_id} {one.video_id} {one.version or '?'}"
    if one.before is None or one.now is None or one.hindrance:
        return f"{begins}  {_cannot(one.hindrance or Hindrance.BROKE)}"
    before, now = one.before, one.now
    status = f"  {before.status} → {now.status}" if before.status != now.status else ""
    ratio = _change(moved(before.dkasr, now.dkasr), 3, "")
    offset = _change(moved(before.offset_pct, now.offset_pct), 2, " %")
    return f"{begins}  {_words(before)} → {_words(now)}  ratio {ratio}  offset {offset}{status}"


def _words(one: Said) -> str:
    return VERDICTS[one.verdict] + ("" if one.certain or one.verdict == "cannot_tell" else ", uncertain")


def _change(value: float | None, digits: int, unit: str) -> str:
    return "–" if value is None else signed(value, digits) + unit


def _document(one: Outcome) -> dict[str, Any]:
    return {
        "athlete": str(one.athlete_id),
        "video": str(one.video_id),
        "analysis": str(one.analysis_id),
        "task": one.task,
        "engine_version": one.version,
        "before": asdict(one.before) if one.before else None,
        "now": asdict(one.now) if one.now else None,
        "dkasr_moved": moved(one.before.dkasr, one.now.dkasr) if one.before and one.now else None,
        "offset_pct_moved": moved(one.before.offset_pct, one.now.offset_pct) if one.before and one.now else None,
        "change": one.change,
        "not_measured": one.hindrance,
        "replaced_by": str(one.replaced_by) if one.replaced_by else None,
    }
