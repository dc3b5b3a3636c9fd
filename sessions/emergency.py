"""Numbers to call, by country (ISO 3166-1 alpha-2). Each is the national service's own published number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Numbers:
    """`emergency` for life and limb; `urgent` for care today that is no emergency, empty where there is none."""

    emergency: str
    urgent: str = ""
    urgent_name: str = ""


EUROPE = Numbers("112")
BY_COUNTRY = {
    "AT": Numbers("144", "1450", "health line"),
    "AU": Numbers("000", "1800 022 222", "healthdirect"),
    "BE": Numbers("112", "1733", "doctor on duty"),
    "BR": Numbers("192"),
    "CA": Numbers("911", "811", "health line"),
    "CH": Numbers("144"),
    "DE": Numbers("112", "116117", "doctor on duty"),
    "DK": Numbers("112", "1813", "health line"),
    "ES": Numbers("112"),
    "FI": Numbers("112", "116117", "health line"),
    "FR": Numbers("15"),
    "GB": Numbers("999", "111", "urgent care"),
    "IE": Numbers("112"),
    "IN": Numbers("112"),
    "IT": Numbers("112", "116117", "doctor on duty"),
    "JP": Numbers("119", "#7119", "health line"),
    "NL": Numbers("112"),
    "NO": Numbers("113", "116117", "doctor on duty"),
    "NZ": Numbers("111", "0800 611 116", "Healthline"),
    "PL": Numbers("112", "800 190 590", "health line"),
    "PT": Numbers("112", "808 24 24 24", "SNS 24"),
    "SE": Numbers("112", "1177", "health line"),
    "US": Numbers("911"),
    "ZA": Numbers("10177"),
}


def numbers_for(country: str) -> Numbers:
    """The country's numbers; 112, which works from mobile phones in most of the world, for one not listed."""
    return BY_COUNTRY.get(country.upper(), EUROPE)
