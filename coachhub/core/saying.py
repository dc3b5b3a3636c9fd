"""Dates, numbers and loads as people say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils import timezone

MINUS = "\N{MINUS SIGN}"
THIN = "\N{NARROW NO-BREAK SPACE}"
KG_PER_LB = Decimal("0.45359237")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def say_day(day: date, today: date) -> str:
    """today, yesterday, Tue (within six days), 8 Sep, 8 Sep 2024."""
    ago = (today - day).days
    if ago == 0:
        return "today"
    if ago == 1:
        return "yesterday"
    if ago == -1:
        return "tomorrow"
    if 1 < ago < 7:
        return f"{day:%a}"
    return f"{day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")


def say_when(moment: datetime, now: datetime | None = None) -> str:
    """The day as people say it, with the time where the day is near: today 18:41, Tue 19:05, 8 Sep."""
    local, now = timezone.localtime(moment), timezone.localtime(now)
    said = say_day(local.date(), now.date())
    near = abs((now.date() - local.date()).days) < 7
    return f"{said} {local:%H:%M}" if near else said


def say_ago(moment: datetime, now: datetime | None = None) -> str:
    """less than a minute, 9 minutes, 3 hours, 5 days."""
    passed = (now or timezone.now()) - moment
    if passed < timedelta(minutes=1):
        return "less than a minute"
    if passed < timedelta(hours=1):
        return plural(int(passed.total_seconds() // 60), "minute")
    if passed < timedelta(days=1):
        return plural(int(passed.total_seconds() // 3600), "hour")
    return plural(passed.days, "day")


def plural(count: int, word: str, words: str = "") -> str:
    """1 minute, 2 minutes; `words` for an irregular plural."""
    return f"{count} {word if count == 1 else words or word + 's'}"


def spelled(count: int) -> str:
    """Small numbers as words, for running text."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def signed(value: float, digits: int = 2) -> str:
    """With its sign: +0.01, −0.15, 0.00; never a hyphen for a minus, never −0.00."""
    text = f"{abs(value):.{digits}f}"
    if not float(text):
        return text
    return ("+" if value > 0 else MINUS) + text


def percent(share: float) -> str:
    """A change as people read it: +38 %, −2 %, 0 %."""
    return f"{signed(share * 100, 0)} %"


def in_unit(load_kg: float | Decimal, unit: str) -> Decimal:
    """A load in kg as the person reads it, to a tenth (pounds to a whole one when they are)."""
    value = Decimal(str(load_kg)) / (KG_PER_LB if unit == "lb" else 1)
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_EVEN)


def say_load(load_kg: float | Decimal | None, unit: str) -> str:
    """87.5 kg, 190 lb, 6 800 kg, body weight, load not said."""
    if load_kg is None:
        return "load not said"
    if load_kg == 0:
        return "body weight"
    return f"{grouped(in_unit(load_kg, unit).normalize())} {unit}"


def grouped(value: Decimal, digits: int | None = None) -> str:
    """With a narrow space between the thousands: 6 800, 12 400.5; rounded to `digits` behind the point, if said."""
    return (f"{value:,f}" if digits is None else f"{value:,.{digits}f}").replace(",", THIN)


def say_volume(volume_kg: float, unit: str) -> str:
    """A volume load (Σ reps × load): 12.8 t, 28.2 klb."""
    return f"{float(in_unit(volume_kg, unit)) / 1000:.1f} {'t' if unit == 'kg' else 'klb'}"
