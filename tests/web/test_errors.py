from __future__ import annotations

import errno
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError

from storage.errors import OutOfReach
from storage.models import Role
from storage.store import Store
from tests import factories, servers
from tests.web.browsing import Visitor, visitor, words
from web.app import create_app
from web.errors import titles

if TYPE_CHECKING:
    from flask import Flask

    from storage.models import Assessment
    from storage.settings import Settings


@pytest.fixture
def faulty(store: Store) -> Flask:
    """The application, with pages that break."""
    app = create_app(store)

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("the secret inside")

    @app.get("/away")
    def away() -> str:
        raise OperationalError("select", {}, Exception("the secret inside"))

    @app.get("/full")
    def full() -> str:
        raise OSError(errno.ENOSPC, "the secret inside")

    @app.get("/gone")
    def gone() -> str:
        raise OutOfReach("The store of the files does not answer.")

    return app


@pytest.mark.parametrize(
    ("path", "code", "sentence"),
    [
        ("/nothing", 404, "There is nothing here, or it is not yours to see."),
        ("/broken", 500, "Nothing that was kept before is lost."),
        ("/away", 503, "Try again in a minute."),
        ("/gone", 503, "The store of the files does not answer."),
        ("/full", 507, "upload it again later."),
    ],
)
def test_what_goes_wrong_is_a_sentence_with_a_next_step(
    faulty: Flask, path: str, code: int, sentence: str
) -> None:
    answer = faulty.test_client().get(path)

    assert answer.status_code == code
    assert sentence in words(answer)
    assert titles()[code] in words(answer)
    assert 'class="action action--main" href="/"' in answer.text
    assert "secret" not in answer.text


def test_what_no_database_takes_is_refused(
    settings: Settings, postgres_root: str, empty_template: str
) -> None:
    name = f"test_{secrets.token_hex(6)}"
    address = servers.make_database(postgres_root, name, template=empty_template)
    store = Store(replace(settings, database_url=address))
    with store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
        assessment = factories.make_assessment(session)
    asking = visitor(create_app(store), store, lead)
    here = f"/assessments/{assessment.id}"

    answers = [
        asking.get("/documents/%00"),
        asking.post(f"{here}/criteria/DM1/care", owner="a\x00"),
        asking.get(f"{here}/history?before={10**24}"),
    ]

    assert [one.status_code for one in answers] == [400, 400, 200]
    assert "This holds a sign that cannot be kept" in words(answers[0])
    store.close()


def test_a_page_asked_for_in_a_wrong_way_says_so(lead: Visitor) -> None:
    answer = lead.post("/help")

    assert answer.status_code == 405
    assert "use the buttons on the page" in words(answer)


def test_a_script_hears_the_sentence_alone(nobody: Visitor) -> None:
    answer = nobody.get("/nothing", Accept="application/json")

    assert answer.json == {
        "sentence": "There is nothing here, or it is not yours to see."
    }


def test_the_way_back_is_the_page_that_led_here_if_it_is_ours(lead: Visitor) -> None:
    ours = lead.get("/nothing", Referer="http://localhost/help?x=1").text
    foreign = lead.get("/nothing", Referer="https://evil.example/help").text
    none = lead.get("/nothing", Referer="http://[").text

    assert 'href="/help?x=1"' in ours
    assert "evil" not in foreign
    assert 'class="action action--main" href="/"' in none


def test_the_way_back_from_a_refused_form_is_its_page(
    citizen: Visitor, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/documents"

    answer = citizen.client.post(
        path,
        data={"form_token": citizen.token()},
        headers={"Referer": f"http://localhost{path}"},
    )

    assert answer.status_code == 400
    assert f'class="action action--main" href="{path}"' in answer.text


def test_a_form_sent_after_the_session_has_ended_says_to_sign_in(
    lead: Visitor,
) -> None:
    token = lead.token()
    with lead.client.session_transaction() as notes:
        nonce = notes["nonce"]
    lead.post("/sign-out")
    with lead.client.session_transaction() as notes:
        notes["nonce"] = nonce

    answer = lead.client.post("/account/keys", data={"form_token": token, "on": "no"})

    assert answer.status_code == 403
    assert 'href="/sign-in"' in answer.text


@pytest.mark.parametrize(
    ("site", "is_shown"), [("same-origin", True), ("cross-site", False)]
)
def test_what_was_written_into_a_form_that_came_too_late_can_be_copied(
    citizen: Visitor, assessment: Assessment, site: str, *, is_shown: bool
) -> None:
    said = {"title": "Our data", "text": "The mayor meets them.", "form_token": "old"}

    answer = citizen.client.post(
        f"/assessments/{assessment.id}/evidence/statement",
        data=said,
        headers={"Sec-Fetch-Site": site},
    )

    assert answer.status_code == 403
    assert ("Copy it from here: Our data The mayor" in words(answer)) is is_shown
    assert ("Our data" in answer.text) is is_shown
