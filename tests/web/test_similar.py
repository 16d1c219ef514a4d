"""Similar links, decided with one act from their page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Standing
from storage import decisions, links
from storage.models import Link, Verdict
from tests import factories
from tests.web.browsing import Visitor, words

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store

QUOTE = "The committee met and adopted the plan for the data of the city."


@pytest.fixture
def ids(store: Store, assessment: Assessment) -> list[str]:
    """Three links that say the same of three documents."""
    with store.transaction() as session:
        made = [
            factories.make_link(
                session,
                document=factories.make_read_document(session, assessment=assessment),
                quote=QUOTE,
                score=score,
            )
            for score in (0.9, 0.8, 0.7)
        ]
        return [link.id for link in made]


def _standings(store: Store, ids: list[str]) -> list[Standing]:
    with store.snapshot() as session:
        return [session.get_one(Link, one).standing for one in ids]


def test_the_ticked_links_are_decided_at_once_and_undone_at_once(
    reviewer: Visitor, store: Store, ids: list[str]
) -> None:
    desk = reviewer.get(f"/links/{ids[0]}").text
    page = reviewer.get(f"/links/{ids[0]}/similar").text
    answer = reviewer.post(
        f"/links/{ids[0]}/similar",
        link=[f"{one}:0" for one in ids[:2]],
        verdict="confirmed",
    )
    decided = _standings(store, ids)
    said = reviewer.text(answer.headers["Location"])
    undone = reviewer.post(f"/links/{ids[1]}/similar/undoing")

    assert "2 similar links" in desk
    assert [f'value="{one}:0" checked' in page for one in ids] == [True] * 3
    assert answer.headers["Location"] == f"/links/{ids[2]}"
    assert decided == [Standing.CONFIRMED, Standing.CONFIRMED, Standing.UNDECIDED]
    assert "Together with 1 more." in said
    assert "Taken back: 2 decisions." in reviewer.text(undone.headers["Location"])
    assert _standings(store, ids) == [Standing.UNDECIDED] * 3


def test_a_batch_rejects_for_a_clause_of_the_criterion_and_keeps_the_key_passages(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        session.add(assessment)
        document = factories.make_read_document(session, assessment=assessment)
        proposals = [
            factories.make_proposal(criterion=code, quotes=["We met.", "We do."])
            for code in ("DM1", "OD1")
        ]
        links.propose(session, document, proposals, rules_digest="r1")
        found = links.queue(session, assessment, links.Filters())
        one, other = sorted(found, key=lambda link: link.criterion)
    page = reviewer.text(f"/links/{one.id}/similar")
    answer = reviewer.post(
        f"/links/{one.id}/similar",
        link=[f"{one.id}:0", f"{other.id}:0"],
        reason="not-in-force",
        clause="DM1.2",
        **{f"key-{one.id}": "1"},
    )

    assert "For links to DM1, the reason is about" in page
    assert answer.status_code == 303
    with store.snapshot() as session:
        stands = [session.get_one(Link, two.id) for two in (one, other)]
        assert [(row.clause, row.key) for row in stands] == [("DM1.2", 1), ("", 0)]


def test_a_link_that_somebody_decided_meanwhile_is_named_and_nothing_is_decided(
    reviewer: Visitor, store: Store, ids: list[str]
) -> None:
    with store.transaction() as session:
        ben = factories.make_person(session, name="Ben Osei")
        decisions.decide(session, ids[1], Verdict.CONFIRMED, by=ben, seen=0)
    answer = reviewer.post(
        f"/links/{ids[0]}/similar",
        link=[f"{one}:0" for one in ids],
        reason="wrong-document",
    )

    assert answer.status_code == 409
    assert (
        "Nothing was decided, because some links cannot be. Leave these out, or look "
        "at them first: OD1 minutes.txt: Ben Osei decided this link first."
    ) in words(answer)
    assert _standings(store, ids) == [
        Standing.UNDECIDED,
        Standing.CONFIRMED,
        Standing.UNDECIDED,
    ]


@pytest.mark.parametrize(
    ("ticked", "sentence"),
    [
        ([], "Tick the links that you decide."),
        (["x:"], "The form was incomplete. Open the link again."),
        ([f"{n}:0" for n in range(101)], "Decide at most 100 links at once."),
    ],
)
def test_a_batch_that_cannot_be_is_refused(
    reviewer: Visitor, ids: list[str], ticked: list[str], sentence: str
) -> None:
    answer = reviewer.post(f"/links/{ids[0]}/similar", link=ticked, verdict="confirmed")

    assert answer.status_code == 400
    assert sentence in words(answer)
