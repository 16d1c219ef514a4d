"""Functions of PDFium that are asked for each line or letter, called as C calls them.

Without ctypes looking at every argument they take a third of the time.
"""

from __future__ import annotations

import ctypes

from pypdfium2 import raw


def address(thing: object) -> int:
    """Say where something of PDFium's stands in memory."""
    return ctypes.cast(thing, ctypes.c_void_p).value or 0  # type: ignore[arg-type]  # any pointer of PDFium's


_WHOLE, _BROKEN = ctypes.CFUNCTYPE(ctypes.c_int), ctypes.CFUNCTYPE(ctypes.c_float)
measure = _WHOLE(address(raw.FPDFText_GetLooseCharBox))
weigh = _WHOLE(address(raw.FPDFText_GetFontWeight))
letter = _WHOLE(address(raw.FPDFText_GetUnicode))
angle = _BROKEN(address(raw.FPDFText_GetCharAngle))

# Room for the boxes of a line's letters: made once, they cost half.
ROOM = 256
_room = (ctypes.c_float * (4 * ROOM))()
EDGES = memoryview(_room).cast("B").cast("f")
BOXES = tuple(
    ctypes.c_void_p(ctypes.addressof(_room) + 16 * place) for place in range(ROOM)
)
