"""Draws pages: for a reviewer to look at, and for text recognition to read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image
from pypdfium2 import raw

from workers.extract import limits

if TYPE_CHECKING:
    from workers.extract.pdfium import Sheet

_POINTS = 72
# Enough for text recognition; 300 dots cost a third more and bring nothing.
_RECOGNITION_DPI = 200
_QUALITY = 80
_WHITE = 0xFFFFFFFF


def grey(sheet: Sheet, dpi: int = _RECOGNITION_DPI) -> Image.Image:
    """Draw a page in grey, as text recognition wants it."""
    return _drawn(sheet, dpi, raw.FPDFBitmap_Gray, "L")


def jpeg(sheet: Sheet, dpi: int) -> bytes:
    """Draw a page as a JPEG, at fewer dots where it would be very large."""
    return encoded(_drawn(sheet, dpi, raw.FPDFBitmap_BGRx, "RGB"))


def encoded(image: Image.Image) -> bytes:
    """Write an image as a JPEG: any other format takes longer than drawing does."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def _drawn(sheet: Sheet, dpi: int, kind: int, mode: str) -> Image.Image:
    width, height = sheet.size()
    scale = dpi / _POINTS
    pixels = width * height * scale * scale
    if pixels > limits.DRAWN_PIXELS:
        scale *= (limits.DRAWN_PIXELS / pixels) ** 0.5
    wide, high = max(int(width * scale), 1), max(int(height * scale), 1)
    bitmap = raw.FPDFBitmap_CreateEx(wide, high, kind, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, _WHITE)
        raw.FPDF_RenderPageBitmap(
            bitmap, sheet.handle, 0, 0, wide, high, 0, raw.FPDF_ANNOT
        )
        stride = raw.FPDFBitmap_GetStride(bitmap)
        start = raw.FPDFBitmap_GetBuffer(bitmap)
        size = stride * high
        data = bytes((raw.c_ubyte * size).from_address(_address(start)))
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    layout = "BGRX" if mode == "RGB" else "L"
    return Image.frombuffer(mode, (wide, high), data, "raw", layout, stride, 1)


def _address(pointer: object) -> int:
    value = getattr(pointer, "value", pointer)
    return int(value) if isinstance(value, int) else 0
