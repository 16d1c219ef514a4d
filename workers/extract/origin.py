"""Asks the child what a file says of itself beside its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.extract import documents
from workers.extract.refusals import Unreadable
from workers.extract.sandbox import Died

if TYPE_CHECKING:
    from pathlib import Path

    from workers.extract.sandbox import Sandbox


def of(path: Path, name: str, *, sandbox: Sandbox | None = None) -> dict[str, str]:
    """Say a file's ``author`` and ``program``, and whether it is ``signed`` digitally.

    What it does not say is left out; all of it where it cannot be asked.
    """
    question = {"do": "properties", "name": name}
    try:
        answers = list((sandbox or documents.sandbox()).ask(question, path))
    except (Died, Unreadable):
        return {}
    for answer in answers:
        if not isinstance(answer, bytes):
            return {key: str(said) for key, said in answer["properties"].items()}
    return {}
