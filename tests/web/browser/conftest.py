"""A real browser on a real server, with a city that has something to show."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING

import pytest
from waitress import create_server  # type: ignore[import-untyped]  # it has none

from criteria import evidence as found
from criteria.finding import matching
from criteria.packs import rules
from storage import assessments, documents, jobs, links
from storage.models import Role
from tests import factories
from tests.web.browser.opening import Opener, Site
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from storage.models import Assessment, Person
    from storage.store import Store

CHARTER = """Data Governance Charter

The Data Governance Committee is responsible for data governance and data strategy
across all departments. The Data Governance Committee meets every quarter and keeps
minutes of its decisions.

A comprehensive data inventory lists every dataset of the city with its owner and its
update frequency.
"""
POLICY = """The City has adopted an open data policy by Ordinance 22-118. All public
datasets are published on the open data portal under an open licence.
"""


@pytest.fixture
def site(store: Store) -> Iterator[Site]:
    """The pages, served as they are in earnest, of a city with a few documents."""
    filled = _fill(store)
    app = create_app(store)
    server = create_server(app, listen="127.0.0.1:0", threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", app, store, *filled)
    server.task_dispatcher.shutdown()  # a browser that is gone may have asked ahead
    server.trigger.pull_trigger(server.close)  # by the thread that waits for browsers
    thread.join(5)


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Opener]:
    """Open a browser for somebody, on some screen, with scripts or without."""
    opener = Opener(chromium, site, [], [])
    yield opener
    for context in opener.contexts:
        context.close()
    assert opener.complaints == []


def _fill(store: Store) -> tuple[Assessment, Assessment, str, str]:
    with store.transaction() as session:
        city = assessments.add_city(session, "Riverbend", "US", is_example=True)
        assessment = factories.make_assessment(session, city=city)
        empty = factories.make_assessment(session)
        lead = factories.make_person(session, role=Role.LEAD, name="Marta Reyes")
    read = _read(store, assessment, lead)
    with store.transaction() as session:
        broken = factories.make_document(
            session, assessment=assessment, name="Manual.pdf"
        )
        claim = jobs.claim(session, broken.id)
        assert claim is not None
        jobs.give_up(session, claim, "password", "This PDF asks for a password.")
    return assessment, empty, read, broken.id


def _read(store: Store, assessment: Assessment, by: Person) -> str:
    """Have the charter be read, and its links be proposed by the rules we ship."""
    text = (CHARTER + POLICY).encode()
    blob = store.blobs.put(io.BytesIO(text), limit=10_000)
    pages = tuple(
        found.Page(n, text, "en") for n, text in enumerate((CHARTER, POLICY), 1)
    )
    pack = rules.load("wwc-2022")
    with store.transaction() as session:
        document = documents.receive(session, assessment, "Charter.txt", blob, by=by)
        claim = jobs.claim(session, document.id)
        assert claim is not None
    with store.transaction() as session:
        reading = found.Reading("text", "en", pages)
        kept = jobs.record(session, claim, reading, b"")
        assert kept is not None
        proposals = matching.find(pages, pack, name=kept.name)
        links.propose(session, kept, proposals, rules_digest=pack.digest)
        return kept.id
