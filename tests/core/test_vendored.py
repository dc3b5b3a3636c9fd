"""Browser code that others wrote: as fetched, with its licence; and no page asks another machine for anything."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from coachhub.config import ROOT
from scripts.vendor import MANIFEST, VENDOR

FILES = tomllib.loads(MANIFEST.read_text())["file"]
LICENCES = VENDOR / "licences"
WORDS = {
    "MIT": "Permission is hereby granted, free of charge",
    "0BSD": "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee",
}
APPS = (ROOT / "coachhub", ROOT / "alerts", ROOT / "sessions", ROOT / "athletes")
OURS = sorted(
    path
    for app in APPS
    for folder in ("static", "templates")
    for path in app.rglob(f"{folder}/**/*")
    if path.is_file() and VENDOR not in path.parents
)

NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"}
REST = r"""[^\s"'`)<>]"""
ADDRESS = re.compile(rf"(?:https?|wss?)://{REST}+|(?<![:\w])//[\w-]+(?:\.[\w-]+)*\.[a-z]{{2,}}\b{REST}*", re.IGNORECASE)
COMMENT = re.compile(r"/\*!.*?\*/|^\s*/\*.*?\*/|^\s*//[^\n]*|<!--.*?-->|\{#.*?#\}", re.DOTALL | re.MULTILINE)


def licence_of(package: str) -> Path:
    """Where the licence of a package lies."""
    return LICENCES / f"{package.strip('@').replace('/', '-')}.txt"


def other_hosts(text: str) -> set[str]:
    """The other machines' addresses in a file, less its comments and the names of XML's vocabularies."""
    return set(ADDRESS.findall(COMMENT.sub("", text))) - NAMESPACES


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["to"])
def test_a_file_is_what_was_fetched(entry: dict[str, str]) -> None:
    assert hashlib.sha256((VENDOR / entry["to"]).read_bytes()).hexdigest() == entry["sha256"]


def test_nothing_else_lies_there() -> None:
    told = {MANIFEST} | {VENDOR / entry["to"] for entry in FILES} | {licence_of(entry["package"]) for entry in FILES}
    assert {path for path in VENDOR.rglob("*") if path.is_file()} == told


def test_a_package_is_there_in_one_version() -> None:
    versions = {(entry["package"], entry["version"], entry["licence"]) for entry in FILES}
    assert len(versions) == len({package for package, _, _ in versions})
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for _, version, _ in versions)


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["to"])
def test_a_package_has_the_licence_it_says(entry: dict[str, str]) -> None:
    assert WORDS[entry["licence"]] in " ".join(licence_of(entry["package"]).read_text().split())


def test_the_notices_name_every_package() -> None:
    notices = (ROOT / "NOTICES.md").read_text().lower()
    names = {re.split(r"[/.]", entry["package"].strip("@"))[0] for entry in FILES}
    assert {name for name in names if name not in notices} == set()


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["to"])
def test_a_file_points_to_no_source_map(entry: dict[str, str]) -> None:
    assert "sourceMappingURL" not in (VENDOR / entry["to"]).read_text()


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["to"])
def test_a_file_loads_nothing_from_another_machine(entry: dict[str, str]) -> None:
    assert other_hosts((VENDOR / entry["to"]).read_text()) == set()


def test_our_own_pages_and_scripts_know_no_other_machine() -> None:
    assert len(OURS) > 80
    found = {
        str(path.relative_to(ROOT)): hosts for path in OURS if (hosts := other_hosts(path.read_text(errors="replace")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example.com/htmx.js"></script>',
        '<link href="//fonts.example.com/inter.css">',
        "@import url(https://fonts.example.com/inter.css);",
        "fetch(`https://api.example.com/${id}`);",
        "new WebSocket('ws://10.0.0.7/live')",
        '<a href="http://example.com">',
    ],
)
def test_what_it_would_find(text: str) -> None:
    assert len(other_hosts(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "/*! htmx, https://htmx.org */",
        "// see https://tus.io\nconst a = 1;",
        "{# from https://example.com #}<!-- https://example.com -->",
        '<svg xmlns="http://www.w3.org/2000/svg">',
        "const secure = url.startsWith('https://');",
    ],
)
def test_what_it_lets_through(text: str) -> None:
    assert other_hosts(text) == set()
