from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

import pytest

from criteria.evidence import Reading, UnreadPage
from storage import asides, pages, suppositions
from storage.models import DocumentState, Role
from tests import factories
from tests.web.confirming import confirm, first

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor

PLACES = (
    *("", "/score", "/plan", "/calendar", "/proof", "/report"),
    *("/documents", "/what-if"),
)
VOID = {"br", "img", "input", "link", "meta", "hr", "source", "path", "rect", "line"}


class _Things(HTMLParser):
    """How many things a page lists, or a place of it."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place, self.depth, self.count = place, 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        inside = not self.place or self.depth > 0
        if inside and "data-counted" in given:
            self.count += 1
        if tag not in VOID and (self.depth or given.get("id") == self.place):
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.depth:
            self.depth -= 1


def _listed(text: str, place: str) -> int:
    things = _Things(place)
    things.feed(text)
    return things.count


@pytest.fixture
def full(store: Store, assessment: Assessment) -> str:
    """Where an assessment with a level, waiting links and three figures is."""
    confirm(store, assessment, *first(23))
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        for code in ("EVAL1", "EVAL2"):
            factories.make_link(session, document=document, criterion=code)
        part = factories.make_read_document(session, assessment=assessment)
        missed = UnreadPage(2, "This page holds only a picture.")
        pages.keep(session, part, Reading("txt", "en", (), unread=(missed,)), b"")
        part.unread_count = 1
        spoilt = factories.make_document(session, assessment=assessment)
        spoilt.state = DocumentState.UNREADABLE
        factories.make_document(session, assessment=assessment)
        stray = factories.make_document(session, assessment=assessment)
        lead = factories.make_person(session, role=Role.LEAD)
        suppositions.suppose(session, assessment, "EVAL1", by=lead, added=["EVAL1"])
        asides.set_aside(session, stray, "", by=lead)
    return f"/assessments/{assessment.id}"


@pytest.mark.parametrize("place", PLACES)
def test_each_number_leads_to_a_list_of_just_as_many_things(
    citizen: Visitor, full: str, place: str
) -> None:
    page = citizen.get(full + place).text
    marked = set(re.findall(r'data-count="(\d+)" href="([^"]+)">(\d+)<', page))

    assert marked
    for number, address, shown in marked:
        there, spot = urldefrag(address.replace("&amp;", "&"))
        target = citizen.get(there).text if there else page
        assert (number, _listed(target, spot)) == (shown, int(number)), address


@pytest.mark.parametrize(
    ("place", "what", "number"),
    [
        ("", "read", 3),
        ("", "waiting", 1),
        ("", "unreadable", 1),
        ("", "set-aside", 1),
        ("", "undecided", 2),
        ("", "confirmed", 23),
        ("", "rejected", 0),
        ("/score", "unread-pages", 2),
    ],
)
def test_the_counts_of_an_assessment_lead_to_their_lists(
    citizen: Visitor, full: str, place: str, what: str, number: int
) -> None:
    page = citizen.get(full + place).text

    assert f'data-count="{number}" href="{full}/lists/{what}"' in page


def test_a_list_that_nobody_knows_is_not_there(citizen: Visitor, full: str) -> None:
    assert citizen.get(f"{full}/lists/imagined").status_code == 404


def test_a_number_leads_down_to_the_quote_that_made_it(
    citizen: Visitor, full: str
) -> None:
    said = citizen.text(f"{full}/counted/documented?practice=EVAL")

    assert "Documented: 2 Evaluations." in said
    assert "EVAL1 Establishing City-Wide Evaluation Commitments minutes.txt" in said
    assert said.count("The committee met.") == 2


def test_a_figure_that_counts_nothing_says_where_to_go_on(
    citizen: Visitor, assessment: Assessment
) -> None:
    said = citizen.text(f"/assessments/{assessment.id}/counted/confirmed")

    assert "No criterion is counted here yet." in said


def test_a_figure_that_nobody_knows_is_not_there(
    citizen: Visitor, assessment: Assessment
) -> None:
    answer = citizen.get(f"/assessments/{assessment.id}/counted/imagined")

    assert answer.status_code == 404
