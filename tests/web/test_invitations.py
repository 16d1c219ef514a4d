from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storage import people
from storage.models import Role
from tests.web.browsing import Visitor, words

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store

WORDS = "river lamp seven oboe"
HANDED_OUT = re.compile(r'id="handed-out" value="http://127.0.0.1:8431/join#([^"]+)"')


def _invite(lead: Visitor, city: str) -> str:
    """Invite somebody; gives the code of their link."""
    answer = lead.post("/invitations", email="new@example.org", role="city", city=city)
    assert (answer.status_code, answer.location) == (303, "/invitations")
    found = HANDED_OUT.search(lead.get("/invitations").text)
    assert found is not None
    return found[1]


def test_whoever_accepts_an_invitation_is_signed_in_as_what_it_says(
    lead: Visitor, nobody: Visitor, store: Store, assessment: Assessment
) -> None:
    link = _invite(lead, assessment.city_id)
    opened = nobody.post("/join", code=link)
    asked = nobody.text("/join/invitation")

    answer = nobody.post(
        "/join/invitation",
        code=link,
        name="Tom",
        password=WORDS,
        role="lead",
        email="e@x.org",
    )

    assert (opened.status_code, opened.location) == (303, "/join/invitation")
    assert "You will sign in with new@example.org. City, Riverbend." in asked
    assert (answer.status_code, answer.location) == (303, "/")
    assert nobody.get(f"/assessments/{assessment.id}").status_code == 200
    with store.snapshot() as session:
        person = people.by_email(session, "new@example.org")
        assert people.find(session, "e@x.org") is None
    assert (person.role, person.city_id) == (Role.CITY, assessment.city_id)
    assert "Accepted" in lead.text("/invitations")
    assert nobody.post("/join", code=link).status_code == 400


def test_a_link_is_shown_once_and_does_nothing_after_it_was_taken_back(
    lead: Visitor, nobody: Visitor, assessment: Assessment
) -> None:
    link = _invite(lead, assessment.city_id)
    page = lead.get("/invitations").text
    [place] = re.findall(r"/invitations/[0-9a-z]{26}/removal", page)

    lead.post(place)

    assert HANDED_OUT.search(page) is None
    answer = nobody.post("/join/invitation", code=link, name="Tom", password=WORDS)
    assert answer.status_code == 400
    assert "This invitation was used already, was taken back" in words(answer)


def test_what_is_wrong_is_said_and_uses_nothing_up(
    lead: Visitor, nobody: Visitor, assessment: Assessment
) -> None:
    link = _invite(lead, assessment.city_id)

    nobody.post("/join", code=link)
    place = "/join/invitation"
    nameless = nobody.post(place, code=link, password=WORDS)
    common = nobody.post(place, code=link, name="Tom", password="password" * 3)
    odd = lead.post("/invitations", email="x@example.org", role="worker")

    assert [one.status_code for one in (nameless, common, odd)] == [400] * 3
    assert "Enter the name that others see." in words(nameless)
    assert "among the first that are guessed" in words(common)
    assert "Choose what the person does." in words(odd)
    assert nobody.get(place).status_code == 200
