"""Links of mails in a browser: their codes are sent in forms, and leave the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import invitations, people
from storage.models import Role
from tests import factories

if TYPE_CHECKING:
    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser


def _codes(site: Site) -> tuple[str, str]:
    """The code of an invitation, and of a sign-in link."""
    key = site.store.settings.secret()
    with site.store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
        invited = invitations.invite(
            session, "new@example.org", Role.REVIEWER, city=None, by=lead, key=key
        )
        return invitations.token(invited, key=key), people.make_link(session, lead)


def test_a_link_opens_what_it_is_for_and_its_code_is_in_no_address(
    open_page: Opener, site: Site
) -> None:
    invited, link = _codes(site)
    page = open_page(None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"/join#{invited}")
    page.wait_for_url("**/join/invitation")
    page.get_by_text("You will sign in with new@example.org.").wait_for()
    page.goto(f"/sign-in/link#{link}")
    page.wait_for_url("**/sign-in/link")
    told = page.evaluate("location.hash + document.activeElement.textContent")
    assert told == "Sign in"
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Riverbend").wait_for()

    # A request's address is told with what stands after the #, which is not sent.
    sent = [url.partition("#")[0] for url in asked]
    assert not [url for url in sent if invited in url or link in url]
