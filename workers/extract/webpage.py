"""HTML: the content of a page in its order, and the menus around it kept apart."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from criteria.evidence import SegmentKind
from workers.extract import blocks
from workers.extract.blocks import Block
from workers.extract.opened import Ask, Opened
from workers.extract.text import decode, looks_like_heading

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_SKIPPED = [
    *("script", "style", "noscript", "template", "svg", "math", "iframe", "object"),
    *("canvas", "select", "datalist", "audio", "video", "map"),
]
_AROUND = frozenset({"nav", "aside", "dialog"})
_ENDS = frozenset({"header", "footer"})  # those of an article belong to it
_NAMED = frozenset({"div", "ul", "ol", "section"})  # told by what they are called
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
_KINDS = {f"h{level}": (SegmentKind.HEADING, level) for level in range(1, 7)}
_KINDS |= dict.fromkeys(("li", "dd"), (SegmentKind.ITEM, 0))
_CELLS = ("td", "th")
_MEANT = "\x1e"  # a line break that is more than a blank of the source
_MAY_HIDE = "[hidden], [style]"
_LAYOUT = "table, h1, h2, h3, h4, p + p, div + div"
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


def parse(tree: LexborHTMLParser) -> list[Block]:
    """List the blocks of a page in their order. What nobody sees is taken out."""
    body = tree.body
    if body is None:
        return []
    for node in body.css(_MAY_HIDE):
        if _is_hidden(node) and node.mem_id != body.mem_id:
            node.decompose()
    tree.strip_tags(_SKIPPED)
    walk = _Walk()
    walk.through(body, around=False, depth=0)
    walk.flush(around=False)
    return walk.found


class _Walk:
    """Gathers running text until a block ends it."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self._text: list[str] = []
        self._kind = SegmentKind.PARAGRAPH
        self._level = 0
        self._links: list[Block] = []

    def flush(self, *, around: bool) -> None:
        """Close the block in the making."""
        if self._text:
            text = _flat("".join(self._text))
            self._text.clear()
            self._close(text, around=around)
        if self._links:
            if not around:
                self.found.extend(self._links)
            self._links.clear()

    def _close(self, text: str, *, around: bool) -> None:
        if not text:
            return
        kind, level = self._kind, self._level
        if around:
            kind, level = SegmentKind.BOILERPLATE, 0
        elif kind is SegmentKind.PARAGRAPH and looks_like_heading(text):
            kind, level = SegmentKind.HEADING, _PLAIN_LEVEL
        self.found.append(Block(kind, text, level))
        self._kind, self._level = SegmentKind.PARAGRAPH, 0

    def through(self, node: LexborNode, *, around: bool, depth: int) -> None:
        """Walk what is inside of a node."""
        gathered = self._text
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                text = child.text_content or ""
                if gathered or not text.isspace():  # as between most blocks
                    gathered.append(text)
            elif tag == "br":
                gathered.append(_MEANT)
            elif depth > _DEEPEST:
                gathered.append(child.text())
            elif tag in _BLOCKS:
                self._block(child, tag, around=around, depth=depth)
            else:
                self._inline(child, tag, around=around, depth=depth)

    def _inline(self, node: LexborNode, tag: str, *, around: bool, depth: int) -> None:
        only = _only_text(node)
        if only is None:
            self.through(node, around=around, depth=depth + 1)
        else:
            self._text.append(only)
        if tag == "a" and not around:
            self._note_link(node)

    def _block(self, node: LexborNode, tag: str, *, around: bool, depth: int) -> None:
        if self._text or self._links:
            self.flush(around=around)
        inside = around or _is_around(node, tag)
        if tag == "tr" and not inside:
            cells = _cells(node)
            if cells is not None:
                self.found.append(blocks.row(cells))
                return
        if tag in _KINDS:
            self._kind, self._level = _KINDS[tag]
        only = node.text() if tag == "pre" else _only_text(node)
        if only is None:
            if tag == "p" and _is_bold(node):
                self._kind, self._level = SegmentKind.HEADING, _PLAIN_LEVEL
            self.through(node, around=inside, depth=depth + 1)
            self.flush(around=inside)
        elif only:
            text = _flat(only.replace("\n", _MEANT) if tag == "pre" else only)
            self._close(text, around=inside)
        self._kind, self._level = SegmentKind.PARAGRAPH, 0

    def _note_link(self, node: LexborNode) -> None:
        target = node.attributes.get("href")
        if target and target.startswith(("http:", "https:")):
            shown = _flat(node.text())
            if target not in shown:
                self._links.append(Block(SegmentKind.NOTE, f"{shown}: {target}"))


def _is_hidden(node: LexborNode) -> bool:
    marks = node.attributes
    style = (marks.get("style") or "").replace(" ", "").lower()
    return "hidden" in marks or "display:none" in style


def _is_around(node: LexborNode, tag: str) -> bool:
    """Tell whether a node holds what surrounds a page's content."""
    marks = node.attributes
    if tag in _AROUND:
        return True
    if marks and (marks.get("role") or "") in _ROLES:
        return True
    if tag in _ENDS:
        return not _is_inside(node, ("article", "main"))
    if not marks or tag not in _NAMED:
        return False
    named = f"{marks.get('id') or ''} {marks.get('class') or ''}"
    return len(named) > 1 and _MARKS.search(named) is not None


def _is_inside(node: LexborNode, tags: tuple[str, ...]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in tags:
            return True
        parent = parent.parent
    return False


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


def _cells(row: LexborNode) -> list[str] | None:
    """Read the cells of a row; None of one that lays out a page rather than a table."""
    inside = [*row.iter()]
    texts = [text for cell in inside if (text := _only_text(cell)) is not None]
    if len(texts) < len(inside):  # few rows have cells that hold more than one text
        if row.css_first(_LAYOUT) is not None:
            return None
        texts = [cell.text() for cell in inside]
    long = (text for text in texts if len(text) > _LONGEST_CELL)
    if any(len(_flat(text)) > _LONGEST_CELL for text in long):
        return None
    return [cell.text(separator=" ") for cell in inside if cell.tag in _CELLS]


def _only_text(node: LexborNode) -> str | None:
    """Give the text of a node that holds nothing but one, or nothing; else None."""
    only = node.first_child
    if only is None:
        return ""
    return only.text_content if only.next is None else None


def _flat(text: str) -> str:
    """Fold blanks as a browser does; only line breaks that were meant stay."""
    text = text.replace("\n", " ")
    if text.isprintable() and "  " not in text:
        return text.strip()
    if _MEANT not in text:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.split(_MEANT))
    return "\n".join(lines).strip()
