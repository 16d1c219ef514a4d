"""Writes a catalogue in which each message is the English one, changed in one way."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from web import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def spoken(folder: Path, change: Callable[[str], str]) -> Iterator[None]:
    """Have pages speak it in the place of Spanish for as long as the block lasts."""
    _write(folder, change)
    shipped, texts.FOLDER = texts.FOLDER, folder
    try:
        yield
    finally:
        texts.FOLDER = shipped
        texts.offered.cache_clear()


def _write(folder: Path, change: Callable[[str], str]) -> None:
    """Write it into a folder in the place of the Spanish one."""
    with (texts.FOLDER / "es.po").open("rb") as file:
        known = read_po(file, locale="es")
    changed = Catalog(locale="es")
    for message in known:
        if isinstance(message.id, tuple):
            changed.add(message.id, tuple(change(one) for one in message.id))
        elif message.id:
            changed.add(message.id, change(str(message.id)))
    with (folder / "es.po").open("wb") as file:
        write_po(file, changed)
