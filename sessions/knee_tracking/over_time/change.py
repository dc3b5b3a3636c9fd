"""Has tracking changed since the athlete's own earlier videos, beyond the measurement's own error?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median

from sessions.knee_tracking.over_time.comparable import Difference, why_not_comparable
from sessions.knee_tracking.over_time.precision import Precision
from sessions.knee_tracking.over_time.record import FilmedSet
from sessions.knee_tracking.report import Interval

BASELINE_FEWEST = 2  # sets; default
BASELINE_MOST = 3  # the earliest so many, unless somebody confirmed which were good; default


class Reference(StrEnum):
    """What the newest set is compared with."""

    BASELINE = "baseline"
    LAST_TIME = "last_time"


class Against(StrEnum):
    """What came of it."""

    MORE_INWARD = "more_inward"
    LESS_INWARD = "less_inward"
    WITHIN_ERROR = "within_error"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Change:
    """The newest set against a reference. before: what is compared with, oldest first; none: cannot tell.

    reference: median change of the ratio of `before`. difference: newest less reference, negative = further in, with
    the 90 % interval of a difference of two single sets. why: how many earlier sets were left out, and for what.
    """

    of: Reference
    newest: FilmedSet
    before: tuple[FilmedSet, ...]
    confirmed: bool
    reference: float | None
    difference: Interval | None
    mdc: float
    state: Against
    why: tuple[tuple[Difference, int], ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The days of what is compared with, oldest first."""
        return tuple(dict.fromkeys(one.day for one in self.before))


def change_since(sets: Iterable[FilmedSet], *, precision: Precision) -> tuple[Change, Change] | None:
    """The newest measured set of one exercise and task against the baseline, and against last time.

    Compared are sets of earlier days only. If comparable ones among them were confirmed as good, those are the
    baseline. None without a measured set.
    """
    ordered = sorted(sets, key=lambda each: each.order)
    newest = next((one for one in reversed(ordered) if one.change is not None), None)
    if newest is None:
        return None
    earlier = [one for one in ordered if one.day < newest.day]
    reasons = [why_not_comparable(newest, one) for one in earlier]
    alike = [one for one, reason in zip(earlier, reasons, strict=True) if reason is None]
    good = [one for one in alike if one.confirmed]
    why = tuple(Counter(reason for reason in reasons if reason is not None).most_common())
    baseline = good or (alike[:BASELINE_MOST] if len(alike) >= BASELINE_FEWEST else [])
    return (
        compare(Reference.BASELINE, newest, baseline, precision, why=why, confirmed=bool(good)),
        compare(Reference.LAST_TIME, newest, alike[-1:], precision, why=why),
    )


def compare(
    of: Reference,
    newest: FilmedSet,
    before: Sequence[FilmedSet],
    precision: Precision,
    *,
    why: tuple[tuple[Difference, int], ...] = (),
    confirmed: bool = False,
) -> Change:
    """The newest set against the median of those before; changed only beyond the minimum detectable change."""
    values = [one.change.value for one in before if one.change is not None]
    if newest.change is None or not values:
        return Change(of, newest, (), False, None, None, precision.mdc, Against.CANNOT_TELL, why)  # noqa: FBT003  nothing to confirm
    reference = median(values)
    difference = newest.change.value - reference
    half = precision.half_width
    state = Against.WITHIN_ERROR
    if abs(difference) > precision.mdc:
        state = Against.MORE_INWARD if difference < 0 else Against.LESS_INWARD
    return Change(
        of=of,
        newest=newest,
        before=tuple(before),
        confirmed=confirmed,
        reference=reference,
        difference=Interval(difference, difference - half, difference + half),
        mdc=precision.mdc,
        state=state,
        why=why,
    )
