"""The reviewer's desk by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Reason, Standing
from storage.models import Link, Role

if TYPE_CHECKING:
    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser


def _stands(site: Site, link_id: str) -> tuple[Standing, Reason | None, int]:
    """What stands of a link, why, and which passage is read first."""
    with site.store.snapshot() as session:
        link = session.get_one(Link, link_id)
        return link.standing, link.reason, link.key


def test_links_are_confirmed_rejected_skipped_and_undone_by_single_keys(
    open_page: Opener, site: Site
) -> None:
    first, second, third, *_rest = site.link_ids()
    page = open_page(Role.REVIEWER)
    page.goto(f"/assessments/{site.assessment.id}/review")

    page.keyboard.press("j")
    page.wait_for_url(f"**/links/{first}")
    page.keyboard.press("q")
    page.keyboard.press("c")
    page.wait_for_url(f"**/links/{second}")
    page.keyboard.press("r")
    page.keyboard.press("2")
    page.wait_for_url(f"**/links/{third}")
    assert _stands(site, first) == (Standing.CONFIRMED, None, 1)
    assert _stands(site, second) == (Standing.REJECTED, Reason.OUT_OF_DATE, 0)

    page.keyboard.press("u")
    page.wait_for_url(f"**/links/{second}")
    assert _stands(site, second) == (Standing.UNDECIDED, None, 0)
    page.keyboard.press("j")
    page.wait_for_url(f"**/links/{third}")
    page.keyboard.press("k")
    page.wait_for_url(f"**/links/{second}")
    said = page.get_by_role("status").inner_text()
    assert said == "Confirmed: Charter.txt for " + _criterion(site, first) + "."


def _criterion(site: Site, link_id: str) -> str:
    with site.store.snapshot() as session:
        return session.get_one(Link, link_id).criterion


def test_keys_do_nothing_while_somebody_types_or_holds_another_key(
    open_page: Opener, site: Site
) -> None:
    [first, *_rest] = site.link_ids()
    page = open_page(Role.REVIEWER)
    page.goto(f"/links/{first}")

    page.get_by_text("Note, and the day it speaks of").click()
    page.locator("#note").fill("")
    page.locator("#note").type("crcj1u")
    page.locator("h1").click()
    page.keyboard.press("Control+c")
    page.keyboard.press("Alt+c")
    page.keyboard.press("1")

    assert page.url.endswith(f"/links/{first}")
    assert page.locator("#note").input_value() == "crcj1u"
    assert _stands(site, first) == (Standing.UNDECIDED, None, 0)


def test_keys_can_be_switched_off(open_page: Opener, site: Site) -> None:
    [first, *_rest] = site.link_ids()
    page = open_page(Role.REVIEWER)
    page.goto("/account")
    page.get_by_role("button", name="Switch shortcuts off").click()
    page.get_by_text("Keyboard shortcuts are off.").wait_for()

    page.goto(f"/links/{first}")
    page.keyboard.press("c")
    page.keyboard.press("j")

    assert page.url.endswith(f"/links/{first}")
    assert not page.get_by_role("button", name="Confirm").locator("kbd").is_visible()
    assert _stands(site, first) == (Standing.UNDECIDED, None, 0)


def test_the_question_mark_shows_the_keys_and_escape_hides_them(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.REVIEWER)
    page.goto(f"/links/{site.link_ids()[0]}")

    page.keyboard.press("?")
    shown = page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("c")
    page.keyboard.press("Escape")

    assert shown
    assert not page.get_by_role("dialog").is_visible()
    assert _stands(site, site.link_ids()[0]) == (Standing.UNDECIDED, None, 0)


def test_every_key_that_is_listed_presses_something(
    open_page: Opener, site: Site
) -> None:
    first, second, third, *_rest = site.link_ids()
    page = open_page(Role.REVIEWER)
    page.goto(f"/links/{first}")
    page.keyboard.press("c")
    page.wait_for_url(f"**/links/{second}")
    page.keyboard.press("j")
    page.wait_for_url(f"**/links/{third}")
    page.get_by_role("button", name="Undo").wait_for()

    keys = page.locator("[data-key]").evaluate_all(
        "found => found.map(one => one.dataset.key)"
    )

    # P shows the picture of a page, which a text has not.
    assert sorted(keys) == sorted([*"crnsqjkuem/?", *"1234567"])


def test_tab_reaches_every_button_and_what_has_focus_can_be_seen(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.REVIEWER)
    page.goto(f"/links/{site.link_ids()[0]}")
    reached, hidden = set(), []

    for _ in range(80):
        page.keyboard.press("Tab")
        told = page.evaluate(
            """() => {
              const one = document.activeElement, box = one.getBoundingClientRect();
              const at = document.elementFromPoint(
                box.left + Math.min(box.width / 2, 8), box.top + box.height / 2);
              const seen = at && (one.contains(at) || at.contains(one) ||
                one.labels?.[0]?.contains(at) || at.closest('.govuk-checkboxes__item'));
              const said = one.textContent.replace(/\\s+/g, ' ').trim();
              return [said || one.name || one.tagName, !!seen];
            }"""
        )
        reached.add(told[0])
        if not told[1]:
            hidden.append(told[0])

    assert {"Confirm C", "Reject… R", "Skip J", "Filter /", "Text E"} <= reached
    assert hidden == []
