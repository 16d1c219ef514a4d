"""Every page, on three sizes of screen: axe finds nothing, and nothing sticks out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import (  # type: ignore[import-untyped]  # it has none
    Axe,
)

from criteria import rules
from storage import requests, runs
from storage.clock import now
from storage.models import Role
from tests import factories
from tests.web.browser.opening import DESKTOP, NARROW, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser

PAGES = (
    *(
        "/",
        "/people",
        "/invitations",
        "/people/{somebody}",
        "/help",
        "/account",
        "/account/factors",
        "/account/tokens",
        "/api",
        "/hooks",
        "/accessibility",
        "/help/words",
        "/help/screens/score",
        "/cities/{city}/provider",
        "/standards/wwc-2022",
        "/nothing",
    ),
    *("/assessments/{empty}", "/assessments/{empty}/documents"),
    *("/assessments/{empty}/review", "/assessments/{one}", "/assessments/{one}/score"),
    *("/assessments/{one}/documents", "/assessments/{one}/criteria/DM1"),
    *("/assessments/{one}/criteria/CI1", "/assessments/{one}/review?state=all"),
    *("/assessments/{one}/evidence/link", "/assessments/{one}/evidence/statement"),
    *("/assessments/{one}/evidence/schedule", "/documents/{document}"),
    *("/documents/{broken}", "/links/{link}", "/links/{link}/similar"),
    "/documents/{document}/dates",
    *("/assessments/{one}/plan", "/assessments/{empty}/plan"),
    *("/assessments/{one}/calendar", "/assessments/{one}/what-if"),
    *("/assessments/{one}/snapshot", "/assessments/{one}/proof?since=2020-01-01"),
    *("/assessments/{one}/criteria/DM1/proof", "/assessments/{one}/criteria/DM1/care"),
    *("/assessments/{one}/requests", "/assessments/{one}/editions"),
    *("/assessments/{one}/revision", "/assessments/{one}/report"),
    "/assessments/{one}/everything",
    *("/assessments/{one}/take-away", "/assessments/{older}/editions/wwc-2022"),
    *("/assessments/{one}/requests/{request}", "/requests/{token}"),
    *("/assessments/{one}/counted/confirmed", "/assessments/{empty}/counted/proposed"),
    *("/assessments/{one}/judging", "/assessments/{empty}/agreement"),
    *("/assessments/{one}/round", "/conflicts", "/assessments/{one}/recusal"),
    *("/assessments/{one}/assignment", "/assessments/{one}/criteria/DM1/talk"),
    *("/assessments/{one}/walk/1", "/assessments/{one}/register"),
    *("/assessments/{one}/criteria/DM1/counts", "/assessments/{one}/lists/read"),
    *("/rules/wwc-2022", "/rules/wwc-2022/versions"),
    *("/rules/wwc-2022/new?criterion=DM1", "/rules/wwc-2022/rule/{rule}"),
    *("/rules/wwc-2022/quality", "/rules/wwc-2022/quality/{rule}"),
    *("/rules/wwc-2022/runs", "/runs/{run}"),
)


# Of WCAG 2.2, so axe leaves it out unless it is asked for: 24 pixels or room around.
WANTED = {"rules": {"target-size": {"enabled": True}}}


def _ails(page: Page) -> list[str]:
    found = Axe().run(page, options=WANTED).response["violations"]
    return [f"{one['id']}: {[n['target'] for n in one['nodes']]}" for one in found]


def _asked(site: Site) -> dict[str, str]:
    """A request to a department, its upload link, and an assessment to move."""
    key = site.store.settings.secret()
    with site.store.transaction() as session:
        made = requests.ask(
            session,
            site.assessment,
            "DM1",
            by=factories.make_person(session),
            department="City Archives",
            due=now(session).date(),
        )
        older = factories.make_assessment(session, edition="wwc-2018")
        token = requests.token(made, key=key)
        return {"request": made.id, "token": token, "older": older.id}


def _begun(site: Site) -> str:
    """A run that is under way."""
    with site.store.transaction() as session:
        return runs.start(session, "wwc-2022", changes={}, digest="d" * 64).id


def _reviewer(site: Site) -> str:
    with site.store.transaction() as session:
        return factories.make_person(session, every_city=False).id


def _paths(site: Site) -> list[str]:
    names = {
        "one": site.assessment.id,
        "city": site.assessment.city_id,
        "empty": site.empty.id,
        "document": site.document_id,
        "broken": site.broken_id,
        "link": site.link_ids()[0],
        "run": _begun(site),
        "rule": rules.load("wwc-2022").rules[0].id,
        "somebody": _reviewer(site),
    } | _asked(site)
    return [path.format(**names) for path in PAGES]


@pytest.mark.parametrize(
    "size", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "narrow"]
)
def test_axe_finds_nothing_and_no_page_is_wider_than_its_screen(
    open_page: Opener, site: Site, size: tuple[int, int]
) -> None:
    page = open_page(Role.LEAD, size=size)
    ails, wide = {}, []

    for path in _paths(site):
        page.goto(path)
        # Between the other two sizes, a phone's shows nothing that they do not.
        if size != PHONE and (found := _ails(page)):
            ails[path] = found
        if page.evaluate("document.documentElement.scrollWidth") > size[0]:
            wide.append(path)

    assert ails == {}
    assert wide == []


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.CITY, ("", "/documents", "/score", "/requests", "/round", "/snapshot")),
        (Role.REVIEWER, ("", "/review", "/documents", "/round", "/agreement")),
    ],
)
def test_axe_finds_nothing_on_what_other_roles_are_shown(
    open_page: Opener, site: Site, role: Role, pages: tuple[str, ...]
) -> None:
    page = open_page(role, size=NARROW)
    ails = {}

    for name in pages:
        page.goto(f"/assessments/{site.assessment.id}{name}")
        if found := _ails(page):
            ails[name] = found

    assert ails == {}


def test_axe_finds_nothing_where_nobody_has_signed_in(open_page: Opener) -> None:
    page = open_page(None)

    for path in ("/sign-in", "/sign-in/used"):
        page.goto(path)
        assert _ails(page) == []


def test_axe_finds_nothing_in_the_states_of_the_desk(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.REVIEWER)
    first, second, *_rest = site.link_ids()

    page.goto(f"/links/{first}")
    page.keyboard.press("r")
    assert _ails(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert _ails(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.wait_for_url(f"**/links/{second}")
    assert _ails(page) == []


def test_axe_finds_nothing_in_a_form_that_is_shown_again(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.CITY)
    page.goto(f"/assessments/{site.assessment.id}/evidence/link")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("alert").wait_for()

    assert _ails(page) == []
