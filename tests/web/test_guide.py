from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.models import Role
from tests.web.browsing import Visitor, words
from web import glossary, topics
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from storage.models import Assessment
    from storage.store import Store

# What gives no page, or one that nobody has to be signed in for.
OF_NO_SCREEN = {
    *("api", "assets", "doorstep", "former", "health", "notices", "v1"),
    "webannotations",
}
WORDS = Path(__file__).parents[2] / "docs" / "words.md"


def test_a_page_leads_to_the_help_of_its_own_screen(
    app: Flask, lead: Visitor, assessment: Assessment
) -> None:
    shown = {
        rule.endpoint.partition(".")[0]
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    assert topics.OF.keys() == shown - OF_NO_SCREEN
    assert set(topics.OF.values()) == topics.topics().keys()
    for path, topic in (("documents", "documents"), ("plan", "plan")):
        page = lead.get(f"/assessments/{assessment.id}/{path}").text
        assert f'href="/help/screens/{topic}"' in page


def test_every_topic_has_its_page_and_no_other(lead: Visitor) -> None:
    for name, topic in topics.topics().items():
        said = lead.text(f"/help/screens/{name}")
        assert topic.purpose.replace("'", "&#39;") in said or topic.purpose in said

    assert lead.get("/help/screens/nothing").status_code == 404


def test_the_glossary_says_what_the_page_of_words_says() -> None:
    rows = re.findall(
        r"^\| \*\*(.+?)\*\* \| (.+?) \| `", WORDS.read_text("utf-8"), re.M
    )
    told = {word: meaning.replace("*", "") for word, meaning in rows}

    for word, meaning in glossary.listed():
        assert told[word] == meaning


@pytest.mark.parametrize(
    ("role", "steps"), [(Role.CITY, 5), (Role.REVIEWER, 4), (Role.LEAD, 7)]
)
def test_each_role_walks_through_pages_that_it_may_open(
    as_role: Callable[..., Visitor], assessment: Assessment, role: Role, steps: int
) -> None:
    who = as_role(role)
    at = f"/assessments/{assessment.id}/walk"

    for number in range(1, steps + 1):
        page = who.get(f"{at}/{number}")
        assert f"step {number} of {steps}" in words(page)
        [opens] = re.findall(r'action--main" href="([^"]+)"', page.text)
        assert who.get(opens).status_code == 200
        assert (f'href="{at}/{number + 1}"' in page.text) == (number < steps)

    beyond = [who.get(f"{at}/{number}").status_code for number in (0, steps + 1)]
    assert beyond == [404, 404]


def test_the_statement_names_who_to_write_to(
    store: Store, nobody: Visitor, lead: Visitor
) -> None:
    before = nobody.text("/accessibility")
    store.settings = replace(store.settings, contact="access@riverbend.example")
    after = Visitor(create_app(store).test_client()).text("/accessibility")

    assert "Tell whoever gave you your sign-in link." in before
    assert "access@riverbend.example" in after
    assert 'href="/accessibility"' in lead.get("/").text


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_what_counts_is_told_with_our_sentences_in_the_readers_language(
    citizen: Visitor, assessment: Assessment, language: str
) -> None:
    citizen.client.set_cookie("language", language)

    page = citizen.get(f"/assessments/{assessment.id}/criteria/DM1/counts").text

    [listed] = re.findall(rf'bullet" lang="{language}">(.+?)</ul>', page, re.S)
    assert listed.count("<li>") > 2


def test_gap_criterion_and_desk_lead_to_what_counts(
    citizen: Visitor, assessment: Assessment
) -> None:
    for path in ("score", "criteria/DM1"):
        page = citizen.get(f"/assessments/{assessment.id}/{path}").text
        assert f'href="/assessments/{assessment.id}/criteria/DM1/counts"' in page
