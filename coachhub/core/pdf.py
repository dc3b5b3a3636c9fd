"""PDF files from a layout and what it is to say: A4, tagged for screen readers, its text selectable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst


def pdf_of(layout: Path, said: Mapping[str, Any]) -> bytes:
    """The PDF of a Typst layout that reads `said` as JSON from `sys.inputs.said`.

    What is said is data to the layout, never markup. The engine sees the layout's own folder and no other.
    PDF/UA is not asked for by name: it would refuse the whole file for one sign in a person's name that no font has.
    Raises `typst.TypstError` for a layout that is not sound.
    """
    made = typst.compile(
        layout,
        root=layout.parent,
        font_paths=_fonts(),
        sys_inputs={"said": json.dumps(said)},
        format="pdf",
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{layout.name}: one file was expected")
    return made


@cache
def _fonts() -> typst.Fonts:
    """Those of the engine first; the system's for names in scripts that these do not have. Read once a process."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)
