"""HTML: the content of a page in its order, and the menus around it kept apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

from criteria.evidence import SegmentKind
from workers.extract import blocks
from workers.extract.blocks import Block
from workers.extract.opened import Ask, Opened
from workers.extract.text import decode, looks_like_heading

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_SKIPPED = frozenset(
    [
        *("script", "style", "noscript", "template", "svg", "math", "iframe", "object"),
        *("canvas", "head", "select", "datalist", "audio", "video", "map"),
    ]
)
_AROUND = frozenset({"nav", "aside", "footer", "header", "form", "dialog"})
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu"}
)
_MARKS = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|breadcrumbs?|sidebar|footer|cookies?"
    r"|skip(?:-?link)?|share|social|pagination|masthead|banner)(?:$|[-_ ])",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "caption", "center"),
        *("dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hgroup", "hr", "html", "label", "legend", "li", "main", "menu", "nav"),
        *("ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td"),
        *("tfoot", "th", "thead", "tr", "ul"),
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLANKS = re.compile(r"[ \t\n\f\r]+")
_PLAIN_LEVEL = 4  # of a heading that is not marked as one
_LONGEST_BOLD = 90
_LONGEST_CELL = 600  # letters; a cell that holds more lays out a page
_DEEPEST = 150  # beyond, the text is taken as it comes


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a web page; it is parted into sections at its headings."""
    declared = _CHARSET.search(data[:4096])
    charset = declared[1].decode("ascii", "replace") if declared else ""
    tree = LexborHTMLParser(decode(data, charset))
    title = tree.css_first("title")
    name = " ".join(title.text().split()) if title else ""
    return Opened(blocks.sections(parse(tree)), title=name)


def parse(tree: LexborHTMLParser) -> Iterator[Block]:
    """Yield the blocks of a page in their order."""
    if tree.body is None:
        return
    walk = _Walk()
    yield from walk.through(tree.body, around=False, depth=0)
    yield from walk.flush(around=False)


class _Walk:
    """Gathers running text until a block ends it."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._kind = SegmentKind.PARAGRAPH
        self._level = 0
        self._links: list[Block] = []

    def flush(self, *, around: bool) -> Iterator[Block]:
        """Close the block in the making."""
        text = _flat("".join(self._text))
        kind = SegmentKind.BOILERPLATE if around else self._kind
        level = self._level if kind is SegmentKind.HEADING else 0
        self._text.clear()
        if text:
            if kind is SegmentKind.PARAGRAPH and looks_like_heading(text):
                kind, level = SegmentKind.HEADING, _PLAIN_LEVEL
            yield Block(kind, text, level)
            self._kind, self._level = SegmentKind.PARAGRAPH, 0
        links, self._links = self._links, []
        if not around:
            yield from links

    def through(self, node: LexborNode, *, around: bool, depth: int) -> Iterator[Block]:
        """Walk what is inside of a node."""
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self._text.append(_BLANKS.sub(" ", child.text_content or ""))
            elif tag == "br":
                self._text.append("\n")
            elif tag in _SKIPPED or _is_hidden(child):
                continue
            elif depth > _DEEPEST:
                self._text.append(_BLANKS.sub(" ", child.text()))
            elif tag in _BLOCKS:
                yield from self._block(child, tag, around=around, depth=depth)
            else:
                yield from self.through(child, around=around, depth=depth + 1)
                self._note_link(child, tag)

    def _block(
        self, node: LexborNode, tag: str, *, around: bool, depth: int
    ) -> Iterator[Block]:
        yield from self.flush(around=around)
        inside = around or _is_around(node, tag)
        if tag == "tr" and not inside and not _holds_blocks(node):
            yield blocks.row(_cells(node))
            return
        if tag in _HEADINGS:
            self._kind, self._level = SegmentKind.HEADING, _HEADINGS[tag]
        elif tag == "p" and _is_bold(node):
            self._kind, self._level = SegmentKind.HEADING, _PLAIN_LEVEL
        elif tag in ("li", "dd"):
            self._kind, self._level = SegmentKind.ITEM, 0
        if tag == "pre":
            self._text.append(node.text())
        else:
            yield from self.through(node, around=inside, depth=depth + 1)
        yield from self.flush(around=inside)
        self._kind, self._level = SegmentKind.PARAGRAPH, 0

    def _note_link(self, node: LexborNode, tag: str) -> None:
        target = node.attributes.get("href") if tag == "a" else None
        shown = _flat(node.text())
        if target and target.startswith(("http:", "https:")) and target not in shown:
            self._links.append(Block(SegmentKind.NOTE, f"{shown}: {target}"))


def _is_hidden(node: LexborNode) -> bool:
    marks = node.attributes
    style = (marks.get("style") or "").replace(" ", "").lower()
    return "hidden" in marks or "display:none" in style


def _is_around(node: LexborNode, tag: str) -> bool:
    """Tell whether a node holds what surrounds a page's content."""
    marks = node.attributes
    if (marks.get("role") or "") in _ROLES:
        return True
    if tag in ("header", "footer"):
        # Those of an article belong to it.
        return not _is_inside(node, ("article", "main"))
    if tag in _AROUND and tag != "form":
        return True
    named = f"{marks.get('id') or ''} {marks.get('class') or ''}"
    return tag in ("div", "ul", "ol", "section") and bool(_MARKS.search(named))


def _is_inside(node: LexborNode, tags: tuple[str, ...]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in tags:
            return True
        parent = parent.parent
    return False


def _is_bold(paragraph: LexborNode) -> bool:
    """Tell whether a paragraph is a short line set wholly in bold."""
    bold = paragraph.css_first("strong, b")
    text = _flat(paragraph.text())
    if bold is None or not text or len(text) > _LONGEST_BOLD or text[-1] in ".;,":
        return False
    return _flat(bold.text()) == text


def _holds_blocks(row: LexborNode) -> bool:
    """Tell whether a row lays out a page rather than a table."""
    if row.css_first("table, h1, h2, h3, h4, p + p, div + div") is not None:
        return True
    return any(len(_flat(cell.text())) > _LONGEST_CELL for cell in row.iter())


def _cells(row: LexborNode) -> list[str]:
    return [
        _flat(cell.text(separator=" "))
        for cell in row.iter()
        if cell.tag in ("td", "th")
    ]


def _flat(text: str) -> str:
    """Fold blanks as a browser does; only line breaks that were meant stay."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
