"""Rounds: what is locked, what a later round may reject, and who is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Reason, Standing, Statement
from criteria.review.rounds import Move, Stage
from storage import arriving, assessments, care, decisions, links, rounds
from storage import documents as document_verbs
from storage.blobs import Blob
from storage.deeds import Deed
from storage.errors import Refused
from storage.events import listed as told
from storage.models import Role, Verdict
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Document, Link, Person
    from storage.store import Store


@pytest.fixture
def database() -> str:
    """What rounds do does not hang on the kind of database; SQLite is the quick one."""
    return ""


@dataclass(frozen=True, slots=True)
class Parties:
    """An assessment with a person of each role, and a link to it."""

    assessment: Assessment
    city: Person
    reviewer: Person
    lead: Person
    document: Document
    link: Link

    def go(self, session: Session, *moves: Move) -> None:
        """Make moves, each by somebody whose move it is."""
        for move in moves:
            reviews = move is Move.BEGIN
            by = self.reviewer if reviews else self.lead
            rounds.move(session, self.assessment, move, by=by, why="DM1 lacks a date")

    def confirm(self, session: Session, seen: int = 0) -> None:
        """Confirm the link."""
        decisions.decide(
            session, self.link.id, Verdict.CONFIRMED, by=self.reviewer, seen=seen
        )

    def reject(self, session: Session, seen: int) -> None:
        """Reject the link."""
        decisions.decide(
            session,
            self.link.id,
            Verdict.REJECTED,
            by=self.reviewer,
            seen=seen,
            reason=Reason.OUT_OF_DATE,
        )


def _parties(session: Session) -> Parties:
    assessment = factories.make_assessment(session)
    city = assessments.get(session, assessment.id).city
    document = factories.make_read_document(session, assessment=assessment)
    return Parties(
        assessment,
        factories.make_person(session, role=Role.CITY, city=city),
        factories.make_person(session),
        factories.make_person(session, role=Role.LEAD),
        document,
        factories.make_link(session, document=document, criterion="DM1"),
    )


FIRST_ROUND = (Move.SUBMIT, Move.BEGIN, Move.RETURN)
SECOND_ROUND = (*FIRST_ROUND, Move.SUBMIT, Move.BEGIN)


def _upload(session: Session, of: Parties) -> None:
    factories.make_document(session, assessment=of.assessment)


def _upload_in_parts(session: Session, of: Parties) -> None:
    arriving.begin(session, of.assessment, "x.pdf", 9, by=of.city, limit=10)


def _link(session: Session, of: Parties) -> None:
    links.make(session, of.document, "OD1", None, by=of.city)


def _answer(session: Session, of: Parties) -> None:
    care.answer(session, of.assessment, {1: "yes"})


@pytest.mark.parametrize("act", [_upload, _upload_in_parts, _link, _answer])
def test_what_is_handed_in_stays_as_it_is(
    store: Store, act: Callable[[Session, Parties], None]
) -> None:
    with store.transaction() as session:
        of = _parties(session)
        rounds.move(session, of.assessment, Move.SUBMIT, by=of.city)

        with pytest.raises(Refused, match="has handed this assessment in"):
            act(session, of)

        rounds.move(session, of.assessment, Move.WITHDRAW, by=of.city)
        act(session, of)


def test_what_comes_out_of_an_archive_came_with_it(store: Store) -> None:
    with store.transaction() as session:
        of = _parties(session)
        of.go(session, Move.SUBMIT)
        blob = Blob("ab" * 32, 5)

        held = document_verbs.receive(
            session, of.assessment, "in.txt", blob, parent=of.document
        )

        assert held.parent_id == of.document.id


def test_nobody_makes_the_move_of_another(store: Store) -> None:
    with store.transaction() as session:
        of = _parties(session)

        with pytest.raises(Refused, match="This step is somebody else's"):
            rounds.move(session, of.assessment, Move.SUBMIT, by=of.reviewer)
        with pytest.raises(Refused, match="Somebody has moved this assessment on"):
            rounds.move(session, of.assessment, Move.CLOSE, by=of.lead)
        of.go(session, Move.SUBMIT, Move.BEGIN)
        with pytest.raises(Refused, match="Say why, and what is asked"):
            rounds.move(session, of.assessment, Move.RETURN, by=of.lead, why=" ")


def test_each_return_begins_another_round_and_the_history_tells_it(
    store: Store,
) -> None:
    with store.transaction() as session:
        of = _parties(session)
        of.go(session, *FIRST_ROUND, Move.SUBMIT)

        here = rounds.of(session, of.assessment.id)
    with store.snapshot() as session:
        deeds = [
            one.content and one.content["name"]
            for one in told(session, of.assessment.city_id)
            if one.deed is Deed.ROUND_MOVED
        ]

    assert (here.stage, here.number) == (Stage.RESUBMITTED, 2)
    assert deeds == ["resubmitted", "returned", "in-review", "submitted"]


def test_what_is_closed_stays_until_the_review_is_opened_again(store: Store) -> None:
    with store.transaction() as session:
        of = _parties(session)
        of.go(session, Move.SUBMIT, Move.BEGIN, Move.CLOSE)

        with pytest.raises(Refused, match="so its decisions stay"):
            of.confirm(session)
        assert of.assessment.closed is not None
        of.go(session, Move.REOPEN)
        of.confirm(session)

        assert of.assessment.closed is None


def test_a_later_round_does_not_reject_what_an_earlier_one_confirmed(
    store: Store,
) -> None:
    with store.transaction() as session:
        of = _parties(session)
        of.confirm(session)
        of.go(session, *SECOND_ROUND)

        with pytest.raises(Refused, match="so round 2 does not reject it"):
            of.reject(session, 1)
        with pytest.raises(Refused, match="so round 2 does not reject it"):
            decisions.take_back(session, of.link.id, by=of.reviewer, seen=1)
        rounds.make_exception(session, of.link, "It was repealed.", by=of.lead)
        of.reject(session, 1)

        session.refresh(of.link)
        assert of.link.standing is Standing.REJECTED
        [kept] = rounds.exceptions(session, of.assessment)
        assert (kept.round, kept.why) == (2, "It was repealed.")


def test_a_later_round_rejects_what_it_confirmed_itself_and_what_nobody_had_judged(
    store: Store,
) -> None:
    with store.transaction() as session:
        of = _parties(session)
        of.go(session, *SECOND_ROUND)

        of.confirm(session)
        of.reject(session, 1)

        session.refresh(of.link)
        assert of.link.standing is Standing.REJECTED


def test_a_later_round_rejects_what_has_lost_its_basis(store: Store) -> None:
    with store.transaction() as session:
        of = _parties(session)
        of.confirm(session)
        of.go(session, *SECOND_ROUND)
        links.propose(session, of.document, [], rules_digest="r2")
        session.refresh(of.link)

        of.reject(session, 1)

        session.refresh(of.link)
        assert of.link.statement is Statement.STATED
        assert of.link.standing is Standing.REJECTED


def test_an_exception_needs_the_lead_and_a_reason_and_a_later_round(
    store: Store,
) -> None:
    with store.transaction() as session:
        of = _parties(session)

        with pytest.raises(Refused, match="Only a round after the first"):
            rounds.make_exception(session, of.link, "x", by=of.lead)
        of.go(session, *FIRST_ROUND)
        with pytest.raises(Refused, match="Only the programme lead"):
            rounds.make_exception(session, of.link, "x", by=of.reviewer)
        with pytest.raises(Refused, match="Say why"):
            rounds.make_exception(session, of.link, "", by=of.lead)
