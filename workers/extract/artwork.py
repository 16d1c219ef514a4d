"""What is drawn on a page of a PDF beside its letters."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, NamedTuple

from pypdfium2 import raw

from workers.extract.boxes import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_OBJECTS = 20_000


class Ink(NamedTuple):
    """What else than letters is on a page: its pictures' area and its drawn lines."""

    pictures: float
    paths: int


def measure(page: raw.FPDF_PAGE) -> Ink:
    """Measure the pictures of a page, and count its drawn lines."""
    pictures, paths, left = 0.0, 0, _MOST_OBJECTS
    waiting = [(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)]
    while waiting and left > 0:
        holder, count, get = waiting.pop()
        for index in range(min(count(holder), left)):
            left -= 1
            thing = get(holder, index)
            kind = raw.FPDFPageObj_GetType(thing)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                pictures += _area(thing)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                waiting.append(
                    (thing, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
                )
            else:
                paths += kind == raw.FPDF_PAGEOBJ_PATH
    return Ink(pictures, paths)


def _area(thing: raw.FPDF_PAGEOBJECT) -> float:
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(thing, *edges):
        return 0.0
    left, bottom, right, top = (edge.value for edge in edges)
    return abs((right - left) * (top - bottom))


def crop(page: raw.FPDF_PAGE) -> Box | None:
    """Say what of a page is shown, where the file says that it is not all of it."""
    crop, whole = ((ctypes.c_float * 4)() for _ in range(2))
    if not raw.FPDFPage_GetCropBox(page, *_each(crop)):
        return None
    if raw.FPDFPage_GetMediaBox(page, *_each(whole)) and [*crop] == [*whole]:
        return None
    x, y = sorted(crop[0::2]), sorted(crop[1::2])
    return Box(x[0], y[0], x[1], y[1])


def _each(edges: ctypes.Array[ctypes.c_float]) -> Iterator[ctypes.c_float]:
    size = ctypes.sizeof(ctypes.c_float)
    return (ctypes.c_float.from_buffer(edges, size * at) for at in range(len(edges)))
