"""Countries and time zones to choose from, out of the time zone database's own tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

TABLES = files("tzdata") / "zoneinfo"


def _rows(table: str) -> Iterator[list[str]]:
    for line in (TABLES / table).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def countries() -> dict[str, str]:
    """English names by ISO 3166-1 alpha-2 code, sorted by name."""
    return dict(sorted(((code, name) for code, name, *_ in _rows("iso3166.tab")), key=lambda pair: pair[1]))


@cache
def country_of_zone() -> dict[str, str]:
    """The country in which each time zone's city lies, sorted by zone. `UTC` is nowhere."""
    found = {zone: country for country, _, zone, *_ in _rows("zone.tab")}
    return dict(sorted(found.items()))


def zone_choices() -> list[tuple[str, str]]:
    """Time zones for a select field, old names too, since some browsers still say them."""
    zones = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
    return [("", "Choose a time zone"), *((zone, zone.replace("_", " ")) for zone in zones)]


def country_choices() -> list[tuple[str, str]]:
    """Countries for a select field."""
    return [("", "Choose a country"), *countries().items()]
