"""Before what decides who may sign in is changed, people show again that it is them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyotp
import pytest
import sqlalchemy as sa

from storage import events, passwords, sealing
from storage.access_models import SignIn
from storage.deeds import Deed
from storage.factor_models import Authenticator
from storage.models import Role
from tests import factories
from tests.web.browsing import Visitor, visitor, words
from tests.web.test_guard import sample
from web import permissions

if TYPE_CHECKING:
    from flask import Flask

    from storage.models import Person
    from storage.store import Store

# Said a second time: nothing leaves this list by a slip.
PROVED = """
access: ask end give_back
help: set_password sign_out_others
invitations: invite
people: add_person new_link
person: change remove_factors
providers: register remove
secondly: add_passkey begin_app confirm_app make_codes options remove show
tokens: listed make
"""
WORDS, GUESS = "four words not together", "something else"


def _endpoints() -> set[str]:
    lines = [line.partition(":") for line in PROVED.strip().split("\n")]
    return {f"{module}.{verb}" for module, _, verbs in lines for verb in verbs.split()}


def _lead(store: Store) -> Person:
    with store.transaction() as session:
        person = factories.make_person(session, role=Role.LEAD)
        passwords.give(session, person, WORDS)
        return person


def _ago(store: Store, minutes: int) -> None:
    """Have everybody have shown who they are so long ago, and still be at work."""
    with store.transaction() as session:
        for one in session.scalars(sa.select(SignIn)):
            one.proved = one.started = one.started - timedelta(minutes=minutes)


def _count(store: Store) -> Counter[Deed]:
    with store.snapshot() as session:
        return Counter(one.deed for one in events.listed(session, None))


def test_what_decides_who_signs_in_is_not_done_a_while_after_the_last_proof(
    app: Flask, store: Store
) -> None:
    here = visitor(app, store, _lead(store))
    token = here.token()
    _ago(store, 15)
    before = _count(store)
    led = {}

    for rule in app.url_map.iter_rules():
        if rule.endpoint in permissions.PROVED:
            [method] = {"GET", "POST"} & (rule.methods or set())
            answer = here.client.open(
                sample(rule.rule), method=method, data={"form_token": token}
            )
            led[rule.endpoint] = urlsplit(answer.location or "").path

    assert led == dict.fromkeys(_endpoints(), "/account/again")
    assert _count(store) == before


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (15, 303)])
def test_it_is_asked_fifteen_minutes_after_the_last_proof(
    app: Flask, store: Store, minutes: int, status: int
) -> None:
    here = visitor(app, store, _lead(store))
    _ago(store, minutes)

    assert here.get("/account/tokens").status_code == status


def test_the_password_leads_back_under_a_new_proof_and_the_old_one_ends(
    app: Flask, store: Store
) -> None:
    person = _lead(store)
    here, other = visitor(app, store, person), visitor(app, store, person)
    _ago(store, 20)
    before, form = here.client.get_cookie("assay"), here.token()
    sent = here.client.post(
        "/account/sign-out",
        data={"form_token": here.token()},
        headers={"Referer": "http://localhost/account"},
    )

    wrong = here.post("/account/again", password=GUESS, next="/account")
    empty = here.post("/account/again", next="/account")
    right = here.post("/account/again", password=WORDS, next="/account")

    assert sent.location == "/account/again?next=/account"
    assert (wrong.status_code, empty.status_code) == (400, 400)
    assert "This is not your password. Try again." in words(wrong)
    assert (right.status_code, right.location) == (303, "/account")
    after = here.client.get_cookie("assay")
    assert before is not None
    assert after is not None
    thief = visitor(app, store)
    thief.client.set_cookie("assay", before.value)
    assert thief.get("/help").status_code == 303
    assert here.get("/account/factors").status_code == 200
    # A form of before belongs to the old proof.
    old = here.client.post("/account/keys", data={"form_token": form, "on": "no"})
    assert old.status_code == 403
    # Another browser of theirs has proved nothing, and is still signed in.
    assert other.get("/account/factors").status_code == 303
    assert other.get("/help").status_code == 200
    counts = _count(store)
    assert (counts[Deed.PROVED_AGAIN], counts[Deed.SIGN_IN_FAILED]) == (1, 2)


def test_who_has_a_password_shows_it_to_set_another(app: Flask, store: Store) -> None:
    here = visitor(app, store, _lead(store))
    other = "five other words not together"

    wrong = here.post("/account/password", current=GUESS, password=other)
    none = here.post("/account/password", password=other)
    right = here.post("/account/password", current=WORDS, password=other)

    assert [one.status_code for one in (wrong, none, right)] == [400, 400, 303]
    assert "This is not your password. Try again." in words(wrong)


def test_a_code_of_the_app_does_instead_and_never_leads_off_the_site(
    app: Flask, store: Store
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
        factories.make_app(session, person, key=store.settings.secret())
    here = visitor(app, store, person)
    _ago(store, 20)

    page = here.text("/account/again?next=//evil.example")
    wrong = here.post("/account/again", code="000000")
    with store.snapshot() as session:
        made = session.get_one(Authenticator, person.id)
        secret = sealing.unseal(made.sealed, keys=store.settings.secrets())
    code = pyotp.TOTP(secret).now()
    right = here.post("/account/again", code=code, next="//evil.example")

    assert ("Password" in page, "Code" in page) == (False, True)
    assert (wrong.status_code, right.location) == (400, "/account")


def test_who_has_nothing_to_show_is_told_to_ask_for_a_link(citizen: Visitor) -> None:
    answer = citizen.post("/account/again", password="", code="")

    assert answer.status_code == 400
    assert "Ask the lead of your programme for a new sign-in link" in words(answer)


def test_tries_are_counted_as_those_of_signing_in(app: Flask, store: Store) -> None:
    here = visitor(app, store, _lead(store))

    answers = [here.post("/account/again", password=GUESS) for _ in range(11)]

    assert [one.status_code for one in answers] == [400] * 10 + [429]
