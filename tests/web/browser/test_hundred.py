"""A hundred links decided and ten undone: by keys; without scripts at 320 pixels."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, TypeAlias

import pytest

from criteria.evidence import Reason, Standing
from storage import decisions, links
from storage.models import Role
from tests import factories
from tests.web.browser.opening import NARROW

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.web.browser.opening import Opener, Site

    Act: TypeAlias = Callable[[Page, Reason | None], None]
    Ending: TypeAlias = dict[str, tuple[Standing, Reason | None, int]]

pytestmark = pytest.mark.browser

CODES = ("DM1", "DM2", "OD1", "OD2", "OD3")
ANSWERS = (None, Reason.OUT_OF_DATE, None, Reason.DOES_NOT_SHOW)
KEYS = {Reason.OUT_OF_DATE: "2", Reason.DOES_NOT_SHOW: "4"}
BUTTONS = {
    Reason.OUT_OF_DATE: "Out of date",
    Reason.DOES_NOT_SHOW: "Does not show what is asked",
}
UNDONE = 10


def _fill(site: Site) -> list[str]:
    """A hundred links that wait, no two of one score; gives them, the best first."""
    with site.store.transaction() as session:
        assessment = session.merge(site.empty)
        for number in range(20):
            document = factories.make_read_document(session, assessment=assessment)
            found = [
                factories.make_proposal(criterion=code, score=0.99 - at / 200)
                for at, code in enumerate(CODES, number * len(CODES))
            ]
            links.propose(session, document, found, rules_digest="r1")
        waiting = links.queue(session, assessment, links.Filters())
        return [link.id for link in waiting]


def _stands(site: Site) -> Ending:
    """What stands of every link, and how many words were said about it."""
    with site.store.snapshot() as session:
        everything = links.Filters(standing=None)
        found = links.queue(session, site.empty, everything)
        return {
            link.id: (
                link.standing,
                link.reason,
                len(decisions.history(session, link.id)),
            )
            for link in found
        }


def _expected(ids: list[str]) -> Ending:
    ending: Ending = {}
    for link_id, reason in zip(ids[:-UNDONE], cycle(ANSWERS), strict=False):
        stands = Standing.REJECTED if reason else Standing.CONFIRMED
        ending[link_id] = (stands, reason, 1)
    return ending | dict.fromkeys(ids[-UNDONE:], (Standing.UNDECIDED, None, 2))


def _press(page: Page, reason: Reason | None) -> None:
    for key in ("r", KEYS[reason]) if reason else ("c",):
        page.keyboard.press(key)


def _click(page: Page, reason: Reason | None) -> None:
    if reason is None:
        page.get_by_role("button", name="Confirm").click()
        return
    page.locator("summary", has_text="Reject…").click()
    page.get_by_role("button", name=BUTTONS[reason]).click()


def _decide_all(page: Page, ids: list[str], decide: Act) -> None:
    for following, reason in zip([*ids[1:], ""], cycle(ANSWERS), strict=False):
        decide(page, reason)
        page.wait_for_url(f"**/links/{following}" if following else "**/review")


def test_a_hundred_links_are_decided_and_ten_undone_by_keys_alone(
    open_page: Opener, site: Site
) -> None:
    ids = _fill(site)
    page = open_page(Role.REVIEWER)
    page.goto(f"/assessments/{site.empty.id}/review")
    page.keyboard.press("j")
    page.wait_for_url(f"**/links/{ids[0]}")

    _decide_all(page, ids, _press)
    for link_id in reversed(ids[-UNDONE:]):
        page.keyboard.press("u")
        page.wait_for_url(f"**/links/{link_id}")

    assert len(ids) == 100
    assert _stands(site) == _expected(ids)


def test_a_hundred_links_are_decided_and_ten_undone_by_touch_without_scripts(
    open_page: Opener, site: Site
) -> None:
    ids = _fill(site)
    page = open_page(Role.REVIEWER, size=NARROW, scripts=False)
    page.goto(f"/assessments/{site.empty.id}/review")
    page.get_by_role("link", name="Start with the first").click()
    page.wait_for_url(f"**/links/{ids[0]}")

    _decide_all(page, ids, _click)
    for link_id in reversed(ids[-UNDONE:]):
        page.get_by_role("button", name="Undo").click()
        page.wait_for_url(f"**/links/{link_id}")

    assert _stands(site) == _expected(ids)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
