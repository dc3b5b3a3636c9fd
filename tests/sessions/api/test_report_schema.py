"""The report's own schema among the parts of the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sessions.api.report_schema import add_report


def parts() -> dict[str, Any]:
    found: dict[str, Any] = add_report({}, None, None, False)["components"]["schemas"]
    return found


def references(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from references(one)
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for one in part.values():
            yield from references(one)


def test_every_part_that_is_referred_to_is_there() -> None:
    known = {f"#/components/schemas/{name}" for name in parts()}
    assert set(references(parts())) <= known


def test_what_stands_beside_the_knees_is_described() -> None:
    report, rep, leg = (parts()[f"KneeTrackingReport{name}"] for name in ("", "Rep", "Leg"))
    summary = report["properties"]["summary"]["properties"]
    assert {"width_leg_lengths", "width_hip_widths", "toe_out_deg"} == set(summary["stance"]["properties"])
    assert "not_compared" in summary["difference"]["properties"]["further_in"]["enum"]
    assert "towards the athlete's left" in rep["properties"]["side_shift_pct"]["description"]
    assert {"lowering_smoothness", "rise_smoothness", "depth_share_pct"} <= set(rep["properties"])
    assert {"fppa_deg", "foot_moved_pct"} <= set(leg["properties"])


def test_reports_of_older_engines_conform_so_it_may_be_left_out() -> None:
    report, rep, leg = (parts()[f"KneeTrackingReport{name}"] for name in ("", "Rep", "Leg"))
    assert "stance" not in report["properties"]["summary"]["required"]
    assert "side_shift_pct" not in rep["required"]
    assert "fppa_deg" not in leg["required"]
