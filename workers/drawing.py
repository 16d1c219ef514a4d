"""Draws a page for a reviewer, and finds where the passages on it stand."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from storage import images
from storage.errors import OutOfReach
from storage.models import Document
from workers.extract import images as drawn
from workers.extract import places
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from storage.models import PassageRow
    from storage.store import Store

# A page of text is a tenth of it; only a hostile one comes near.
LARGEST = 20_000_000


def ahead(store: Store, document_id: str) -> None:
    """Have the pages drawn that reviewers will look at first."""
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        due = [
            page
            for page in images.first_pages(session, document)
            if images.want(session, document, page)
        ]
    for page in due:
        store.queue.draw(document_id, page)


def sweep(store: Store) -> int:
    """Tell workers again of pages that were wanted and never came; return how many."""
    with store.transaction() as session:
        late = images.due(session)
    return sum(store.queue.draw(document_id, page) for document_id, page in late)


def draw(store: Store, document_id: str, page: int) -> None:
    """Draw one page, if it is wanted and nobody has drawn it.

    Safe to do twice: the same page gives the same picture.
    """
    with store.transaction() as session:
        if not images.begin(session, document_id, page):
            return
        document = session.get_one(Document, document_id)
        passages = images.passages_on(session, document_id, page)
    try:
        with store.blobs.local(document.sha256) as path:
            jpeg = drawn.image(path, document.name, page)
            found = _places(path, document.name, page, passages)
        blob = store.blobs.put(io.BytesIO(jpeg), limit=LARGEST)
    except OutOfReach:
        with store.transaction() as session:
            images.put_back(session, document_id, page)
        return
    except Unreadable:
        with store.transaction() as session:
            images.keep(
                session, document_id, page, sha256=None, problem=images.NOT_DRAWN
            )
        return
    with store.transaction() as session:
        images.keep(session, document_id, page, sha256=blob.sha256)
        images.place(session, found)


def _places(
    path: Path, name: str, page: int, passages: Sequence[PassageRow]
) -> dict[tuple[str, int], list[list[float]]]:
    spans = [(passage.start, passage.end) for passage in passages]
    boxes = places.places(path, name, page, spans)
    return {
        (passage.link_id, passage.ordinal): [
            [box.left, box.top, box.right, box.bottom] for box in found
        ]
        for passage, found in zip(passages, boxes, strict=True)
    }
