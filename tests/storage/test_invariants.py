from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage import decisions, invariants, runs
from storage.clock import now
from storage.models import Document, DocumentState, Link, PassageRow, Verdict
from storage.text_models import Searchable
from tests.factories import make_link, make_person, make_read_document, upload

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from storage.store import Store


def _broken(store: Store) -> list[str]:
    return [f.invariant for f in invariants.examine(store) if f.broken]


def _a_confirmed_link(store: Store) -> str:
    """A document with its blob, read, and a link that somebody has confirmed."""
    document_id = upload(store, "The committee met.")
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        link = make_link(
            session, document=make_read_document(session, document=document)
        )
        decisions.decide(
            session, link.id, Verdict.CONFIRMED, by=make_person(session), seen=0
        )
        return link.id


def test_of_a_sound_store_every_invariant_holds(store: Store) -> None:
    _a_confirmed_link(store)

    assert [(f.tried, f.broken) for f in invariants.examine(store)] == [
        (1, ()),
        (0, ()),
        (0, ()),
        (0, ()),
        (0, ()),
        (1, ()),
        (1, ()),
        (1, ()),
        (1, ()),
        (1, ()),
        (1, ()),
        (1, ()),
        (0, ()),
        (0, ()),
        (0, ()),
    ]


def _no_words(session: Session) -> None:
    session.execute(sa.delete(Searchable))


def _no_reason(session: Session) -> None:
    session.execute(sa.update(Document).values(state=DocumentState.UNREADABLE))


def _no_word_of_a_run(session: Session) -> None:
    run = runs.start(session, "wwc-2022", changes={}, digest="d" * 64)
    run.started -= timedelta(hours=1)


def _no_nudge(session: Session) -> None:
    session.execute(
        sa.update(Document).values(
            state=DocumentState.WAITING, nudged=now(session) - timedelta(hours=1)
        )
    )


def _no_decision(session: Session) -> None:
    # As a decision would leave it that was lost; none can be deleted here.
    session.execute(sa.update(Link).values(decided=Link.decided + 1))


def _other_standing(session: Session) -> None:
    session.execute(sa.update(Link).values(standing="rejected"))


def _aside(session: Session) -> None:
    session.execute(sa.update(Document).values(aside_since=now(session)))


def _other_words(session: Session) -> None:
    session.execute(sa.update(PassageRow).values(quote="The committee voted."))


@pytest.mark.parametrize(
    ("break_it", "invariant"),
    [
        (_no_words, "every document that was read has its pages"),
        (_no_reason, "every unreadable document says why"),
        (_no_nudge, "no document is stuck"),
        (_no_word_of_a_run, "no run is stuck"),
        (_no_decision, "every decision is counted"),
        (_other_standing, "what stands is what was decided"),
        (_aside, "what is aside is of a document set aside"),
        (_other_words, "every quote is exact"),
    ],
)
def test_what_is_broken_is_found(
    store: Store, break_it: Callable[[Session], None], invariant: str
) -> None:
    _a_confirmed_link(store)

    with store.transaction() as session:
        break_it(session)

    assert _broken(store) == [invariant]


def test_a_flipped_byte_and_a_missing_blob_are_found(
    store: Store, tmp_path: Path
) -> None:
    upload(store, "The committee met.")
    [path] = [p for p in (tmp_path / "home" / "blobs").rglob("*") if p.is_file()]

    path.write_bytes(b"The committee mat.")
    flipped = _broken(store)
    path.unlink()

    assert (flipped, _broken(store)) == (
        ["every document has its blob, unchanged"],
        ["every document has its blob, unchanged"],
    )
