"""Secrets of others in the database: readable by this service alone."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from coachhub.core.sealed import SealBrokenError, seal, unseal

SECRET = {"address": "slack://a/b/c", "keys": {"auth": "ä"}}


def test_it_comes_back_whole() -> None:
    assert unseal(seal(SECRET)) == SECRET


def test_nothing_of_it_can_be_read() -> None:
    text = seal(SECRET)
    assert "slack" not in text
    assert seal(SECRET) != text  # nor whether two are the same


@pytest.mark.parametrize("broken", ["", "x", "gAAAAA=="])
def test_what_was_never_sealed(broken: str) -> None:
    with pytest.raises(SealBrokenError):
        unseal(broken)


def test_changed_by_one_sign() -> None:
    text = seal(SECRET)
    other = "A" if text[-5] != "A" else "B"
    with pytest.raises(SealBrokenError):
        unseal(text[:-5] + other + text[-4:])


def test_with_another_key_of_the_service(settings: LazySettings) -> None:
    text = seal(SECRET)
    settings.SECRET_KEY = "another-one"
    with pytest.raises(SealBrokenError, match="enter it anew"):
        unseal(text)
