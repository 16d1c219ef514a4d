"""What city and lead come for: by keys alone at a desk, without scripts on a phone.

The reviewer's errand is in `test_keyboard` and `test_without_scripts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from criteria.review.rounds import Move, Stage
from storage import assessments, documents, invitations, requests, rounds
from storage.models import Role
from tests import factories
from tests.web.browser.opening import DESKTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser

SEEN = """one => {
  const box = one.getBoundingClientRect();
  const at = document.elementFromPoint(
    box.left + Math.min(box.width / 2, 8), box.top + box.height / 2);
  return !!at && (one.contains(at) || at.contains(one));
}"""
# What is said of a file that has arrived, by the script or by the next page.
KEPT = re.compile(r"^(kept|1 file is kept and will be read shortly\.)$")
FAR = 150  # more stops than any page of these has


@dataclass(frozen=True, slots=True)
class Hands:
    """Somebody at a page, who has keys alone or none but what a finger does."""

    page: Page
    keys: bool

    def follow(self, name: str) -> None:
        """Open a link."""
        self._press(self.page.get_by_role("link", name=name, exact=True).first)

    def press(self, name: str) -> None:
        """Press a button."""
        self._press(self.page.get_by_role("button", name=name, exact=True).first)

    def write(self, label: str, text: str) -> None:
        """Fill a field in."""
        field = self.page.get_by_label(label, exact=True)
        if self.keys and field.get_attribute("type") != "date":
            self._reach(field)
            self.page.keyboard.type(text)
        else:
            field.fill(text)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        field = self.page.get_by_label(label, exact=True)
        if self.keys:
            self._reach(field)
            self.page.keyboard.type(option)
        else:
            field.select_option(label=option)

    def _press(self, target: Locator) -> None:
        if not self.keys:
            target.click()
            return
        self._reach(target)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def _reach(self, target: Locator) -> None:
        """Go there by Tab; what has focus can be seen."""
        target.wait_for()
        for _ in range(FAR):
            if target.evaluate("one => one === document.activeElement"):
                assert target.evaluate(SEEN)
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {target}")


@dataclass(frozen=True, slots=True)
class HandsOf:
    """Opens a page for somebody with such hands."""

    opener: Opener
    keys: bool

    def __call__(self, role: Role) -> Hands:
        size = DESKTOP if self.keys else PHONE
        return Hands(self.opener(role, size=size, scripts=self.keys), self.keys)


@pytest.fixture(params=["keys", "no scripts"])
def hands_of(request: pytest.FixtureRequest, open_page: Opener) -> HandsOf:
    """Both ways, one after the other."""
    return HandsOf(open_page, keys=request.param == "keys")


def test_a_city_uploads_asks_a_department_and_hands_in(
    hands_of: HandsOf, site: Site
) -> None:
    hands = hands_of(Role.CITY)
    page = hands.page
    due = date.today() + timedelta(days=30)  # noqa: DTZ011 - the form's own day

    page.goto(f"/assessments/{site.assessment.id}")
    hands.follow("Documents")
    page.locator("#file").set_input_files(
        {"name": "new.txt", "mimeType": "text/plain", "buffer": b"The council met."}
    )
    if not hands.keys:
        hands.press("Upload")
    page.get_by_text(KEPT).first.wait_for()
    hands.follow("Plan")
    hands.follow("Requests")
    hands.write("Department", "City Archives")
    hands.write("Due", due.isoformat())
    hands.press("Write the letter")
    page.get_by_text("City Archives").first.wait_for()
    hands.follow("Overview")
    hands.follow("All steps of the rounds")
    hands.press("Hand it in")
    page.get_by_text("Handed in").first.wait_for()

    with site.store.snapshot() as session:
        names = {one.name for one in documents.listed(session, site.assessment)}
        asked = [one.department for one in requests.listed(session, site.assessment)]
        stage = rounds.of(session, site.assessment.id).stage
    assert "new.txt" in names
    assert (asked, stage) == (["City Archives"], Stage.SUBMITTED)


def test_a_lead_adds_a_city_invites_a_reviewer_and_returns_a_round(
    hands_of: HandsOf, site: Site
) -> None:
    with site.store.transaction() as session:
        assessment = session.merge(site.assessment)
        city = factories.make_person(session, role=Role.CITY, city=assessment.city)
        rounds.move(session, assessment, Move.SUBMIT, by=city)
    hands = hands_of(Role.LEAD)

    hands.page.goto("/")
    hands.follow("Cities and people")
    hands.write("City", "Lima")
    hands.choose("Country", "Peru")
    hands.press("Add the city")
    hands.follow("Invite somebody by a link")
    hands.write("E-mail address", "ana@assay.example")
    hands.choose("Role", "Reviewer")
    hands.press("Invite them")
    hands.page.get_by_text("ana@assay.example").first.wait_for()
    hands.follow("Assessments")
    hands.follow("Riverbend")
    hands.follow("All steps of the rounds")
    hands.press("Begin the review")
    hands.write("A word to the others", "The minutes of June are missing.")
    hands.press("Return it to the city")
    hands.page.get_by_text("The minutes of June are missing.").first.wait_for()

    with site.store.snapshot() as session:
        cities = {one.name for one in assessments.cities(session)}
        [(invited, _state)] = invitations.listed(session)
        stage = rounds.of(session, site.assessment.id).stage
    assert "Lima" in cities
    assert (invited.email, stage) == ("ana@assay.example", Stage.RETURNED)
