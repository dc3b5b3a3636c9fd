"""The words of tus 1.0: what a header may say, and what it is refused with."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from coachhub.core import tus
from coachhub.core.tus import TusError


def said(**headers: str) -> str:
    return ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in headers.items())


def request(method: str = "POST", **headers: str) -> HttpRequest:
    return RequestFactory().generic(
        method, "/uploads/", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("5", 5), ("007", 7), ("123456789012345678", 123456789012345678)]
)
def test_a_whole_number(text: str, number: int) -> None:
    assert tus.whole_number(request(Upload_Length=text), "Upload-Length") == number


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.0", "1e3", " 1", "0x1", "٣", "²", "9" * 19, "9" * 5000])
def test_anything_else_is_no_number(text: str) -> None:
    with pytest.raises(TusError) as refused:
        tus.whole_number(request(Upload_Length=text), "Upload-Length")
    assert (refused.value.status, refused.value.message) == (400, "Upload-Length has to be a whole number.")


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    )
)
def test_metadata_comes_out_as_it_went_in(told: dict[str, str]) -> None:
    assert tus.metadata(request(Upload_Metadata=said(**told))) == told


@pytest.mark.parametrize("header", ["", " ", ",", " , "])
def test_no_metadata_is_fine(header: str) -> None:
    assert tus.metadata(request(Upload_Metadata=header)) == {}


@pytest.mark.parametrize("header", ["filename ***", "filename /w==", "filename YQ", said(filename="a\0b")])
def test_metadata_that_cannot_be_read(header: str) -> None:
    with pytest.raises(TusError, match="filename cannot be read") as refused:
        tus.metadata(request(Upload_Metadata=header))
    assert refused.value.status == 400


@pytest.mark.parametrize("version", ["", "0.2.2", "1.0.1"])
def test_another_version_is_refused(version: str) -> None:
    with pytest.raises(TusError) as refused:
        tus.check_version(request(Tus_Resumable=version))
    assert refused.value.status == 412
    tus.check_version(request(Tus_Resumable="1.0.0"))


@pytest.mark.parametrize(
    ("method", "override", "meant"),
    [("POST", "PATCH", "PATCH"), ("POST", None, "POST"), ("GET", "DELETE", "GET"), ("HEAD", "PATCH", "HEAD")],
)
def test_only_a_post_may_stand_for_another_method(method: str, override: str | None, meant: str) -> None:
    headers = {"X_HTTP_Method_Override": override} if override else {}
    assert tus.method(request(method, **headers)) == meant


def test_progress_says_how_far_and_until_when() -> None:
    assert tus.progress(3, 10, datetime(2026, 11, 21, 12, 0, tzinfo=UTC)) == {
        "Upload-Offset": "3",
        "Upload-Length": "10",
        "Upload-Expires": "Sat, 21 Nov 2026 12:00:00 GMT",
    }
