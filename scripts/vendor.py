"""`make vendor`: fetch the vendored browser code named in the manifest, and write its checksums. Needs npm."""

from __future__ import annotations

import hashlib
import re
import subprocess
import tarfile
import tempfile
import tomllib
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "coachhub" / "static" / "vendor"
MANIFEST = VENDOR / "manifest.toml"
SOURCE_MAP = re.compile(rb"/[/*]# sourceMappingURL=\S+( \*/)?")  # points to files that are not kept here


def main() -> None:
    """Fetch every file, with its package's licence beside it."""
    text = MANIFEST.read_text()
    blocks = text.split("[[file]]")
    with tempfile.TemporaryDirectory() as folder:
        for number, entry in enumerate(tomllib.loads(text)["file"], start=1):
            archive = fetch(f"{entry['package']}@{entry['version']}", Path(folder))
            content = SOURCE_MAP.sub(b"", member(archive, entry["from"]))
            (VENDOR / entry["to"]).write_bytes(content)
            licence = VENDOR / "licences" / f"{entry['package'].strip('@').replace('/', '-')}.txt"
            licence.parent.mkdir(exist_ok=True)
            try:
                licence.write_bytes(member(archive, r"(?i)licen[sc]e(\.\w+)?", pattern=True))
            except FileNotFoundError:  # tabler's package has none: its licence was put there by hand
                licence.stat()
            digest = hashlib.sha256(content).hexdigest()
            blocks[number] = re.sub(r'sha256 = "[^"]*"', f'sha256 = "{digest}"', blocks[number])
    MANIFEST.write_text("[[file]]".join(blocks))


def fetch(package: str, folder: Path) -> Path:
    """The package's archive, by npm."""
    printed = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
    )
    return folder / printed.stdout.strip().splitlines()[-1]


def member(archive: Path, name: str, *, pattern: bool = False) -> bytes:
    """One file of the archive, by its path or by a pattern for its name."""
    with tarfile.open(archive) as tar:
        for one in tar.getmembers():
            inner = one.name.removeprefix("package/")
            if one.isfile() and (re.fullmatch(name, inner) if pattern else inner == name):
                handle = tar.extractfile(one)
                if handle:
                    return handle.read()
    raise FileNotFoundError(f"{archive.name} has no {name}")


if __name__ == "__main__":
    main()
