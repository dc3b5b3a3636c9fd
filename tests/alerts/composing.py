"""Own rules as tests compose them."""

from typing import Any

SHORT_NIGHT: dict[str, Any] = {
    "reading": "sleep", "window": "last", "count": 1, "statistic": "mean", "comparison": "at_most", "amount": 5.0,
    "scale": "units", "baseline": "number",
}  # fmt: skip
SORE: dict[str, Any] = SHORT_NIGHT | {"reading": "pain_after", "comparison": "at_least", "amount": 4.0}
