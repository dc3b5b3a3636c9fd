"""A number and its unit stay on one line, on every page.

Sentences come from templates, from rules, and from rows that were written long ago. Where a line may break is the
page's business, not theirs: it is settled once, on the finished page.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse

HELD = "\N{NO-BREAK SPACE}"
UNITS = r"%|kg|k?lb|t|ms|s|min|h|d|×"
MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?"
)
# Each way begins with the space itself, so that the search leaps from space to space: a long page takes a millisecond.
_BREAK = re.compile(
    rf" (?:(?<=\d )(?=(?:{UNITS}|{MONTHS})(?!\w))"  # 36 %, 87.5 kg, 26 Oct
    r"|(?<=\d )(?=of 10\b)|(?<=\d of )(?=10\b)"  # pain 6 of 10
    r"|(?<=\bRPE )(?=\d)|(?<=× )(?=\d))"  # RPE 8, 4 × 5
    r"(?![^<>]*>)"  # not within a tag
)
_LEFT_ALONE = re.compile(r"<(script|style|textarea|template)\b.*?</\1>", re.DOTALL)


def held(html: str) -> str:
    """The same HTML, where spaces between a number and its unit do not break; tags, scripts and fields stay as is."""
    parts, end = [], 0
    for alone in _LEFT_ALONE.finditer(html):
        parts += [_BREAK.sub(HELD, html[end : alone.start()]), alone[0]]
        end = alone.end()
    return "".join([*parts, _BREAK.sub(HELD, html[end:])])


class UnitsMiddleware:
    """Every HTML answer goes through `held`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; what is not a page passes untouched."""
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not isinstance(response, StreamingHttpResponse):
            response.content = held(response.content.decode(response.charset))  # type: ignore[attr-defined]
        return response
