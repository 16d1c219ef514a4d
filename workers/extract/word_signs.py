"""What stands for letters in a Word document: tabs, symbols, boxes, raised numbers."""

from __future__ import annotations

from string import hexdigits
from typing import TYPE_CHECKING

from workers.extract.footnotes import raised
from workers.extract.word_styles import W

if TYPE_CHECKING:
    from lxml import etree

_TEXTPATH = "{urn:schemas-microsoft-com:vml}textpath"
_VALUE, _CHAR, _FONT = f"{W}val", f"{W}char", f"{W}font"
_SYMBOL, _FIELD, _TEXT, _RUN = f"{W}sym", f"{W}ffData", f"{W}t", f"{W}r"
_CODE = 4  # hexadecimal digits
_NO = ("0", "false", "off")
WRITTEN = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "",
}
_OPEN, _TICKED = "\N{BALLOT BOX}", "\N{BALLOT BOX WITH X}"
_BOXES = dict.fromkeys(range(0x6F, 0x73), _OPEN) | {
    0x6E: "■",
    0x78: _TICKED,
    0xA7: "▪",
    0xA8: _OPEN,
    0xD8: "➢",
    0xE0: "→",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: _TICKED,
    0xFE: _TICKED,
}
_LETTERS = {
    "Wingdings": _BOXES,
    "Wingdings 2": dict.fromkeys((0x2A, 0x30, 0xA3), _OPEN)
    | dict.fromkeys(range(0x51, 0x55), _TICKED)
    | {0x4F: "✗", 0x50: "✓"},
    "Symbol": {0xA3: "≤", 0xAE: "→", 0xB1: "±", 0xB3: "≥", 0xB7: "•"},
}
FONTS, _NAME = f"{W}rFonts", f"{W}ascii"
SIGNS = (_SYMBOL, _FIELD, _TEXTPATH)


def sign(element: etree._Element) -> str:
    """Write out a symbol, the box or the choice of a form, or a text that is drawn."""
    if element.tag == _TEXTPATH:
        return element.get("string") or ""
    if element.tag == _FIELD:
        return _chosen(element)
    code = element.get(_CHAR) or ""
    letters = _LETTERS.get(element.get(_FONT) or "", {})
    known = len(code) == _CODE and set(code) <= set(hexdigits)
    return letters.get(int(code, 16) & 0xFF, "") if known else ""


def has_signs(fonts: etree._Element) -> bool:
    """Tell whether the letters of a font are signs."""
    return (fonts.get(_NAME) or "").startswith("Wingdings")


def marked(marks: etree._Element, text: str) -> str:
    """Write a run's text as its marks have it: a raised number, boxes for letters."""
    fonts = marks.find(FONTS)
    if fonts is not None and has_signs(fonts):
        letters = _LETTERS.get(str(fonts.get(_NAME)), {})
        return "".join(letters.get(ord(one) & 0xFF, one) for one in text)
    height = marks.find(f"{W}vertAlign")
    if height is not None and height.get(_VALUE) == "superscript":
        return raised(text)
    return text


def _chosen(field: etree._Element) -> str:
    """Say whether a form's box is ticked, or which line of its list is chosen."""
    box, choice = field.find(f"{W}checkBox"), field.find(f"{W}ddList")
    if box is not None:
        said = box.find(f"{W}checked")
        said = box.find(f"{W}default") if said is None else said
        ticked = said is not None and said.get(_VALUE) not in _NO
        return _TICKED if ticked else _OPEN
    if choice is None:
        return ""
    at = choice.find(f"{W}result")
    number = str(at.get(_VALUE) or "") if at is not None else "0"
    lines = [str(one.get(_VALUE) or "") for one in choice.iter(f"{W}listEntry")]
    return dict(zip(map(str, range(len(lines))), lines, strict=True)).get(number, "")


def plain(paragraph: etree._Element, looked_at: tuple[str, ...]) -> str | None:
    """Write out a paragraph of plain runs, which most are; None of any other.

    One look through it costs a fifth of walking it.
    """
    written = []
    for one in paragraph.iter(*looked_at):
        name = one.tag
        if name == _TEXT:
            written.append(one.text or "")
        elif name not in WRITTEN:
            return None
        elif (parent := one.getparent()) is not None and parent.tag == _RUN:
            # A tab stands among a paragraph's marks too, and there it is none.
            written.append(WRITTEN[str(name)])
    return "".join(written)
