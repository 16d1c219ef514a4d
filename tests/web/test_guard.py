from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storage import people
from tests import factories
from tests.rows import row_counts
from tests.web.browsing import TOKEN, Visitor, routes, words
from web import guard
from web.app import create_app
from web.credentials import PROGRAMS

if TYPE_CHECKING:
    from flask import Flask

    from storage.store import Store

SAMPLES = {
    "assessment_id": "a" * 26,
    "document_id": "d" * 26,
    "interest_id": "i" * 26,
    "invitation_id": "i" * 26,
    "hook_id": "h" * 26,
    "delivery_id": "y" * 26,
    "link_id": "k" * 26,
    "city_id": "c" * 26,
    "number": "1",
    "person_id": "p" * 26,
    "request_id": "r" * 26,
    "rule_id": "DM1.x",
    "register_id": "g" * 26,
    "run_id": "n" * 26,
    "supposition_id": "s" * 26,
    "upload_id": "u" * 26,
    "token": "t",
    "topic": "score",
    "token_id": "t" * 26,
    "view": "confirmed",
    "what": "read",
    "code": "DM1",
    "shape": "link",
    "edition": "wwc-2022",
    "name": "vendor/theme.css",
}


def sample(rule: str) -> str:
    """An address of a rule."""
    filled = rule
    for converter in ("int:", "path:", "any(link, statement, schedule):"):
        filled = filled.replace(f"<{converter}", "<")
    for name, value in SAMPLES.items():
        filled = filled.replace(f"<{name}>", value)
    assert "<" not in filled, rule
    return filled


# Mail programs ask for it; its address is signed, and any other changes nothing.
SIGNED = "/mail/<token>"


def _changes(app: Flask) -> list[str]:
    return [
        sample(rule)
        for method, rule, _parts in routes(app)
        if method == "POST" and rule != SIGNED and not rule.startswith(PROGRAMS)
    ]


def test_every_form_is_refused_without_its_token(
    app: Flask, lead: Visitor, store: Store
) -> None:
    before = row_counts(store)

    answers = {path: lead.client.post(path) for path in _changes(app)}

    assert {path: a.status_code for path, a in answers.items()} == dict.fromkeys(
        answers, 403
    )
    assert row_counts(store) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
def test_every_form_is_refused_from_another_site_even_with_its_token(
    app: Flask, lead: Visitor, store: Store, headers: dict[str, str]
) -> None:
    token = lead.token()
    before = row_counts(store)

    answers = [
        lead.client.post(path, data={"form_token": token}, headers=headers)
        for path in _changes(app)
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert row_counts(store) == before


def test_a_browsers_cookie_opens_nothing_to_programs(
    app: Flask, lead: Visitor, store: Store
) -> None:
    token = lead.token()
    before = row_counts(store)

    answers = {
        (method, rule): lead.client.open(
            sample(rule),
            method=method,
            data={"form_token": token},
            headers={
                "Tus-Resumable": "1.0.0",
                "Upload-Length": "1",
                "X-Form-Token": token,
            },
        ).status_code
        for method, rule, parts in routes(app)
        if rule.startswith(PROGRAMS) and not rule.endswith(".json")
    }

    # A part of a file has another type than a form, which is seen first.
    assert answers.pop(("PATCH", f"{PROGRAMS}/arriving/<upload_id>")) == 415
    assert len(answers) > 12
    assert answers == dict.fromkeys(answers, 401)
    assert row_counts(store) == before


def test_a_token_of_one_browser_is_no_good_in_another(
    lead: Visitor, reviewer: Visitor
) -> None:
    answer = reviewer.client.post(
        "/account/keys", data={"form_token": lead.token(), "on": "no"}
    )

    assert answer.status_code == 403
    assert "This form is too old" in words(answer)


def test_every_answer_carries_the_headers_that_protect_it(
    app: Flask, lead: Visitor
) -> None:
    for method, rule, _parts in routes(app):
        answer = lead.client.open(sample(rule), method=method)
        for name in (
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "Referrer-Policy",
            "Cross-Origin-Opener-Policy",
            "Permissions-Policy",
        ):
            assert answer.headers[name] == guard.HEADERS[name], (rule, name)


def test_no_page_may_be_kept_by_a_cache(app: Flask, lead: Visitor) -> None:
    for method, rule, _parts in routes(app):
        if method == "GET" and not rule.startswith("/static/"):
            kept = lead.client.get(sample(rule)).headers["Cache-Control"]
            assert kept == "no-store", rule


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    parts = dict(part.split(" ", 1) for part in guard.POLICY.split("; "))

    assert parts == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_nobody_sees_a_page_without_signing_in(app: Flask, nobody: Visitor) -> None:
    # What needs no sign-in is on this list, and nothing else is.
    open_to_all = {
        "/api/v1/openapi.json",
        "/join",
        "/accessibility",
        "/livez",
        "/mail",
        "/readyz",
        "/requests",
        "/sign-in",
        "/sign-in/link",
        "/sign-in/city/<city_id>",
        "/sign-in/return",
        "/sign-in/second",
        "/static/<path:name>",
    }

    seen = {
        rule
        for method, rule, _parts in routes(app)
        if method == "GET" and nobody.get(sample(rule)).status_code not in {303, 401}
    }

    assert seen == open_to_all


def test_looking_changes_nothing(app: Flask, lead: Visitor, store: Store) -> None:
    lead.get("/")
    before = row_counts(store)

    for method, rule, _parts in routes(app):
        if method == "GET":
            lead.get(sample(rule))

    assert row_counts(store) == before


def test_https_makes_the_cookie_and_the_connection_strict(store: Store) -> None:
    store.settings = replace(store.settings, public_url="https://assay.example")
    with store.transaction() as session:
        token = people.make_link(session, factories.make_person(session))
    client = create_app(store).test_client()
    site = {"base_url": "https://assay.example"}
    form = TOKEN.search(client.get("/sign-in/link", **site).text)
    assert form is not None

    data = {"form_token": form[1], "code": token}
    answer = client.post("/sign-in/link", data=data, **site)

    [cookie] = [
        c for c in answer.headers.getlist("Set-Cookie") if c.startswith("__Host-")
    ]
    assert "; Secure" in cookie
    assert answer.headers["Strict-Transport-Security"] == guard.TRANSPORT
