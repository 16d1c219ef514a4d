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
    """List the blocks of a page in their order."""
    if tree.body is None:
        return []
    walk = _Walk({node.mem_id for node in tree.css(_MAY_HIDE) if _is_hidden(node)})
    walk.through(tree.body, around=False, depth=0)
    walk.flush(around=False)
    return walk.found


class _Walk:
    """Gathers running text until a block ends it. ``hidden`` nodes are passed over."""

    def __init__(self, hidden: set[int]) -> None:
        self.found: list[Block] = []
        self._hidden = hidden
        self._text: list[str] = []
        self._kind = SegmentKind.PARAGRAPH
        self._level = 0
        self._links: list[Block] = []

    def flush(self, *, around: bool) -> None:
        """Close the block in the making."""
        if self._text:
            text = _flat("".join(self._text))
            self._text.clear()
            if text:
                self._close(text, around=around)
        if self._links:
            if not around:
                self.found.extend(self._links)
            self._links.clear()

    def _close(self, text: str, *, around: bool) -> None:
        kind = SegmentKind.BOILERPLATE if around else self._kind
        level = self._level if kind is SegmentKind.HEADING else 0
        if kind is SegmentKind.PARAGRAPH and looks_like_heading(text):
            kind, level = SegmentKind.HEADING, _PLAIN_LEVEL
        self.found.append(Block(kind, text, level))
        self._kind, self._level = SegmentKind.PARAGRAPH, 0

    def through(self, node: LexborNode, *, around: bool, depth: int) -> None:
        """Walk what is inside of a node."""
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self._text.append(child.text_content or "")
            elif tag == "br":
                self._text.append(_MEANT)
            elif tag in _SKIPPED or (self._hidden and child.mem_id in self._hidden):
                continue
            elif depth > _DEEPEST:
                self._text.append(child.text())
            elif tag in _BLOCKS:
                self._block(child, tag, around=around, depth=depth)
            else:
                self.through(child, around=around, depth=depth + 1)
                if tag == "a":
                    self._note_link(child)

    def _block(self, node: LexborNode, tag: str, *, around: bool, depth: int) -> None:
        self.flush(around=around)
        inside = around or _is_around(node, tag)
        if tag == "tr" and not inside:
            cells = _cells(node)
            if cells is not None:
                self.found.append(blocks.row(cells))
                return
        if tag in _HEADINGS:
            self._kind, self._level = SegmentKind.HEADING, _HEADINGS[tag]
        elif tag == "p" and _is_bold(node):
            self._kind, self._level = SegmentKind.HEADING, _PLAIN_LEVEL
        elif tag in ("li", "dd"):
            self._kind, self._level = SegmentKind.ITEM, 0
        if tag == "pre":
            self._text.append(node.text().replace("\n", _MEANT))
        else:
            self.through(node, around=inside, depth=depth + 1)
        self.flush(around=inside)
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
    if marks and (marks.get("role") or "") in _ROLES:
        return True
    if tag in ("header", "footer"):
        # Those of an article belong to it.
        return not _is_inside(node, ("article", "main"))
    if tag in _AROUND and tag != "form":
        return True
    if not marks or tag not in ("div", "ul", "ol", "section"):
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
    text = _flat(paragraph.text())
    if not text or len(text) > _LONGEST_BOLD or text[-1] in ".;,":
        return False
    bold = paragraph.css_first("strong, b")
    return bold is not None and _flat(bold.text()) == text


def _cells(row: LexborNode) -> list[str] | None:
    """Read the cells of a row; None of one that lays out a page rather than a table."""
    inside = list(row.iter())
    if not all(map(_is_plain, inside)) and row.css_first(_LAYOUT) is not None:
        return None
    if any(len(_flat(cell.text())) > _LONGEST_CELL for cell in inside):
        return None
    cells = (cell for cell in inside if cell.tag in ("td", "th"))
    return [_flat(cell.text(separator=" ")) for cell in cells]


def _is_plain(cell: LexborNode) -> bool:
    """Tell a cell that holds nothing but one text: nearly all of a table's do."""
    only = cell.first_child
    return only is None or (only.is_text_node and only.next is None)


def _flat(text: str) -> str:
    """Fold blanks as a browser does; only line breaks that were meant stay."""
    if _MEANT not in text:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.split(_MEANT))
    return "\n".join(lines).strip()
