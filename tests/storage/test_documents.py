from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from storage import assessments, documents
from storage.blobs import Blob
from storage.clock import now
from storage.errors import NotFound, Refused
from storage.models import Assessment, DocumentState, Role
from tests.factories import (
    make_assessment,
    make_document,
    make_link,
    make_person,
    make_read_document,
)

if TYPE_CHECKING:
    from storage.store import Store


def test_the_same_contents_are_the_same_document(store: Store) -> None:
    blob = Blob("a" * 64, 10)
    with store.transaction() as session:
        assessment = make_assessment(session)

        first = documents.receive(session, assessment, "plan.pdf", blob)
        again = documents.receive(session, assessment, "plan (copy).pdf", blob)
        elsewhere = documents.receive(session, make_assessment(session), "p.pdf", blob)

    assert (again.id, again.name) == (first.id, "plan.pdf")
    assert elsewhere.id != first.id


def test_of_many_who_give_the_same_contents_at_once_all_are_given_one_document(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment_id = make_assessment(session).id
    together = threading.Barrier(6)

    def give(number: int) -> str:
        together.wait(10)
        with store.transaction() as session:
            row = session.get_one(Assessment, assessment_id)
            return documents.receive(session, row, f"{number}", Blob("a" * 64, 1)).id

    with ThreadPoolExecutor(6) as many:
        given = set(many.map(give, range(6)))

    with store.snapshot() as session:
        row = session.get_one(Assessment, assessment_id)
        assert given == {one.id for one in documents.listed(session, row)}


def test_a_closed_assessment_takes_no_documents(store: Store) -> None:
    with store.transaction() as session:
        assessment = make_assessment(session)
        assessment.closed = now(session)

        with pytest.raises(Refused) as refused:
            documents.receive(session, assessment, "plan.pdf", Blob("a" * 64, 10))

    assert refused.value.sentence == (
        "This assessment is closed. Open a new one to add documents."
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Docs\\acta.docx", "acta.docx"),
        ("a\r\nb\x00.txt", "a  b .txt"),
        ("  ", "document"),
        ("ç" * 300, "ç" * 255),
    ],
)
def test_a_name_is_kept_as_words_never_as_a_path(
    store: Store, given: str, kept: str
) -> None:
    with store.transaction() as session:
        assert make_document(session, name=given).name == kept


def test_progress_counts_documents_by_state(store: Store) -> None:
    with store.transaction() as session:
        assessment = make_assessment(session)
        make_document(session, assessment=assessment)
        make_read_document(session, assessment=assessment)
        broken = make_document(session, assessment=assessment)
        broken.state = DocumentState.UNREADABLE
        session.flush()

        assert documents.progress(session, assessment) == documents.Progress(
            waiting=1, read=1, unreadable=1
        )


def test_documents_are_listed_newest_first(store: Store) -> None:
    with store.transaction() as session:
        assessment = make_assessment(session)
        made = [make_document(session, assessment=assessment) for _ in range(3)]

        listed = documents.listed(session, assessment)

    assert [document.id for document in listed] == [d.id for d in made][::-1]


def test_another_citys_document_is_like_none(store: Store) -> None:
    with store.transaction() as session:
        stranger = make_person(session, role=Role.CITY)
        document = make_document(session)

        with pytest.raises(NotFound) as theirs:
            documents.visible(session, stranger, document.id)
        with pytest.raises(NotFound) as nobodys:
            documents.visible(session, stranger, "0" * 26)

    assert theirs.value.sentence == nobodys.value.sentence


def test_links_are_counted_by_document(store: Store) -> None:
    with store.transaction() as session:
        document = make_read_document(session)
        make_link(session, document=document, criterion="OD1")
        make_link(session, document=document, criterion="OD2")
        make_read_document(session)
        assessment = assessments.get(session, document.assessment_id)

        assert documents.link_counts(session, assessment) == {document.id: 2}
