"""The name by which people know a document, corrected."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from storage import events, rounds, titles
from storage.deeds import Deed
from storage.errors import Refused
from storage.models import Assessment, Shape

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Document, Person


def rename(session: Session, document: Document, wanted: str, *, by: Person) -> None:
    """Give a document another name; it keeps its ending, and the history the old name.

    Raises:
        Refused: The round is not the city's, or the name is empty or too long.
    """
    assessment = session.get_one(Assessment, document.assessment_id)
    rounds.require_open(session, assessment)
    if document.shape is Shape.FILE:
        # A slash would part folders when the file is saved: Act 5/2024.
        wanted = wanted.replace("/", "-")
    name = _with_ending(wanted.strip(), PurePath(document.name).suffix)
    if not wanted.strip() or len(name) > titles.LONGEST:
        raise Refused(
            "Enter a name of at most %(most)s characters.", most=titles.LONGEST
        )
    before, name = titles.of(document), titles.told(name)
    if name == document.name:
        return
    document.name = name
    events.on_document(
        session, Deed.DOCUMENT_RENAMED, document, by=by, before={"name": before}
    )
    session.flush()


def _with_ending(name: str, ending: str) -> str:
    return name if name.lower().endswith(ending.lower()) else name + ending
