"""Rich text files: striprtf reads what they say, once what stands beside is apart.

It drops notes, headers, comments and text boxes, and takes deleted text for text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from striprtf.striprtf import font_table_group, rtf_to_text

from criteria.evidence import SegmentKind
from workers.extract import blocks, text
from workers.extract.blocks import Block
from workers.extract.opened import Ask, Opened

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGE = re.compile(rb"\\page(?![a-z])")
_MARK = "\x0c"
_HERE = re.compile(r"\x0e(\d{1,9})\x0f")  # where something hangs on the text
_NEXT = "\x0e\x0f"  # between two that stand beside
_TOKEN = re.compile(
    r"[{}]|\\([a-z]+)(-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\.|[^\\{}]+", re.DOTALL
)
_PAGE_CODES = re.compile(r"\\ansicpg(\d{1,5})")
_BESIDE = {
    "footnote": (SegmentKind.NOTE, ""),
    "annotation": (SegmentKind.NOTE, "Comment: "),
    "shptxt": (SegmentKind.PARAGRAPH, ""),
} | {
    name + which: (SegmentKind.RUNNING, "")
    for name in ("header", "footer")
    for which in ("", "l", "r", "f")
}
_OUTER = 2  # what is around a text, and the text's own group
_BULLET = re.compile(r"^[\uf000-\uf0ff](?=\s)")


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a rich text; every line of what it says is a paragraph or a table's row."""
    marked = _PAGE.sub(rb"\\'0c ", data).decode("latin-1")
    apart = _Apart()
    apart.take(marked)
    beside = dict(enumerate(_beside(apart, marked)))
    running = {one.text: one for one in beside.values() if _runs(one)}
    written = _plain("".join(apart.body))
    parts = [part for part in written.split(_MARK) if part.strip()] or [""]
    groups = [
        [block for line in part.split("\n") for block in _blocks(line, beside)]
        for part in parts
    ]
    groups[0][:0] = running.values()
    groups[-1] += [one for one in beside.values() if not _runs(one)]
    if len(groups) == 1:
        return Opened(blocks.sections(groups[0]))
    return Opened(blocks.paged(groups), len(groups))


@dataclass(slots=True)
class _Apart:
    """A rich text without what was deleted, and what hangs on it by itself.

    ``numbers`` tells by its list which of those in ``beside`` a text goes to.
    """

    body: list[str] = field(default_factory=list)
    beside: list[tuple[str, list[str]]] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)

    def take(self, rtf: str) -> None:
        """Go through a rich text once; broken braces only end a group too early."""
        # Of each open group: where its text goes, and whether that is deleted.
        opened: list[tuple[list[str], bool]] = [(self.body, False)]
        at = 0
        while token := _TOKEN.match(rtf, at):
            at = token.end()
            word, into, gone = token[1], *opened[-1]
            if token[0] == "{":
                opened.append((into, gone))
                into.append("{")
            elif token[0] == "}":
                self._close(opened)
            elif word == "bin":
                length = int(token[2] or 0)
                at += length if 0 < length <= len(rtf) - at else 0
            elif word in _BESIDE:
                self._hang(word, opened)
            elif word in ("deleted", "v", "plain"):  # v: hidden
                into.append(token[0])  # its blank ends the word before it
                opened[-1] = (into, word != "plain" and token[2] != "0")
            elif not gone:
                into.append(token[0])

    def _hang(self, word: str, opened: list[tuple[list[str], bool]]) -> None:
        """Put a group beside; what hangs on deleted text is deleted with it."""
        into, gone = opened[-1]
        if len(opened) <= _OUTER:
            into.append(r"\plain ")  # or striprtf would drop all that follows
        elif gone or into is self.deleted:
            opened[-1] = (self.deleted, gone)
        else:
            own: list[str] = []
            self.numbers[id(own)] = len(self.beside)
            self.beside.append((word, own))
            opened[-1] = (own, gone)

    def _close(self, opened: list[tuple[list[str], bool]]) -> None:
        into, _ = opened.pop() if len(opened) > 1 else opened[0]
        around = opened[-1][0]
        around.append("}")
        if around is not into and into is not self.deleted:
            around.append(rf"\'0e{self.numbers[id(into)]}\'0f")


def _runs(block: Block) -> bool:
    return block.kind is SegmentKind.RUNNING


def _beside(apart: _Apart, whole: str) -> Iterator[Block]:
    """Write out what hangs on the text, in the order in which it begins."""
    codes = _PAGE_CODES.search(whole)
    head = r"{\rtf1\ansi\ansicpg" + (codes[1] if codes else "1252") + " "
    fonts = str(font_table_group(whole))  # type: ignore[no-untyped-call]  # striprtf's
    # At one go: a long table of fonts takes as long as many notes.
    groups = ["{" + "".join(parts) + "}\\'0e\\'0f\n" for _, parts in apart.beside]
    written = _plain(head + fonts + "".join(groups) + "}").split(_NEXT)
    for (word, _), one in zip(apart.beside, written, strict=False):
        kind, opening = _BESIDE[word]
        lines = _HERE.sub("", one).split("\n")
        said = "\n".join(line.strip() for line in lines if line.strip())
        yield Block(kind, opening + said if said else "")


def _plain(rtf: str) -> str:
    return str(rtf_to_text(rtf, errors="replace"))  # type: ignore[no-untyped-call]  # striprtf's


def _blocks(line: str, beside: dict[int, Block]) -> Iterator[Block]:
    """Yield the blocks of a line, and behind them what hangs on it."""
    hanging = [beside.pop(int(number), None) for number in _HERE.findall(line)]
    line = _BULLET.sub("•", _HERE.sub("", line))
    if line.count("|") > 1 or line.endswith("|"):
        yield blocks.row(line.strip().removesuffix("|").split("|"))
    elif line.strip():
        yield from text.paragraph(line)
    yield from (one for one in hanging if one is not None and not _runs(one))
