from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from storage import decisions, doubles, presence
from storage.models import Assessment, Role, Verdict
from storage.presence import LinkOpening
from tests.factories import make_link, make_person

if TYPE_CHECKING:
    from storage.store import Store


def test_who_else_opened_a_link_lately_is_told_and_oneself_is_not(
    store: Store,
) -> None:
    with store.transaction() as session:
        link = make_link(session)
        ana, ben, eva, dan = (
            make_person(session, name=name) for name in ("Ana", "Ben", "Eva", "Dan")
        )
        for person in (ana, ben, eva, dan, ana):
            presence.enter(session, link, person)
        for person, ago in (
            (eva, presence.PRESENT),
            (dan, timedelta(minutes=2, seconds=9)),
        ):
            opening = session.get_one(LinkOpening, (link.id, person.id))
            opening.at -= ago
        session.flush()

        seen = presence.others(session, link, ben)

    assert [(one.name, minutes) for one, minutes in seen] == [("Ana", 0), ("Dan", 2)]


def test_who_has_decided_since_is_not_told_any_more(store: Store) -> None:
    with store.transaction() as session:
        link = make_link(session)
        ana, ben = make_person(session, name="Ana"), make_person(session, name="Ben")
        presence.enter(session, link, ana)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)
        gone = presence.others(session, link, ben)
        session.get_one(LinkOpening, (link.id, ana.id)).at += timedelta(minutes=1)
        session.flush()

        assert gone == []
        assert [one.name for one, _ in presence.others(session, link, ben)] == ["Ana"]


def test_of_two_who_judge_blind_only_the_lead_is_told(store: Store) -> None:
    with store.transaction() as session:
        link = make_link(session)
        assessment = session.get_one(Assessment, link.assessment_id)
        lead = make_person(session, role=Role.LEAD)
        ana, ben = make_person(session, name="Ana"), make_person(session, name="Ben")
        doubles.share(session, assessment, 100, by=lead)
        presence.enter(session, link, ana)

        assert presence.others(session, link, ben) == []
        assert [one.name for one, _ in presence.others(session, link, lead)] == ["Ana"]
