"""How a page is printed, told from its ink alone."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRIPS = 24  # narrow, so that a tilted line stays in its rows
_NEAR = 64  # rows in which there is paper between lines, and in much the same light
_FAINT = 25  # of 255: less ink than this is no text
_DARKEST = 0.97  # of a strip's rows: the others are bars and pictures
_BAND = range(6, 49)  # dots at 200 an inch: small letters, neither specks nor pictures
_MANY = 500  # bands of a page that is full, of about 2,700 letters
_HIGH = 13  # dots: an x in print of 10 points


def is_plenty_and_large(image: Image.Image) -> bool:
    """Whether a grey page of 200 dots an inch is full of print of 10 points or more.

    Footnotes may be smaller: three quarters of the bands count.
    """
    found = sorted(bands(image))
    return len(found) >= _MANY and found[len(found) // 4] >= _HIGH


def bands(image: Image.Image) -> Iterator[int]:
    """Measure how high the small letters of each line are, in each strip of a page.

    Between them, where only stems go up and down, a strip has less than half the ink.
    """
    strips = image.resize((_STRIPS, image.height), Image.Resampling.BOX).tobytes()
    for strip in range(_STRIPS):
        ink = list(_ink(strips[strip::_STRIPS]))
        most = sorted(ink)[int(len(ink) * _DARKEST)]
        if most < _FAINT:
            continue
        for dark, rows in groupby(ink, lambda one: 2 * one > most):  # noqa: B023 - used at once
            high = len(list(rows))
            if dark and high in _BAND:
                yield high


def _ink(light: bytes) -> Iterator[int]:
    """Say how much darker than the paper near it each row is."""
    for start in range(0, len(light), _NEAR):
        near = light[start : start + _NEAR]
        paper = max(near)
        yield from (paper - one for one in near)
