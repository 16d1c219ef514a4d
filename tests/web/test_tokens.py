from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.web.browsing import words

if TYPE_CHECKING:
    from flask import Flask

    from tests.web.browsing import Visitor

MADE = re.compile(r'value="(assay_[\w-]+)"')


def _status(app: Flask, token: str) -> int:
    shown = {"Authorization": f"Bearer {token}"}
    return app.test_client().get("/api/v1/assessments", headers=shown).status_code


def test_a_token_is_shown_once_and_ends_when_it_is_revoked(
    app: Flask, citizen: Visitor
) -> None:
    empty = citizen.text("/account/tokens")
    answer = citizen.post("/account/tokens", name="Nightly", scope="read", days="30")
    made = MADE.search(answer.text)
    assert made is not None
    before = _status(app, made[1])
    page = citizen.get("/account/tokens").text
    address = re.search(r'action="(/account/tokens/\w+/revocation)"', page)
    assert address is not None

    revoked = citizen.post(address[1])

    assert "You have no token." in empty
    assert (answer.status_code, before) == (201, 200)
    assert "Nightly Read what you can see" in words(answer)
    assert made[1] not in page
    assert (revoked.status_code, _status(app, made[1])) == (303, 401)
    assert "You have no token." in citizen.text("/account/tokens")


def test_a_form_that_lacks_something_says_what_and_keeps_the_rest(
    citizen: Visitor,
) -> None:
    nameless = citizen.post("/account/tokens", name="", scope="upload", days="30")
    scopeless = citizen.post("/account/tokens", name="Nightly", days="30")
    too_much = citizen.post("/account/tokens", name="x", scope="judge", days="30")

    assert "Give the token a name, so that you know it again." in words(nameless)
    assert re.search(r'value="upload" checked', nameless.text)
    assert "Choose what the token is for." in words(scopeless)
    assert 'value="Nightly"' in scopeless.text
    assert "A token does not give more" in words(too_much)
    assert MADE.search(nameless.text + scopeless.text + too_much.text) is None


def test_each_role_is_offered_what_it_may_do(
    citizen: Visitor, reviewer: Visitor
) -> None:
    offered = [
        re.findall(r'name="scope" value="(\w+)"', by.get("/account/tokens").text)
        for by in (citizen, reviewer)
    ]

    assert offered == [["read", "upload"], ["read", "judge"]]
