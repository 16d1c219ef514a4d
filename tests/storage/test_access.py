"""Whose access has ended comes in by no way, and what they did stays."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Standing
from storage import (
    access,
    assignments,
    backups,
    decisions,
    doorsteps,
    events,
    exported,
    exports,
    imports,
    intake,
    links,
    notices,
    passwords,
    people,
    providers,
    reach,
    tokens,
)
from storage.assignment_models import Assignment
from storage.clock import now
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.models import Document, Person, Role, Verdict
from storage.notice_models import NoticeKind
from storage.tokens import Scope
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from storage.store import Store

WORDS = "river lamp seven oboe"


def _lead(session: Session, name: str = "Marta Reyes") -> Person:
    return factories.make_person(session, role=Role.LEAD, name=name)


def _refusal(session: Session, email: str, password: str) -> str:
    with pytest.raises(Refused) as refused:
        passwords.owner(session, email, password)
    return refused.value.sentence


def test_the_right_password_alone_hears_that_access_has_ended(store: Store) -> None:
    with store.transaction() as session:
        ana, lead = factories.make_person(session), _lead(session)
        passwords.give(session, ana, WORDS)

        access.end(session, ana, by=lead)

        assert _refusal(session, ana.email, WORDS) == (
            "Your access has ended. If you need it again, ask the lead of your "
            "programme."
        )
        wrong = _refusal(session, ana.email, "another")
        assert wrong == _refusal(session, "nobody@example.org", "another")


def test_a_session_a_doorstep_and_a_link_are_over_for_good(store: Store) -> None:
    with store.transaction() as session:
        ana, lead = factories.make_person(session), _lead(session)
        signed_in = people.start_session(session, ana)
        waits = doorsteps.begin(session, ana)
        link = people.make_link(session, ana)

        access.end(session, ana, by=lead)
        access.give_back(session, ana, by=lead)

        assert people.by_session(session, signed_in) is None
        assert doorsteps.person_at(session, waits) is None
        with pytest.raises(Refused, match="used already or is too old"):
            people.use_link(session, link)


def test_what_began_while_access_ended_leads_nowhere(store: Store) -> None:
    """Two transactions may cross: what the one has begun, the other does not see."""
    with store.transaction() as session:
        ana = factories.make_person(session)
        signed_in = people.start_session(session, ana)
        waits = doorsteps.begin(session, ana)
        link = people.make_link(session, ana)
        token = tokens.make(session, ana, "A script", [Scope.READ], days=7)

        ana.ended = now(session)
        session.flush()

        assert people.by_session(session, signed_in) is None
        assert doorsteps.person_at(session, waits) is None
        with pytest.raises(Refused, match="used already or is too old"):
            people.use_link(session, link)
        assert tokens.holder(session, token) is None


def test_nobody_makes_a_link_or_acts_for_whose_access_has_ended(store: Store) -> None:
    told = "Ana Ruiz has no access any more. Give it back on their page first."
    with store.transaction() as session:
        ana, lead = factories.make_person(session), _lead(session)
        access.end(session, ana, by=lead)

        with pytest.raises(Refused) as made:
            people.make_link(session, ana)
        with pytest.raises(Refused) as acted:
            people.by_email(session, ana.email)

    assert [one.value.sentence for one in (made, acted)] == [told, told]


def test_a_token_ends_and_stays_ended(store: Store) -> None:
    with store.transaction() as session:
        ana, lead = factories.make_person(session), _lead(session)
        token = tokens.make(session, ana, "A script", [Scope.READ], days=7)
        access.end(session, ana, by=lead)
        ended = tokens.holder(session, token)
        access.give_back(session, ana, by=lead)

        assert (ended, tokens.holder(session, token)) == (None, None)


@pytest.mark.parametrize("known", [False, True])
def test_the_service_of_their_city_lets_them_in_no_more(
    store: Store, *, known: bool
) -> None:
    with store.transaction() as session:
        city = factories.make_city(session)
        tom = factories.make_person(session, role=Role.CITY, city=city)
        lead = _lead(session)
        providers.register(
            session,
            city,
            endpoints=providers.Endpoints(*["https://login.example"] * 4),
            client_id="assay",
            secret="x",  # noqa: S106 - of a service that is never asked
            key="k",
        )
        service = providers.of(session, city.id)
        if known:
            providers.owner(session, service, "tom", tom.email)

        access.end(session, tom, by=lead)

        with pytest.raises(Refused) as refused:
            providers.owner(session, service, "tom", tom.email)
        with pytest.raises(Refused) as stranger:
            providers.owner(session, service, "eve", "eve@example.org")
        assert refused.value.sentence == stranger.value.sentence
        access.give_back(session, tom, by=lead)
        assert providers.owner(session, service, "tom", tom.email).id == tom.id


def test_mail_in_their_name_is_refused_as_at_an_address_of_nobody(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment, lead = factories.make_assessment(session), _lead(session)
        tom = factories.make_person(session, role=Role.CITY)
        word = intake.renew(session, assessment, by=lead)
        access.end(session, tom, by=lead)

        with pytest.raises(NotFound) as refused:
            intake.find(session, word, sender=tom.email.upper())
        with pytest.raises(NotFound) as unknown:
            intake.find(session, "x", sender="ira@example.org")
        found = intake.find(session, word, sender="ira@example.org")

    assert refused.value.sentence == unknown.value.sentence
    assert found.id == assessment.id


def test_nobody_ends_their_own_access_nor_that_of_the_last_lead(store: Store) -> None:
    with store.transaction() as session:
        lead, ana = _lead(session), factories.make_person(session)

        with pytest.raises(Refused, match="Nobody ends their own access"):
            access.end(session, lead, by=lead)
        with pytest.raises(Refused, match="Nobody else leads here"):
            access.end(session, lead, by=ana)
        gone = _lead(session, "Lea Diaz")
        access.end(session, gone, by=lead)
        with pytest.raises(Refused, match="Nobody else leads here"):
            access.end(session, lead, by=ana)

        assert [one.id for one in people.leads(session)] == [lead.id]


def test_of_two_leads_who_end_each_other_at_once_one_stays(store: Store) -> None:
    with store.transaction() as session:
        leads = [_lead(session), _lead(session, "Lea Diaz")]
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def end(place: int) -> None:
        start.wait()
        try:
            with store.transaction() as session:
                whom, by = (
                    people.get(session, leads[n].id) for n in (1 - place, place)
                )
                access.end(session, whom, by=by)
            outcomes.append("ended")
        except Refused:
            outcomes.append("refused")

    threads = [threading.Thread(target=end, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.snapshot() as session:
        assert len(people.leads(session)) == 1
    assert sorted(outcomes) == ["ended", "refused"]


def test_the_history_tells_it_both_ways_and_once(store: Store) -> None:
    with store.transaction() as session:
        city = factories.make_city(session)
        tom, lead = (
            factories.make_person(session, role=Role.CITY, city=city, name="Tom"),
            _lead(session),
        )
        for _ in range(2):
            access.end(session, tom, by=lead)
        for _ in range(2):
            access.give_back(session, tom, by=lead)

    with store.snapshot() as session:
        told = [
            (one.deed, (one.content or {})["by"], (one.content or {})["name"])
            for one in events.listed(session, city.id)
            if one.deed in {Deed.ACCESS_ENDED, Deed.ACCESS_GIVEN_BACK}
        ]

    assert told == [
        (Deed.ACCESS_GIVEN_BACK, lead.id, "Tom"),
        (Deed.ACCESS_ENDED, lead.id, "Tom"),
    ]


def test_what_they_decided_stays_with_their_name(store: Store) -> None:
    with store.transaction() as session:
        ana, lead = factories.make_person(session), _lead(session)
        link = factories.make_link(session)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)

        access.end(session, ana, by=lead)

        [decision] = decisions.history(session, link.id)
        assert decision.by_id == ana.id
        assert people.get(session, ana.id).called == "Ana Ruiz"
        session.refresh(link)
        assert link.standing is Standing.CONFIRMED


def test_their_waiting_links_are_told_and_go_to_others_by_the_next_plan(
    store: Store,
) -> None:
    with store.transaction() as session:
        city = factories.make_city(session, name="Riverbend")
        assessment = factories.make_assessment(session, city=city)
        document = factories.make_read_document(session, assessment=assessment)
        for code in ("DM1", "DM2", "OD1"):
            factories.make_link(session, document=document, criterion=code)
        ana, lead = factories.make_person(session), _lead(session)
        made = assignments.plan(session, assessment)
        assignments.apply(
            session, assessment, seed=made.seed, digest=made.digest, by=lead
        )
        [first, second, third] = links.of_document(session, document)
        decisions.decide(session, first.id, Verdict.CONFIRMED, by=ana, seen=0)
        decisions.decide(session, second.id, Verdict.UNSURE, by=ana, seen=0)

        access.end(session, ana, by=lead)
        ben = factories.make_person(session, name="Ben Osei")
        told = access.waiting(session, ana)
        planned = assignments.plan(session, assessment)

        assert told == [access.Waiting(assessment.id, "Riverbend", 1)]
        assert [judge.id for judge in planned.judges] == [ben.id]
        assert planned.dropped == ((third.id, ana.id),)
        assert (third.id, ben.id) in planned.allotment.assigned
        assignments.apply(
            session, assessment, seed=planned.seed, digest=planned.digest, by=lead
        )
        assert access.waiting(session, ana) == []
        assert session.get(Assignment, (first.id, ana.id)) is not None


def test_nothing_is_mailed_to_them(store: Store) -> None:
    with store.transaction() as session:
        assessment = factories.make_assessment(session)
        ana, lead = factories.make_person(session), _lead(session)

        access.end(session, ana, by=lead)

        assert notices.write(session, NoticeKind.LINKS_WAIT, ana) is None
        assert [one.id for one in reach.whose(session, assessment.city_id)] == [lead.id]


def test_a_backup_carries_it(store: Store, empty: Store, tmp_path: Path) -> None:
    with store.transaction() as session:
        tom = factories.make_person(session, role=Role.CITY)
        access.end(session, tom, by=_lead(session))
        tom_id, ended = tom.id, tom.ended
    backups.make(store, tmp_path / "backup")

    backups.restore(empty, tmp_path / "backup")

    with empty.snapshot() as session:
        assert people.get(session, tom_id).ended == ended


def test_an_import_gives_nobody_their_access_back(
    store: Store, empty: Store, tmp_path: Path
) -> None:
    document_id = factories.upload(store, "The committee met.")
    with store.transaction() as session:
        document = factories.make_read_document(
            session, document=session.get_one(Document, document_id)
        )
        link = factories.make_link(session, document=document)
        ana, lead = factories.make_person(session), _lead(session)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=ana, seen=0)
        access.end(session, ana, by=lead)
        email, ended, assessment_id = ana.email, ana.ended, link.assessment_id
    exports.make(store, assessment_id, tmp_path / "export")

    imports.bring_in(empty, exported.read(tmp_path / "export"))

    with empty.snapshot() as session:
        found = people.find(session, email)
        assert found is not None
        assert found.ended == ended
