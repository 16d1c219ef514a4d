from __future__ import annotations

from typing import TYPE_CHECKING

from storage import people, reach
from storage.access_models import Tie
from storage.models import Role
from tests import factories
from tests.web.browsing import Visitor, visitor, words

if TYPE_CHECKING:
    from flask import Flask

    from storage.models import Assessment
    from storage.store import Store


def test_a_reviewer_sees_a_city_once_the_lead_has_assigned_it(
    app: Flask, lead: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session, every_city=False)
    ana = visitor(app, store, person)
    before = ana.get(f"/assessments/{assessment.id}").status_code

    answer = lead.post(
        f"/people/{person.id}", role="reviewer", reviews=[assessment.city_id]
    )

    assert (before, answer.status_code) == (404, 303)
    assert ana.get(f"/assessments/{assessment.id}").status_code == 200
    assert "Riverbend" in lead.text("/people")


def test_a_reviewer_of_every_city_never_sees_the_one_that_employs_them(
    app: Flask, lead: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
        factories.make_assessment(
            session, city=factories.make_city(session, name="Elm")
        )
    ana = visitor(app, store, person)

    lead.post(
        f"/people/{person.id}",
        role="reviewer",
        every_city="yes",
        employer=assessment.city_id,
    )

    home = ana.client.get("/", follow_redirects=True).text
    assert ("Elm" in home, "Riverbend" in home) == (True, False)


def test_a_city_that_employs_a_reviewer_cannot_be_assigned_to_them(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session, every_city=False)
    theirs = assessment.city_id

    answer = lead.post(
        f"/people/{person.id}", role="reviewer", reviews=[theirs], employer=theirs
    )

    assert answer.status_code == 400
    assert "A reviewer never reviews the city that employs them." in words(answer)
    with store.snapshot() as session:
        assert reach.of(session, people.get(session, person.id)) == {}


def test_another_role_signs_a_person_out_and_lets_their_cities_go(
    app: Flask, lead: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session, every_city=False)
        reach.assign(session, person, {assessment.city_id}, every_city=False)
    ana = visitor(app, store, person)

    lead.post(f"/people/{person.id}", role="city", city=assessment.city_id)

    assert ana.get("/").location == "/sign-in"
    with store.snapshot() as session:
        changed = people.get(session, person.id)
        assert (changed.role, changed.city_id) == (Role.CITY, assessment.city_id)
        assert reach.of(session, changed) == {}


def test_the_same_role_again_keeps_a_person_signed_in(
    app: Flask, lead: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
    ana = visitor(app, store, person)

    lead.post(f"/people/{person.id}", role="reviewer", employer=assessment.city_id)

    assert ana.get("/").status_code == 200
    with store.snapshot() as session:
        ties = reach.of(session, people.get(session, person.id))
    assert ties == {assessment.city_id: Tie.EMPLOYS}


def test_nobody_changes_their_own_role(app: Flask, store: Store) -> None:
    with store.transaction() as session:
        person = factories.make_person(session, role=Role.LEAD)
    marta = visitor(app, store, person)

    answer = marta.post(f"/people/{person.id}", role="reviewer", every_city="yes")

    assert answer.status_code == 400
    assert "Nobody changes their own role. Ask another lead." in words(answer)


def test_the_lead_signs_somebody_out_of_every_browser(
    app: Flask, lead: Visitor, store: Store
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
    browsers = [visitor(app, store, person) for _ in range(2)]

    lead.post(f"/people/{person.id}/sign-out")

    assert [one.get("/").location for one in browsers] == ["/sign-in"] * 2
