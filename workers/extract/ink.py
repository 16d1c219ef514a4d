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
_DARKEST = 0.88  # of a strip's rows: the others are rules, bars and pictures
_BAND = range(6, 49)  # dots at 200 an inch: small letters, neither specks nor pictures
_MANY, _CROWDED = 500, 800  # bands of a page of about 2,700 letters, of 4,500
_NARROWER, _NARROWEST = 0.75, 0.7
_HIGH = 12  # dots: an x in print of 9 points


def narrowing(image: Image.Image) -> float:
    """Say in which share of its width a grey page of 200 dots an inch reads well.

    All of it, unless it is full of print of 9 points or more. Footnotes may be smaller:
    three quarters of the bands count.
    """
    found = sorted(bands(image))
    if len(found) < _MANY or found[len(found) // 4] < _HIGH:
        return 1.0
    return _NARROWER if len(found) < _CROWDED else _NARROWEST


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
