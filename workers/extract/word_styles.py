"""What a Word paragraph's style makes of it: a heading, an item, or plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from criteria.evidence import SegmentKind
from workers.extract.package import parsed

# Python 3.11 takes long to look up a member of an enumeration.
_A_HEADING, _A_PARAGRAPH = SegmentKind.HEADING, SegmentKind.PARAGRAPH
_AN_ITEM = SegmentKind.ITEM
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKS, _NAMED, _VALUE = f"{W}pPr", f"{W}pStyle", f"{W}val"
_OUTLINE, _NUMBERING, _STYLE_ID = f"{W}outlineLvl", f"{W}numPr", f"{W}styleId"
_BOLD = f"{W}b"
_USUAL = f'xmlns:w="{W[1:-1]}"'.encode()
_ID = b' w:styleId="%b"'
_OPENING, _CLOSING = b"<w:style", b"</w:style>"
_WRAPPED = b"<x " + _USUAL + b">%b</x>"
_LENIENT = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
_HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)
_BODY_LEVEL = 9  # Word's number for "no heading"
_LONGEST = 100
_EMPHASISED_LEVEL = 4  # for a line that only looks like a heading
_MOST_MET = 1_000


@dataclass(frozen=True, slots=True)
class _Style:
    level: int = 0
    listed: bool = False
    based_on: str = ""


class Styles:
    """The styles of one document, by their ids."""

    def __init__(self, body: bytes) -> None:
        # Word writes hundreds of styles of which a document uses ten, and parsing all
        # of them takes as long as the document itself: each is parsed once it is met.
        self._written = body if _USUAL in body else b""
        self._elements = {} if self._written else _elements(body)
        self._resolved: dict[str, _Style] = {"": _Style()}
        self._met: dict[bytes, tuple[int, bool]] = {b"": (0, False)}

    def judge(self, paragraph: etree._Element, text: str) -> tuple[SegmentKind, int]:
        """Say what kind of block a paragraph is, and a heading's level."""
        marks = next(paragraph.iterchildren(_MARKS), None)
        level, listed = (0, False) if marks is None else self._marked(marks)
        judged = _judged(level, listed, text)
        if judged is not None:
            return judged
        if _is_emphasised(paragraph, text):
            return _A_HEADING, _EMPHASISED_LEVEL
        return _A_PARAGRAPH, 0

    def judge_marks(self, written: bytes, text: str) -> tuple[SegmentKind, int] | None:
        """Judge by a paragraph's marks as they are written; None if they say nothing.

        The same marks stand on many a paragraph, so they are parsed but once.
        """
        found = self._met.get(written)
        if found is None:
            found = self._marked(etree.fromstring(_WRAPPED % written, _LENIENT)[0])
            if len(self._met) < _MOST_MET:
                self._met[written] = found
        return _judged(*found, text)

    def _marked(self, marks: etree._Element) -> tuple[int, bool]:
        name = outline = ""
        numbering = None
        for one in marks.iterchildren(_NAMED, _OUTLINE, _NUMBERING):
            if one.tag == _NAMED:
                name = str(one.get(_VALUE) or "")
            elif one.tag == _OUTLINE:
                outline = str(one.get(_VALUE) or "")
            else:
                numbering = one
        style = self._style(name)
        level = _level(outline) if outline else style.level
        if numbering is None:
            return level, style.listed
        return level, _value(numbering, "numId") != "0"

    def _element(self, name: str) -> etree._Element | None:
        written = self._written
        if not written:
            return self._elements.get(name)
        start = written.find(_ID % name.encode())
        end = written.find(_CLOSING, start)
        if start < 0 or end < 0:
            return None
        # What it says in other namespaces than Word's own is nothing to us.
        style = _OPENING + written[start:end] + _CLOSING
        return etree.fromstring(_WRAPPED % style, _LENIENT)[0]

    def _style(self, name: str) -> _Style:
        """Follow what a style is based on until something is said."""
        known = self._resolved.get(name)
        if known is not None:
            return known
        seen: set[str] = set()
        level, listed, at = 0, False, name
        while at not in seen and (element := self._element(at)) is not None:
            seen.add(at)
            style = _style(element)
            level, listed = level or style.level, listed or style.listed
            at = style.based_on
        self._resolved[name] = _Style(level, listed)
        return self._resolved[name]


def _judged(level: int, listed: bool, text: str) -> tuple[SegmentKind, int] | None:  # noqa: FBT001 - what the marks say, as it comes
    if level:
        return _A_HEADING, level
    if listed and text.isupper():
        return _A_HEADING, _EMPHASISED_LEVEL
    return (_AN_ITEM, 0) if listed else None


def _elements(body: bytes) -> dict[str, etree._Element]:
    """Parse the styles of a program that names Word's namespace otherwise."""
    if not body:
        return {}
    found = parsed(body).iterchildren(f"{W}style")
    return {str(one.get(_STYLE_ID)): one for one in found}


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


def may_be_emphasised(text: str) -> bool:
    """Tell a line that is a heading if it is set wholly in bold."""
    text = text.strip()
    return bool(text) and len(text) <= _LONGEST and text[-1] not in ".;,:"


def _is_emphasised(paragraph: etree._Element, text: str) -> bool:
    """Tell whether a paragraph is a short line set wholly in bold."""
    if not may_be_emphasised(text) or next(paragraph.iter(_BOLD), None) is None:
        return False
    runs = [run for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None]
    return bool(runs) and all(_is_bold(run) for run in runs)


def _is_bold(run: etree._Element) -> bool:
    marks = run.find(f"{W}rPr")
    bold = None if marks is None else marks.find(f"{W}b")
    return bold is not None and bold.get(f"{W}val") not in ("0", "false")
