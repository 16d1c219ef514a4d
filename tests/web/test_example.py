"""The worked example, page by page, in each language: as its readers get it."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from babel.messages.pofile import read_po
from lxml import html

from criteria.editions import standard, translations
from criteria.packs import rules
from storage.models import Assessment, Document, Link, Person, Role
from tests import factories
from tests.web.browsing import visitor
from web import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from lxml.html import HtmlElement

    from storage.store import Store
    from tests.web.browsing import Visitor

MOST = 60_000  # bytes of a page with its styles, scripts and letters, on a first visit
BROWSER = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
ENGLISH = re.compile(
    rf"\b\d{{1,2}} (?:{MONTHS})[a-z]* 20\d\d|\d\.\d+ ?%|^[+-]?\d\.\d+$"
)
QUOTES = {"mark", "q", "blockquote"}
NO_TEXT = {"script", "style", "code", "kbd", "pre", "textarea"}


@pytest.fixture
def store(example: Store) -> Store:
    """The worked example, in the place of an empty store."""
    return example


@pytest.fixture
def looking(app: Flask, store: Store) -> Visitor:
    """The programme lead, who sees every page."""
    with store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD, name="Marta Reyes")
    return visitor(app, store, lead)


def _paths(app: Flask, store: Store) -> Iterator[str]:
    """Every page that somebody who has signed in can ask for."""
    with store.snapshot() as session:
        found = session.scalars(sa.select(Assessment)).one()
        names: dict[str, object] = {
            "assessment_id": found.id,
            "city_id": found.city_id,
            "document_id": session.scalars(sa.select(Document.id)).first(),
            "link_id": session.scalars(sa.select(Link.id)).first(),
            "person_id": session.scalars(
                sa.select(Person.id).where(Person.role == Role.REVIEWER)
            ).first(),
            "edition": found.edition,
            "code": "DM1",
            "view": "confirmed",
            "what": "read",
            "shape": "statement",
            "number": 1,
            "topic": "score",
        }
    adapter = app.url_map.bind("")
    for rule in app.url_map.iter_rules():
        known = rule.arguments <= names.keys()
        if known and "GET" in (rule.methods or ()) and "/api/" not in rule.rule:
            given = {name: names[name] for name in rule.arguments}
            yield adapter.build(rule.endpoint, given)


def _weight(client: FlaskClient, page: HtmlElement, known: dict[str, int]) -> int:
    """The bytes that a browser gets because of a page, but for its pictures."""
    wanted = page.xpath("//link[@rel != 'icon']/@href | //script/@src")
    for address in set(wanted) - known.keys():
        known[address] = len(client.get(address, headers=BROWSER).data)
    return sum(known[address] for address in set(wanted))


def _english(language: str) -> set[str]:
    """Every text of ours that reads another way in a language, and names of rules."""
    with (texts.FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    said = {str(one.id): str(one.string) for one in catalogue if one.id}
    tell = translations.teller("wwc-2022", language)
    for one in translations.texts(standard.load("wwc-2022")):
        said[one] = tell(one)
    return {
        *(" ".join(one.split()) for one, told in said.items() if one != told),
        *(rule.title for rule in rules.load("wwc-2022").rules),
        *(f"{rule.title}." for rule in rules.load("wwc-2022").rules),
    }


def _speaks(element: HtmlElement) -> HtmlElement | None:
    """The element whose language a screen reader takes for one; none in a fragment."""
    above = (element, *element.iterancestors())
    return next((one for one in above if one.get("lang") is not None), None)


def _ails(page: HtmlElement, language: str, english: set[str]) -> Iterator[str]:
    """What is left in English, and each quote that does not say its language."""
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in NO_TEXT:
            continue
        if element.tag in QUOTES and _speaks(element) in {page, None}:
            yield f"{element.tag} without a language: {element.text}"
        for text, by in ((element.text, element), (element.tail, element.getparent())):
            said = " ".join((text or "").split())
            speaks = None if by is None else _speaks(by)
            if not said or (speaks is not None and speaks.get("lang") != language):
                continue
            if (" " in said and said in english) or ENGLISH.search(said):
                yield said


@pytest.mark.parametrize("language", ["es", "pt", "fr"])
def test_each_page_is_light_and_in_one_language_but_for_its_quotes(
    app: Flask, store: Store, looking: Visitor, language: str
) -> None:
    looking.client.set_cookie("language", language)
    english, known = _english(language), dict[str, int]()
    heavy, ails, seen = {}, {}, 0

    for path in _paths(app, store):
        answer = looking.client.get(path, headers=BROWSER)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        seen += 1
        packed = "Content-Encoding" in answer.headers
        page = html.fromstring(gzip.decompress(answer.data) if packed else answer.data)
        weight = len(answer.data) + _weight(looking.client, page, known)
        if weight > MOST:
            heavy[path] = weight
        found = list(_ails(page, language, english))
        if found or page.get("lang", language) != language:
            ails[path] = found

    assert heavy == {}
    assert ails == {}
    assert seen > 50
