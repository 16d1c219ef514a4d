"""Make the worked example's documents from their sources: `make example`.

With --check nothing is written: it says which documents are not as their sources
would make them.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

from papers import printed, screen, source, word

FOLDER = Path(__file__).parent.parent / "workers" / "example"
MAKERS = {
    "pdf": printed.make,
    "docx": word.make,
    "html": screen.page,
    "txt": screen.plain,
    "md": screen.markdown,
}


def make() -> dict[str, bytes]:
    """Make every document: its name, and its bytes."""
    sources = [source.read(path) for path in sorted((FOLDER / "sources").glob("*.md"))]
    return {one.file: MAKERS[one.format](one) for one in sources}


def stale(made: dict[str, bytes], folder: Path) -> list[str]:
    """The names of documents that are missing, different, or of no source."""
    there = {path.name: path.read_bytes() for path in folder.iterdir()}
    names = sorted(made.keys() | there.keys())
    return [name for name in names if _parts(made, name) != _parts(there, name)]


def _parts(documents: dict[str, bytes], name: str) -> object:
    """What is compared: archives are packed otherwise by another version of zlib."""
    contents = documents.get(name)
    if contents is None or not name.endswith(".docx"):
        return contents
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        return {part: archive.read(part) for part in archive.namelist()}


def main() -> None:
    """Write what has changed, or with --check only say what would."""
    made, folder = make(), FOLDER / "documents"
    folder.mkdir(exist_ok=True)
    changed = stale(made, folder)
    if "--check" in sys.argv[1:]:
        sys.exit("Run make example for: " + ", ".join(changed) if changed else 0)
    for name in changed:
        if name in made:
            (folder / name).write_bytes(made[name])
        else:
            (folder / name).unlink()
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
