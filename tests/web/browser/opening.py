"""The site that browser tests visit, and how they open a browser on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import links, people
from storage.models import Role
from tests import factories

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, BrowserContext, Page

    from storage.models import Assessment
    from storage.store import Store

DESKTOP, PHONE, NARROW = (1440, 900), (390, 844), (320, 640)


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, and the ids of what it shows."""

    address: str
    app: Flask
    store: Store
    assessment: Assessment
    empty: Assessment
    document_id: str
    broken_id: str

    def link_ids(self) -> list[str]:
        """The links that wait, the best first."""
        with self.store.snapshot() as session:
            found = links.queue(session, self.assessment, links.Filters())
            return [link.id for link in found]


@dataclass(frozen=True, slots=True)
class Opener:
    chromium: Browser
    site: Site
    contexts: list[BrowserContext]
    complaints: list[str]

    def __call__(
        self,
        role: Role | None,
        *,
        size: tuple[int, int] = DESKTOP,
        scripts: bool = True,
        name: str = "Ana Ruiz",
    ) -> Page:
        """A page of a browser in which somebody of this role has signed in."""
        width, height = size
        context = self.chromium.new_context(
            base_url=self.site.address,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
        )
        self.contexts.append(context)
        if role is not None:
            self._sign_in(context, role, name)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._note(message.text))
        return page

    def _sign_in(self, context: BrowserContext, role: Role, name: str) -> None:
        with self.site.store.transaction() as session:
            city = self.site.assessment.city if role is Role.CITY else None
            person = factories.make_person(session, role=role, city=city, name=name)
            token = people.start_session(session, person)
        context.add_cookies(
            [{"name": "assay", "value": token, "url": self.site.address}]
        )

    def _note(self, text: str) -> None:
        """Keep what the browser complains of, above all what the policy refused."""
        if "Content Security Policy" in text or "Refused" in text:
            self.complaints.append(text)
