"""Rich text files."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from workers.extract import blocks, text
from workers.extract.opened import Ask, Opened

_PAGE = re.compile(rb"\\page(?![a-z])")
_MARK = "\x0c"


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a rich text; every line of what it says is a paragraph or a table's row."""
    marked = _PAGE.sub(rb"\\'0c ", data).decode("latin-1")
    written = rtf_to_text(marked, errors="replace")  # type: ignore[no-untyped-call]
    parts = [part for part in written.split(_MARK) if part.strip()] or [""]
    groups = [
        [block for line in part.split("\n") for block in _blocks(line)]
        for part in parts
    ]
    if len(groups) == 1:
        return Opened(blocks.sections(groups[0]))
    return Opened(blocks.paged(groups), len(groups))


def _blocks(line: str) -> list[blocks.Block]:
    if line.count("|") > 1 or line.endswith("|"):
        return [blocks.row(line.strip().removesuffix("|").split("|"))]
    return list(text.paragraph(line)) if line.strip() else []
