"""Word and PowerPoint files of before 2007, as far as office-oxide reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from office_oxide import Document, OfficeOxideError
from selectolax.lexbor import LexborHTMLParser

from criteria.evidence import SegmentKind
from workers.extract import blocks, kinds
from workers.extract.blocks import Block
from workers.extract.kinds import Kind
from workers.extract.markdown import parse
from workers.extract.opened import Ask, Opened
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEAST = 20  # letters; fewer are not the text of a document


def read(data: bytes, ask: Ask) -> Opened:
    """Open an old file, or say into what it should be saved."""
    kind = kinds.of(data, ask.name)
    refusal = Refusal.OLD_SLIDES if kind is Kind.PPT else Refusal.OLD_WORD
    named: Literal["ppt", "doc"] = "ppt" if kind is Kind.PPT else "doc"
    try:
        document = Document.from_bytes(data, named)
        written = document.to_markdown()
        notes = _notes(document.to_html()) if kind is Kind.PPT else {}
    except (OfficeOxideError, ValueError):
        raise Unreadable(refusal) from None
    if len("".join(written.split())) < _LEAST:
        raise Unreadable(refusal)
    return Opened(blocks.sections(_with_notes(_plain(written), notes)))


def _plain(written: str) -> Iterator[Block]:
    for block in parse(written):
        if block.kind is not SegmentKind.BOILERPLATE:
            yield block


def _notes(written: str) -> dict[str, str]:
    """Find the speaker's notes by the headings of their slides; only HTML has them.

    A slide without notes has "".
    """
    found = {}
    for number, slide in enumerate(written.split("<hr />"), 1):
        lines = LexborHTMLParser(slide).css("aside.speaker-notes p")
        text = "\n".join(line.text() for line in lines)
        found[f"Slide {number}"] = f"Notes: {text}" if text else ""
    return found


def _with_notes(found: Iterator[Block], notes: dict[str, str]) -> Iterator[Block]:
    """Put the notes behind their slides, and those of no heading at the end."""
    due = ""
    for block in found:
        if block.kind is SegmentKind.HEADING and block.text in notes:
            yield Block(SegmentKind.NOTE, due)
            due = notes.pop(block.text)
        yield block
    for text in (due, *notes.values()):
        yield Block(SegmentKind.NOTE, text)
