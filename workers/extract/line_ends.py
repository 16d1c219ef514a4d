"""How PDFium ends the lines and parts the words of a page, and how we do. Pure."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.extract.boxes import Box

_LINE_END = re.compile("\r\n|\ufffe|\x02|\r|\n")
_BLANK = re.compile(r"(?<=\S) (?=\S)")
_APART = 0.7  # of a letter's height; what is raised or lowered stands less apart
# Lines of which so many are numbered one by one, and so many go on a sentence.
_LEAST_NUMBERED, _MOSTLY, _LEAST_GOING_ON = 8, 0.6, 3
_NUMBER = re.compile(r"\s*(\d{1,4})(?:\s+|$)")
_LEAST_LETTERS = 6
_WORD_GAP = 1.5  # times that of two letters
# A blank that parts no word: nobody sees it, and words are found across it.
_NO_BLANK = "\N{SOFT HYPHEN}"
_CALLS = "*†‡§"  # before a note
# PDFium writes one letter where a line ended in a hyphen, and swallows the line end.
_HYPHENS = ("\ufffe", "\x02")
_ODD_ENDS = (*_HYPHENS, "\r")


def unfold(letters: str) -> tuple[list[int], str]:
    """Write line ends as one letter each; say where each line starts in the raw."""
    pieces = letters.split("\r\n")
    text = "\n".join(pieces)
    odd = any(end in text for end in _ODD_ENDS)
    if not odd and text.count("\n") == len(pieces) - 1:
        lengths = (len(piece) + 2 for piece in pieces[:-1])
        return [*accumulate(lengths, initial=0)], text
    starts, parts, at = [0], [], 0
    for end in _LINE_END.finditer(letters):
        parts.append(letters[at : end.start()])
        parts.append("-\n" if end[0] in _HYPHENS else "\n")
        at = end.end()
        starts.append(at)
    parts.append(letters[at:])
    return starts, "".join(parts)


def parted(
    starts: list[int], text: str, box: Callable[[int], Box]
) -> tuple[list[int], str]:
    """End a line at each blank whose neighbours do not stand on one line.

    PDFium writes fields of a form one behind the other, wherever they stand. ``box`` is
    that of the letter at a raw place.
    """
    begun, pieces = [], []
    for start, piece in zip(starts, text.split("\n"), strict=True):
        at = 0
        for blank in _BLANK.finditer(piece):
            before, after = box(start + blank.start() - 1), box(start + blank.end())
            if abs(before.bottom - after.bottom) > _APART * (after.top - after.bottom):
                begun.append(start + at)
                pieces.append(piece[at : blank.start()])
                at = blank.end()
        begun.append(start + at)
        pieces.append(piece[at:])
    return begun, "\n".join(pieces)


def unnumbered(starts: list[int], text: str) -> tuple[list[int], str]:
    """Leave out the numbers that stand before the lines of minutes or of a bill.

    They would cut sentences at each line. A table whose rows are numbered keeps its
    numbers: its rows do not go on sentences.
    """
    pieces = text.split("\n")
    if sum(piece[:1].isdigit() for piece in pieces) < _MOSTLY * len(pieces):
        return starts, text
    found = [_NUMBER.match(piece) for piece in pieces]
    numbers = [int(one[1]) for one in found if one]
    steps = sum(after - before == 1 for before, after in pairwise(numbers))
    going_on = sum(
        piece[one.end() :][:1].islower()
        for one, piece in zip(found, pieces, strict=True)
        if one
    )
    if steps < max(_LEAST_NUMBERED, 0.9 * (len(numbers) - 1)):
        return starts, text
    if going_on < _LEAST_GOING_ON:
        return starts, text
    lines = [
        (start + one.end(), piece[one.end() :]) if one else (start, piece)
        for start, one, piece in zip(starts, found, pieces, strict=True)
    ]
    kept = [line for line in lines if line[1].strip()]
    return [start for start, _ in kept], "\n".join(piece for _, piece in kept)


def shown(
    starts: list[int], text: str, box: Callable[[int], Box], crop: Box
) -> tuple[list[int], str]:
    """Leave out lines that stand outside of what is shown, as a printer's remarks do.

    All stay where most would go: then the file is wrong about what is shown.
    """
    lines = [*zip(starts, text.split("\n"), strict=True)]
    kept = [line for line in lines if _is_inside(box, crop, *line)]
    if len(kept) == len(lines) or 2 * len(kept) < len(lines):
        return starts, text
    return [start for start, _ in kept], "\n".join(piece for _, piece in kept)


def _is_inside(box: Callable[[int], Box], crop: Box, start: int, piece: str) -> bool:
    """Tell whether a line has its first or last letter on what is shown."""
    letters = piece.strip()
    first = start + piece.find(letters[:1])
    return not letters or any(
        one.left < crop.right
        and one.right > crop.left
        and one.bottom < crop.top
        and one.top > crop.bottom
        for one in (box(first), box(first + len(letters) - 1))
    )


def closed(starts: list[int], text: str, box: Callable[[int], Box]) -> str:
    """Close the gaps in words whose letters are set apart, as in *O P E N  D A T A*.

    The text keeps its length.
    """
    pieces = text.split("\n")
    found = [at for at, piece in enumerate(pieces) if _is_spaced(piece)]
    for at in found:
        pieces[at] = _closed(pieces[at], starts[at], box)
    return "\n".join(pieces) if found else text


def _is_spaced(piece: str) -> bool:
    if not piece[1:2] == piece[3:4] == piece[5:6] == " ":
        return False
    parts = piece.split()
    single = sum(len(part) == 1 and part.isalpha() for part in parts)
    return single >= max(_LEAST_LETTERS, 0.8 * len(parts))


def _closed(piece: str, start: int, box: Callable[[int], Box]) -> str:
    """Close all gaps but those that are wide for the line."""
    gaps = {}
    for blank in _BLANK.finditer(piece):
        before, after = start + blank.start() - 1, start + blank.end()
        gaps[blank.start()] = box(after).left - box(before).right
    wide = _WORD_GAP * median(gaps.values())
    letters = list(piece)
    for at, gap in gaps.items():
        letters[at] = " " if gap > wide else _NO_BLANK
    return "".join(letters)


def is_marked(line: str, *, smaller: bool) -> bool:
    """Tell whether a line's mark says nothing of how large the line is.

    A bullet or letter before an item is often of another font, with letters ``smaller``
    or larger than the line's last.
    """
    if line[-1].isdigit() or line[0].isdigit() or line[0] in _CALLS:  # may be raised
        return False
    return not line[0].isalpha() or (line[1:2] in (".", ")", " ") and not smaller)
