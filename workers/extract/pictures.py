"""Pictures of documents: a photograph or a scan, each frame a page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from workers.extract import limits, refusals, scans
from workers.extract.opened import Ask, Opened
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.evidence import Page, UnreadPage

_FORMATS = ("PNG", "JPEG", "TIFF")
_WIDEST = 2500  # pixels: a letter page at 300 dots; more only costs time
_DOTS = 200  # an inch, where a picture says how many it has: more bring nothing


def read(data: bytes, ask: Ask) -> Opened:
    """Open a picture. Without text recognition, its pages are all unread."""
    image = opened(data)
    count = int(getattr(image, "n_frames", 1))
    if count > limits.PAGES:
        raise Unreadable(Refusal.TOO_MANY_PAGES)
    return Opened(_pages(image, ask), count)


def opened(data: bytes) -> Image.Image:
    """Open a picture that is not too large to be drawn."""
    Image.MAX_IMAGE_PIXELS = None  # ours is checked before a pixel is unpacked
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Unreadable(Refusal.DAMAGED) from None
    if image.width * image.height > limits.PIXELS:
        raise Unreadable(Refusal.TOO_MANY_PIXELS)
    return image


def frame(image: Image.Image, number: int) -> Image.Image:
    """Take a page of a picture, upright, as it is read and shown."""
    image.seek(number - 1)
    if image.width * image.height > limits.PIXELS:
        raise Unreadable(Refusal.TOO_MANY_PIXELS)
    upright = ImageOps.exif_transpose(image).convert("RGB")
    dots = float(image.info.get("dpi", (0, 0))[0])
    widest = upright.width * _DOTS / dots if dots > _DOTS else upright.width
    if widest > _WIDEST or widest < upright.width:
        widest = min(int(widest), _WIDEST)
        upright.thumbnail((widest, 2 * widest))
    return upright


def _pages(image: Image.Image, ask: Ask) -> Iterator[Page | UnreadPage]:
    reader = scans.Reader()
    for number, _ in enumerate(ImageSequence.Iterator(image), 1):
        if ask.last is not None and number > ask.last:
            return
        if number >= ask.first:
            yield reader.read(
                lambda number=number: frame(image, number),  # type: ignore[misc]  # mypy infers no default
                number,
                refusals.PAGE_PICTURE,
            )
