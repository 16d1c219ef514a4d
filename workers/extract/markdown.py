"""Markdown, as its reader would see it: marks away, blocks kept.

Only what city documents use is known: headings, lists, tables, quotes, code, links and
a YAML front matter. Whatever else stands there is kept as text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from criteria.evidence import SegmentKind
from workers.extract import blocks
from workers.extract.blocks import Block
from workers.extract.opened import Ask, Opened
from workers.extract.text import decode, looks_like_heading

if TYPE_CHECKING:
    from collections.abc import Iterator

# Python 3.11 takes long to look up a member of an enumeration.
_BOILERPLATE, _A_HEADING = SegmentKind.BOILERPLATE, SegmentKind.HEADING
_A_NOTE, _A_PARAGRAPH = SegmentKind.NOTE, SegmentKind.PARAGRAPH
_AN_ITEM = SegmentKind.ITEM
_BLANKS = re.compile(r"[ \t]{200,}")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_PLAIN_LEVEL = 4  # of a heading that is not marked as one
_BOLD_LINE = re.compile(r"(?:\*\*|__)[^*_]{1,90}[^*_.;,](?:\*\*|__)")
_BULLET = re.compile(r"\A[ \t]*[-*+][ \t]+")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_TABLE_RULE = re.compile(
    r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$"
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CELL = re.compile(r"(?<!\\)\|")

_NOTED = re.compile(r"\[\^[^\[\]\s]+\]")
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_LINK = re.compile(
    r"\[([^\[\]]+)\]\(\s*+<?([^()\s>]*+(?:\([^()\s]*+\)[^()\s>]*+)?+)>?[^()]*+\)"
)
_REFERENCE = re.compile(r"\[([^\[\]]+)\]\[[^\[\]]*\]")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1", re.DOTALL)
_STAR = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])")
_UNDERSCORE = re.compile(r"(?<!\w)_(?=[^\s_])([^_]+?)(?<=\S)_(?!\w)")
_CODE = re.compile(r"(?<!`)`+([^`]+)`+")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ADDRESS = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
_FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*")
_REFERENCED = re.compile(r"^ {0,3}\[(?!\^)([^\]]+)\]:[ \t]*(\S+).*$")


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a Markdown text; it is parted into sections at its headings."""
    text = _BLANKS.sub(" ", decode(data))
    front = _FRONT.match(text)
    title = _TITLE.search(front[0]) if front else None
    return Opened(blocks.sections(parse(text)), title=title[1] if title else "")


def parse(text: str) -> Iterator[Block]:
    """Yield the blocks of a Markdown text."""
    front = _FRONT.match(text)
    if front:
        yield Block(_BOILERPLATE, (front[1] or "").strip())
        text = text[front.end() :]
    lines = _COMMENT.sub("", text).split("\n")
    at = 0
    while at < len(lines):
        found, at = _next(lines, at)
        yield from found


def inline(text: str) -> str:
    """Take the marks out of running text; what they mark stays."""
    text = _NOTED.sub("", _IMAGE.sub(r"\1", text))
    text = _ADDRESS.sub(r"\1", text)
    text = _REFERENCE.sub(r"\1", _LINK.sub(r"\1", text))
    text = _STRONG.sub(r"\2", _STRONG.sub(r"\2", text))
    text = _UNDERSCORE.sub(r"\1", _STAR.sub(r"\1", text))
    text = _TAG.sub("", _BREAK.sub("\n", _CODE.sub(r"\1", text)))
    return _ESCAPE.sub(r"\1", text)


def _next(lines: list[str], at: int) -> tuple[list[Block], int]:
    """Read the block that begins in a line, and say where the next one does."""
    line = lines[at]
    if not line.strip() or _RULE.match(line):
        return [], at + 1
    if heading := _HEADING.match(line):
        text = inline(heading[2] or "")
        return [Block(_A_HEADING, text, len(heading[1]))], at + 1
    if fence := _FENCE.match(line):
        return _fenced(lines, at + 1, fence[1])
    if below := _below(lines, at):
        return below
    if "|" in line and at + 1 < len(lines) and _TABLE_RULE.match(lines[at + 1]):
        return _table(lines, at)
    return _running(lines, at)


def _below(lines: list[str], at: int) -> tuple[list[Block], int] | None:
    """Read a footnote with the lines that go on with it, or a link's address."""
    if reference := _REFERENCED.match(lines[at]):
        return [Block(_A_NOTE, f"{reference[1]}: {reference[2]}")], at + 1
    mark = _FOOTNOTE.match(lines[at])
    if mark is None:
        return None
    gathered = [lines[at][mark.end() :]]
    at += 1
    while at < len(lines) and not _begins(lines[at]):
        gathered.append(lines[at].strip())
        at += 1
    return [Block(_A_NOTE, inline("\n".join(gathered)).strip())], at


def _fenced(lines: list[str], at: int, fence: str) -> tuple[list[Block], int]:
    end = at
    while end < len(lines) and not lines[end].strip().startswith(fence):
        end += 1
    return [Block(_A_PARAGRAPH, "\n".join(lines[at:end]))], end + 1


def _table(lines: list[str], at: int) -> tuple[list[Block], int]:
    rows = [_row(lines[at])]
    at += 2
    while at < len(lines) and "|" in lines[at]:
        rows.append(_row(lines[at]))
        at += 1
    return rows, at


def _row(line: str) -> Block:
    cells = _CELL.split(line.strip().removeprefix("|").removesuffix("|"))
    return blocks.row(inline(cell.replace("\\|", "|").strip()) for cell in cells)


def _running(lines: list[str], at: int) -> tuple[list[Block], int]:
    """Read a paragraph, an item or a heading with a line under it."""
    item = _ITEM.match(lines[at])
    gathered = [_BULLET.sub("", lines[at])]
    at += 1
    while at < len(lines) and not _begins(lines[at]):
        under = None if item else _UNDERLINE.match(lines[at])
        if under:
            level = 1 if under[1][0] == "=" else 2
            text = inline("\n".join(gathered))
            return [Block(_A_HEADING, text, level)], at + 1
        gathered.append(lines[at])
        at += 1
    whole = "\n".join(line.strip().removeprefix(">").lstrip() for line in gathered)
    text = inline(whole)
    kind = _AN_ITEM if item else _A_PARAGRAPH
    plain = not item and "\n" not in whole
    if plain and (_BOLD_LINE.fullmatch(whole) or looks_like_heading(text)):
        return [Block(_A_HEADING, text, _PLAIN_LEVEL)], at
    links = [
        Block(_A_NOTE, f"{inline(shown)}: {target}")
        for shown, target in _LINK.findall(whole)
        if target.startswith(("http:", "https:")) and target not in shown
    ]
    return [Block(kind, text), *links], at


def _begins(line: str) -> bool:
    """Tell whether a line ends the paragraph before it."""
    if not line.strip() or _HEADING.match(line) or _FENCE.match(line):
        return True
    if _UNDERLINE.match(line):
        return False
    return any(one.match(line) for one in (_ITEM, _RULE, _FOOTNOTE))
