"""The lead ends a person's access, after a page that says what that does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import access, passwords, people
from storage.models import Role
from tests import factories
from tests.web.browsing import Visitor, program, visitor, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from storage.models import Assessment, Person
    from storage.store import Store

WORDS, GUESS = "four words not together", "something else"
ENDED = "Your access has ended. If you need it again, ask the lead of your programme."


@pytest.fixture
def ana(store: Store) -> Person:
    """A reviewer with a password, who leaves."""
    with store.transaction() as session:
        person = factories.make_person(session)
        passwords.give(session, person, WORDS)
        return person


def _end(lead: Visitor, person: Person) -> None:
    answer = lead.post(f"/people/{person.id}/access/end")
    assert (answer.status_code, answer.location) == (303, f"/people/{person.id}")


def test_the_page_says_what_it_does_before_it_does_it(
    lead: Visitor, store: Store, ana: Person
) -> None:
    page = lead.text(f"/people/{ana.id}/access")

    assert "End the access of Ana Ruiz" in page
    assert "They are signed out everywhere at once" in page
    assert "What they did stays, with their name." in page
    with store.snapshot() as session:
        assert people.get(session, ana.id).ended is None


def test_every_browser_and_program_of_theirs_is_out_at_once(
    app: Flask, lead: Visitor, store: Store, ana: Person
) -> None:
    browsers = [visitor(app, store, ana) for _ in range(2)]
    script = program(app, store, ana)
    before = [one.get("/").status_code for one in browsers]

    _end(lead, ana)

    assert before == [200, 200]
    assert [one.get("/").location for one in browsers] == ["/sign-in"] * 2
    assert script.get("/api/v1/assessments").status_code == 401


def test_no_password_and_no_link_of_theirs_works_and_one_hears_why(
    lead: Visitor, nobody: Visitor, store: Store, ana: Person
) -> None:
    with store.transaction() as session:
        code = people.make_link(session, people.get(session, ana.id))
    _end(lead, ana)

    right = nobody.post("/sign-in", email=ana.email, password=WORDS)
    wrong = nobody.post("/sign-in", email=ana.email, password=GUESS)
    link = nobody.post("/sign-in/link", code=code)
    made = lead.post(f"/people/{ana.id}/link")

    assert [one.status_code for one in (right, wrong, link, made)] == [400] * 4
    assert ENDED in words(right)
    assert "do not belong together" in words(wrong)
    assert "used already or is too old" in words(link)
    assert "has no access any more" in words(made)
    assert nobody.get("/help").status_code == 303


def test_who_stands_at_the_door_gets_no_further(
    lead: Visitor, nobody: Visitor, store: Store, ana: Person
) -> None:
    with store.transaction() as session:
        key = store.settings.secret()
        factories.make_app(session, people.get(session, ana.id), key=key)
    first = nobody.post("/sign-in", email=ana.email, password=WORDS)
    _end(lead, ana)

    second = nobody.post("/sign-in/second", code="000000")
    passkey = nobody.client.post(
        "/sign-in/second/options", headers={"X-Form-Token": nobody.token()}
    )

    assert first.location == "/sign-in/second"
    assert [one.status_code for one in (second, passkey)] == [400, 400]
    assert "Signing in was not begun in this browser" in words(second)


def test_given_back_they_sign_in_as_before(
    lead: Visitor, nobody: Visitor, ana: Person
) -> None:
    _end(lead, ana)
    shown = lead.text(f"/people/{ana.id}")
    listed = lead.text("/people")

    answer = lead.post(f"/people/{ana.id}/access/return")
    nobody.post("/sign-in", email=ana.email, password=WORDS)

    assert "Access ended" in shown
    assert "New sign-in link" not in shown
    assert "Access ended" in listed
    assert (answer.status_code, answer.location) == (303, f"/people/{ana.id}")
    assert "Access ended" not in lead.text("/people")
    assert nobody.get("/help").status_code == 200


def test_nobody_ends_their_own_access(app: Flask, store: Store) -> None:
    with store.transaction() as session:
        person = factories.make_person(session, role=Role.LEAD)
    marta = visitor(app, store, person)

    answer = marta.post(f"/people/{person.id}/access/end")

    assert answer.status_code == 400
    assert "Nobody ends their own access. Ask another lead." in words(answer)
    assert marta.get("/people").status_code == 200


@pytest.mark.parametrize("role", [Role.CITY, Role.REVIEWER])
def test_only_the_lead_ends_access_and_gives_it_back(
    as_role: Callable[..., Visitor], store: Store, ana: Person, role: Role
) -> None:
    other = as_role(role)
    page = f"/people/{ana.id}/access"

    answers = [other.get(page), other.post(f"{page}/end"), other.post(f"{page}/return")]

    assert [one.status_code for one in answers] == [403] * 3
    with store.snapshot() as session:
        assert people.get(session, ana.id).ended is None


def test_the_history_of_their_city_tells_it(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        session.add(assessment)
        tom = factories.make_person(
            session, role=Role.CITY, city=assessment.city, name="Tom Okafor"
        )
    asked = lead.text(f"/people/{tom.id}/access")
    _end(lead, tom)
    lead.post(f"/people/{tom.id}/access/return")

    told = lead.text(f"/assessments/{assessment.id}/history")

    assert "Make another one on the page of documents." in asked
    assert "Marta Reyes ended the access of Tom Okafor." in told
    assert "Marta Reyes gave Tom Okafor access back." in told


def test_a_lead_who_goes_may_have_invited_others(lead: Visitor, store: Store) -> None:
    with store.transaction() as session:
        other = factories.make_person(session, role=Role.LEAD, name="Lea Diaz")

    assert "They may have invited others: Invitations" in lead.text(
        f"/people/{other.id}/access"
    )


def test_what_waits_for_them_is_named_before_and_after(
    lead: Visitor, store: Store, assessment: Assessment, ana: Person
) -> None:
    with store.transaction() as session:
        factories.assign_link(session, assessment, people.get(session, ana.id))

    before = lead.text(f"/people/{ana.id}/access")
    _end(lead, ana)

    assert "1 link of Riverbend: Who judges what" in before
    assert "1 link of Riverbend: Who judges what" in lead.text(f"/people/{ana.id}")
    with store.snapshot() as session:
        [one] = access.waiting(session, people.get(session, ana.id))
    assert one == access.Waiting(assessment.id, "Riverbend", 1)
