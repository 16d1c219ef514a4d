from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Standing
from storage import links, requests
from storage.clock import now
from storage.errors import NotFound, Refused
from storage.models import Role
from tests.factories import (
    make_assessment,
    make_document,
    make_person,
    make_proposal,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Assessment
    from storage.planning_models import EvidenceRequest
    from storage.store import Store

KEY = "the key of this installation"


def _asked(session: Session) -> tuple[Assessment, EvidenceRequest]:
    assessment = make_assessment(session)
    person = make_person(session)
    made = requests.ask(
        session,
        assessment,
        "DM1",
        by=person,
        department="Archives",
        due=now(session).date() + timedelta(days=14),
    )
    return assessment, made


def test_an_upload_link_leads_to_its_one_request(store: Store) -> None:
    with store.transaction() as session:
        assessment, made = _asked(session)
        token = requests.token(made, key=KEY)

        found, held = requests.by_token(session, token, keys=[KEY])

        assert (found.id, held.id) == (made.id, assessment.id)
        assert token == requests.token(made, key=KEY)


def test_a_link_that_we_did_not_sign_leads_nowhere(store: Store) -> None:
    with store.transaction() as session:
        _, made = _asked(session)
        _, other = _asked(session)
        good = requests.token(made, key=KEY)
        signature = good.partition("-")[2]
        for forged in (
            requests.token(made, key="another key"),
            f"{other.id}-{signature}",
            f"{good}0",
            made.id,
            "",
            "é-é",
        ):
            with pytest.raises(NotFound):
                requests.by_token(session, forged, keys=[KEY])


def test_a_link_ends_with_its_time_its_withdrawal_and_its_assessment(
    store: Store,
) -> None:
    with store.transaction() as session:
        _, expired = _asked(session)
        expired.expires = now(session) - timedelta(seconds=1)
        _, withdrawn = _asked(session)
        lead = make_person(session, role=Role.LEAD)
        requests.withdraw(session, withdrawn, by=lead)
        closed, last = _asked(session)
        closed.closed = now(session)
        session.flush()
        for one in (expired, withdrawn, last):
            token = requests.token(one, key=KEY)
            with pytest.raises(NotFound, match="does not work any more"):
                requests.by_token(session, token, keys=[KEY])


def test_an_answer_comes_in_linked_and_undecided(store: Store) -> None:
    with store.transaction() as session:
        assessment, made = _asked(session)
        document = make_document(session, assessment=assessment)
        found = requests.get(session, assessment, made.id)
        for _ in range(2):
            requests.answered(session, found, document, name="Ira Bello")

        [link] = links.of_criterion(session, assessment, "DM1")
        assert (link.document_id, link.standing) == (document.id, Standing.UNDECIDED)

    with store.snapshot() as session:
        [listed] = requests.listed(session, assessment)
        assert [(a.document_id, a.name) for a in listed.answers] == [
            (document.id, "Ira Bello")
        ]


def test_an_answer_gets_the_quotes_that_rules_find_when_it_is_read(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment, made = _asked(session)
        document = make_document(session, assessment=assessment)
        found = requests.get(session, assessment, made.id)
        requests.answered(session, found, document, name="")

        for quote in ("The committee met.", "The committee"):
            proposal = make_proposal(criterion="DM1", quote=quote)
            links.propose(session, document, [proposal], rules_digest="r1")

        [link] = links.of_criterion(session, assessment, "DM1")
        assert [one.quote for one in link.passages] == ["The committee met."]
        assert link.made_by is not None


@pytest.mark.parametrize("days", [-1, 401])
def test_a_day_that_is_past_or_far_ahead_is_refused(store: Store, days: int) -> None:
    with store.transaction() as session:
        assessment, person = make_assessment(session), make_person(session)
        due = now(session).date() + timedelta(days=days)
        with pytest.raises(Refused, match="Choose a day"):
            requests.ask(session, assessment, "DM1", by=person, department="X", due=due)


@pytest.mark.parametrize(("files", "fits"), [(50, True), (51, False)])
def test_a_request_takes_fifty_files(store: Store, files: int, fits: bool) -> None:  # noqa: FBT001 - a case of the table
    with store.transaction() as session:
        assessment, made = _asked(session)
        found = requests.get(session, assessment, made.id)
        with nullcontext() if fits else pytest.raises(Refused, match="50 files"):
            requests.check_room(found, files)


def test_a_request_names_whom_it_asks(store: Store) -> None:
    with store.transaction() as session:
        assessment, person = make_assessment(session), make_person(session)
        with pytest.raises(Refused, match="department"):
            requests.ask(
                session,
                assessment,
                "DM1",
                by=person,
                department=" ",
                due=now(session).date(),
            )


def test_a_request_of_another_assessment_is_not_found(store: Store) -> None:
    with store.transaction() as session:
        _, made = _asked(session)
        with pytest.raises(NotFound):
            requests.get(session, make_assessment(session), made.id)


def test_a_request_that_is_over_is_told_to_nobody_any_more(store: Store) -> None:
    with store.transaction() as session:
        _, made = _asked(session)
        open_before = requests.find_open(session, made.id)
        requests.withdraw(session, made, by=make_person(session, role=Role.LEAD))

        assert open_before is made
        assert requests.find_open(session, made.id) is None


def test_what_the_programme_asks_waits_until_it_is_answered_or_withdrawn(
    store: Store,
) -> None:
    with store.transaction() as session:
        assessment, _to_a_department = _asked(session)
        lead = make_person(session, role=Role.LEAD)
        today = now(session).date()
        later, sooner, gone = (
            requests.ask_city(
                session,
                assessment,
                "DM1",
                by=lead,
                due=today + timedelta(days=days),
                note="The signed page",
            )
            for days in (9, 3, 6)
        )
        requests.withdraw(session, gone, by=lead)
        before = list(requests.unanswered(session, assessment))
        document = make_document(session, assessment=assessment)
        requests.answered(session, sooner, document, name="Tom")

        assert before == [sooner.due, later.due]
        assert list(requests.unanswered(session, assessment)) == [later.due]
