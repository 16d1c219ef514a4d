"""All of it works with scripts off, by plain forms and links; and no text can act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Reason, Standing
from storage import people
from storage.models import Link, Role
from tests import factories
from tests.web.browser.opening import NARROW

if TYPE_CHECKING:
    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser


def test_a_reviewer_signs_in_decides_and_undoes_without_scripts(
    open_page: Opener, site: Site
) -> None:
    with site.store.transaction() as session:
        person = factories.make_person(session, role=Role.REVIEWER)
        token = people.make_link(session, person)
    first, second, third, *_rest = site.link_ids()
    page = open_page(None, scripts=False)

    page.goto(f"/sign-in/link#{token}")
    page.get_by_label("Code of the link").fill(token)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Riverbend").click()
    page.get_by_role("link", name="Review (").click()
    page.get_by_role("link", name="Start with the first").click()
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(f"**/links/{second}")
    page.locator("summary", has_text="Reject…").click()
    page.get_by_role("button", name="Not in force, or a draft").click()
    page.wait_for_url(f"**/links/{third}")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(f"**/links/{second}")
    page.get_by_role("link", name="Skip J").click()
    page.wait_for_url(f"**/links/{third}")

    with site.store.snapshot() as session:
        stands = [session.get_one(Link, one).standing for one in (first, second)]
    assert stands == [Standing.CONFIRMED, Standing.UNDECIDED]


def test_a_decision_can_be_made_on_the_narrowest_screen(
    open_page: Opener, site: Site
) -> None:
    [first, *_rest] = site.link_ids()
    page = open_page(Role.REVIEWER, size=NARROW)
    page.goto(f"/links/{first}")

    page.locator("summary", has_text="Reject…").click()
    page.get_by_role("button", name="Cannot be read").click()
    page.wait_for_url("**/links/*")

    with site.store.snapshot() as session:
        assert session.get_one(Link, first).reason is Reason.UNREADABLE
