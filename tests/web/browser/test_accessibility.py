"""Every page, for every role, on four screens: nothing keeps anybody out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.models import Role
from tests.web.browser import listing
from tests.web.browser.examining import Examiner

if TYPE_CHECKING:
    from flask import Flask

    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser


def test_every_page_is_examined(app: Flask) -> None:
    written = (*listing.PAGES, *listing.OUTSIDE, listing.DOORSTEP, listing.OPENED)
    pages = {listing.endpoint(app, path) for path in written if path != listing.NOWHERE}
    routes = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("v1")
    }

    assert routes - listing.NO_PAGES == pages
    assert pages & listing.NO_PAGES == set()


@pytest.mark.parametrize("role", [*Role, None])
def test_nothing_keeps_anybody_out_of_a_page_on_any_screen(
    open_page: Opener, site: Site, role: Role | None
) -> None:
    page, names = open_page(role), listing.make(site)
    examiner = Examiner.of(page)
    listing.bring_codes(page, names)

    ails: list[str] = []
    for path in listing.shown_to(site, role, names):
        ails += examiner.examine(path)
    if role is None:
        page.goto(f"/mail#{names['mail']}")
        page.get_by_role("heading", name="Stop these mails?").wait_for()
        ails += examiner.look("/mail")

    assert ails == []


def test_nothing_keeps_anybody_out_of_the_second_factor(
    open_page: Opener, site: Site
) -> None:
    page = open_page(None)
    cookie = listing.stand_outside(site)
    page.context.add_cookies([{"name": "assay", "value": cookie, "url": site.address}])

    assert Examiner.of(page).examine(listing.DOORSTEP) == []


def test_nothing_keeps_anybody_out_of_the_states_of_the_desk(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.REVIEWER)
    examiner = Examiner.of(page)
    first, second, *_rest = site.link_ids()

    page.goto(f"/links/{first}")
    page.keyboard.press("r")
    assert examiner.ails() == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert examiner.ails() == []
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.wait_for_url(f"**/links/{second}")
    assert examiner.ails() == []


def test_nothing_keeps_anybody_out_of_a_form_that_is_shown_again(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.CITY)
    page.goto(f"/assessments/{site.assessment.id}/evidence/link")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("alert").wait_for()

    assert Examiner.of(page).ails() == []
