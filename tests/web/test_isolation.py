"""Nobody sees or changes what is another city's; not even whether it exists."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from storage.columns import new_id
from storage.models import Document, Link, Person, Role
from tests import factories
from tests.web.browsing import Visitor, routes, show_token, told, visitor

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from storage.store import Store

# What every address with an id in it answers to somebody of another city. A role that
# may not do a thing at all hears that first, whatever the id.
ANSWERS = {
    ("GET", "/assessments/<assessment_id>"): 404,
    ("POST", "/assessments/<assessment_id>/removal"): 403,
    ("GET", "/assessments/<assessment_id>/criteria/<code>"): 404,
    ("GET", "/assessments/<assessment_id>/criteria/<code>/counts"): 404,
    ("GET", "/assessments/<assessment_id>/walk/<int:number>"): 404,
    ("GET", "/assessments/<assessment_id>/documents"): 404,
    ("POST", "/assessments/<assessment_id>/documents"): 404,
    ("POST", "/assessments/<assessment_id>/arriving"): 404,
    ("PATCH", "/arriving/<upload_id>"): 404,
    ("GET", "/assessments/<assessment_id>/documents/progress"): 404,
    (
        "GET",
        "/assessments/<assessment_id>/evidence/<any(link, statement, schedule):shape>",
    ): 404,
    (
        "POST",
        "/assessments/<assessment_id>/evidence/<any(link, statement, schedule):shape>",
    ): 404,
    ("GET", "/assessments/<assessment_id>/everything"): 404,
    ("POST", "/assessments/<assessment_id>/everything"): 404,
    ("POST", "/assessments/<assessment_id>/everything/removal"): 404,
    ("GET", "/assessments/<assessment_id>/everything.zip"): 404,
    ("GET", "/assessments/<assessment_id>/gaps.csv"): 404,
    ("GET", "/assessments/<assessment_id>/agreement"): 403,
    ("GET", "/assessments/<assessment_id>/judging"): 403,
    ("POST", "/assessments/<assessment_id>/judging"): 403,
    ("POST", "/assessments/<assessment_id>/judging/unblinding"): 403,
    ("GET", "/assessments/<assessment_id>/review"): 403,
    ("POST", "/assessments/<assessment_id>/review/views"): 403,
    ("POST", "/assessments/<assessment_id>/review/views/removal"): 403,
    ("GET", "/assessments/<assessment_id>/round"): 404,
    ("POST", "/assessments/<assessment_id>/round"): 404,
    ("POST", "/links/<link_id>/exception"): 403,
    ("GET", "/assessments/<assessment_id>/recusal"): 403,
    ("POST", "/assessments/<assessment_id>/recusal"): 403,
    ("POST", "/conflicts/<interest_id>"): 403,
    ("GET", "/assessments/<assessment_id>/assignment"): 403,
    ("POST", "/assessments/<assessment_id>/assignment"): 403,
    ("GET", "/assessments/<assessment_id>/criteria/<code>/talk"): 404,
    ("POST", "/assessments/<assessment_id>/criteria/<code>/talk"): 404,
    ("POST", "/assessments/<assessment_id>/criteria/<code>/asking"): 403,
    ("POST", "/assessments/<assessment_id>/requests/<request_id>/answers"): 404,
    ("GET", "/assessments/<assessment_id>/score"): 404,
    ("GET", "/assessments/<assessment_id>/calendar"): 404,
    ("GET", "/assessments/<assessment_id>/criteria/<code>/care"): 404,
    ("POST", "/assessments/<assessment_id>/criteria/<code>/care"): 404,
    ("GET", "/assessments/<assessment_id>/criteria/<code>/proof"): 404,
    ("GET", "/assessments/<assessment_id>/editions"): 404,
    ("GET", "/assessments/<assessment_id>/editions/<edition>"): 404,
    ("GET", "/assessments/<assessment_id>/gap-list.csv"): 404,
    ("GET", "/assessments/<assessment_id>/history"): 404,
    ("POST", "/assessments/<assessment_id>/intake"): 404,
    ("POST", "/hooks/<hook_id>/removal"): 403,
    ("POST", "/hooks/deliveries/<delivery_id>"): 403,
    ("GET", "/assessments/<assessment_id>/plan"): 404,
    ("GET", "/assessments/<assessment_id>/proof"): 404,
    ("GET", "/assessments/<assessment_id>/report"): 404,
    ("GET", "/assessments/<assessment_id>/report.pdf"): 404,
    ("POST", "/assessments/<assessment_id>/report/pictures"): 404,
    ("GET", "/assessments/<assessment_id>/requests"): 404,
    ("POST", "/assessments/<assessment_id>/requests"): 404,
    ("GET", "/assessments/<assessment_id>/requests/<request_id>"): 404,
    ("POST", "/assessments/<assessment_id>/requests/<request_id>/withdrawal"): 404,
    ("GET", "/assessments/<assessment_id>/revision"): 403,
    ("POST", "/assessments/<assessment_id>/revision"): 403,
    ("GET", "/assessments/<assessment_id>/score.json"): 404,
    ("GET", "/assessments/<assessment_id>/gaps.json"): 404,
    ("GET", "/assessments/<assessment_id>/counted/<view>"): 404,
    ("GET", "/assessments/<assessment_id>/lists/<what>"): 404,
    ("GET", "/assessments/<assessment_id>/proof.json"): 404,
    ("GET", "/assessments/<assessment_id>/links.json"): 404,
    ("GET", "/assessments/<assessment_id>/annotations.json"): 404,
    ("GET", "/assessments/<assessment_id>/plan.json"): 404,
    ("GET", "/assessments/<assessment_id>/calendar.json"): 404,
    ("GET", "/assessments/<assessment_id>/scorecard.csv"): 404,
    ("GET", "/assessments/<assessment_id>/scorecard.xlsx"): 404,
    ("GET", "/assessments/<assessment_id>/snapshot"): 404,
    ("POST", "/assessments/<assessment_id>/snapshot"): 404,
    ("POST", "/assessments/<assessment_id>/outcomes"): 404,
    ("GET", "/assessments/<assessment_id>/take-away"): 404,
    ("GET", "/assessments/<assessment_id>/what-if"): 404,
    ("POST", "/assessments/<assessment_id>/what-if"): 404,
    ("POST", "/assessments/<assessment_id>/what-if/<supposition_id>/removal"): 404,
    ("GET", "/assessments/<assessment_id>/register"): 404,
    ("POST", "/assessments/<assessment_id>/register"): 404,
    ("GET", "/assessments/<assessment_id>/register/template.xlsx"): 404,
    ("GET", "/registers/<register_id>"): 404,
    ("POST", "/registers/<register_id>"): 404,
    ("GET", "/documents/<document_id>/dates"): 404,
    ("POST", "/documents/<document_id>/dates"): 403,
    ("POST", "/cities/<city_id>/assessments"): 403,
    ("GET", "/cities/<city_id>"): 403,
    ("POST", "/cities/<city_id>"): 403,
    ("GET", "/cities/<city_id>/provider"): 403,
    ("POST", "/cities/<city_id>/provider"): 403,
    ("POST", "/cities/<city_id>/provider/removal"): 403,
    ("GET", "/sign-in/city/<city_id>"): 404,
    ("GET", "/documents/<document_id>"): 404,
    ("GET", "/documents/<document_id>/pages/<int:number>.jpg"): 404,
    ("POST", "/links/<link_id>/opening"): 403,
    ("GET", "/links/<link_id>/similar"): 403,
    ("POST", "/links/<link_id>/similar"): 403,
    ("POST", "/links/<link_id>/similar/undoing"): 403,
    ("GET", "/links/<link_id>/picture"): 404,
    ("POST", "/links/<link_id>/picture"): 404,
    ("GET", "/documents/<document_id>/criteria"): 404,
    ("GET", "/documents/<document_id>/criteria/<code>"): 404,
    ("POST", "/documents/<document_id>/criteria/<code>"): 404,
    ("POST", "/documents/<document_id>/confidentiality"): 404,
    ("POST", "/documents/<document_id>/name"): 404,
    ("POST", "/documents/<document_id>/aside"): 404,
    ("POST", "/documents/<document_id>/aside/end"): 404,
    ("GET", "/documents/<document_id>/original"): 404,
    ("POST", "/documents/<document_id>/reading"): 404,
    ("GET", "/links/<link_id>"): 404,
    ("POST", "/links/<link_id>/decision"): 403,
    ("POST", "/links/<link_id>/undoing"): 403,
    ("POST", "/invitations/<invitation_id>/removal"): 403,
    ("GET", "/people/<person_id>/access"): 403,
    ("POST", "/people/<person_id>/access/end"): 403,
    ("POST", "/people/<person_id>/access/return"): 403,
    ("POST", "/people/<person_id>/factors/removal"): 403,
    ("POST", "/people/<person_id>/link"): 403,
    ("GET", "/people/<person_id>"): 403,
    ("POST", "/people/<person_id>"): 403,
    ("POST", "/people/<person_id>/sign-out"): 403,
    ("GET", "/rules/<edition>"): 403,
    ("GET", "/rules/<edition>/quality"): 403,
    ("GET", "/rules/<edition>/quality/<rule_id>"): 403,
    ("GET", "/rules/<edition>/new"): 403,
    ("POST", "/rules/<edition>/new"): 403,
    ("GET", "/rules/<edition>/rule/<rule_id>"): 403,
    ("POST", "/rules/<edition>/rule/<rule_id>"): 403,
    ("GET", "/rules/<edition>/runs"): 403,
    ("POST", "/rules/<edition>/runs"): 403,
    ("GET", "/runs/<run_id>"): 403,
    ("POST", "/runs/<run_id>"): 403,
    ("GET", "/runs/<run_id>/progress"): 403,
    ("GET", "/rules/<edition>/versions"): 403,
    ("POST", "/rules/<edition>/versions"): 403,
}
ANSWERS |= {
    ("POST", "/account/tokens/<token_id>/revocation"): 404,
    ("GET", "/api/v1/assessments/<assessment_id>"): 404,
    ("GET", "/api/v1/assessments/<assessment_id>/documents"): 404,
    ("POST", "/api/v1/assessments/<assessment_id>/documents"): 404,
    ("POST", "/api/v1/assessments/<assessment_id>/arriving"): 404,
    ("PATCH", "/api/v1/arriving/<upload_id>"): 404,
    ("GET", "/api/v1/assessments/<assessment_id>/events"): 404,
    ("GET", "/api/v1/assessments/<assessment_id>/gaps"): 404,
    ("GET", "/api/v1/assessments/<assessment_id>/links"): 404,
    ("GET", "/api/v1/assessments/<assessment_id>/annotations"): 404,
    ("GET", "/api/v1/assessments/<assessment_id>/calendar"): 404,
    ("GET", "/api/v1/assessments/<assessment_id>/plan"): 404,
    ("GET", "/api/v1/assessments/<assessment_id>/proof"): 404,
    ("GET", "/api/v1/assessments/<assessment_id>/score"): 404,
    ("GET", "/api/v1/documents/<document_id>"): 404,
    ("GET", "/api/v1/links/<link_id>"): 404,
    ("GET", "/api/v1/links/<link_id>/votes"): 404,
    ("POST", "/api/v1/links/<link_id>/votes"): 403,
    ("GET", "/api/v1/rules/<edition>"): 403,
}
ADDRESSED_TO_ALL = {
    "/api/v1/standards/<edition>",
    "/static/<path:name>",
    "/help/screens/<topic>",
    "/standards/<edition>",
    "/join/<token>",
    "/sign-in/<token>",
} | {"/requests/<token>", "/mail/<token>"}
FIELDS: dict[str, object] = {
    "share": "100",
    "verdict": "confirmed",
    "seen": "0",
    "title": "x",
    "due": "2026-12-24",
    "why": "x",
    "move": "submit",
}


@dataclass(frozen=True, slots=True)
class Theirs:
    """The ids of what belongs to Riverbend."""

    assessment_id: str
    document_id: str
    link_id: str
    city_id: str
    person_id: str

    def path(self, rule: str) -> str:
        """An address of theirs."""
        filled = rule.replace("<any(link, statement, schedule):shape>", "link")
        for name, value in (
            ("<code>", "DM1"),
            ("<edition>", "wwc-2022"),
            ("<int:number>", "1"),
            ("<rule_id>", "DM1.x"),
            ("<run_id>", "x"),
            ("<request_id>", "x"),
            ("<interest_id>", "x"),
            ("<supposition_id>", "x"),
            ("<register_id>", "x"),
            ("<upload_id>", "x"),
            ("<token_id>", "x"),
        ):
            filled = filled.replace(name, value)
        for name in self.__slots__:
            filled = filled.replace(f"<{name}>", getattr(self, name))
        return filled


@pytest.fixture
def theirs(store: Store) -> Theirs:
    with store.transaction() as session:
        city = factories.make_city(session, name="Riverbend")
        assessment = factories.make_assessment(session, city=city)
        document = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=document, criterion="DM1")
        person = factories.make_person(session, role=Role.CITY, city=city)
        return Theirs(assessment.id, document.id, link.id, city.id, person.id)


@pytest.fixture
def stranger(app: Flask, store: Store) -> Visitor:
    with store.transaction() as session:
        city = factories.make_city(session, name="Elsewhere")
        factories.make_assessment(session, city=city)
        person = factories.make_person(session, role=Role.CITY, city=city)
    found = visitor(app, store, person)
    show_token(found.client, store, person)
    return found


def _ask(stranger: Visitor, method: str, path: str) -> TestResponse:
    if method == "GET":
        return stranger.get(path)
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "1", "Upload-Offset": "0"}
    if method == "PATCH":
        headers["X-Form-Token"] = stranger.token()
        kind = "application/offset+octet-stream"
        return stranger.client.patch(path, content_type=kind, headers=headers)
    fields = {"form_token": stranger.token(), "file": (io.BytesIO(b"x"), "x.txt")}
    return stranger.client.post(path, data=fields | FIELDS, headers=headers)


def test_every_address_with_an_id_is_in_the_table(app: Flask) -> None:
    addressed = {
        (method, rule)
        for method, rule, parts in routes(app)
        if parts and rule not in ADDRESSED_TO_ALL
    }

    assert addressed == set(ANSWERS)


@pytest.mark.parametrize(("method", "rule"), list(ANSWERS))
def test_another_citys_things_look_as_if_there_were_none(
    stranger: Visitor, theirs: Theirs, store: Store, method: str, rule: str
) -> None:
    none = Theirs(*(new_id() for _ in range(5)))

    real = _ask(stranger, method, theirs.path(rule))
    made_up = _ask(stranger, method, none.path(rule))

    assert (real.status_code, made_up.status_code) == (ANSWERS[method, rule],) * 2
    assert told(real) == told(made_up)
    with store.snapshot() as session:
        assert session.query(Document).count() == 1
        assert session.get_one(Link, theirs.link_id).decided == 0


def test_a_list_holds_only_what_is_ones_own(stranger: Visitor, theirs: Theirs) -> None:
    del theirs
    home = stranger.client.get("/", follow_redirects=True)

    assert "Elsewhere" in home.text
    assert "Riverbend" not in home.text


def test_the_filter_of_the_queue_leads_to_no_other_assessment(
    app: Flask, store: Store, theirs: Theirs
) -> None:
    with store.transaction() as session:
        other = factories.make_assessment(session)
        reviewer = factories.make_person(session)
    page = visitor(app, store, reviewer).get(
        f"/assessments/{other.id}/review?state=all&document={theirs.document_id}"
    )

    assert page.status_code == 200
    assert f"/links/{theirs.link_id}" not in page.text


@pytest.mark.parametrize("role", [Role.CITY, Role.REVIEWER])
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/cities", {"name": "Newtown", "country": "CO"}),
        ("/people", {"email": "new@example.org", "role": "lead"}),
    ],
)
def test_only_the_lead_adds_cities_and_people(
    app: Flask, store: Store, role: Role, path: str, fields: dict[str, object]
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session, role=role)
    somebody = visitor(app, store, person)

    page, sent = somebody.get("/people"), somebody.post(path, **fields)

    assert (page.status_code, sent.status_code) == (403, 403)
    shown = visitor(app, store, _lead(store)).text("/people")
    assert ("Newtown" in shown, "new@example.org" in shown) == (False, False)


@pytest.mark.parametrize("value", [True, "true", 1, "lead"])
@pytest.mark.parametrize("field", ["role", "is_admin", "city_id", "state", "score"])
def test_fields_that_no_form_has_change_nothing(
    app: Flask, store: Store, field: str, value: object
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)

    visitor(app, store, person).post("/account/keys", on="yes", **{field: value})

    with store.snapshot() as session:
        assert session.get_one(type(person), person.id).role is Role.REVIEWER


def _lead(store: Store) -> Person:
    with store.transaction() as session:
        return factories.make_person(session, role=Role.LEAD)
