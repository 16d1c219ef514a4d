"""Rectangles on a page."""

from __future__ import annotations

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on a page in points, from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


class Line(NamedTuple):
    """A line of a page: its span in the text, and where and how large it is.

    ``size`` is the height of its letters' font in points; ``cells`` are the spans
    between gaps as wide as a table's, of which the last begins at ``last_left``.
    """

    start: int
    end: int
    left: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    cells: tuple[tuple[int, int], ...] = ()
    last_left: float = 0.0
