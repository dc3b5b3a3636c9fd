"""A calibration as a picture: how many true values lie inside intervals of each width, against how many should."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SIZE, EDGE = 360, 48
INKS = {"offset of a leg": "#2350b8", "change of the ratio": "#b8541b"}


def calibration_svg(nominal: Sequence[float], inside: Mapping[str, Sequence[float]]) -> str:
    """An SVG of per cent inside over per cent meant, a line each; on the diagonal intervals are as wide as they say."""
    side = SIZE - 2 * EDGE

    def place(meant: float, found: float) -> str:
        return f"{EDGE + side * meant / 100:.1f},{SIZE - EDGE - side * found / 100:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" font-family="sans-serif" font-size="11">',
        f'<rect width="{SIZE}" height="{SIZE}" fill="#fff"/>',
        f'<path d="M{place(0, 0)} L{place(100, 100)}" stroke="#9aa3ab" stroke-dasharray="4 4"/>',
        f'<path d="M{place(0, 100)} L{place(0, 0)} L{place(100, 0)}" stroke="#14181b" fill="none"/>',
    ]
    for tick in (0, 50, 90):
        left, bottom = place(tick, 0).split(",")
        parts.append(f'<text x="{left}" y="{float(bottom) + 16}" text-anchor="middle">{tick}</text>')
        bottom = place(0, tick).split(",")[1]
        parts.append(f'<text x="{EDGE - 8}" y="{float(bottom) + 4}" text-anchor="end">{tick}</text>')
    for row, (name, found) in enumerate(inside.items()):
        line = " ".join(place(meant, share) for meant, share in zip(nominal, found, strict=True))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{INKS[name]}" stroke-width="2"/>')
        parts.append(f'<text x="{EDGE + 14}" y="{EDGE + 16 * row}" fill="{INKS[name]}">{name}</text>')
    middle = SIZE / 2
    parts.append(f'<text x="{middle}" y="{SIZE - 12}" text-anchor="middle">per cent meant to lie inside</text>')
    turned = f'text-anchor="middle" transform="rotate(-90 14 {middle})"'
    parts.append(f'<text x="14" y="{middle}" {turned}>per cent found inside</text>')
    return "\n".join([*parts, "</svg>\n"])
