"""HTML: the content of a page in its order, and the menus around it kept apart."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from criteria.evidence import SegmentKind
from workers.extract import blocks
from workers.extract.blocks import Plain, clean
from workers.extract.elements import (
    BLOCKS,
    BOXES,
    CONTENT,
    ELSEWHERE,
    FRAMED,
    UNSEEN,
    all_text,
    filled_in,
    hidden,
    is_around,
    only_text,
    shown_apart,
)
from workers.extract.footnotes import raised
from workers.extract.opened import Ask, Opened
from workers.extract.text import LONGEST_HEADING, decode, looks_like_heading

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
# Python 3.11 takes longer to look up a member of an enumeration than to make a block.
_PARAGRAPH, _HEADING = SegmentKind.PARAGRAPH, SegmentKind.HEADING
_NOTE, _AROUND_IT = SegmentKind.NOTE, SegmentKind.BOILERPLATE
_KINDS = {f"h{level}": (SegmentKind.HEADING, level) for level in range(1, 7)}
_KINDS |= dict.fromkeys(("li", "dd"), (SegmentKind.ITEM, 0))
_CELLS = ("td", "th")
_MEANT = "\x1e"  # a line break that is more than a blank of the source
_ANCHORS = frozenset("#¶🔗")  # beside a heading, each a link to it
_LAYOUT = "table, h1, h2, h3, h4, p + p, div + div"
_PLAIN_LEVEL = 4  # of a heading that is not marked as one
_LONGEST_BOLD = 90
_LONGEST_CELL = 600  # letters; a cell that holds more lays out a page
_DEEPEST = 150  # beyond, the text is taken as it comes


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a web page; it is parted into sections at its headings."""
    tree = _tree(data)
    title = tree.css_first("title")
    name = " ".join(title.text().split()) if title else ""
    return Opened(blocks.sections(parse(tree), clean=True), title=name)


def written(data: bytes) -> list[Plain]:
    """List the blocks of a page that is part of another document."""
    return parse(_tree(data))


def _tree(data: bytes) -> LexborHTMLParser:
    declared = _CHARSET.search(data[:4096])
    charset = declared[1].decode("ascii", "replace") if declared else ""
    return LexborHTMLParser(decode(data, charset))


def parse(tree: LexborHTMLParser) -> list[Plain]:
    """List the blocks of a page in their order. What nobody sees is taken out."""
    body = tree.body
    if body is None:
        return []
    for node in [*hidden(body)]:
        node.decompose()
    return _Walk().read(body)


class _Walk:
    """Gathers running text until a block ends it."""

    def __init__(self, *, around: bool = False, depth: int = 0) -> None:
        self._found: list[Plain] = []
        self._text: list[str] = []
        self._kind = _PARAGRAPH
        self._level = 0
        self._links: list[Plain] = []
        # How much was gathered when the last link ended, and where it leads.
        self._linked = (0, "")
        self._around = around
        self._depth = depth
        self._has_lines = False

    def read(self, node: LexborNode) -> list[Plain]:
        """List the blocks inside of a node."""
        self._through(node)
        self._flush()
        return self._found

    def _through(self, node: LexborNode) -> None:
        gathered = self._text
        self._depth += 1
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                text = child.text_content or ""
                if gathered or not text.isspace():  # as between most blocks
                    gathered.append(text)
            elif self._depth > _DEEPEST:
                gathered.append(all_text(child))
            elif tag in BLOCKS:
                self._block(child, tag)
            else:
                self._inline(child, tag)
        self._depth -= 1

    def _inline(self, node: LexborNode, tag: str) -> None:
        if tag == "br":
            self._text.append(_MEANT)
        elif tag == "a":
            self._link(node)
        elif tag in BOXES:
            self._box(node, tag)
        elif tag == "sup":
            self._raised(node)
        elif tag not in UNSEEN:
            self._inside(node)

    def _inside(self, node: LexborNode) -> None:
        only = only_text(node)
        if only is None:
            self._through(node)
        elif only:
            self._text.append(only)

    def _box(self, node: LexborNode, tag: str) -> None:
        """Gather what stands between letters where the source has no blank."""
        self._text.append(" ")
        if tag == "input":
            self._text.append(filled_in(node))
        elif tag in FRAMED:
            self._inside(node)
        elif tag in ("img", "iframe") and (told := shown_apart(node, tag)):
            self._links.append((_NOTE, clean(told), 0, (), ""))
        self._text.append(" ")

    def _raised(self, node: LexborNode) -> None:
        """Gather what is raised: a number that is none of the word before it."""
        before = len(self._text)
        self._inside(node)
        self._text[before:] = map(raised, self._text[before:])

    def _link(self, node: LexborNode) -> None:
        """Gather a link. Two that touch are apart, unless they are one cut in two."""
        gathered, target = self._text, node.attributes.get("href") or ""
        behind, last = self._linked
        if gathered and behind == len(gathered) and target and target != last:
            gathered.append(" ")
        before, closed = len(gathered), len(self._found)
        if target.startswith("#") and only_text(node) in _ANCHORS:
            return
        self._inside(node)
        above = [text for _, text, *_ in self._found[closed:]]  # blocks that it holds
        inside = gathered if above else gathered[before:]
        if inside and target:
            self._linked = (len(gathered), target)
        if target.startswith(ELSEWHERE) and not self._around:
            shown = _flat(" ".join((*above, "".join(inside))))
            if target not in shown:
                told = clean(f"{shown}: {target}" if shown else target).strip()
                self._links.append((_NOTE, told, 0, (), ""))

    def _block(self, node: LexborNode, tag: str) -> None:
        if self._text or self._links:
            self._flush()
        around = self._around
        if tag == "tr" and not around:
            cells = _cells(node, self._depth)
            if cells is not None:
                self._found.append(blocks.row(cells))
                return
        if not around and tag not in CONTENT:
            self._around = is_around(node, tag)
        if tag in _KINDS:
            self._kind, self._level = _KINDS[tag]
        only = None if self._has_lines else only_text(node)
        if only is None or tag == "pre":
            self._several(node, tag)
        elif only and (text := _flat(only)):
            self._close(text)
        self._kind, self._level = _PARAGRAPH, 0
        self._around = around

    def _several(self, node: LexborNode, tag: str) -> None:
        lines = self._has_lines
        if tag == "pre":
            self._has_lines = True
        elif tag == "p" and _is_bold(node):
            self._kind, self._level = _HEADING, _PLAIN_LEVEL
        self._through(node)
        self._flush()
        self._has_lines = lines

    def _flush(self) -> None:
        """Close the block in the making."""
        if self._text:
            text = "".join(self._text)
            self._text.clear()
            self._linked = (0, "")
            text = _flat(text.replace("\n", _MEANT) if self._has_lines else text)
            if text:
                self._close(text)
        if self._links:
            if not self._around:
                self._found += self._links
            self._links.clear()

    def _close(self, text: str) -> None:
        kind, level = self._kind, self._level
        if kind is not _PARAGRAPH:
            self._kind, self._level = _PARAGRAPH, 0
        elif len(text) <= LONGEST_HEADING and looks_like_heading(text):
            kind, level = _HEADING, _PLAIN_LEVEL
        if self._around:
            kind, level = _AROUND_IT, 0
        self._found.append((kind, text, level, (), ""))


def _is_bold(paragraph: LexborNode) -> bool:
    """Tell whether a paragraph is a short line set wholly in bold."""
    first = paragraph.first_child
    if first is None or (first.text_content or "").strip():
        return False  # as nearly all are: they begin with a text of their own
    text = _flat(paragraph.text())
    if not text or len(text) > _LONGEST_BOLD or text[-1] in ".;,":
        return False
    bold = paragraph.css_first("strong, b")
    return bold is not None and _flat(bold.text()) == text


def _cells(row: LexborNode, depth: int) -> list[str] | None:
    """Read the cells of a row; None of one that lays out a page rather than a table."""
    inside = [cell for cell in row.iter() if cell.tag in _CELLS]
    texts = [text for cell in inside if (text := only_text(cell)) is not None]
    if len(texts) < len(inside):  # few rows have cells that hold more than one text
        if row.css_first(_LAYOUT) is not None:
            return None
        read = [_Walk(around=True, depth=depth).read(cell) for cell in inside]
        texts = [" ".join(text for _, text, *_ in found) for found in read]
    long = [text for text in texts if len(text) > _LONGEST_CELL]
    return None if any(len(_flat(text)) > _LONGEST_CELL for text in long) else texts


def _flat(text: str) -> str:
    """Fold blanks as a browser does; only line breaks that were meant stay."""
    text = text.replace("\n", " ")
    if text.isprintable() and "  " not in text:
        return text.strip()
    lines = [" ".join(line.split()) for line in text.split(_MEANT)]
    if not "".join(lines).isprintable():
        lines = [clean(line).strip() for line in lines]
    return "\n".join(lines).strip()
