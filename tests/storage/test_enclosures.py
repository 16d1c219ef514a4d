"""What a document came in, and what came in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import documents, enclosures
from storage.blobs import Blob
from tests import factories

if TYPE_CHECKING:
    from storage.store import Store


def test_an_archive_tells_what_came_in_it_and_each_file_what_it_came_in(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment = factories.make_assessment(session)
        alone = factories.make_document(session, assessment=assessment)
        archive = factories.make_document(session, assessment=assessment, name="a.zip")
        minutes, budget = (
            documents.receive(
                session, assessment, name, Blob(sha256, 10), parent=archive
            )
            for name, sha256 in (("minutes.pdf", "a" * 64), ("budget.pdf", "b" * 64))
        )

        assert enclosures.held(session, archive) == [budget, minutes]
        assert enclosures.holder(session, minutes) == archive
        assert enclosures.held(session, alone) == []
        assert enclosures.holder(session, archive) is None
        assert enclosures.counts(session, assessment) == {archive.id: 2}
