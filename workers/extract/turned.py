"""Words of a PDF that do not stand upright: a table set on its side, a turned page.

PDFium writes lines that run from top to bottom in the order last first, so a page of
which most is turned is read from a copy that stands upright.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import groupby, repeat
from typing import TYPE_CHECKING

from pypdfium2 import raw

from workers.extract.boxes import Box
from workers.extract.pdf_calls import angle, letter

if TYPE_CHECKING:
    import ctypes
    from collections.abc import Callable, Iterator

_QUARTER = 90
_SLANT = 3  # degrees: what is turned by more than that beside a quarter is slanted
_GLANCES = 9  # letters looked at on each page
_LOOKS = 240  # on one of which some are turned
_LONG = 120  # letters: a line of running text has fewer
_FEW = 0.05
_ODD = SOME = -1
# By how much a turn brings x and y: cosine and sine.
_TURNS = {_ODD: (1, 0), 0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}


def usual(letters: ctypes.c_void_p, count: int) -> int:
    """Say by how many degrees most letters of a page have to be turned to stand.

    SOME if only a part of them is turned.
    """
    glances = range(count // _GLANCES // 2, count, max(count // _GLANCES, 1))
    if not any(map(angle, repeat(letters), glances)):
        return 0
    found = Counter(_looked(letters, count, _LOOKS))
    turn = max(found, key=found.__getitem__, default=0)
    if turn > 0 and 2 * found[turn] > found.total():
        return turn
    some = sum(times for turn, times in found.items() if turn > 0)
    return SOME if some > _FEW * found.total() else 0


def turn_of(letters: ctypes.c_void_p, at: int) -> int:
    """Say how a letter has to be turned to stand: a quarter or more, or as it is."""
    degrees = math.degrees(angle(letters, at))
    quarters = round(degrees / _QUARTER)
    if abs(degrees - quarters * _QUARTER) > _SLANT:
        return _ODD
    return quarters % 4 * _QUARTER


def _looked(letters: ctypes.c_void_p, count: int, times: int) -> Iterator[int]:
    """Look at letters all over a page; what PDFium adds by itself always stands."""
    step = max(count // times, 1)
    for at in range(step // 2, count, step):
        turn = turn_of(letters, at)
        if turn or letter(letters, at) > ord(" "):
            yield turn


def upright(document: raw.FPDF_DOCUMENT, index: int, turn: int) -> raw.FPDF_PAGE:
    """Load a page anew with what is on it turned. The document keeps it so."""
    page = raw.FPDF_LoadPage(document, index)
    cos, sin = _TURNS[turn]
    raw.FPDFPage_TransFormWithClip(page, raw.FS_MATRIX(cos, sin, -sin, cos, 0, 0), None)
    raw.FPDFPage_SetRotation(page, 0)
    raw.FPDF_ClosePage(page)
    return raw.FPDF_LoadPage(document, index)


def turned(box: Box, turn: int) -> Box:
    """Turn a box around the origin."""
    cos, sin = _TURNS[turn]
    x, y = zip(
        (cos * box.left - sin * box.bottom, sin * box.left + cos * box.bottom),
        (cos * box.right - sin * box.top, sin * box.right + cos * box.top),
        strict=True,
    )
    return Box(min(x), min(y), max(x), max(y))


def is_mixed(text: str, box: Callable[[int], Box], starts: list[int]) -> bool:
    """Tell whether a long line of a page goes up or down: then it is several.

    PDFium writes words behind one another so where some of a page are turned.
    """
    for start, piece in zip(starts, text.split("\n"), strict=True):
        if len(piece) > _LONG:
            letters = piece.strip()
            first = start + piece.index(letters[0]) if letters else start
            one, other = box(first), box(start + len(piece.rstrip()) - 1)
            if letters and abs(one.bottom - other.bottom) > one.top - one.bottom:
                return True
    return False


def ordered(
    starts: list[int], text: str, upright: Callable[[int], tuple[int, Box]]
) -> tuple[list[int], str]:
    """Put turned lines that stand together into the order in which they are read.

    ``upright`` says of the letter at a raw place how it is turned, and its box then.
    """
    lines = []
    for start, piece in zip(starts, text.split("\n"), strict=True):
        at = len(piece) - len(piece.lstrip())
        lines.append((*upright(start + min(at, max(len(piece) - 1, 0))), start, piece))
    found: list[tuple[int, Box, int, str]] = []
    for turn, some in groupby(lines, key=lambda line: line[0]):
        group = list(some)
        found += sorted(group, key=lambda line: -line[1].bottom) if turn > 0 else group
    return [line[2] for line in found], "\n".join(line[3] for line in found)
