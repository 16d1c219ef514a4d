"""Codes of links: never in an address that a server sees, and asked for by a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import notices
from storage.models import Role
from storage.notice_models import NoticeKind
from tests import factories
from tests.web.browsing import Visitor, routes, words

if TYPE_CHECKING:
    from flask import Flask

    from storage.store import Store

# Mails of before lead on by the first; the last is what RFC 8058 asks for, and its code
# opens and tells nothing.
WITH_A_CODE = {
    ("GET", "/sign-in/<token>"),
    ("GET", "/join/<token>"),
    ("GET", "/requests/<token>"),
    ("GET", "/mail/<token>"),
    ("POST", "/mail/<token>"),
}
ASKING = ["/sign-in/link", "/join", "/requests", "/mail"]


def test_no_address_takes_a_secret(app: Flask) -> None:
    taking = {
        (method, rule)
        for method, rule, parts in routes(app)
        if parts & {"token", "secret", "key", "password"}
    }

    assert taking == WITH_A_CODE


@pytest.mark.parametrize(
    "rule", sorted(rule for _, rule in WITH_A_CODE - {("POST", "/mail/<token>")})
)
def test_a_link_of_before_leads_to_the_page_that_asks_and_tells_nothing(
    nobody: Visitor, rule: str
) -> None:
    answer = nobody.get(rule.replace("<token>", "all.x-1"))

    page = rule.replace("/<token>", "/link" if "sign-in" in rule else "")
    assert (answer.status_code, answer.location) == (303, f"{page}#all.x-1")


@pytest.mark.parametrize("page", ASKING)
def test_a_page_without_a_code_asks_for_it_again(nobody: Visitor, page: str) -> None:
    asked, sent = nobody.get(page), nobody.post(page, code=" ")

    assert (asked.status_code, sent.status_code) == (200, 400)
    assert asked.text.count("data-code") == 1
    assert "Follow the link in your mail again, or paste its code here." in words(sent)


@pytest.mark.parametrize("page", ["/join/invitation", "/requests/opened"])
def test_what_a_code_opens_is_not_shown_before_it_was_brought(
    nobody: Visitor, page: str
) -> None:
    assert nobody.get(page).location == page.rpartition("/")[0]


def test_a_code_with_its_whole_link_stops_mails_after_a_question(
    nobody: Visitor, store: Store
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session, role=Role.REVIEWER)
        notice = notices.write(session, NoticeKind.LINKS_WAIT, person)
        assert notice is not None
        code = notices.token(notice, key=store.settings.secret())
    link = f"http://127.0.0.1:8431/mail#{code}"

    asked = nobody.post("/mail", code=link)
    with store.snapshot() as session:
        before = notices.stopped(session, person.email)
    stopped = nobody.post("/mail", code=link, sure="yes")

    assert f"{person.email} gets a mail when:" in words(asked)
    assert f"{person.email} gets no more mails when:" in words(stopped)
    with store.snapshot() as session:
        after = notices.stopped(session, person.email)
    assert (before, after) == (set(), {NoticeKind.LINKS_WAIT})
