"""The second factor: nothing but it leads from the first one to the pages."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pyotp
import pytest

from storage import factors, passwords, people
from storage.clock import now
from storage.errors import SettingsError
from storage.factor_models import Passkey
from storage.models import Role
from storage.settings import Settings
from tests import factories
from tests.web.browsing import Visitor, visitor, words
from web.app import create_app

if TYPE_CHECKING:
    from flask import Flask

    from storage.models import Person
    from storage.store import Store

WORDS = "four words not together"
SECRET = re.compile(r"<code>([A-Z2-7 ]{39})</code>")


def _code(page: str, *, ago: int = 0) -> str:
    """What the app shows that has read the picture of a page."""
    found = SECRET.search(page)
    assert found is not None
    return pyotp.TOTP(found[1].replace(" ", "")).at(int(time.time()) - 30 * ago)


def _person(store: Store, role: Role = Role.REVIEWER) -> Person:
    with store.transaction() as session:
        return factories.make_person(session, role=role)


def _link(store: Store, person: Person) -> dict[str, str]:
    with store.transaction() as session:
        return {"code": people.make_link(session, person)}


def _set_up(app: Flask, store: Store, person: Person) -> str:
    """Give a person an app by its pages; what the app shows next."""
    here = visitor(app, store, person)
    page = here.post("/account/factors/app").text
    answer = here.post("/account/factors/first-code", code=_code(page, ago=1))
    assert (answer.status_code, answer.location) == (303, "/account/factors")
    return _code(page)


def test_a_password_leads_to_the_second_factor_and_only_it_leads_on(
    app: Flask, nobody: Visitor, store: Store
) -> None:
    person = _person(store)
    with store.transaction() as session:
        passwords.give(session, people.get(session, person.id), WORDS)
    code = _set_up(app, store, person)

    first = nobody.post("/sign-in", email=person.email, password=WORDS, next="/help")
    inside = nobody.get("/help").status_code
    wrong = nobody.post("/sign-in/second", code="000000", next="/help")
    answer = nobody.post("/sign-in/second", code=code, next="/help")

    assert first.location == "/sign-in/second?next=/help"
    assert (inside, wrong.status_code) == (303, 400)
    assert "This code is not right, or was used already." in words(wrong)
    assert (answer.status_code, answer.location) == (303, "/help")
    assert nobody.get("/help").status_code == 200


def test_the_proof_is_made_anew_by_each_factor(
    app: Flask, nobody: Visitor, store: Store
) -> None:
    person = _person(store)
    code = _set_up(app, store, person)
    proofs = []
    nobody.client.set_cookie("assay", "planted")
    for path, fields in (
        ("/sign-in/link", _link(store, person)),
        ("/sign-in/second", {"code": code}),
    ):
        nobody.post(path, **fields)
        proof = nobody.client.get_cookie("assay")
        assert proof is not None
        proofs.append(proof.value)

    door, inside = proofs
    assert len({"planted", door, inside}) == 3
    for value in ("planted", door):
        thief = visitor(app, store)
        thief.client.set_cookie("assay", value)
        assert thief.get("/help").status_code == 303
        assert thief.get("/sign-in/second").status_code == 400


def test_a_link_of_the_lead_does_not_get_around_the_second_factor(
    app: Flask, nobody: Visitor, store: Store
) -> None:
    person = _person(store)
    _set_up(app, store, person)

    nobody.post("/sign-in/link", **_link(store, person))
    around = [
        nobody.post("/sign-in/second/app"),
        nobody.post("/sign-in/second/first-code", code="1"),
        nobody.post("/account/factors/app"),
    ]

    assert [one.status_code for one in around] == [400, 400, 403]
    assert nobody.get("/help").status_code == 303


def test_who_has_a_passkey_sets_up_no_app_at_the_door(
    nobody: Visitor, store: Store
) -> None:
    person = _person(store)
    with store.transaction() as session:
        session.add(
            Passkey(
                id="x",
                person_id=person.id,
                name="Laptop",
                public_key=b"x",
                uses=0,
                made=now(session),
            )
        )
    nobody.post("/sign-in/link", **_link(store, person))

    begun = nobody.post("/sign-in/second/app")

    assert begun.status_code == 400
    assert "You have a second factor already." in words(begun)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.CITY, "/"),
        (Role.REVIEWER, "/sign-in/second"),
        (Role.LEAD, "/sign-in/second"),
    ],
)
def test_behind_https_reviewers_and_leads_set_up_a_factor_before_they_enter(
    store: Store, role: Role, place: str
) -> None:
    required = replace(store.settings, public_url="https://assay.example")
    store.settings = replace(
        store.settings, second_factor=",".join(required.second_factor_roles)
    )
    app = create_app(store)
    somebody = visitor(app, store)

    answer = somebody.post("/sign-in/link", **_link(store, _person(store, role)))

    assert answer.location == place
    if role is not Role.CITY:
        page = somebody.post("/sign-in/second/app").text
        entered = somebody.post("/sign-in/second/first-code", code=_code(page))
        assert entered.location == "/account/factors"
        assert "Make ten new codes" in somebody.text("/account/factors")


def test_who_lost_the_app_enters_with_a_recovery_code_once(
    app: Flask, nobody: Visitor, store: Store
) -> None:
    person = _person(store)
    _set_up(app, store, person)
    page = visitor(app, store, person).post("/account/factors/codes").text
    codes = re.findall(r"<code>([0-9a-z]{5}-[0-9a-z]{5})</code>", page)
    assert len(codes) == 10

    answers = []
    for _ in range(2):
        nobody.post("/sign-in/link", **_link(store, person))
        answer = nobody.post("/sign-in/second", code=codes[0], next="//evil.example")
        answers.append((answer.status_code, answer.location))

    assert answers == [(303, "/"), (400, None)]


def test_the_lead_takes_lost_factors_away_and_the_person_is_signed_out(
    app: Flask, lead: Visitor, store: Store
) -> None:
    person = _person(store)
    _set_up(app, store, person)
    here = visitor(app, store, person)

    answer = lead.post(f"/people/{person.id}/factors/removal")

    assert answer.status_code == 303
    assert here.get("/help").status_code == 303
    with store.snapshot() as session:
        assert not factors.of(session, person)


def test_a_passkey_that_answers_nothing_is_refused(
    app: Flask, nobody: Visitor, store: Store
) -> None:
    person = _person(store)
    _set_up(app, store, person)
    nobody.post("/sign-in/link", **_link(store, person))
    sent = {"X-Form-Token": nobody.token(), "Accept": "application/json"}

    bodies: list[object] = [[], {"credential": {"id": "x"}}, {"credential": 1}]

    answers = [
        nobody.client.post("/sign-in/second/passkey", json=body, headers=sent)
        for body in bodies
    ]

    assert [one.status_code for one in answers] == [400] * 3
    assert nobody.get("/help").status_code == 303


@pytest.mark.parametrize(
    ("given", "roles"),
    [
        ({}, set()),
        ({"ASSAY_PUBLIC_URL": "http://assay.example"}, set()),
        ({"ASSAY_PUBLIC_URL": "https://assay.example"}, {"lead", "reviewer"}),
        ({"ASSAY_SECOND_FACTOR": "city, lead"}, {"city", "lead"}),
        (
            {
                "ASSAY_SECOND_FACTOR": "none",
                "ASSAY_PUBLIC_URL": "https://assay.example",
            },
            set(),
        ),
    ],
)
def test_which_roles_need_a_second_factor(
    given: dict[str, str], roles: set[str]
) -> None:
    assert Settings.from_env(given).second_factor_roles == roles


def test_a_role_that_does_not_exist_stops_the_start() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({"ASSAY_SECOND_FACTOR": "worker"})

    assert refused.value.sentence == (
        "'worker' is no role. Name in ASSAY_SECOND_FACTOR some of: "
        "city, reviewer, lead; or none."
    )
