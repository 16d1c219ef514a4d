from __future__ import annotations

import contextlib
import hashlib
import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from criteria.evidence import Reason, Standing
from storage import assessments, decisions, links, stack
from storage.errors import Conflict, NotFound, Refused
from storage.models import Decision, Link, Role, Verdict
from storage.votes import Manner
from tests.factories import (
    make_assessment,
    make_link,
    make_person,
    make_proposal,
    make_read_document,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Assessment
    from storage.store import Store


def test_confirming_makes_a_link_stand_with_the_items_its_passages_show(
    store: Store,
) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session, item="OD1.2")

        decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)

    with store.snapshot() as session:
        found = links.visible(session, ana, link.id)
        assert (found.standing, found.items, found.decided) == (
            Standing.CONFIRMED,
            ["OD1.2"],
            1,
        )


def test_a_rejection_needs_a_reason(store: Store) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)

        with pytest.raises(Refused) as refused:
            decisions.decide(session, link.id, Verdict.REJECTED, by=ana, seen=0)

    assert refused.value.sentence == (
        "Choose a reason to reject: the city will read it."
    )


def test_a_city_person_does_not_decide(store: Store) -> None:
    with store.transaction() as session:
        person, link = make_person(session, role=Role.CITY), make_link(session)

        with pytest.raises(Refused) as refused:
            decisions.decide(session, link.id, Verdict.CONFIRMED, by=person, seen=0)

    assert refused.value.sentence == (
        "Only reviewers and the programme lead decide about links. Ask one of them."
    )


def test_second_reviewer_does_not_overwrite_the_first(store: Store) -> None:
    with store.transaction() as session:
        ana = make_person(session, name="Ana Ruiz")
        ben = make_person(session, name="Ben Osei")
        link = make_link(session)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)

        with pytest.raises(Conflict) as conflict:
            decisions.decide(
                session,
                link.id,
                Verdict.REJECTED,
                by=ben,
                seen=0,
                reason=Reason.OUT_OF_DATE,
            )

    assert conflict.value.sentence == (
        "Ana Ruiz decided this link first. Look again before you do."
    )


def test_of_eight_who_decide_at_once_one_wins(store: Store) -> None:
    with store.transaction() as session:
        reviewers = [make_person(session) for _ in range(8)]
        link = make_link(session)
    outcomes: list[str] = []
    start = threading.Barrier(len(reviewers))

    def decide(place: int) -> None:
        start.wait()
        try:
            with store.transaction() as session:
                by = reviewers[place]
                decisions.decide(session, link.id, Verdict.CONFIRMED, by=by, seen=0)
            outcomes.append("won")
        except Conflict:
            outcomes.append("told")

    threads = [threading.Thread(target=decide, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.snapshot() as session:
        assert sorted(outcomes) == ["told"] * 7 + ["won"]
        assert len(decisions.history(session, link.id)) == 1


def test_a_link_that_is_gone_is_said_to_be_gone(store: Store) -> None:
    with store.transaction() as session:
        ana = make_person(session)

        with pytest.raises(NotFound):
            decisions.decide(session, "0" * 26, Verdict.CONFIRMED, by=ana, seen=0)


def test_taking_back_lets_the_decision_before_stand_again(store: Store) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)
        decisions.decide(
            session, link.id, Verdict.REJECTED, by=ana, seen=0, reason=Reason.DUPLICATE
        )
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=1)

        stood = []
        for seen in (2, 3):
            decisions.take_back(session, link.id, by=ana, seen=seen)
            session.refresh(link)
            stood.append((link.standing, link.reason))

    assert stood == [
        (Standing.REJECTED, Reason.DUPLICATE),
        (Standing.UNDECIDED, None),
    ]


def test_the_key_passage_is_read_first_until_its_decision_is_taken_back(
    store: Store,
) -> None:
    first, second = "The committee met.", "It decided."
    with store.transaction() as session:
        ana = make_person(session)
        document = make_read_document(session, text=f"{first} {second}")
        links.propose(
            session, document, [make_proposal(quotes=(first, second))], rules_digest="r"
        )
        [link] = links.of_document(session, document)
        with pytest.raises(Refused, match="not one of the link's"):
            decisions.decide(
                session,
                link.id,
                Verdict.CONFIRMED,
                by=ana,
                seen=0,
                manner=Manner(key=2),
            )

        read = []
        decisions.decide(
            session, link.id, Verdict.CONFIRMED, by=ana, seen=0, manner=Manner(key=1)
        )
        read.append(_read_first(session, link))
        decisions.take_back(session, link.id, by=ana, seen=1)
        read.append(_read_first(session, link))

    assert read == [[second, first], [first, second]]


def _read_first(session: Session, link: Link) -> list[str]:
    session.refresh(link)
    return [passage.quote for passage in link.passages]


def test_nothing_decided_is_nothing_to_take_back(store: Store) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)

        with pytest.raises(Refused):
            decisions.take_back(session, link.id, by=ana, seen=0)


def test_another_persons_decision_is_taken_back_by_the_lead_alone(
    store: Store,
) -> None:
    with store.transaction() as session:
        ana, ben = make_person(session), make_person(session)
        lead, link = make_person(session, role=Role.LEAD), make_link(session)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)

        with pytest.raises(Refused):
            decisions.take_back(session, link.id, by=ben, seen=1)
        decisions.take_back(session, link.id, by=lead, seen=1)

        session.refresh(link)
        assert link.standing is Standing.UNDECIDED


def test_undo_goes_back_through_a_persons_decisions_in_order(store: Store) -> None:
    with store.transaction() as session:
        ana, assessment = make_person(session), make_assessment(session)
        made = []
        for criterion in ("OD1", "OD2", "OD3"):
            document = make_read_document(session, assessment=assessment)
            link = make_link(session, document=document, criterion=criterion)
            decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)
            made.append(link.id)

        undone = []
        while last := stack.last_shown(session, assessment, ana):
            decision, link = last
            undone.append(link.id)
            decisions.take_back(session, link.id, by=ana, seen=decision.number)

    assert undone == made[::-1]


@pytest.mark.parametrize(
    "change",
    [
        sa.update(Decision).values(verdict=Verdict.REJECTED),
        sa.delete(Decision),
    ],
)
def test_no_decision_is_ever_changed_or_deleted(
    store: Store, change: sa.Update | sa.Delete
) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)

    # SQLite refuses aloud, PostgreSQL by changing no row.
    with contextlib.suppress(sa.exc.DBAPIError), store.transaction() as session:
        session.execute(change)

    with store.snapshot() as session:
        [kept] = decisions.history(session, link.id)
        assert kept.verdict is Verdict.CONFIRMED


def test_decisions_go_with_the_city_they_are_about(store: Store) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)

        session.execute(sa.delete(Link).where(Link.id == link.id))

        assert session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 0


def test_a_vote_keeps_what_was_judged_and_how_long_it_was_in_view(store: Store) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session, quote="The committee met.")

        short = decisions.decide(
            session, link.id, Verdict.CONFIRMED, by=ana, seen=0, manner=Manner(41)
        )
        long = decisions.decide(
            session, link.id, Verdict.CONFIRMED, by=ana, seen=1, manner=Manner(90_000)
        )

    assert short.passage == hashlib.sha256(b"1:0:18:The committee met.").hexdigest()
    assert (short.seconds, long.seconds) == (41, 3600)


def test_nobody_judges_evidence_of_their_own_city(store: Store) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)
        ana.city_id = link.city_id

        with pytest.raises(Refused) as refused:
            decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)

    assert refused.value.sentence == (
        "This is evidence of your own city, so somebody else judges it. Go on "
        "with another link."
    )


def test_a_reviewer_who_is_not_sure_leaves_the_link_to_the_lead_until_it_is_undone(
    store: Store,
) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)
        assessment = assessments.get(session, link.assessment_id)
        decisions.decide(session, link.id, Verdict.UNSURE, by=ana, seen=0)
        unsure = _lined_up(session, assessment), links.counts(session, assessment)
        decisions.take_back(session, link.id, by=ana, seen=1)
        undone = _lined_up(session, assessment), links.counts(session, assessment)

    assert unsure == (([], [link.id]), links.Counts(undecided=1, for_lead=1))
    assert undone == (([link.id], []), links.Counts(undecided=1))


def test_a_link_that_was_left_to_the_lead_is_decided_by_them_and_leaves_their_queue(
    store: Store,
) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)
        lead = make_person(session, role=Role.LEAD)
        assessment = assessments.get(session, link.assessment_id)
        decisions.decide(session, link.id, Verdict.UNSURE, by=ana, seen=0)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=lead, seen=1)

        assert _lined_up(session, assessment) == ([], [])
        assert links.counts(session, assessment) == links.Counts(confirmed=1)


def test_the_lead_leaves_no_link_to_the_lead(store: Store) -> None:
    with store.transaction() as session:
        lead, link = make_person(session, role=Role.LEAD), make_link(session)

        with pytest.raises(Refused) as refused:
            decisions.decide(session, link.id, Verdict.UNSURE, by=lead, seen=0)

    assert refused.value.sentence == (
        "Not sure leaves a link to the lead. Skip it, or decide it."
    )


def _lined_up(session: Session, assessment: Assessment) -> tuple[list[str], list[str]]:
    """The ids in the queue of what waits, and in the queue for the lead."""
    waits = links.queue(session, assessment, links.Filters())
    for_lead = links.Filters(standing=None, for_lead=True)
    left = links.queue(session, assessment, for_lead)
    return [one.id for one in waits], [one.id for one in left]
