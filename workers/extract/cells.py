"""The cells of a spreadsheet as they are, row by row, for a list that somebody sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.extract import documents
from workers.extract.refusals import Unreadable
from workers.extract.sandbox import Died

if TYPE_CHECKING:
    from pathlib import Path

    from workers.extract.sandbox import Sandbox


def cells(
    path: Path, name: str, *, sandbox: Sandbox | None = None
) -> list[list[list[str]]]:
    """Give the rows of each sheet, as many as a list may have.

    Raises Unreadable where it is no spreadsheet, or none that can be opened.
    """
    box = sandbox or documents.sandbox()
    try:
        answers = list(box.ask({"do": "cells", "name": name}, path))
    except Died as death:
        raise Unreadable(death.code) from None
    return [one["sheet"] for one in answers if not isinstance(one, bytes)]
