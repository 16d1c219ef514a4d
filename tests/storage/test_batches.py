"""Several links decided with one act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Reason, Standing
from storage import assessments, batches, decisions, links, similar, stack
from storage.errors import Refused
from storage.models import Link, Role, Verdict
from tests.factories import make_assessment, make_link, make_person, make_read_document

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Person
    from storage.store import Store

QUOTE = "The committee met and adopted the plan for the data of the city."


def _three(session: Session) -> list[Link]:
    """Three links of one assessment: two say the same, two are of one document."""
    assessment = make_assessment(session)
    first, second = (
        make_read_document(session, assessment=assessment) for _ in range(2)
    )
    late = make_link(session, document=first, criterion="DM1", quote="It was late.")
    return [
        make_link(session, document=first, quote=QUOTE),
        make_link(session, document=second, quote=QUOTE.upper()),
        late,
    ]


def _standings(session: Session, found: list[Link]) -> list[Standing]:
    return [
        session.get_one(Link, one.id, populate_existing=True).standing for one in found
    ]


def _decide(session: Session, found: list[Link], by: Person) -> str:
    return batches.decide(
        session,
        found[0],
        dict.fromkeys([one.id for one in found], 0),
        Verdict.REJECTED,
        by=by,
        reason=Reason.WRONG_DOCUMENT,
    )


def test_links_are_similar_by_their_passage_or_by_their_document(store: Store) -> None:
    with store.transaction() as session:
        ana, found = make_person(session), _three(session)
        link = links.visible(session, ana, found[0].id)

        before = similar.ids(session, link, ana)
        decisions.decide(session, found[1].id, Verdict.CONFIRMED, by=ana, seen=0)
        after = similar.ids(session, link, ana)

        assert before == similar.Ids((found[1].id,), (found[2].id,))
        assert after == similar.Ids((), (found[2].id,))


def test_one_act_decides_several_links_and_one_undo_takes_all_back(
    store: Store,
) -> None:
    with store.transaction() as session:
        ana, found = make_person(session), _three(session)
        decisions.decide(session, found[2].id, Verdict.CONFIRMED, by=ana, seen=0)
        batch = _decide(session, found[:2], ana)
        decided = _standings(session, found)
        rows = [decisions.history(session, one.id)[-1] for one in found]
        link = links.visible(session, ana, found[0].id)
        taken = batches.take_back(session, link, by=ana)

        assert decided == [Standing.REJECTED, Standing.REJECTED, Standing.CONFIRMED]
        assert [row.batch for row in rows] == [batch, batch, None]
        assert sorted(taken) == sorted(one.id for one in found[:2])
        assert _standings(session, found) == [
            Standing.UNDECIDED,
            Standing.UNDECIDED,
            Standing.CONFIRMED,
        ]
        assessment = assessments.get(session, link.assessment_id)
        last = stack.last_shown(session, assessment, ana)
        assert last is not None
        assert last[1].id == found[2].id


def test_if_one_link_cannot_be_decided_it_is_named_and_none_is(store: Store) -> None:
    with store.transaction() as session:
        ana, ben = make_person(session), make_person(session, name="Ben Osei")
        found = _three(session)
        decisions.decide(session, found[1].id, Verdict.CONFIRMED, by=ben, seen=0)
    with pytest.raises(batches.Halted) as halted, store.transaction() as session:
        _decide(session, found, ana)

    assert halted.value.refused == [
        (
            "OD1",
            "minutes.txt",
            "Ben Osei decided this link first. Look again before you do.",
        )
    ]
    with store.snapshot() as session:
        assert _standings(session, found) == [
            Standing.UNDECIDED,
            Standing.CONFIRMED,
            Standing.UNDECIDED,
        ]


def test_what_somebody_decided_since_stays_when_the_batch_is_taken_back(
    store: Store,
) -> None:
    with store.transaction() as session:
        ana, lead = make_person(session), make_person(session, role=Role.LEAD)
        found = _three(session)
        _decide(session, found, ana)
        decisions.decide(session, found[1].id, Verdict.CONFIRMED, by=lead, seen=1)
        batches.take_back(session, links.visible(session, ana, found[0].id), by=ana)

        assert _standings(session, found) == [
            Standing.UNDECIDED,
            Standing.CONFIRMED,
            Standing.UNDECIDED,
        ]
        with pytest.raises(Refused):
            batches.take_back(session, links.visible(session, ana, found[0].id), by=ana)


def test_a_batch_holds_links_of_one_assessment(store: Store) -> None:
    with store.transaction() as session:
        ana, found, other = make_person(session), _three(session), make_link(session)

        with pytest.raises(batches.Halted) as halted:
            _decide(session, [found[0], other], ana)

        assert [code for code, _name, _why in halted.value.refused] == [""]
