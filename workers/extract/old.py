"""Word and PowerPoint files of before 2007, as far as office-oxide reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from office_oxide import Document, OfficeOxideError

from criteria.evidence import SegmentKind
from workers.extract import blocks, kinds
from workers.extract.kinds import Kind
from workers.extract.markdown import parse
from workers.extract.opened import Ask, Opened
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.extract.blocks import Block

_LEAST = 20  # letters; fewer are not the text of a document


def read(data: bytes, ask: Ask) -> Opened:
    """Open an old file, or say into what it should be saved."""
    kind = kinds.of(data, ask.name)
    refusal = Refusal.OLD_SLIDES if kind is Kind.PPT else Refusal.OLD_WORD
    named: Literal["ppt", "doc"] = "ppt" if kind is Kind.PPT else "doc"
    try:
        written = Document.from_bytes(data, named).to_markdown()
    except (OfficeOxideError, ValueError):
        raise Unreadable(refusal) from None
    if len("".join(written.split())) < _LEAST:
        raise Unreadable(refusal)
    return Opened(blocks.sections(_plain(written)))


def _plain(written: str) -> Iterator[Block]:
    for block in parse(written):
        if block.kind is not SegmentKind.BOILERPLATE:
            yield block
