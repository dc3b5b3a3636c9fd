"""Countries and time zones to choose from."""

from __future__ import annotations

from zoneinfo import available_timezones

from coachhub.core.places import countries, country_choices, country_of_zone, zone_choices
from sessions.emergency import BY_COUNTRY


def test_every_country_with_emergency_numbers_can_be_chosen() -> None:
    assert set(BY_COUNTRY) <= set(countries())


def test_countries_are_sorted_by_name_and_begin_with_a_request_to_choose() -> None:
    first, *rest = country_choices()
    assert first == ("", "Choose a country")
    assert [name for _, name in rest] == sorted(name for _, name in rest)
    assert ("GB", "Britain (UK)") in rest


def test_every_zone_that_a_browser_may_say_can_be_chosen() -> None:
    chosen = {zone for zone, _ in zone_choices()}
    assert {"Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "UTC"} <= chosen
    assert chosen - {""} <= available_timezones()


def test_zones_are_written_without_underscores() -> None:
    assert ("America/New_York", "America/New York") in zone_choices()


def test_a_zone_says_its_country() -> None:
    assert country_of_zone()["Europe/Berlin"] == "DE"
    assert country_of_zone()["Pacific/Auckland"] == "NZ"
    assert set(country_of_zone().values()) <= set(countries())
