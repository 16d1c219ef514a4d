"""Every page there is, with something on it, and the role that it is shown to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from criteria.about.registers import Line
from criteria.evidence import Reason
from criteria.packs import rules
from storage import (
    decisions,
    doorsteps,
    invitations,
    notices,
    registers,
    requests,
    run_jobs,
    runs,
)
from storage.clock import now
from storage.models import Link, PassageRow, Role, Verdict
from storage.notice_models import NoticeKind
from tests import factories
from web.permissions import MAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask
    from playwright.sync_api import Page
    from sqlalchemy.orm import Session

    from tests.web.browser.opening import Site

NOWHERE = "/nothing"
ADDRESS = "https://figures.riverbend.example/neighbourhoods/of/the/whole/city"
LINES = (
    Line(2, "DM1", "Data plan", "https://a.example/plan", "2026-03-31", "Adopted."),
    Line(4, "DM99", "Portal", "https://a.example/portal"),
)
OF_ASSESSMENT = (
    *("", "/documents", "/score", "/review?state=all", "/criteria/DM1"),
    *("/criteria/CI1", "/criteria/DM1/counts", "/criteria/DM1/proof"),
    *("/criteria/DM1/care", "/criteria/DM1/talk", "/evidence/link"),
    *("/evidence/statement", "/evidence/schedule", "/plan", "/calendar", "/what-if"),
    *("/snapshot", "/proof?since=2020-01-01", "/requests", "/requests/{request}"),
    *("/editions", "/revision", "/report", "/take-away", "/everything"),
    "/counted/confirmed",
    *("/judging", "/agreement", "/round", "/recusal", "/assignment", "/history"),
    *("/walk/1", "/register", "/lists/read"),
)
PAGES = (
    *("/", "/people", "/people/{somebody}", "/people/{somebody}/access"),
    *("/invitations", "/status", "/conflicts"),
    *("/help", "/help/words", "/help/screens/score", "/accessibility", "/api"),
    *("/account", "/account/again", "/account/factors", "/account/tokens", "/hooks"),
    *("/cities/{city}", "/cities/{city}/provider", "/standards/wwc-2022", NOWHERE),
    *(f"/assessments/{{one}}{page}" for page in OF_ASSESSMENT),
    *(
        f"/assessments/{{empty}}{page}"
        for page in (
            *("", "/documents", "/score", "/review", "/plan", "/agreement"),
            "/counted/proposed",
        )
    ),
    *("/assessments/{older}/editions/wwc-2022", "/registers/{register}"),
    *("/documents/{document}", "/documents/{broken}", "/documents/{document}/dates"),
    *("/documents/{document}/criteria", "/documents/{document}/criteria/OD5"),
    *("/links/{link}", "/links/{link}/similar"),
    *("/rules/wwc-2022", "/rules/wwc-2022/versions", "/rules/wwc-2022/runs"),
    *("/rules/wwc-2022/new?criterion=DM1", "/rules/wwc-2022/rule/{rule}"),
    *("/rules/wwc-2022/quality", "/rules/wwc-2022/quality/{rule}", "/runs/{run}"),
    *("/rules/wwc-2022/quality/{failing}", "/runs/{preview}"),
)
# Of these, who has not signed in sees the first; whoever has is led elsewhere.
OUTSIDE = (
    "/sign-in",
    "/sign-in/link",
    "/join",
    "/join/invitation",
    "/mail",
    "/requests",
)
# Shown where the code of an upload link was brought.
OPENED = "/requests/opened"
# Who has shown the first factor sees this, and nothing else.
DOORSTEP = "/sign-in/second"
# What no browser shows as a page: files, parts of pages, and ways to other pages.
NO_PAGES = {
    *("former.answer", "former.join", "former.sign_in", "former.stop"),
    *("assets.file", "health.is_ready", "health.lives", "webannotations.show"),
    *("api.calendar", "api.gaps", "api.linked", "api.planned", "api.proven"),
    *("api.score", "documents.original", "documents.progress", "pictures.image"),
    *(
        "parcels.take",
        "pictures.show",
        "providers.come_back",
        "providers.leave",
        "registers.template",
    ),
    *("runs.progress", "scorecard.gaps_as_csv", "takeaway.as_workbook"),
    *("takeaway.gap_list_as_csv", "takeaway.report_as_pdf"),
    "takeaway.scorecard_as_csv",
}


def shown_to(site: Site, role: Role | None, names: Mapping[str, str]) -> list[str]:
    """The address of every page that people of this role can open, by what is there.

    A city's people see the assessments of their city, so the empty one is theirs.
    """
    if role is Role.CITY:
        names = {**names, "empty": names["older"]}
    written = (*PAGES, OPENED, *(OUTSIDE if role is None else ()))
    return [
        path.format(**names)
        for path in written
        if path == NOWHERE or role in MAY[endpoint(site.app, path)]
    ]


def endpoint(app: Flask, path: str) -> str:
    """Which route answers at an address."""
    found, _parts = app.url_map.bind("").match(path.partition("?")[0])
    return str(found)


def bring_codes(page: Page, names: Mapping[str, str]) -> None:
    """Have a browser open a request and an invitation by their links."""
    for link, opened in (
        (f"/requests#{names['token']}", OPENED),
        (f"/join#{names['invited']}", "/join/invitation"),
    ):
        page.goto(link)
        page.wait_for_url(f"**{opened}")


def stand_outside(site: Site) -> str:
    """The cookie of somebody who has shown the first factor, and owes the second."""
    key = site.store.settings.secret()
    with site.store.transaction() as session:
        person = factories.make_person(session, name="Ines Sol")
        factories.make_app(session, person, key=key)
        return doorsteps.begin(session, person)


def make(site: Site) -> dict[str, str]:
    """One of each thing that has a page; what stands for them in addresses."""
    with site.store.transaction() as session:
        return {
            "one": site.assessment.id,
            "city": site.assessment.city_id,
            "empty": site.empty.id,
            "document": site.document_id,
            "broken": site.broken_id,
            "link": site.link_ids()[0],
            "rule": rules.load("wwc-2022").rules[0].id,
            **_tried(session, site),
            "run": runs.start(session, "wwc-2022", changes={}, digest="d" * 64).id,
            **_made(session, site),
        }


def _tried(session: Session, site: Site) -> dict[str, str]:
    """A rule whose link was rejected, and a preview that takes an address away."""
    wrong = session.get_one(Link, site.link_ids()[-1])
    [found] = session.scalars(
        sa.select(PassageRow.rule).where(
            PassageRow.link_id == wrong.id, PassageRow.ordinal == 0
        )
    )
    decisions.decide(
        session,
        wrong.id,
        Verdict.REJECTED,
        by=factories.make_person(session, name="Ben Osei"),
        seen=0,
        reason=Reason.DOES_NOT_SHOW,
    )
    run = runs.start(session, "wwc-2022", changes={}, digest="e" * 64)
    told = {"kind": "removed", "criterion": "DM1", "before": ADDRESS, "after": ""}
    while task := run_jobs.claim(session, run.id):
        run_jobs.record(session, task, changes=[told | {"decided": True}])
    met = {"proposed": 2, "documented": 1, "confirmed": 0}
    run_jobs.keep_effect(
        session,
        run,
        session.merge(site.assessment),
        before=met,
        after=met | {"proposed": 1},
    )
    run_jobs.finish(session, run.id)
    return {"failing": found, "preview": run.id}


def _made(session: Session, site: Site) -> dict[str, str]:
    """A request to a department, a list of evidence, and who is asked to come in."""
    key = site.store.settings.secret()
    assessment = session.merge(site.assessment)
    lead = factories.make_person(session, role=Role.LEAD, name="Rosa Lima")
    reviewer = factories.make_person(session, every_city=False)
    asked = requests.ask(
        session,
        assessment,
        "DM1",
        by=lead,
        department="City Archives",
        due=now(session).date(),
    )
    older = factories.make_assessment(session, city=assessment.city, edition="wwc-2018")
    register = registers.receive(session, assessment, "list.csv", b"x", by=lead)
    registers.keep(session, register.id, LINES)
    invited = invitations.invite(
        session, "new@example.org", Role.REVIEWER, city=None, by=lead, key=key
    )
    notice = notices.write(session, NoticeKind.RETURNED, lead, assessment=assessment)
    assert notice is not None
    return {
        "request": asked.id,
        "token": requests.token(asked, key=key),
        "older": older.id,
        "register": register.id,
        "somebody": reviewer.id,
        "invited": invitations.token(invited, key=key),
        "mail": notices.token(notice, key=key),
    }
