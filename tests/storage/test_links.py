from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Claim, Passage, Standing, Statement
from storage import decisions, links, queued
from storage.errors import NotFound
from storage.models import Role, Verdict
from tests.factories import (
    make_assessment,
    make_city,
    make_document,
    make_link,
    make_person,
    make_proposal,
    make_read_document,
)

if TYPE_CHECKING:
    from storage.store import Store


def test_links_follow_the_rules_until_somebody_decides(store: Store) -> None:
    with store.transaction() as session:
        document, ana = make_read_document(session), make_person(session)
        first = [make_proposal(criterion=c) for c in ("OD1", "OD2", "OD3")]
        links.propose(session, document, first, rules_digest="r1")
        decided = next(
            link
            for link in links.of_document(session, document)
            if link.criterion == "OD1"
        )
        decisions.decide(session, decided.id, Verdict.CONFIRMED, by=ana, seen=0)

        second = [make_proposal(criterion="OD3", score=0.9, quote="The committee")]
        links.propose(session, document, second, rules_digest="r2")

    with store.snapshot() as session:
        found = links.of_document(session, document)
        assert [
            (
                link.criterion,
                link.score,
                link.standing,
                link.basis_changed,
                [p.quote for p in link.passages],
            )
            for link in found
        ] == [
            ("OD3", 0.9, Standing.UNDECIDED, False, ["The committee"]),
            ("OD1", 0.8, Standing.CONFIRMED, True, ["The committee met."]),
        ]


def test_proposing_twice_doubles_nothing(store: Store) -> None:
    with store.transaction() as session:
        document = make_read_document(session)
        for _ in range(2):
            links.propose(session, document, [make_proposal()], rules_digest="r1")

    with store.snapshot() as session:
        [link] = links.of_document(session, document)
        assert len(link.passages) == 1


def test_a_link_made_by_hand_stays_when_rules_do_not_find_it(store: Store) -> None:
    with store.transaction() as session:
        document, ana = make_read_document(session), make_person(session)
        passage = Passage(1, 0, 3, "The", "by-hand", None, Statement.STATED, {})
        made = links.make(session, document, "LC1", passage, by=ana)

        links.propose(session, document, [], rules_digest="r2")

        assert [link.id for link in links.of_document(session, document)] == [made.id]
        assert links.make(session, document, "LC1", passage, by=ana).id == made.id


def test_the_queue_gives_the_best_first_and_knows_its_neighbours(store: Store) -> None:
    with store.transaction() as session:
        assessment = make_assessment(session)
        scores = {"OD1": 0.5, "OD2": 0.9, "OD3": 0.7}
        made = {
            criterion: make_link(
                session,
                document=make_read_document(session, assessment=assessment),
                criterion=criterion,
                score=score,
            )
            for criterion, score in scores.items()
        }

        queue = links.queue(session, assessment, links.Filters())
        middle = made["OD3"]

        assert [link.criterion for link in queue] == ["OD2", "OD3", "OD1"]
        way = queued.around(session, assessment, links.Filters(), middle, limit=2)
        assert [line.id for line in way.lines] == [link.id for link in queue[:2]]
        assert _ids(way) == (made["OD2"].id, made["OD1"].id)
        assert [
            queued.next_after(session, assessment, links.Filters(), link)
            for link in queue
        ] == [made["OD3"].id, made["OD1"].id, None]


def _ids(way: queued.Way) -> tuple[str, str]:
    assert way.before is not None
    assert way.after is not None
    return way.before.id, way.after.id


def test_weights_put_the_links_of_some_criteria_in_front(store: Store) -> None:
    weighed = links.Filters(weights=(("OD1", 2), ("OD3", 1)))
    with store.transaction() as session:
        assessment = make_assessment(session)
        made = {
            criterion: make_link(
                session,
                document=make_read_document(session, assessment=assessment),
                criterion=criterion,
                score=score,
            )
            for criterion, score in {"OD1": 0.2, "OD2": 0.9, "OD3": 0.5}.items()
        }

        walked = [link.criterion for link in links.queue(session, assessment, weighed)]
        way = queued.around(session, assessment, weighed, made["OD3"], limit=1)

    assert walked == ["OD1", "OD3", "OD2"]
    assert _ids(way) == (made["OD1"].id, made["OD2"].id)
    assert [line.criterion for line in way.lines] == ["OD1"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (links.Filters(), ["OD1", "OD2"]),
        (links.Filters(criteria=("OD2",)), ["OD2"]),
        (links.Filters(statement=Statement.PLANNED), ["OD2"]),
        (links.Filters(least_score=0.8), ["OD1"]),
        (links.Filters(language="en"), ["OD1", "OD2"]),
        (links.Filters(language="fr"), []),
        (links.Filters(standing=Standing.CONFIRMED), []),
        (links.Filters(standing=None), ["OD1", "OD2"]),
        (links.Filters(document="0"), []),
        (links.Filters(below_score=0.8), ["OD2"]),
        (links.Filters(basis_changed=True), []),
        (links.Filters(weights=(("OD2", 1),)), ["OD2", "OD1"]),
    ],
)
def test_a_filter_lets_pass_what_it_says(
    store: Store, filters: links.Filters, found: list[str]
) -> None:
    with store.transaction() as session:
        document = make_read_document(session)
        proposals = [
            make_proposal(criterion="OD1", score=0.8),
            make_proposal(criterion="OD2", score=0.4, statement=Statement.PLANNED),
        ]
        links.propose(session, document, proposals, rules_digest="r1")
        assessment = make_assessment(session)
        assessment.id = document.assessment_id
        session.expunge(assessment)

        queue = links.queue(session, assessment, filters)

        assert [link.criterion for link in queue] == found


def test_another_citys_link_is_like_no_link(store: Store) -> None:
    with store.transaction() as session:
        stranger = make_person(session, role=Role.CITY)
        link = make_link(session)

        told = []
        for link_id in (link.id, "0" * 26):
            with pytest.raises(NotFound) as not_found:
                links.visible(session, stranger, link_id)
            told.append(not_found.value.sentence)

    assert told[0] == told[1]


def test_claims_say_what_stands_and_what_it_covers(store: Store) -> None:
    with store.transaction() as session:
        ana, city = make_person(session), make_city(session)
        assessment = make_assessment(session, city=city)
        document = make_read_document(session, assessment=assessment)
        proposals = [
            make_proposal(criterion="OD1", item="OD1.1"),
            make_proposal(criterion="OD2", item="OD2.3", score=0.4),
        ]
        links.propose(session, document, proposals, rules_digest="r1")
        confirmed, undecided = links.of_document(session, document)
        decisions.decide(
            session, confirmed.id, Verdict.CONFIRMED, by=ana, seen=0, items=["OD1.4"]
        )

        assert links.claims(session, assessment) == [
            Claim(
                confirmed.id,
                document.id,
                "OD1",
                Standing.CONFIRMED,
                Statement.STATED,
                0.8,
                ("OD1.4",),
            ),
            Claim(
                undecided.id,
                document.id,
                "OD2",
                Standing.UNDECIDED,
                Statement.STATED,
                0.4,
                ("OD2.3",),
            ),
        ]
        assert links.counts(session, assessment) == links.Counts(1, 1, 0)


def test_a_document_that_waits_has_no_links(store: Store) -> None:
    with store.transaction() as session:
        assert links.of_document(session, make_document(session)) == []
