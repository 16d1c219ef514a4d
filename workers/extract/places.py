"""Where words stand on a page: asked when a passage is shown, not kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.extract import documents
from workers.extract.refusals import Unreadable
from workers.extract.sandbox import Died

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workers.extract.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Place:
    """A box on the page as it is shown, in shares of its width and height."""

    left: float
    top: float
    right: float
    bottom: float


def places(
    path: Path,
    name: str,
    page: int,
    spans: Sequence[tuple[int, int]],
    *,
    sandbox: Sandbox | None = None,
) -> list[list[Place]]:
    """Find each span's boxes, one for every line that it touches.

    The spans are offsets into the text of the page as ``documents.read`` gave it. A
    format without pages to draw, such as Word's, has no places: the lists are empty.
    """
    question = {
        "do": "places",
        "name": name,
        "page": page,
        "spans": [list(span) for span in spans],
    }
    box = sandbox or documents.sandbox()
    try:
        [answer] = list(box.ask(question, path))
    except Died as death:
        raise Unreadable(death.code) from None
    if isinstance(answer, bytes):
        return [[] for _ in spans]
    return [
        [Place(*(float(edge) for edge in one)) for one in found]
        for found in answer["places"]
    ]
