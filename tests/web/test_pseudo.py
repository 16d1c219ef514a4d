"""A language of our own: each message in marks, so that what has none is seen.

Text outside the marks was left in English by mistake, if it is no data and no quote.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from lxml import etree, html

from criteria import countries
from criteria.editions import standard, translations
from storage import decisions
from storage.models import Role, Verdict
from tests import factories
from tests.web import pseudo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.html import HtmlElement

    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor

PAGES = (
    *("/", "/people", "/help", "/help/words", "/help/screens/score", "/account"),
    *("/status", "/standards/wwc-2022", "/accessibility", "/nothing"),
    *(
        f"/assessments/{{one}}{page}"
        for page in (
            *("", "/documents", "/review?state=all", "/score", "/criteria/DM1"),
            *("/criteria/DM1/counts", "/criteria/DM1/care"),
            *("/evidence/link", "/evidence/schedule", "/register", "/walk/1", "/plan"),
            *("/calendar", "/what-if", "/snapshot", "/requests", "/editions"),
            *("/take-away", "/judging", "/agreement", "/history", "/round"),
            *("/proof", "/criteria/DM1/proof", "/criteria/DM1/talk", "/assignment"),
            "/lists/read",
        )
    ),
    *("/documents/{document}", "/documents/{document}/dates", "/links/{link}"),
    *("/rules/wwc-2022/versions", "/rules/wwc-2022/runs", "/rules/wwc-2022/quality"),
    *("/account/factors", "/account/tokens", "/hooks", "/invitations", "/conflicts"),
)
# What is data by its element: typed in, quoted, code, or said to be of any language.
DATA = "script|style|code|kbd|pre|textarea|mark|q|blockquote|option"
LETTERS = re.compile(r"[A-Za-z]{2,}")
MARKED = re.compile(r"«[^«»]*»")
# Names, codes, units and formats that are the same in every language.
SAME = (
    r"Assay|Riverbend|Marta Reyes|Ana Ruiz|\S+@\S+|https?://\S+|wwc-\d+"
    r"|WCAG|English|Español|Português|Français|UTC|[A-Z]+\d+(?:\.\d+)?|\b[0-9a-f]{6,}\b"
    r"|\b[0-9a-z]{26}\b|\bTEXT\b|\bCO\b|XLSX|CSV|JSON|PDF|bytes|[KMG]B"
)
MONTHS = re.compile(r"\d+(?: de)? [a-z]{3,10}(?: de)? \d{4}")


@pytest.fixture
def marks(tmp_path: Path) -> Iterator[None]:
    """Have Spanish be a catalogue in which each message is itself, in marks."""
    with pseudo.spoken(tmp_path, lambda message: f"«{message}»"):
        yield


def _filled(store: Store, assessment: Assessment) -> dict[str, str]:
    with store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD, name="Marta Reyes")
        document = factories.make_read_document(session, assessment=assessment)
        for code in ("DM1", "OD1"):
            link = factories.make_link(session, document=document, criterion=code)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=lead, seen=0)
        return {"one": assessment.id, "document": document.id, "link": link.id}


def _data() -> re.Pattern[str]:
    """What is data: countries, the texts of the standard, the longest first, `SAME`."""
    held = standard.load("wwc-2022")
    said: set[str] = set()
    for told in (held, translations.told_in(held, "es")):
        said |= {
            told.name,
            told.statement,
            told.rounding_note,
            *told.notes,
            *(one.name for one in told.practices),
        }
        said |= {one for level in told.levels for one in (level.name, level.printed)}
        for one in told.criteria:
            said |= {one.name, one.requirement, *one.notes, *one.documents}
            said |= {item.text for item in one.items}
        said |= {one.description for one in told.practices}
    tell = translations.teller("wwc-2022", "es")
    said |= {tell(one) for one in translations.beside("wwc-2022")}
    said |= {name for _code, name in countries.named(Locale("es"))}
    spaced = {" ".join(one.split()) for one in said} - {""}
    parts = sorted(spaced, key=len, reverse=True)
    return re.compile(
        "|".join([r"minutes\.txt", r"\w+\.rule\b", *map(re.escape, parts), SAME])
    )


def _is_data(element: HtmlElement) -> bool:
    above = (element, *element.iterancestors())
    return any(
        re.fullmatch(DATA, str(one.tag))
        or (one.tag != "html" and one.get("lang") is not None)
        for one in above
    )


def _texts(page: str) -> list[str]:
    """What a page says: all of its text as one, since a message may hold elements."""
    said: list[str | None] = []
    beside: list[str | None] = []
    for event, element in etree.iterwalk(html.fromstring(page), ("start", "end")):
        above = element.getparent()
        if event == "start" and not _is_data(element):
            said.append(element.text)
            beside += [element.get(name) for name in ("aria-label", "alt", "title")]
        if event == "end" and above is not None and not _is_data(above):
            said.append(element.tail)
    return ["\n".join(filter(None, said)), *filter(None, beside)]


def _unmarked(page: str, data: re.Pattern[str]) -> list[str]:
    """The words of a page that no message, and no data, says."""
    found = []
    for text in _texts(page):
        left = text
        while MARKED.search(left):
            left = MARKED.sub("\n", left)
        for line in left.splitlines():
            rest = " ".join(line.split())
            if not LETTERS.search(rest):
                continue
            rest = MONTHS.sub(" ", data.sub(" ", rest))
            if LETTERS.search(rest):
                found.append(rest.strip())
    return found


@pytest.mark.usefixtures("marks")
def test_no_text_of_a_page_was_left_in_english(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    names, data = _filled(store, assessment), _data()
    lead.client.set_cookie("language", "es")

    left = {
        path: found
        for path in PAGES
        if (found := _unmarked(lead.get(path.format(**names)).text, data))
    }

    assert left == {}
