from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.language.tokens import PARTED
from storage import pages
from storage.text_models import Searchable
from tests.factories import make_assessment, make_read_document

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Assessment
    from storage.store import Store

LARGEST = 16 * 1024 * 1024


def _read(session: Session, assessment: Assessment, words: bytes) -> str:
    document_id = make_read_document(session, assessment=assessment).id
    session.get_one(Searchable, document_id).words = words
    session.flush()
    return document_id


def test_rules_are_not_tried_on_large_documents_and_these_are_counted(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment = make_assessment(session)
        small = _read(session, assessment, b"small one")
        for _ in range(2):
            _read(session, assessment, PARTED)

        found = pages.newest(session, assessment.edition, most=9, most_bytes=99)
        counted = pages.count(session, assessment.edition)

    assert [(one.document_id, one.words) for one in found] == [(small, b"small one")]
    assert counted == (1, 2)


@pytest.mark.parametrize(
    ("size", "given"), [(len(PARTED), 8), (LARGEST, LARGEST), (LARGEST + 1, 0)]
)
def test_a_form_is_given_unless_an_older_version_kept_a_large_one(
    store: Store, size: int, given: int
) -> None:
    with store.transaction() as session:
        document_id = _read(
            session, make_assessment(session), PARTED.ljust(size)[:size]
        )

        assert len(pages.searchable(session, document_id)) == given
