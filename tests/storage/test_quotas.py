"""No city keeps more than it may, however many bring something at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from storage import asides, assessments, documents, quotas
from storage.blobs import Blob
from storage.errors import Refused
from storage.models import Role
from storage.quotas import Quota
from tests import factories

if TYPE_CHECKING:
    from storage.store import Store


def _bring(store: Store, number: int, *, size: int = 1) -> str:
    """Bring a document of so many bytes; gives what was said against it."""
    try:
        with store.transaction() as session:
            [assessment] = assessments.all_of(session)
            blob = Blob(f"{number:064x}", size)
            documents.receive(session, assessment, f"{number}.txt", blob)
    except Refused as refused:
        return str(refused.sentence)
    return ""


@pytest.mark.parametrize(
    ("quota", "sentence"),
    [
        (
            Quota(files=2),
            "A city may keep 2 documents here. Ask the programme lead for room.",
        ),
        (
            Quota(size=2_000_000),
            "A city may keep 2 MB here. Ask the programme lead for room.",
        ),
        (
            Quota(waiting=2),
            "2 documents of this city wait to be read. Bring more when they are.",
        ),
    ],
)
def test_what_fits_exactly_is_taken_and_the_next_is_refused(
    store: Store, quota: Quota, sentence: str
) -> None:
    with store.transaction() as session:
        factories.make_assessment(session)
    store.quota = quota

    said = [_bring(store, number, size=1_000_000) for number in range(3)]

    assert said == ["", "", sentence]


def test_what_is_set_aside_waits_no_longer(store: Store) -> None:
    with store.transaction() as session:
        document = factories.make_document(session)
        lead = factories.make_person(session, role=Role.LEAD)
        asides.set_aside(session, document, "", by=lead)
    store.quota = Quota(waiting=1)

    assert _bring(store, 1) == ""


def test_what_is_here_already_needs_no_room(store: Store) -> None:
    with store.transaction() as session:
        factories.make_assessment(session)
    store.quota = Quota(files=1)

    assert [_bring(store, 7), _bring(store, 7)] == ["", ""]


def test_another_citys_documents_take_no_room(store: Store) -> None:
    with store.transaction() as session:
        factories.make_document(session)
        assessment = factories.make_assessment(session)
    store.quota = Quota(files=1)

    with store.transaction() as session:
        documents.receive(session, assessment, "a.txt", Blob("a" * 64, 1))

    with store.snapshot() as session:
        assert documents.progress(session, assessment).total == 1


def test_fifty_who_bring_at_once_never_pass_the_border(store: Store) -> None:
    with store.transaction() as session:
        factories.make_assessment(session)
    store.quota = Quota(size=9)

    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(lambda number: _bring(store, number), range(50)))

    assert said.count("") == 9


def test_who_looks_ahead_is_refused_alike_and_holds_nobody_back(store: Store) -> None:
    with store.transaction() as session:
        kept = factories.make_document(session)
        city_id = kept.city_id
    store.quota = Quota(files=2)

    with store.snapshot() as session:
        quotas.check(session, city_id, size=1, hold=False)
        with pytest.raises(Refused) as refused:
            quotas.check(session, city_id, size=1, files=2, hold=False)

    assert str(refused.value.sentence).startswith("A city may keep 2 documents here.")
