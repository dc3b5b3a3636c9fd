"""One set as it was logged, and the two units of load."""

import sys
from dataclasses import dataclass

KG_PER_LB = 0.45359237
"""The international avoirdupois pound, exactly (1959)."""


def kg_from_lb(load_lb: float) -> float:
    """Convert pounds to kilograms at full precision; rounding is for the page that shows it."""
    return load_lb * KG_PER_LB


@dataclass(frozen=True, slots=True)
class SetRecord:
    """One set: None is "not said"; a load of 0 kg is the body alone.

    `rpe` is the effort of this set, 0 to 10 (10 = nothing left). Raises ValueError, naming the field, if impossible.
    """

    reps: int | None
    load_kg: float | None
    rpe: float | None
    warm_up: bool

    def __post_init__(self) -> None:
        if self.reps is not None and (type(self.reps) is not int or self.reps < 0):
            raise ValueError(f"reps: {self.reps!r} is not a whole number from 0")
        check_range("load_kg", self.load_kg, minimum=0)
        check_range("rpe", self.rpe, minimum=0, maximum=10)


def check_range(field: str, value: float | None, *, minimum: float, maximum: float | None = None) -> None:
    """Raise ValueError naming `field` unless `value` is None or a finite number from `minimum` to `maximum`."""
    if value is None:
        return
    most = sys.float_info.max if maximum is None else maximum
    if type(value) not in (int, float) or not minimum <= value <= most:
        upper = "up" if maximum is None else f"to {maximum:g}"
        raise ValueError(f"{field}: {value!r} is not a number from {minimum:g} {upper}")
