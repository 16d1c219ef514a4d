"""Colours forced by the reader's system: what spoke by a background still speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.models import Role

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser

LOOKS = """
([selector, ...names]) => [...document.querySelectorAll(selector)].map((one) => {
  const style = getComputedStyle(one);
  return names.map((name) => style.getPropertyValue(name)).join(" ");
})
"""
UNMARKED = """
() => {
  const all = "a[href], button, input:not([type='hidden']), select, textarea, summary";
  return [...document.querySelectorAll(all)].filter((one) => {
    if (!one.checkVisibility()) return false;
    one.focus();
    // Boxes to be ticked are drawn before their label.
    const style = one.matches("[type='checkbox'], [type='radio']")
      ? getComputedStyle(one.labels[0], "::before")
      : getComputedStyle(one);
    const { outlineStyle, outlineWidth, outlineColor } = style;
    const drawn = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    return !drawn || outlineColor.endsWith(" 0)");
  }).map((one) => one.outerHTML.slice(0, 80));
}
"""


def _looks(page: Page, selector: str, *names: str) -> list[str]:
    """How each element of a kind looks, by some of its properties."""
    found: list[str] = page.evaluate(LOOKS, [selector, *names])
    return found


def _forced(open_page: Opener) -> Page:
    page = open_page(Role.LEAD)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    return page


def test_the_score_is_told_without_our_colours(open_page: Opener, site: Site) -> None:
    page = _forced(open_page)
    page.goto(f"/assessments/{site.assessment.id}/score")

    kinds = ("met", "waits", "gap", "unknown", "none")
    swatches = {
        _looks(page, f".swatch--{kind}", "outline-style", "background-color")[0]
        for kind in kinds
    }
    [bar, *_rest] = zip(
        *(
            _looks(page, f".bars .{part}", "fill")
            for part in ("track", "possible", "met")
        ),
        strict=True,
    )
    tabs = _looks(page, ".tabs a", "border-bottom-color")
    here = _looks(page, ".tabs [aria-current]", "border-bottom-color")

    assert len(swatches) == len(kinds)
    assert len(set(bar)) == 3
    assert [tabs.count(one) for one in here] == [1]
    assert set(_looks(page, ".tag", "border-top-width")) == {"1px"}
    assert page.evaluate(UNMARKED) == []


def test_a_link_is_judged_without_our_colours(open_page: Opener, site: Site) -> None:
    page = _forced(open_page)
    page.goto(f"/links/{site.link_ids()[0]}")

    queue = _looks(page, ".queue a", "border-left-color")
    here = _looks(page, ".queue [aria-current]", "border-left-color")
    [text, *_rest] = _looks(page, "body", "color", "background-color")

    assert [queue.count(one) for one in here] == [1]
    assert text not in _looks(page, "mark", "color", "background-color")
    assert _looks(page, "mark.first", "outline-style") == ["solid"]
    assert page.evaluate(UNMARKED) == []
