"""PDF files: tagged, titled, in a language, and what is said is never markup."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdf
import pytest
import typst

from coachhub.core.pdf import pdf_of

PLAIN = """
#let said = json(bytes(sys.inputs.said))
#set document(title: said.title)
#set text(lang: "en")
#title()
#said.words
"""


@pytest.fixture
def layout(tmp_path: Path) -> Path:
    path = tmp_path / "layouts" / "plain.typ"
    path.parent.mkdir()
    path.write_text(PLAIN)
    return path


def read(file: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(file))


def words(file: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(file).pages).split())


def test_its_text_can_be_selected(layout: Path) -> None:
    assert "Zoë Łukasz, 4 × 5 – µ" in words(pdf_of(layout, {"title": "A sheet", "words": "Zoë Łukasz, 4 × 5 – µ"}))


def test_title_language_and_tags_are_in(layout: Path) -> None:
    file = read(pdf_of(layout, {"title": "A sheet", "words": "One"}))
    assert file.metadata is not None
    assert file.metadata.title == "A sheet"
    root = file.root_object
    assert str(root["/Lang"]) == "en"
    assert str(root["/MarkInfo"]) == "{'/Marked': True, '/Suspects': False}"
    assert "/StructTreeRoot" in root


@pytest.mark.parametrize(
    "trap",
    ['#read("/etc/hostname")', '"); #panic("in")', "*bold* _soft_ $x$ @name <label>", "\\u{41} // gone", "</pdf>"],
)
def test_what_is_said_is_never_markup(layout: Path, trap: str) -> None:
    assert trap in words(pdf_of(layout, {"title": trap, "words": trap}))


def test_a_sign_that_no_font_has_does_not_cost_the_file(layout: Path) -> None:
    assert len(read(pdf_of(layout, {"title": "花子", "words": "花子 and 𓀀 after"})).pages) == 1


def test_a_layout_reads_nothing_outside_its_folder(layout: Path) -> None:
    (layout.parent.parent / "secret.txt").write_text("secret")
    layout.write_text('#read("../secret.txt")')
    with pytest.raises(typst.TypstError):
        pdf_of(layout, {})


def test_an_unsound_layout_says_so(layout: Path) -> None:
    with pytest.raises(typst.TypstError, match="key"):
        pdf_of(layout, {"title": "Without words"})
