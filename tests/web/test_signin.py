from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from storage import passwords, people
from tests import factories
from tests.web.browsing import Visitor, visitor, words

if TYPE_CHECKING:
    from flask import Flask

    from storage.store import Store

WORDS = "four words not together"
GUESS = "something else"


def _link(store: Store) -> str:
    with store.transaction() as session:
        return people.make_link(session, factories.make_person(session))


def _with_password(store: Store) -> str:
    with store.transaction() as session:
        person = factories.make_person(session)
        passwords.give(session, person, WORDS)
        return person.email


def test_looking_at_a_sign_in_link_does_not_use_it_up(
    nobody: Visitor, store: Store
) -> None:
    token = _link(store)

    looked = [nobody.get("/sign-in/link").status_code for _ in range(2)]

    assert looked == [200, 200]
    assert nobody.post("/sign-in/link", code=token).status_code == 303


def test_pressing_the_button_of_a_link_signs_in_once(
    nobody: Visitor, store: Store
) -> None:
    token = _link(store)

    first = nobody.post("/sign-in/link", code=token)
    again = nobody.post("/sign-in/link", code=token)

    assert (first.status_code, first.location) == (303, "/")
    assert nobody.get("/").status_code == 200
    assert again.status_code == 400
    assert "was used already or is too old" in words(again)


def test_no_header_signs_anybody_in(nobody: Visitor, store: Store) -> None:
    email = _with_password(store)
    names = ("Remote-User", "X-Remote-User", "X-Forwarded-User", "X-Forwarded-Email")

    answer = nobody.get("/", **{name.replace("-", "_"): email for name in names})

    assert answer.location == "/sign-in"


def test_the_sign_in_cookie_is_out_of_reach_for_scripts_and_other_sites(
    nobody: Visitor, store: Store
) -> None:
    answer = nobody.post("/sign-in/link", code=_link(store))

    [cookie] = [
        c for c in answer.headers.getlist("Set-Cookie") if c.startswith("assay=")
    ]
    parts = [part.strip() for part in cookie.split(";")[1:]]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(parts)


def test_address_and_password_sign_in_and_lead_on_to_the_page_that_was_wanted(
    nobody: Visitor, store: Store
) -> None:
    email = _with_password(store)
    asked = nobody.get("/standards/wwc-2022")

    answer = nobody.post(
        "/sign-in", email=email, password=WORDS, next="/standards/wwc-2022"
    )

    assert (asked.status_code, asked.location) == (
        303,
        "/sign-in?next=/standards/wwc-2022",
    )
    assert (answer.status_code, answer.location) == (303, "/standards/wwc-2022")


def test_a_wrong_password_says_no_more_than_an_unknown_address(
    nobody: Visitor, store: Store
) -> None:
    email = _with_password(store)

    wrong = nobody.post("/sign-in", email=email, password=GUESS)
    unknown = nobody.post("/sign-in", email="x@example.org", password=WORDS)

    assert (wrong.status_code, unknown.status_code) == (400, 400)
    sentence = (
        "This address and password do not belong together. Try again, or ask for a "
        "sign-in link."
    )
    assert sentence in words(wrong)
    assert sentence in words(unknown)


def test_after_ten_tries_with_one_address_it_has_to_wait(
    nobody: Visitor, store: Store
) -> None:
    email = _with_password(store)
    tries = [
        nobody.post("/sign-in", email=email, password=GUESS).status_code
        for _ in range(10)
    ]

    refused = nobody.post("/sign-in", email=email, password=WORDS)

    assert tries == [400] * 10
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert "Too many tries. Wait 5 minutes, then try again." in words(refused)


def test_signing_out_ends_the_session_for_whoever_kept_its_cookie(
    app: Flask, reviewer: Visitor
) -> None:
    kept = reviewer.client.get_cookie("assay")
    assert kept is not None

    answer = reviewer.post("/sign-out")

    thief = Visitor(app.test_client())
    thief.client.set_cookie("assay", kept.value)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert thief.get("/").location == "/sign-in"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "///evil.example",
        "////evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "https:evil.example",
        "HTTPS://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nLocation: https://evil.example",
        " //evil.example",
        "evil.example",
        "/nothing/that/we/have",
        "/../..//evil.example",
        "/%2f%2fevil.example",
        "//／evil.example",
        "http://localhost@evil.example/",
        "?next=//evil.example",
        "",
    ],
)
def test_signing_in_never_leads_off_the_site(
    nobody: Visitor, store: Store, wanted: str
) -> None:
    email = _with_password(store)

    answer = nobody.post("/sign-in", email=email, password=WORDS, next=wanted)
    spoken = nobody.post("/language", language="es", back=wanted)

    assert (answer.status_code, answer.location) == (303, "/")
    assert (spoken.status_code, spoken.location) == (303, "/")


def test_filters_are_kept_on_the_way_through_signing_in(
    nobody: Visitor, store: Store
) -> None:
    email = _with_password(store)

    answer = nobody.post("/sign-in", email=email, password=WORDS, next="/help?from=2")

    assert answer.location == "/help?from=2"


def test_the_account_lists_where_one_is_signed_in(app: Flask, store: Store) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
        other = factories.make_person(session)
    here = visitor(app, store, person)
    visitor(app, store, person)
    visitor(app, store, other)

    page = here.get("/account").text

    listed = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert (listed.count("<tr>"), listed.count("This browser")) == (2, 1)


def test_signing_out_elsewhere_keeps_only_this_browser_with_a_new_proof(
    app: Flask, store: Store
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
    here, there = visitor(app, store, person), visitor(app, store, person)
    old = here.client.get_cookie("assay")
    assert old is not None

    here.post("/account/sign-out")

    thief = Visitor(app.test_client())
    thief.client.set_cookie("assay", old.value)
    assert here.get("/").status_code == 200
    assert [one.get("/").location for one in (there, thief)] == ["/sign-in"] * 2


def test_a_session_ends_after_half_an_hour_without_use() -> None:
    assert (timedelta(minutes=30), timedelta(hours=12)) == (people.IDLE, people.LONGEST)
