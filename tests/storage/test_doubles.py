from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from criteria.evidence import Reason, Standing
from storage import assessments, decisions, doubles, links, stack, standing
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Conflict, Refused
from storage.events import Event
from storage.models import Link, Role, Verdict
from storage.votes import Way
from tests.factories import make_link, make_person, make_proposal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person
    from storage.store import Store


def _blind(session: Session, link: Link, *, share: int = 100) -> Person:
    """Have two reviewers judge all links of the link's assessment; gives the lead."""
    lead = make_person(session, role=Role.LEAD, name="Marta Reyes")
    assessment = assessments.get(session, link.assessment_id)
    doubles.share(session, assessment, share, by=lead)
    return lead


def _reject(session: Session, link: Link, by: Person, seen: int = 0) -> None:
    decisions.decide(
        session,
        link.id,
        Verdict.REJECTED,
        by=by,
        seen=seen,
        reason=Reason.OUT_OF_DATE,
    )


def _confirm(session: Session, link: Link, by: Person, seen: int = 0) -> None:
    decisions.decide(session, link.id, Verdict.CONFIRMED, by=by, seen=seen)


def test_one_of_two_votes_settles_nothing(store: Store) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)
        _blind(session, link)

        _confirm(session, link, ana)

        assert (link.standing, link.decided) == (Standing.UNDECIDED, 1)


def test_two_votes_that_agree_stand(store: Store) -> None:
    with store.transaction() as session:
        ana, ben, link = make_person(session), make_person(session), make_link(session)
        _blind(session, link)

        _reject(session, link, ana)
        _reject(session, link, ben)

        assert (link.standing, link.reason) == (Standing.REJECTED, Reason.OUT_OF_DATE)


def test_two_who_confirm_different_items_do_not_agree(store: Store) -> None:
    with store.transaction() as session:
        ana, ben, link = make_person(session), make_person(session), make_link(session)
        _blind(session, link)
        for by, item in ((ana, "OD1.1"), (ben, "OD1.2")):
            decisions.decide(
                session, link.id, Verdict.CONFIRMED, by=by, seen=0, items=[item]
            )

        assert link.standing is Standing.UNDECIDED
        assert [one.id for one in doubles.disputed(session, _of(session, link))] == [
            link.id
        ]


def test_a_reviewer_is_not_both_of_the_two(store: Store) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)
        _blind(session, link)
        _confirm(session, link, ana)

        with pytest.raises(Refused) as refused:
            _confirm(session, link, ana, seen=1)

    assert refused.value.sentence == (
        "You have judged this link. It waits for a second reviewer. Take your vote "
        "back first if you see it differently now."
    )


def test_the_lead_settles_what_two_disagree_about(store: Store) -> None:
    with store.transaction() as session:
        ana, ben, link = make_person(session), make_person(session), make_link(session)
        lead = _blind(session, link)
        _confirm(session, link, ana)
        _reject(session, link, ben)
        disputed = link.standing

        with pytest.raises(Refused):
            _confirm(session, link, make_person(session), seen=2)
        _confirm(session, link, lead, seen=2)

        ways = [one.way for one in decisions.history(session, link.id)]
        assert (disputed, link.standing) == (Standing.UNDECIDED, Standing.CONFIRMED)
        assert ways == [Way.BLIND, Way.BLIND, Way.SETTLING]


def test_a_lead_who_is_one_of_the_two_does_not_settle(store: Store) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)
        lead = _blind(session, link)
        _confirm(session, link, ana)
        _reject(session, link, lead)

        with pytest.raises(Refused):
            _confirm(session, link, lead, seen=2)


def test_a_settlement_that_is_taken_back_leaves_the_two_votes(store: Store) -> None:
    with store.transaction() as session:
        ana, ben, link = make_person(session), make_person(session), make_link(session)
        lead = _blind(session, link)
        _confirm(session, link, ana)
        _reject(session, link, ben)
        _confirm(session, link, lead, seen=2)

        decisions.take_back(session, link.id, by=lead, seen=3)

        assert link.standing is Standing.UNDECIDED
        assert len(decisions.history(session, link.id)) == 4


def test_a_vote_is_taken_back_while_it_is_the_only_one(store: Store) -> None:
    with store.transaction() as session:
        ana, ben, link = make_person(session), make_person(session), make_link(session)
        _blind(session, link)
        _confirm(session, link, ana)
        decisions.take_back(session, link.id, by=ana, seen=1)
        _reject(session, link, ana, seen=2)
        _reject(session, link, ben)

        with pytest.raises(Refused) as refused:
            decisions.take_back(session, link.id, by=ben, seen=4)

        assert link.standing is Standing.REJECTED
        assert stack.last_shown(session, _of(session, link), ben) is None
    assert refused.value.sentence == (
        "Both votes about this link are in, so they stay. Where they disagree, the "
        "lead settles it."
    )


def test_nobody_takes_back_a_vote_that_they_may_not_see(store: Store) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)
        lead = _blind(session, link)
        _confirm(session, link, ana)

        with pytest.raises(Refused) as refused:
            decisions.take_back(session, link.id, by=lead, seen=0)

    assert refused.value.sentence == (
        "Nothing is decided about this link, so nothing is taken back. Look at "
        "it again."
    )


def test_others_votes_are_seen_once_both_are_in(store: Store) -> None:
    with store.transaction() as session:
        ana, ben, link = make_person(session), make_person(session), make_link(session)
        lead = _blind(session, link)
        citizen = make_person(session, role=Role.CITY)
        citizen.city_id = link.city_id
        seen = []
        for vote, voter in ((_confirm, ana), (_reject, ben)):
            vote(session, link, voter)
            seen.append(
                [
                    len(links.visible(session, person, link.id).decisions)
                    for person in (ana, ben, lead, citizen)
                ]
            )
            session.expire_all()

    assert seen == [[1, 0, 0, 0], [2, 2, 2, 0]]


def test_what_was_unblinded_is_seen_and_the_next_vote_is_marked(store: Store) -> None:
    with store.transaction() as session:
        ana, ben, link = make_person(session), make_person(session), make_link(session)
        lead = _blind(session, link)
        _confirm(session, link, ana)

        doubles.unblind(session, _of(session, link), "Ana has left us.", by=lead)
        _confirm(session, link, ben, seen=1)

        ways = [one.way for one in decisions.history(session, link.id)]
        told = [
            (one.act, one.why) for one in doubles.events(session, _of(session, link))
        ]
        assert ways == [Way.BLIND, Way.SIGHTED]
        assert link.standing is Standing.CONFIRMED
        assert told == [("shared", ""), ("unblinded", "Ana has left us.")]


def test_only_the_lead_sets_how_links_are_judged(store: Store) -> None:
    with store.transaction() as session:
        link = make_link(session)

        with pytest.raises(Refused):
            doubles.share(session, _of(session, link), 100, by=make_person(session))


def test_a_share_of_none_is_review_by_one(store: Store) -> None:
    with store.transaction() as session:
        ana, link = make_person(session), make_link(session)
        _blind(session, link, share=0)

        _confirm(session, link, ana)

        assert link.standing is Standing.CONFIRMED


def test_what_one_reviewer_decided_before_is_not_made_blind(store: Store) -> None:
    with store.transaction() as session:
        ana, ben, link = make_person(session), make_person(session), make_link(session)
        _confirm(session, link, ana)
        _blind(session, link)

        _reject(session, link, ben, seen=1)

        assert link.standing is Standing.REJECTED


def test_two_who_vote_at_once_are_both_kept(store: Store) -> None:
    with store.transaction() as session:
        voters = [make_person(session), make_person(session)]
        link = make_link(session)
        _blind(session, link)
    start = threading.Barrier(2)
    problems: list[Conflict] = []

    def vote(by: Person) -> None:
        start.wait()
        try:
            with store.transaction() as session:
                _confirm(session, link, by)
        except Conflict as problem:
            problems.append(problem)

    threads = [threading.Thread(target=vote, args=(by,)) for by in voters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.snapshot() as session:
        found = session.get_one(Link, link.id)
        assert problems == []
        assert (found.standing, found.decided) == (Standing.CONFIRMED, 2)


def test_a_document_read_anew_while_its_link_is_open_loses_no_vote(
    store: Store,
) -> None:
    with store.transaction() as session:
        ana, ben, link = make_person(session), make_person(session), make_link(session)
        _blind(session, link)
        _confirm(session, link, ana)
        document = links.visible(session, ana, link.id).document

        links.propose(
            session, document, [make_proposal(criterion="OD2")], rules_digest="r2"
        )
        changed = link.basis_changed
        _confirm(session, link, ben)

        kept = decisions.history(session, link.id)
        assert [one.by_id for one in kept] == [ana.id, ben.id]
        assert kept[0].passage == kept[1].passage != ""
        assert (changed, link.standing) == (True, Standing.CONFIRMED)


def test_a_waiting_vote_is_not_in_the_voters_queue(store: Store) -> None:
    with store.transaction() as session:
        ana, ben, link = make_person(session), make_person(session), make_link(session)
        _blind(session, link)
        _confirm(session, link, ana)
        assessment = _of(session, link)

        queues = [
            len(links.queue(session, assessment, links.Filters(for_whom=one.id)))
            for one in (ana, ben)
        ]

    assert queues == [0, 1]


def test_scoring_and_history_know_nothing_of_what_is_not_settled(store: Store) -> None:
    with store.transaction() as session:
        link = make_link(session, item="OD1.2")
        assessment = _of(session, link)
        _blind(session, link)
        begin = now(session)
        before = standing.claims(session, assessment)
        _reject(session, link, make_person(session))

        after = standing.claims(session, assessment)
        later = now(session)
        as_of = standing.claims_as_of(session, assessment, later)
        told = standing.events(session, assessment, after=begin, until=later)

    assert (after, as_of, told) == (before, before, [])


def _of(session: Session, link: Link) -> Assessment:
    return assessments.get(session, link.assessment_id)


def test_the_history_tells_of_both_votes_once_both_are_in(store: Store) -> None:
    with store.transaction() as session:
        ana, ben, link = make_person(session), make_person(session), make_link(session)
        _blind(session, link)
    judged = (Deed.CONFIRMED, Deed.REJECTED)
    kept = sa.select(Event.deed).where(Event.deed.in_(judged)).order_by(Event.number)
    told = []
    for vote, voter in ((_confirm, ana), (_reject, ben)):
        with store.transaction() as session:
            vote(session, link, voter)
        with store.snapshot() as session:
            told.append(session.scalars(kept).all())

    assert told == [[], list(judged)]


@pytest.mark.parametrize("first", [Verdict.UNSURE, Verdict.CONFIRMED])
def test_a_blind_vote_that_is_not_sure_goes_to_the_lead_once_both_are_in(
    store: Store, first: Verdict
) -> None:
    with store.transaction() as session:
        ana, ben, link = make_person(session), make_person(session), make_link(session)
        lead = _blind(session, link)
        decisions.decide(session, link.id, first, by=ana, seen=0)
        one = link.for_lead
        decisions.decide(session, link.id, Verdict.UNSURE, by=ben, seen=0)
        two = link.for_lead
        _confirm(session, link, lead, seen=2)

        assert (one, two, link.for_lead) == (False, True, False)
        assert link.standing == Standing.CONFIRMED
