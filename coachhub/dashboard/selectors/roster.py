"""The roster: one read of snapshots, whatever the number of athletes and the length of their histories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from athletes.access import Actor
from athletes.models import Athlete, Squad
from athletes.selectors.athletes import squads_seen
from coachhub.core import saying
from coachhub.dashboard.words import Status, status_of, verdict_css, verdict_glyph, verdict_word
from sessions.models import AthleteSnapshot, CheckPoint, Decision, Verdict
from sessions.progression.suggestions import ADVICE
from sessions.progression.weeks import STRONG_RISE

NOT_FILMED_FOR = timedelta(weeks=4)  # default


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows: a squad, some statuses, not filmed for four weeks, part of a name."""

    squad: UUID | None = None
    statuses: frozenset[Status] = frozenset()
    not_filmed: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One athlete; with status UNSHARED everything but the name stays empty.

    `leg_load_change` is a share (0.1 = +10 %), `tracking` the change of the knee–ankle separation ratio; None: unknown.
    `next_check` is the athlete's day on which it is next asked whether a running task has helped, `next_check_of` that
    task; None: no task runs, or all its check points are answered.
    """

    id: UUID
    name: str
    squads: tuple[str, ...]
    status: Status
    sentence: str = ""
    last_session_at: datetime | None = None
    leg_load_change: float | None = None
    leg_load_week_kg: float | None = None
    pain: tuple[int | None, ...] = ()
    verdict: str = ""
    certain: bool | None = None
    tracking: float | None = None
    filmed_at: datetime | None = None
    logged: int = 0
    expected: int | None = None
    next_check: date | None = None
    next_check_of: str = ""

    @property
    def is_stop(self) -> bool:
        """Whether a red flag is open."""
        return self.status is Status.STOP

    @property
    def needs_filming(self) -> bool:
        """Whether no video came in four weeks; not said of an athlete whose videos are not shared."""
        recent = self.filmed_at is not None and self.filmed_at > timezone.now() - NOT_FILMED_FOR
        return not recent and self.status is not Status.UNSHARED

    @property
    def last_pain(self) -> int | None:
        """The worst pain of the newest session in which it was said."""
        return next((value for value in reversed(self.pain) if value is not None), None)

    @property
    def load_jumped(self) -> bool:
        """Whether the leg load is among what has to be looked at."""
        jumped = self.leg_load_change is not None and self.leg_load_change > STRONG_RISE
        return jumped and self.status in (Status.STOP, Status.LOOK)

    @property
    def share_logged(self) -> float | None:
        """Sessions logged of those that the athlete's own habit would make."""
        return self.logged / self.expected if self.expected else None

    @property
    def verdict_word(self) -> str:
        """In line, some drift … as the table says it."""
        return verdict_word(self.verdict, certain=self.certain)

    @property
    def verdict_glyph(self) -> str:
        """The glyph beside it."""
        return verdict_glyph(self.verdict)

    @property
    def verdict_css(self) -> str:
        """Its colour: in a dense table, in line is ink."""
        return "is-plain" if self.verdict == Verdict.IN_LINE else verdict_css(self.verdict, certain=self.certain)


@dataclass(frozen=True, slots=True)
class SquadTab:
    """A squad and how many of the reader's athletes are in it."""

    id: UUID
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Roster:
    """The rows asked for, sorted. Squads and counts are of everybody the reader sees, not of these rows only."""

    rows: tuple[Row, ...]
    squads: tuple[SquadTab, ...]
    counts: Mapping[Status, int]

    @property
    def total(self) -> int:
        """How many athletes the reader sees."""
        return sum(self.counts.values())

    @property
    def lead(self) -> str:
        """Twelve athletes: two stop, four look, one cannot tell, five in line."""
        said = [f"{saying.spelled(self.counts[one])} {one.word.lower()}" for one in Status if self.counts.get(one)]
        who = "athlete" if self.total == 1 else "athletes"
        return f"{saying.spelled(self.total).capitalize()} {who}: {', '.join(said)}."


ORDERS: dict[str, Callable[[Row], Any]] = {
    "need": lambda row: row.status.rank,
    "name": lambda row: row.name.casefold(),
    "session": lambda row: row.last_session_at,
    "load": lambda row: row.leg_load_change,
    "volume": lambda row: row.leg_load_week_kg,
    "pain": lambda row: row.last_pain,
    "tracking": lambda row: row.tracking,
    "filmed": lambda row: row.filmed_at,
    "logged": lambda row: row.share_logged,
    "check": lambda row: row.next_check,
}
"""What the roster can be sorted by."""


def roster(actor: Actor, filters: Filters, *, order: str = "need", downwards: bool = False) -> Roster:
    """The athletes that the reader may see, a value that is not known last either way. Three queries."""
    everybody = [_row(athlete) for athlete in _athletes(actor)]
    members = Counter(squad for row in everybody for squad in row.squads)
    squads = [one for one in Squad.objects.visible_to(actor) if members[one.name]]
    names = {squad.pk: squad.name for squad in squads}
    kept = [row for row in everybody if _matches(row, filters, names)]
    return Roster(
        rows=tuple(_sorted(kept, ORDERS[order], downwards=downwards)),
        squads=tuple(SquadTab(one.pk, one.name, members[one.name]) for one in squads),
        counts=Counter(row.status for row in everybody),
    )


def _athletes(actor: Actor) -> list[Athlete]:
    readable = Athlete.objects.readable_by(actor).filter(pk=OuterRef("pk"))
    running = CheckPoint.objects.filter(
        suggestion__athlete=OuterRef("pk"),
        suggestion__decision=Decision.ACCEPTED,
        suggestion__ended_at=None,
        suggestion__key__in=ADVICE,
        answered_at=None,
    )
    following = running.order_by("due_at", "suggestion")
    return list(
        Athlete.objects.visible_to(actor)
        .filter(archived_at=None)
        .annotate(
            is_shared=Exists(readable),
            check_at=Subquery(following.values("due_at")[:1]),
            check_of=Subquery(following.values("suggestion__key")[:1]),
        )
        .select_related("snapshot")
        .prefetch_related(squads_seen(actor))
        .order_by("name", "id")
    )


def _row(athlete: Athlete) -> Row:
    squads = tuple(squad.name for squad in athlete.squads.all())
    snapshot: AthleteSnapshot | None = getattr(athlete, "snapshot", None)
    if not athlete.is_shared:  # type: ignore[attr-defined]  # annotated in _athletes
        return Row(athlete.pk, athlete.name, squads, Status.UNSHARED)
    check_at: datetime | None = athlete.check_at  # type: ignore[attr-defined]  # likewise
    check: dict[str, Any] = {}
    if check_at is not None:
        title = ADVICE[athlete.check_of].title  # type: ignore[attr-defined]  # likewise
        check = {"next_check": check_at.astimezone(athlete.zone).date(), "next_check_of": title}
    if snapshot is None:
        return Row(athlete.pk, athlete.name, squads, Status.NEW, **check)
    has_data = snapshot.last_session_at is not None or snapshot.tracking_at is not None
    return Row(
        id=athlete.pk,
        name=athlete.name,
        squads=squads,
        status=status_of(snapshot.attention, has_data=has_data),
        sentence=snapshot.sentence,
        last_session_at=snapshot.last_session_at,
        leg_load_change=snapshot.leg_load_change,
        leg_load_week_kg=snapshot.leg_load_week_kg,
        pain=tuple(snapshot.pain_series),
        verdict=snapshot.tracking_verdict,
        certain=snapshot.tracking_certain,
        tracking=snapshot.tracking_dkasr,
        filmed_at=snapshot.tracking_at,
        logged=snapshot.sessions_logged,
        expected=snapshot.sessions_expected,
        **check,
    )


def _matches(row: Row, filters: Filters, squads: Mapping[UUID, str]) -> bool:
    if filters.squad and squads.get(filters.squad) not in row.squads:
        return False
    if filters.statuses and row.status not in filters.statuses:
        return False
    if filters.not_filmed and not row.needs_filming:
        return False
    return filters.name.casefold() in row.name.casefold()


def _sorted(rows: list[Row], key: Callable[[Row], Any], *, downwards: bool) -> list[Row]:
    known = sorted((row for row in rows if key(row) is not None), key=key, reverse=downwards)
    return known + [row for row in rows if key(row) is None]
