"""Comments and requests of the programme: who hears what, and what they open."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Reason, Standing
from criteria.review.rounds import Move
from storage import assessments, comments, decisions, doubles, requests, rounds
from storage.clock import now
from storage.errors import Refused
from storage.models import Role, Verdict
from tests import factories

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Assessment, Document, Link, Person
    from storage.store import Store


@pytest.fixture
def database() -> str:
    """Who hears what does not hang on the kind of database."""
    return ""


def _there(session: Session) -> tuple[Assessment, Document, Link]:
    held = factories.make_assessment(session)
    document = factories.make_read_document(session, assessment=held)
    link = factories.make_link(session, document=document, criterion="DM1")
    return assessments.get(session, held.id), document, link


def _heard(session: Session, assessment: Assessment, *who: Person) -> list[list[str]]:
    return [
        [one.text for one in comments.heard(session, person, assessment, "DM1")]
        for person in who
    ]


def test_a_blind_reviewers_word_reaches_the_city_and_no_other_reviewer(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment, document, link = _there(session)
        ana, ben = factories.make_person(session), factories.make_person(session)
        lead = factories.make_person(session, role=Role.LEAD)
        tom = factories.make_person(session, role=Role.CITY, city=assessment.city)
        doubles.share(session, assessment, 100, by=lead)
        for by, text in ((ana, "A date?"), (tom, "In May."), (ben, "Signed?")):
            comments.say(session, assessment, "DM1", text, by=by, document=document)

        blind = _heard(session, assessment, ana, ben, lead, tom)
        for by in (ana, ben):
            decisions.decide(session, link.id, Verdict.CONFIRMED, by=by, seen=0)
        settled = _heard(session, assessment, ana, ben, lead, tom)

        whole = ["A date?", "In May.", "Signed?"]
        assert blind == [["A date?", "In May."], ["Signed?"], [], whole]
        assert settled == [whole] * 4


def test_a_word_about_the_criterion_is_heard_once_the_lead_unblinds(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment, _document, _link = _there(session)
        ana, ben = factories.make_person(session), factories.make_person(session)
        lead = factories.make_person(session, role=Role.LEAD)
        doubles.share(session, assessment, 100, by=lead)
        comments.say(session, assessment, "DM1", "All weak.", by=ana)
        comments.say(session, assessment, "DM1", "Please hurry.", by=lead)

        blind = _heard(session, assessment, ben)
        doubles.unblind(session, assessment, "The round is over.", by=lead)

        assert blind == [["Please hurry."]]
        assert _heard(session, assessment, ben) == [["All weak.", "Please hurry."]]


def test_only_who_judges_asks_the_city_and_says_what_is_missing(store: Store) -> None:
    with store.transaction() as session:
        assessment, _document, _link = _there(session)
        tom = factories.make_person(session, role=Role.CITY, city=assessment.city)
        ana = factories.make_person(session)
        due = now(session).date() + timedelta(days=14)

        with pytest.raises(Refused, match="Only reviewers and the programme lead"):
            requests.ask_city(session, assessment, "DM1", by=tom, due=due, note="x")
        with pytest.raises(Refused, match="Say what is missing"):
            requests.ask_city(session, assessment, "DM1", by=ana, due=due, note=" ")
        made = requests.ask_city(
            session, assessment, "DM1", by=ana, due=due, note="The signed page"
        )
        ben = factories.make_person(session)
        for other in (tom, ben):
            with pytest.raises(Refused, match="They withdraw it, or the lead does"):
                requests.withdraw(session, made, by=other)

        assert (made.to_city, made.department) == (True, assessment.city.name)


@pytest.mark.parametrize(
    ("how", "falls"),
    [("comment", True), ("request", True), ("city", False), ("late", False)],
)
def test_a_later_round_rejects_what_the_programme_challenged_before_it(
    store: Store, how: str, *, falls: bool
) -> None:
    with store.transaction() as session:
        assessment, document, link = _there(session)
        ana, lead = (
            factories.make_person(session),
            factories.make_person(session, role=Role.LEAD),
        )
        tom = factories.make_person(session, role=Role.CITY, city=assessment.city)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)
        rounds.move(session, assessment, Move.SUBMIT, by=tom)
        rounds.move(session, assessment, Move.BEGIN, by=ana)
        if how == "request":
            due = now(session).date()
            requests.ask_city(
                session, assessment, "DM1", by=ana, due=due, note="?", document=document
            )
        elif how != "late":
            by = tom if how == "city" else ana
            comments.say(session, assessment, "DM1", "Is it in force?", by=by)
        rounds.move(session, assessment, Move.RETURN, by=lead, why="DM1")
        if how == "late":
            comments.say(session, assessment, "DM1", "Is it in force?", by=ana)

        refused = pytest.raises(Refused, match="so round 2 does not reject it")
        with nullcontext() if falls else refused:
            decisions.decide(
                session,
                link.id,
                Verdict.REJECTED,
                by=ana,
                seen=1,
                reason=Reason.NOT_IN_FORCE,
            )

        session.refresh(link)
        assert (link.standing is Standing.REJECTED) is falls


def test_the_last_word_about_each_criterion_is_the_last_that_a_person_may_read(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment, document, _link = _there(session)
        ana, ben = factories.make_person(session), factories.make_person(session)
        lead = factories.make_person(session, role=Role.LEAD)
        tom = factories.make_person(session, role=Role.CITY, city=assessment.city)
        none = comments.latest(session, tom, assessment)
        doubles.share(session, assessment, 100, by=lead)
        comments.say(session, assessment, "OD1", "Is it new?", by=tom)
        for by, text in ((tom, "See page 3."), (ana, "A date?")):
            comments.say(session, assessment, "DM1", text, by=by, document=document)

        latest = [
            [
                (one.criterion, one.text)
                for one in comments.latest(session, who, assessment)
            ]
            for who in (ana, ben, tom)
        ]

        seen = [("DM1", "A date?"), ("OD1", "Is it new?")]
        assert none == []
        assert latest == [seen, [("DM1", "See page 3."), ("OD1", "Is it new?")], seen]
