"""Reads a spreadsheet of existing evidence: what its rows say, and nothing more."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from criteria.about import registers as rows
from storage import registers
from workers.extract import cells
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from storage.store import Store


def read(store: Store, register_id: str) -> None:
    """Read one register, if it waits. Safe to do twice: it says the same."""
    with store.transaction() as session:
        register = registers.begin(session, register_id)
    if register is None or register.content is None:
        return
    try:
        found = rows.lines(_cells(register.content, register.name))
        problem = _problem(found)
    except Unreadable as refused:
        found, problem = (), refused.sentence
    with store.transaction() as session:
        registers.keep(session, register_id, () if problem else found, problem=problem)


def sweep(store: Store) -> None:
    """Tell workers again of the registers that wait, and forget the old ones."""
    with store.transaction() as session:
        late = registers.due(session)
    for register_id in late:
        store.queue.read_register(register_id)


def _cells(content: bytes, name: str) -> list[list[list[str]]]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return cells.cells(Path(file.name), name)


def _problem(found: tuple[rows.Line, ...]) -> str:
    if not found:
        return registers.NOT_TOLD
    return registers.TOO_MANY if len(found) > rows.MOST_LINES else ""
