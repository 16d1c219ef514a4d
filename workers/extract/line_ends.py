"""How PDFium ends the lines of a page, and how we do. Pure."""

from __future__ import annotations

import re
from itertools import accumulate

_LINE_END = re.compile("\r\n|\ufffe|\x02|\r|\n")
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
