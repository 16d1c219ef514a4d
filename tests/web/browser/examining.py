"""Looks at a page on every kind of screen, after it was loaded once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.base import (  # type: ignore[import-untyped]  # it has none
    AXE_SCRIPT,
)

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

SERVER = 500  # from here on an answer is a fault of ours
SCRIPT = Path(__file__).with_name("examining.js").read_text()


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen, in CSS pixels, and how many of its own make one of these."""

    width: int
    height: int
    scale: int = 1


# Enlarged four times, a window of 1280 by 1024 pixels has room for 320 by 256.
SCREENS = {
    "desktop": Screen(1440, 900),
    "phone": Screen(390, 844),
    "narrow": Screen(320, 640),
    "enlarged": Screen(320, 256, scale=4),
}


@dataclass(frozen=True, slots=True)
class Examiner:
    """Who examines the pages of one tab."""

    page: Page
    window: CDPSession

    @classmethod
    def of(cls, page: Page) -> Examiner:
        """One for a tab."""
        return cls(page, page.context.new_cdp_session(page))

    def examine(self, path: str) -> list[str]:
        """Open a page, and tell what is wrong with it on which screen."""
        self._turn(SCREENS["desktop"])
        answer = self.page.goto(path)
        if answer is None or answer.request.redirected_from or answer.status >= SERVER:
            return [f"{path} leads to {self.page.url}"]
        return self.look(path)

    def look(self, named: str) -> list[str]:
        """Tell what is wrong with the page as it stands on which screen."""
        found = []
        for name, screen in SCREENS.items():
            self._turn(screen)
            ails = self.ails(every=name == "desktop")
            found += [f"{named}, {name}: {one}" for one in ails]
        return found

    def ails(self, *, every: bool = True) -> list[str]:
        """What is wrong with the page as it stands, or what a screen can do to it."""
        if every:
            self.page.evaluate(AXE_SCRIPT)
        return list(self.page.evaluate(SCRIPT, {"every": every}))

    def _turn(self, screen: Screen) -> None:
        self.window.send(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": screen.width,
                "height": screen.height,
                "deviceScaleFactor": screen.scale,
                "mobile": False,
            },
        )
