"""The image of a page, for a reviewer to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.extract import documents
from workers.extract.refusals import Refusal, Unreadable
from workers.extract.sandbox import Died

if TYPE_CHECKING:
    from pathlib import Path

    from workers.extract.sandbox import Sandbox

READING_DPI = 110
# Part of the key under which an image is kept: another drawing, another name.
VERSION = "1"


def image(
    path: Path,
    name: str,
    page: int,
    *,
    dpi: int = READING_DPI,
    sandbox: Sandbox | None = None,
) -> bytes:
    """Draw a page as a JPEG at so many dots per inch, or fewer if it is very large.

    Raises Unreadable where there is no such page, or nothing to draw it from.
    """
    question = {"do": "image", "name": name, "page": page, "dpi": dpi}
    box = sandbox or documents.sandbox()
    try:
        answers = list(box.ask(question, path))
    except Died as death:
        raise Unreadable(death.code) from None
    for answer in answers:
        if isinstance(answer, bytes):
            return answer
    raise Unreadable(Refusal.NO_IMAGE)
