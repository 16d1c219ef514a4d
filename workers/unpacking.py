"""Unpacks an export that came as a ZIP, within the limits that every ZIP has."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from storage import exported, exports
from storage.errors import Refused
from workers.extract import packed
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

SPOILT = (
    *(Unreadable, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError),
    FileExistsError,
)


@contextmanager
def unpacked(source: Path) -> Iterator[Path]:
    """The folder of an export: itself, or unpacked for as long as the block lasts.

    Raises:
        Refused: It is no ZIP of an export, is damaged, or unpacks to more than there
            is room for.
    """
    if source.is_dir():
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="assay-import-") as name:
        folder = Path(name)
        try:
            _unpack(source, folder)
        except SPOILT:
            raise Refused(
                "%(file)s is not as exports are packed. Take another one.", file=source
            ) from None
        yield folder


def _unpack(source: Path, folder: Path) -> None:
    """Write out what an export consists of, and nothing that is named otherwise."""
    room = shutil.disk_usage(folder).free
    (folder / exports.ORIGINALS).mkdir()
    with source.open("rb") as stream, packed.guarded(stream, most=room) as opened:
        for member in opened.infolist():
            name = member.filename
            if name != exports.MANIFEST and not exported.NAME.fullmatch(name):
                raise Refused(
                    "%(file)s holds %(name)s, which no export has. Take another one.",
                    file=source,
                    name=name,
                )
            with opened.open(member) as packed_file, (folder / name).open("xb") as file:
                shutil.copyfileobj(packed_file, file)
