"""What a Word paragraph's style makes of it: a heading, an item, or plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from criteria.evidence import SegmentKind

if TYPE_CHECKING:
    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)
_BODY_LEVEL = 9  # Word's number for "no heading"
_LONGEST = 100
_EMPHASISED_LEVEL = 4  # for a line that only looks like a heading


@dataclass(frozen=True, slots=True)
class _Style:
    level: int = 0
    listed: bool = False
    based_on: str = ""


class Styles:
    """The styles of one document, by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        found = [] if root is None else root.findall(f"{W}style")
        self._styles = {str(one.get(f"{W}styleId")): _style(one) for one in found}

    def judge(self, paragraph: etree._Element, text: str) -> tuple[SegmentKind, int]:
        """Say what kind of block a paragraph is, and a heading's level."""
        marks = paragraph.find(f"{W}pPr")
        level, listed = self._marked(marks)
        if level:
            return SegmentKind.HEADING, level
        if listed and text.isupper():
            return SegmentKind.HEADING, _EMPHASISED_LEVEL
        if listed:
            return SegmentKind.ITEM, 0
        if _is_emphasised(paragraph, text):
            return SegmentKind.HEADING, _EMPHASISED_LEVEL
        return SegmentKind.PARAGRAPH, 0

    def _marked(self, marks: etree._Element | None) -> tuple[int, bool]:
        if marks is None:
            return 0, False
        name = _value(marks, "pStyle")
        style = self._resolved(name) if name else _Style()
        outline = _value(marks, "outlineLvl")
        level = _level(outline) if outline else style.level
        numbering = marks.find(f"{W}numPr")
        if numbering is None:
            return level, style.listed
        return level, _value(numbering, "numId") != "0"

    def _resolved(self, name: str) -> _Style:
        """Follow what a style is based on until something is said."""
        seen: set[str] = set()
        level, listed = 0, False
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            level, listed = level or style.level, listed or style.listed
            name = style.based_on
        return _Style(level, listed)


def _style(element: etree._Element) -> _Style:
    name = _value(element, "name")
    heading = _HEADING.match(name)
    marks = element.find(f"{W}pPr")
    outline = "" if marks is None else _value(marks, "outlineLvl")
    level = _level(outline)
    if heading:
        level = int(heading[1])
    elif name.lower() == "title":
        level = 1
    listed = name.lower().startswith("list") and "paragraph" not in name.lower()
    numbered = marks is not None and marks.find(f"{W}numPr") is not None
    return _Style(level, listed or numbered, _value(element, "basedOn"))


def _level(outline: str) -> int:
    number = int(outline) if outline.isdecimal() else _BODY_LEVEL
    return number + 1 if number < _BODY_LEVEL else 0


def _value(element: etree._Element, name: str) -> str:
    found = element.find(f"{W}{name}")
    return "" if found is None else str(found.get(f"{W}val") or "")


def _is_emphasised(paragraph: etree._Element, text: str) -> bool:
    """Tell whether a paragraph is a short line set wholly in bold."""
    text = text.strip()
    if not text or len(text) > _LONGEST or text[-1] in ".;,:":
        return False
    runs = [run for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None]
    return bool(runs) and all(_is_bold(run) for run in runs)


def _is_bold(run: etree._Element) -> bool:
    marks = run.find(f"{W}rPr")
    bold = None if marks is None else marks.find(f"{W}b")
    return bold is not None and bold.get(f"{W}val") not in ("0", "false")
