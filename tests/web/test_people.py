from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from storage import assessments, people
from storage.models import Role
from tests import factories
from tests.web.browsing import Visitor, visitor, words

if TYPE_CHECKING:
    from flask import Flask

    from storage.models import Assessment
    from storage.store import Store

PROBLEM = re.compile(r'<p id="(\w+)-problem"')
SHORT, LONG = "short", "four words not together"
HANDED_OUT = re.compile(
    r'id="handed-out" value="(http://127.0.0.1:8431)(/sign-in/[^"]+)"'
)


def test_adding_a_city_opens_its_assessment_with_it(
    lead: Visitor, store: Store
) -> None:
    answer = lead.post(
        "/cities",
        name="São Bento",
        country="br",
        population="88 000",
        edition="wwc-2022",
    )

    assert (answer.status_code, answer.location) == (303, "/people")
    with store.snapshot() as session:
        city = assessments.city_named(session, "São Bento")
        opened = [a for a in assessments.all_of(session) if a.city_id == city.id]
    assert (city.country, city.population) == ("BR", 88000)
    assert [a.edition for a in opened] == ["wwc-2022"]


def test_a_city_that_is_here_already_is_shown_again_with_the_reason(
    lead: Visitor, assessment: Assessment
) -> None:
    del assessment

    answer = lead.post("/cities", name="Riverbend", country="US", population="many")
    again = lead.post("/cities", name="Riverbend", country="US")

    assert (answer.status_code, again.status_code) == (400, 400)
    assert "Write a whole number, such as 250000." in words(answer)
    assert "Riverbend is here already. Use it, or choose another name." in words(again)
    assert 'value="Riverbend"' in again.text


def test_a_new_person_gets_a_link_that_is_shown_once_and_signs_in_once(
    app: Flask, lead: Visitor, store: Store, assessment: Assessment
) -> None:
    lead.post(
        "/people",
        email="New@Example.org",
        given="Tom Okafor",
        role="city",
        city=assessment.city_id,
    )
    shown = HANDED_OUT.search(lead.get("/people").text)
    again = HANDED_OUT.search(lead.get("/people").text)

    assert shown is not None
    assert again is None
    guest = visitor(app, store)
    page, _, code = shown[2].partition("#")
    assert guest.post(page, code=code).status_code == 303
    with store.snapshot() as session:
        person = people.by_email(session, "new@example.org")
    assert (person.role, person.city_id) == (Role.CITY, assessment.city_id)


def test_a_city_person_without_a_city_is_refused_with_the_reason(
    lead: Visitor,
) -> None:
    answer = lead.post("/people", email="new@example.org", role="city")

    assert answer.status_code == 400
    assert "A city person needs their city" in words(answer)


@pytest.mark.parametrize("page", ["/people", "/invitations"])
@pytest.mark.parametrize(
    ("email", "role", "has_city", "field"),
    [
        ("new@example.org", "city", False, "city"),
        ("new@example.org", "reviewer", True, "city"),
        ("nobody", "city", True, "email"),
        ("nobody", "reviewer", False, "email"),
    ],
)
def test_a_refusal_stands_at_the_field_that_it_is_about(
    lead: Visitor,
    assessment: Assessment,
    page: str,
    email: str,
    role: str,
    has_city: bool,  # noqa: FBT001 - one of the cases
    field: str,
) -> None:
    city = assessment.city_id if has_city else ""

    answer = lead.post(page, email=email, role=role, city=city)

    assert PROBLEM.findall(answer.text) == [field]


def test_a_change_to_the_role_city_without_a_city_is_told_at_the_city(
    lead: Visitor, store: Store
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)

    answer = lead.post(f"/people/{person.id}", role="city")

    assert PROBLEM.findall(answer.text) == ["city"]


def test_somebody_who_lost_their_link_gets_a_new_one(
    lead: Visitor, store: Store
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)

    lead.post(f"/people/{person.id}/link")

    shown = HANDED_OUT.search(lead.get("/people").text)
    assert shown is not None
    with store.transaction() as session:
        used = people.use_link(session, shown[2].removeprefix("/sign-in/link#"))
    assert used.id == person.id


def test_the_lead_opens_a_further_assessment(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    answer = lead.post(f"/cities/{assessment.city_id}/assessments", edition="wwc-2022")

    with store.snapshot() as session:
        opened = {a.id for a in assessments.all_of(session)}
    assert answer.status_code == 303
    assert opened == {assessment.id, answer.location.rsplit("/", 1)[1]}


def test_an_edition_that_is_not_known_opens_nothing(
    lead: Visitor, assessment: Assessment
) -> None:
    answer = lead.post(f"/cities/{assessment.city_id}/assessments", edition="../x")

    assert answer.status_code == 400
    assert "Choose an edition of the standard." in words(answer)


def test_keys_are_switched_off_for_the_person_in_every_browser(
    app: Flask, store: Store
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
    here, there = visitor(app, store, person), visitor(app, store, person)

    here.post("/account/keys", on="no")

    assert 'class="keys-off"' in there.get("/").text
    there.post("/account/keys", on="yes")
    assert 'class="keys-off"' not in here.get("/").text


def test_a_new_password_signs_out_every_other_browser(app: Flask, store: Store) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
    here, there = visitor(app, store, person), visitor(app, store, person)

    short = here.post("/account/password", password=SHORT)
    answer = here.post("/account/password", password=LONG)

    assert short.status_code == 400
    assert "A password needs 15 characters or more." in words(short)
    assert answer.status_code == 303
    assert (here.get("/").status_code, there.get("/").location) == (200, "/sign-in")
