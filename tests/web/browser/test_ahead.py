"""The next link is loaded ahead, and is up to date once it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import confidential, presence
from storage.models import Document, Link, Role
from tests import factories

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser

DELIVERY = "performance.getEntriesByType('navigation')[0].deliveryType"
LOADED_AHEAD = "navigational-prefetch"


def _open(page: Page, link_id: str) -> None:
    """Open a link, and wait until the browser has been given the one after it."""
    with page.context.expect_event("requestfinished", _is_ahead):
        page.goto(f"/links/{link_id}")


def _is_ahead(request: Request) -> bool:
    return request.resource_type == "other" and "/links/" in request.url


def _openings(site: Site, link_id: str) -> int:
    with site.store.transaction() as session:
        other = factories.make_person(session)
        return len(presence.others(session, session.get_one(Link, link_id), other))


def test_the_link_after_a_decision_was_loaded_ahead_and_knows_of_the_decision(
    open_page: Opener, site: Site
) -> None:
    first, second, third, *rest = site.link_ids()
    page = open_page(Role.LEAD)

    _open(page, first)
    before = _openings(site, second)
    page.keyboard.press("c")
    page.wait_for_url(f"**/links/{second}")
    page.get_by_role("button", name="Undo").wait_for()

    assert before == 0
    assert page.evaluate(DELIVERY) == LOADED_AHEAD
    assert page.get_by_role("status").inner_text().startswith("Confirmed: Charter.txt")
    assert page.locator(".tally p").inner_text() == (
        f"1 of {len(rest) + 3} links decided, {len(rest) + 2} left"
    )
    assert page.locator(".queue a").first.get_attribute("href") == f"/links/{second}"

    with site.store.transaction() as session:
        document = session.get_one(Document, site.document_id)
        confidential.mark(session, document, confidential=True, by=None)
    _open(page, second)
    page.keyboard.press("j")
    page.wait_for_url(f"**/links/{third}")

    assert page.evaluate(DELIVERY) == ""
    assert page.get_by_role("button", name="Undo").is_visible()
