from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from criteria.evidence import Reason, Standing, Unread
from storage import dating, decisions, links, standing
from storage.clock import now
from storage.models import Assessment, Document, DocumentState, Link, Verdict
from storage.planning_models import DatedBy
from tests.factories import (
    make_assessment,
    make_document,
    make_link,
    make_person,
    make_read_document,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.store import Store

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_what_stood_earlier_is_told_by_the_decisions_until_then(store: Store) -> None:
    with store.transaction() as session:
        person = make_person(session)
        link = make_link(session, item="OD1.1")
        assessment = link_assessment(session, link)
        before = now(session)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=person, seen=0)
        between = now(session)
        decisions.decide(
            session,
            link.id,
            Verdict.REJECTED,
            by=person,
            seen=1,
            reason=Reason.OUT_OF_DATE,
        )
        after = now(session)

    with store.snapshot() as session:
        told = [
            [
                (claim.standing, claim.reason, claim.items)
                for claim in links.claims_as_of(session, assessment, moment)
            ]
            for moment in (LONG_AGO, before, between, after)
        ]
        today = links.claims(session, assessment)
        latest = links.claims_as_of(session, assessment, after)

    assert told == [
        [],
        [(Standing.UNDECIDED, None, ("OD1.1",))],
        [(Standing.CONFIRMED, None, ("OD1.1",))],
        [(Standing.REJECTED, Reason.OUT_OF_DATE, ())],
    ]
    assert latest == today


def test_a_link_goes_by_the_date_confirmed_of_its_document(store: Store) -> None:
    with store.transaction() as session:
        person = make_person(session)
        link = make_link(session)
        assessment = link_assessment(session, link)
        before = now(session)
        for kind, day in (
            (DatedBy.ADOPTED, date(2024, 5, 1)),
            (DatedBy.REVIEWED, date(2026, 3, 9)),
        ):
            dating.confirm(
                session, _document(session, link), kind, by=person, begins=day, ends=day
            )

    with store.snapshot() as session:
        [today] = links.claims(session, assessment)
        [earlier] = links.claims_as_of(session, assessment, before)

    assert (earlier.dated, today.dated) == (None, date(2026, 3, 9))


def test_the_day_a_reviewer_gave_comes_before_the_documents(store: Store) -> None:
    with store.transaction() as session:
        person = make_person(session)
        link = make_link(session)
        assessment = link_assessment(session, link)
        day = date(2026, 3, 9)
        dating.confirm(
            session,
            _document(session, link),
            DatedBy.ADOPTED,
            by=person,
            begins=day,
            ends=day,
        )
        decisions.decide(
            session,
            link.id,
            Verdict.CONFIRMED,
            by=person,
            seen=0,
            dated=date(2025, 1, 2),
        )

    with store.snapshot() as session:
        [claim] = links.claims(session, assessment)

    assert claim.dated == date(2025, 1, 2)


def test_inputs_count_only_what_was_received_by_then(store: Store) -> None:
    with store.transaction() as session:
        assessment = make_assessment(session)
        make_document(session, assessment=assessment)

    with store.snapshot() as session:
        today = standing.inputs(session, assessment)
        earlier = standing.inputs(session, assessment, as_of=LONG_AGO)

    assert today == standing.Inputs([], [Unread("minutes.txt", waits=True)])
    assert earlier == standing.Inputs([], [])


def test_what_is_unread_is_told_with_how_its_document_begins(store: Store) -> None:
    with store.transaction() as session:
        assessment = make_assessment(session)
        make_read_document(session, assessment=assessment)
        half = make_document(session, assessment=assessment, name="scan.pdf")
        make_read_document(session, document=half, text="Minutes of the board")
        half.unread_count = 2
        broken = make_document(session, assessment=assessment, name="locked.pdf")
        broken.state = DocumentState.UNREADABLE
        session.flush()

        found = standing.inputs(session, assessment).unread

    assert found == [
        Unread("scan.pdf", pages=2, head="Minutes of the board"),
        Unread("locked.pdf", pages=1),
    ]


def test_events_name_who_did_what_in_order(store: Store) -> None:
    with store.transaction() as session:
        person = make_person(session, name="Ana Ruiz")
        link = make_link(session)
        assessment = link_assessment(session, link)
        before = now(session)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=person, seen=0)
        day = date(2026, 3, 9)
        dating.confirm(
            session,
            _document(session, link),
            DatedBy.ADOPTED,
            by=person,
            begins=day,
            ends=day,
        )
        decisions.take_back(session, link.id, by=person, seen=1)
        after = now(session)

    with store.snapshot() as session:
        told = standing.events(session, assessment, after=before, until=after)
        none = standing.events(
            session, assessment, after=after, until=after + timedelta(days=1)
        )

    assert [event.text for event in told] == [
        "Ana Ruiz: confirmed, minutes.txt",
        "adopted on 2026-03-09 was confirmed of minutes.txt",
        "Ana Ruiz: taken-back, minutes.txt",
    ]
    assert none == []


def link_assessment(session: Session, link: Link) -> Assessment:
    return session.get_one(Assessment, link.assessment_id)


def _document(session: Session, link: Link) -> Document:
    return session.get_one(Document, link.document_id)
