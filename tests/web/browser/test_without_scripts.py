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

    page.goto(f"/sign-in/{token}")
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


def test_no_text_of_a_stranger_acts_on_any_page(open_page: Opener, site: Site) -> None:
    act = "document.title='pwn'"
    attack = f'"><img src=x onerror={act}><script>{act}</script>'
    with site.store.transaction() as session:
        named = factories.make_document(
            session, assessment=session.merge(site.empty), name=attack
        )
        document = factories.make_read_document(session, document=named, text=attack)
        link = factories.make_link(
            session, document=document, criterion="DM1", quote=attack
        )
        factories.make_city(session, name=attack)
    page = open_page(Role.LEAD, name=attack)
    titles = set()

    for path in (
        *("/", "/people", "/account", f"/assessments/{site.empty.id}"),
        f"/assessments/{site.empty.id}/documents",
        f"/assessments/{site.empty.id}/review",
        f"/assessments/{site.empty.id}/criteria/DM1",
        *(f"/documents/{document.id}", f"/links/{link.id}"),
    ):
        page.goto(path)
        page.wait_for_timeout(50)
        titles.add(page.title())

    assert "pwn" not in titles
    assert all(title.endswith(" - Assay") for title in titles)
