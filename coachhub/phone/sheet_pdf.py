"""The sheet to take along as a PDF file: the words of its page, laid out on A4."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.dateformat import format as in_words

from coachhub.core.pdf import pdf_of
from coachhub.phone.selectors.sheet import Sheet

LAYOUT = Path(__file__).parent / "papers" / "sheet.typ"


def sheet_pdf(sheet: Sheet) -> bytes:
    """The file, made in memory: nothing of it is kept."""
    return pdf_of(LAYOUT, _said(sheet))


def sheet_name(sheet: Sheet) -> str:
    """What the file is called: no name and no complaint, since it lies among other downloads."""
    return f"summary-{sheet.made_at:%Y-%m-%d}.pdf"


def _said(sheet: Sheet) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "lead": sheet.lead,
        "ticked": sheet.stop.ticked,
        "answered": sheet.answered,
        "rows": [{"day": in_words(row.day, "j M"), "lines": row.lines, "pain": row.pain} for row in sheet.rows],
        "when": sheet.when,
        "nothing": sheet.nothing,
        "scale": sheet.scale,
        "questions": sheet.questions,
        "education": sheet.education,
    }
