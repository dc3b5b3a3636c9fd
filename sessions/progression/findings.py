"""Rules and what they find.

A rule is a small frozen class: its numbers are fields, its `evaluate` is pure. The decorator gives it its key and
enters one instance, with the default numbers, into the registry.

    @rule(key="pain.during_high", severity=Severity.LOOK, source="Thomeé 1997")
    class DuringHigh(Rule):
        above: int = adjustable(5, minimum=3, maximum=5, unit="of 10", tighten="lower")

        def evaluate(self, history: AthleteHistory) -> Finding | None: ...
"""

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, Self, TypeVar

from sessions.progression.exact import known
from sessions.progression.history import AthleteHistory

Tighten = Literal["lower", "higher"]
Number = TypeVar("Number", int, float)
AnyRule = TypeVar("AnyRule", bound="Rule")

RECENT_DAYS = 7
"""How long a finding about one session lasts (default), so that what an offline phone sends late is not passed over."""


class Severity(StrEnum):
    """What a finding asks of the coach, the most urgent first: stop, look today, a note."""

    STOP = "stop"
    LOOK = "look"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the most urgent; for sorting."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading that a finding rests on, with its unit, its day or moment, and its likely range where it has one."""

    label: str
    value: float | None
    unit: str
    at: date
    low: float | None = None
    high: float | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is stored: {label, value, unit, at, low, high}; value null: not known."""
        return dataclasses.asdict(self) | {"at": self.at.isoformat()}


@dataclass(frozen=True, slots=True)
class Threshold:
    """One number of a rule: what it is now, what it may be, and which way is stricter (None: both ways are free)."""

    name: str
    value: float
    unit: str
    default: float
    minimum: float
    maximum: float
    tighten: Tighten | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: one plain sentence, with the readings and thresholds it rests on.

    `about` names the event (a session, a week): the same event found again has the same `about`, a new one another.
    `source` says where rule and numbers come from; `reason` is filled where the finding is a suggestion.
    """

    rule: str
    version: int
    severity: Severity
    about: str
    sentence: str
    readings: tuple[Reading, ...]
    thresholds: tuple[Threshold, ...]
    source: str
    reason: str = ""


class Rule(ABC):
    """A rule of the training knowledge. Subclass it, name its numbers with `adjustable`, decorate it with `rule`.

    Not a dataclass itself: what a family of rules has in common, others (`own_rules/`) hold in fields.
    """

    key: str
    severity: Severity
    version: int
    source: str

    @abstractmethod
    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """What this rule has to say about a history, or None."""

    @cached_property
    def thresholds(self) -> tuple[Threshold, ...]:
        """The rule's numbers as they stand, in the order of their declaration."""
        fields = dataclasses.fields(self)  # type: ignore[arg-type]  # `rule` makes each a dataclass
        return tuple(Threshold(name=f.name, value=getattr(self, f.name), **f.metadata) for f in fields if f.metadata)

    @property
    def silent_days(self) -> int | None:
        """After how many days without a session it may have something new to say; None: only when something came."""
        return None

    @property
    def on_entry(self) -> bool:
        """Whether what was entered is a reason to look: not for silence, since whoever sends an entry is not silent."""
        return self.silent_days is None

    @property
    def is_safety(self) -> bool:
        """Whether it can only be made stricter, and not be switched off."""
        return any(one.tighten for one in self.thresholds)

    def with_thresholds(self, *layers: Mapping[str, float]) -> Self:
        """This rule with numbers overridden by each layer in turn: organisation, squad, athlete.

        The last layer wins, except where a number may only be tightened: there the strictest of all wins.
        Raises ValueError, naming the number, for one the rule does not have, of the wrong kind, or out of its range.
        """
        thresholds = {t.name: t for t in self.thresholds}
        values: dict[str, Any] = {t.name: t.value for t in self.thresholds}
        for layer in layers:
            for name, value in layer.items():
                if name not in thresholds:
                    raise ValueError(f"{name}: {self.key} has no such threshold")
                values[name] = _stricter(thresholds[name], values[name], _checked(thresholds[name], value))
        return self._moved(values)

    def _moved(self, values: Mapping[str, Any]) -> Self:
        moved: Self = dataclasses.replace(self, **values)  # type: ignore[type-var]  # as above
        return moved

    def frozen(self) -> dict[str, Any]:
        """What beside its numbers is needed to have the same rule again, as JSON: nothing, where the code has it."""
        return {}

    def finding(
        self,
        *,
        about: str,
        sentence: str,
        readings: tuple[Reading, ...],
        severity: Severity | None = None,
        reason: str = "",
    ) -> Finding:
        """A finding of this rule, thresholds and source filled in; `severity` only where it is not the usual one."""
        return Finding(
            rule=self.key,
            version=self.version,
            severity=severity or self.severity,
            about=about,
            sentence=sentence,
            readings=readings,
            thresholds=self.thresholds,
            source=self.source,
            reason=reason,
        )


_registry: dict[str, Rule] = {}
REGISTRY: Mapping[str, Rule] = MappingProxyType(_registry)
"""Every decorated rule by its key, with its default numbers. A rule is there once its module has been imported."""


def rule(
    *, key: str, severity: Severity, version: int = 1, source: str = "our default"
) -> Callable[[type[AnyRule]], type[AnyRule]]:
    """Make a `Rule` subclass a frozen value and enter it into the registry. Raises ValueError when the key is taken."""

    def register(cls: type[AnyRule]) -> type[AnyRule]:
        if key in _registry:
            raise ValueError(f"{key}: two rules have this key")
        cls.key, cls.severity, cls.version, cls.source = key, severity, version, source
        made = dataclass(frozen=True)(cls)
        _registry[key] = made()
        return made

    return register


def adjustable(
    default: Number, *, minimum: Number, maximum: Number, unit: str = "", tighten: Tighten | None = None
) -> Number:
    """Declare a number of a rule that may be moved from `minimum` to `maximum`, both included.

    `tighten` marks a safety number: only its stricter side, "lower" or "higher" than the default, is open. Raises
    ValueError when the default is out of the range, or when the range leaves a safety number room to be loosened.
    """
    loosest = {"lower": maximum, "higher": minimum}.get(tighten or "", default)
    if not minimum <= default <= maximum or loosest != default:
        raise ValueError(f"{default} does not fit its range {minimum} to {maximum}")
    metadata = {"unit": unit, "default": default, "minimum": minimum, "maximum": maximum, "tighten": tighten}
    return field(default=default, metadata=metadata)


def _checked(threshold: Threshold, value: float) -> float:
    number = known(value)
    if number is None or not threshold.minimum <= number <= threshold.maximum:
        raise ValueError(f"{threshold.name}: {value!r} is not between {threshold.minimum:g} and {threshold.maximum:g}")
    if isinstance(threshold.default, int):
        if number % 1:
            raise ValueError(f"{threshold.name}: {value!r} is not a whole number")
        return int(number)
    return number


def _stricter(threshold: Threshold, current: float, new: float) -> float:
    if threshold.tighten == "lower":
        return min(current, new)
    return max(current, new) if threshold.tighten == "higher" else new
