"""Passkeys, made and used by a real Chromium with an authenticator of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import factors, people
from storage.models import Role
from tests import factories
from tests.web.browser.opening import PHONE

if TYPE_CHECKING:
    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_then_signs_in(open_page: Opener, site: Site) -> None:
    with site.store.transaction() as session:
        person = factories.make_person(session, role=Role.LEAD)
        token = people.make_link(session, person)
        started = people.start_session(session, person)
    page = open_page(None, size=PHONE)
    # Browsers tie passkeys to a name; a number is none.
    address = site.address.replace("127.0.0.1", "localhost")
    page.context.add_cookies([{"name": "assay", "value": started, "url": address}])
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto(f"{address}/account/factors")
    page.get_by_label("Name of the passkey").fill("Work laptop")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("rowheader", name="Work laptop").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{address}/sign-in/link#{token}")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Assessments").wait_for()

    with site.store.snapshot() as session:
        [key] = factors.of(session, person).passkeys
    assert (key.name, key.used is not None) == ("Work laptop", True)
