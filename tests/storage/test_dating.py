from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from storage import dating
from storage.errors import NotFound, Refused
from storage.models import Assessment
from storage.planning_models import DatedBy
from tests.factories import (
    make_person,
    make_read_document,
)

if TYPE_CHECKING:
    from storage.store import Store


DAY = date(2026, 12, 24)


def _proposed(day: date = DAY) -> dating.Proposed:
    quote = "Adopted 24 December"
    return dating.Proposed(DatedBy.ADOPTED, day, day, 2, quote, certain=True)


def test_a_proposed_date_counts_once_somebody_accepts_it(store: Store) -> None:
    with store.transaction() as session:
        person = make_person(session)
        document = make_read_document(session)
        assessment = session.get_one(Assessment, document.assessment_id)
        dating.propose(session, document, [_proposed()])
        [waiting] = dating.of_document(session, document)
        before = dating.confirmed(session, assessment)
        counts = dating.proposal_counts(session, assessment)

        accepted = dating.accept(session, document, waiting.id, by=person)

        assert (before, counts) == ({}, {document.id: 1})
        assert (accepted.quote, accepted.page) == ("Adopted 24 December", 2)
        assert dating.confirmed(session, assessment) == {
            document.id: {DatedBy.ADOPTED: accepted}
        }


def test_reading_again_keeps_what_was_confirmed(store: Store) -> None:
    with store.transaction() as session:
        person = make_person(session)
        document = make_read_document(session)
        dating.propose(session, document, [_proposed()])
        dating.confirm(
            session, document, DatedBy.REVIEWED, by=person, begins=DAY, ends=DAY
        )

        dating.propose(session, document, [])

        kinds = [one.kind for one in dating.of_document(session, document)]
        assert kinds == [DatedBy.REVIEWED]


def test_a_second_date_of_a_kind_sets_the_first_aside(store: Store) -> None:
    with store.transaction() as session:
        person = make_person(session)
        document = make_read_document(session)
        for day in (date(2025, 1, 1), DAY):
            dating.confirm(
                session, document, DatedBy.ADOPTED, by=person, begins=day, ends=day
            )

        assert [one.ends for one in dating.of_document(session, document)] == [DAY]


def test_a_date_of_another_document_is_not_accepted(store: Store) -> None:
    with store.transaction() as session:
        person = make_person(session)
        document, other = make_read_document(session), make_read_document(session)
        dating.propose(session, other, [_proposed()])
        [theirs] = dating.of_document(session, other)

        with pytest.raises(NotFound):
            dating.accept(session, document, theirs.id, by=person)


def test_a_period_does_not_end_before_it_begins(store: Store) -> None:
    with store.transaction() as session:
        person = make_person(session)
        document = make_read_document(session)
        with pytest.raises(Refused, match="ends before it begins"):
            dating.confirm(
                session,
                document,
                DatedBy.PERIOD,
                by=person,
                begins=DAY,
                ends=date(2026, 12, 23),
            )
