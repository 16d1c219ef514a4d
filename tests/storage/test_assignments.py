"""Assignments: planned from what is there, and applied as looked at."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from criteria.review.assigning import Unassigned
from storage import (
    access,
    assessments,
    assignments,
    decisions,
    doubles,
    links,
    reach,
)
from storage.assignment_models import Assignment
from storage.errors import Conflict, Refused
from storage.models import Link, Role, Verdict
from tests import factories

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person
    from storage.store import Store


@pytest.fixture
def database() -> str:
    """What is planned does not hang on the kind of database."""
    return ""


def _filled(session: Session, documents: int = 2) -> Assessment:
    """An assessment with so many documents of two links each."""
    assessment = factories.make_assessment(session)
    for _ in range(documents):
        document = factories.make_read_document(session, assessment=assessment)
        for code in ("DM1", "OD1"):
            factories.make_link(session, document=document, criterion=code)
    return assessments.get(session, assessment.id)


def _lead(session: Session) -> Person:
    return factories.make_person(session, role=Role.LEAD)


def _apply(session: Session, assessment: Assessment, lead: Person) -> None:
    made = assignments.plan(session, assessment)
    assignments.apply(session, assessment, seed=made.seed, digest=made.digest, by=lead)


def _rows(session: Session) -> set[tuple[str, str]]:
    query = sa.select(Assignment.link_id, Assignment.person_id)
    return {(row[0], row[1]) for row in session.execute(query)}


def test_what_is_applied_is_what_was_looked_at(store: Store) -> None:
    with store.transaction() as session:
        assessment, lead = _filled(session), _lead(session)
        ana, ben = factories.make_person(session), factories.make_person(session)
        made = assignments.plan(session, assessment, "chosen")

        with pytest.raises(Refused, match="Only the programme lead assigns"):
            assignments.apply(
                session, assessment, seed="chosen", digest=made.digest, by=ana
            )
        with pytest.raises(Conflict, match="Links or reviewers have changed"):
            assignments.apply(session, assessment, seed="chosen", digest="x", by=lead)
        assignments.apply(
            session, assessment, seed="chosen", digest=made.digest, by=lead
        )

        assert _rows(session) == set(made.allotment.assigned)
        gets = Counter(judge for _link, judge in made.allotment.assigned)
        assert gets == {ana.id: 2, ben.id: 2}
        again = assignments.plan(session, assessment)
        assert (again.seed, again.allotment.assigned) == ("chosen", ())
        assert {judge.load for judge in again.judges} == {2}


def test_two_different_people_judge_what_two_are_to_judge(store: Store) -> None:
    with store.transaction() as session:
        assessment, lead = _filled(session, 1), _lead(session)
        doubles.share(session, assessment, 100, by=lead)
        ana = factories.make_person(session)

        one = assignments.plan(session, assessment).allotment
        ben = factories.make_person(session)
        _apply(session, assessment, lead)

        assert {why for _link, why in one.left} == {Unassigned.NO_SECOND}
        assert sorted(who for _link, who in _rows(session)) == sorted(
            [ana.id, ana.id, ben.id, ben.id]
        )


def test_what_was_taken_back_waits_again_and_what_is_for_the_lead_is_not_planned(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment, lead = _filled(session, documents=1), _lead(session)
        ana = factories.make_person(session)
        first, second = sorted(link.id for link in session.scalars(sa.select(Link)))
        decisions.decide(session, first, Verdict.UNSURE, by=ana, seen=0)

        unsure = assignments.plan(session, assessment)
        decisions.take_back(session, first, by=ana, seen=1)
        _apply(session, assessment, lead)
        back = assignments.plan(session, assessment)

        assert unsure.allotment.assigned == ((second, ana.id),)
        assert [(judge.id, judge.load) for judge in back.judges] == [(ana.id, 2)]
        assert [one.count for one in access.waiting(session, ana)] == [2]


def test_a_vote_stays_with_who_gave_it_and_only_what_waits_is_taken(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment, lead = _filled(session, documents=1), _lead(session)
        ana, _ben = factories.make_person(session), factories.make_person(session)
        doubles.share(session, assessment, 100, by=lead)
        _apply(session, assessment, lead)
        first, second = sorted(link.id for link in session.scalars(sa.select(Link)))
        decisions.decide(session, first, Verdict.CONFIRMED, by=ana, seen=0)
        factories.make_conflict(session, person=ana, city=assessment.city)

        made = assignments.plan(session, assessment)

        assert made.dropped == ((second, ana.id),)
        assert made.allotment.left == ((second, Unassigned.NO_SECOND),)


def test_who_comes_into_conflict_loses_what_was_assigned(store: Store) -> None:
    with store.transaction() as session:
        assessment, lead = _filled(session, 1), _lead(session)
        ana = factories.make_person(session)
        _apply(session, assessment, lead)
        factories.make_conflict(session, person=ana, city=assessment.city)

        none = assignments.plan(session, assessment)
        ben = factories.make_person(session)
        _apply(session, assessment, lead)

        assert {why for _link, why in none.allotment.left} == {Unassigned.CONFLICT}
        assert {who for _link, who in _rows(session)} == {ben.id}


def test_languages_uploads_and_confidential_documents_are_respected(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment = _filled(session, 1)
        ana = factories.make_person(session)
        [link, *_] = links.queue(session, assessment, links.Filters())
        why = []
        assignments.set_languages(session, ana, {"pt"})
        why.append(assignments.plan(session, assessment).allotment.left)
        assignments.set_languages(session, ana, {"en", "pt"})
        link.document.received_by = ana.id
        session.flush()
        why.append(assignments.plan(session, assessment).allotment.left)
        link.document.confidential = True
        session.flush()
        why.append(assignments.plan(session, assessment).allotment.left)
        link.document.received_by = None
        reach.assign(session, ana, {assessment.city_id}, every_city=False)

        assert [{reason for _link, reason in left} for left in why] == [
            {Unassigned.LANGUAGE},
            {Unassigned.OWN_UPLOAD},
            {Unassigned.CONFIDENTIAL},
        ]
        assert assignments.plan(session, assessment).allotment.left == ()
        assert assignments.languages(session, ana) == ["en", "pt"]


def test_the_queue_shows_what_is_assigned_to_somebody(store: Store) -> None:
    with store.transaction() as session:
        assessment, lead = _filled(session), _lead(session)
        ana, ben = factories.make_person(session), factories.make_person(session)
        _apply(session, assessment, lead)

        found = {
            one.id: [
                link.id
                for link in links.queue(
                    session, assessment, links.Filters(assigned_to=one.id)
                )
            ]
            for one in (ana, ben)
        }

        assert {
            (link, who) for who, theirs in found.items() for link in theirs
        } == _rows(session)
