"""Files that come with a form: let in, and kept before the row that tells of them.

Each is taken by itself, and one that is refused stops no other.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from flask import flash, request

from storage import quotas, rounds, titles
from storage.errors import Refused
from web import context
from web.texts import _, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import BinaryIO

    from sqlalchemy.orm import Session
    from werkzeug.datastructures import FileStorage

    from storage.blobs import Blob
    from storage.models import Assessment, Document

REFUSED = "refused"


def chosen() -> list[FileStorage]:
    """The files that were chosen; a field that was left empty brings none."""
    return [file for file in request.files.getlist("file") if file.filename]


def require_room(
    session: Session, assessment: Assessment, files: Sequence[FileStorage]
) -> None:
    """Let files come before their bytes are kept; receiving them checks once more.

    Raises:
        Refused: The assessment is handed in, or its city has no room.
    """
    rounds.require_open(session, assessment)
    size = sum(_size(file) for file in files)
    quotas.check(session, assessment.city_id, size=size, files=len(files), hold=False)


def keep(file: FileStorage) -> Blob:
    """Keep the bytes of a file.

    Raises:
        Refused: There are none, or more than one upload may hold.
    """
    store = context.store()
    stream = cast("BinaryIO", file.stream)
    return store.blobs.put(stream, limit=store.settings.max_upload)


def take(files: Sequence[FileStorage], each: Callable[[FileStorage], None]) -> int:
    """Take files one after the other; gives how many are kept.

    The page that is shown next says which of them are not, and why.

    Raises:
        Refused: There is only one, and it is refused.
    """
    kept = 0
    for file in files:
        try:
            each(file)
        except Refused as problem:
            if len(files) == 1:
                raise
            flash(f"{file.filename}: {told(problem.sentence)}", REFUSED)
        else:
            kept += 1
    return kept


def here(name: str, document: Document) -> str:
    """What is said of a file whose contents are here under another name, or aside."""
    name = titles.clean(name)
    if document.aside_since is not None:
        return aside(name)
    if name == document.name:
        return ""
    other = titles.of(document)
    return _("%(name)s is here already, as %(other)s.", name=name, other=other)


def aside(name: str) -> str:
    """What is said of a file whose contents are here and were set aside.

    It stays so: archives and mails bring the same stray file again and again.
    """
    return _(
        "%(name)s is here already, and set aside. To have it count again, open it in "
        "the list of documents and bring it back.",
        name=name,
    )


def _size(file: FileStorage) -> int:
    size = file.stream.seek(0, os.SEEK_END)
    file.stream.seek(0)
    return size
