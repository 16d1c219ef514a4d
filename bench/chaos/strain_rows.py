"""Rows of the fault matrix that strain it: large files, cut networks, many links."""

from __future__ import annotations

import secrets
import subprocess
import time
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.chaos.browser import Browser
from bench.chaos.outcomes import Outcome
from bench.chaos.rows import FEW, KEPT, send, settle
from criteria.editions import standard
from criteria.evidence import Statement
from storage import people
from storage.clock import now
from storage.columns import new_id
from storage.models import (
    Assessment,
    Document,
    DocumentState,
    Link,
    Person,
    Role,
    Shape,
)
from tests.workers.extract.making import pdf

if TYPE_CHECKING:
    from bench.chaos.installation import Installation
    from storage.store import Store

LIMIT_KB = 1_300_000
HANG_SECONDS = 15.0
MANY = 200_000
SLOW_PAGE = 0.5  # seconds


def memory(installation: Installation) -> Outcome:
    """R21: large files side by side; no process grows beyond its bound."""
    outcome, browser = Outcome(), installation.browser()
    assessment, worst = installation.opened(), 0
    for number in range(6):
        body = pdf(*[[f"{number}", "The committee met."] * 20] * 30)
        codes = browser.upload(assessment, f"{number}.pdf", body)
        outcome.hold(codes == KEPT, "an upload was refused")
    ends = time.monotonic() + 240
    while not installation.is_over(assessment, 6) and time.monotonic() < ends:
        worst = max(worst, *_resident(installation), 0)
        time.sleep(0.2)
    outcome.hold(worst < LIMIT_KB, f"a process held {worst // 1000} MB")
    settle(installation, assessment, 6, outcome, "all read")
    outcome.notes.append(f"largest process {worst // 1000} MB")
    return outcome


def _resident(installation: Installation) -> list[int]:
    home = f"ASSAY_HOME={installation.environment['ASSAY_HOME']}\0".encode()
    ours = {p.running.pid for p in installation.processes.values() if p.running}
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
            near = home in (folder / "environ").read_bytes()
        except OSError:
            continue
        if near or int(folder.name) in ours:
            lines = [x for x in status.splitlines() if x.startswith("VmRSS")]
            found += [int(x.split()[1]) for x in lines]
    return found


def network_cut(installation: Installation) -> Outcome:
    """R22: nothing reaches the database for half a minute."""
    outcome, browser = Outcome(), installation.browser()
    assessment = installation.opened()
    send(installation, assessment)
    port = str(installation.postgres.port)
    rule = ["OUTPUT", "-o", "lo", "-p", "tcp", "--dport", port, "-j", "DROP"]
    if subprocess.run(
        ["iptables", "-A", *rule], check=False, capture_output=True
    ).returncode:
        return Outcome(cannot="needs root and iptables, to cut a network")
    try:
        browser.seconds = 60
        began = time.monotonic()
        code = browser.status(f"/assessments/{assessment}/documents")
        hung = time.monotonic() - began
        time.sleep(max(0.0, 30 - hung))
    finally:
        subprocess.run(["iptables", "-D", *rule], check=True)
    outcome.hold(
        code == HTTPStatus.SERVICE_UNAVAILABLE,
        f"a page without its database answered {code}",
    )
    outcome.hold(hung < HANG_SECONDS, f"a page hung for {hung:.0f} s")
    outcome.notes.append(f"a page told of it after {hung:.0f} s")
    settle(installation, assessment, FEW, outcome, "the network back")
    return outcome


def role_taken(installation: Installation) -> Outcome:
    """R23: a reviewer's session ends while they decide."""
    outcome = Outcome()
    store = installation.store
    with store.transaction() as session:
        email = f"{secrets.token_hex(4)}@example.org"
        person = people.add(session, email, Role.REVIEWER)
        token = people.make_link(session, person)
        link_id = session.scalar(sa.select(Link.id).limit(1))
    reviewer = Browser(installation.listen)
    reviewer.sign_in(f"/sign-in/link#{token}")
    page = f"/links/{link_id}"
    reviewer.token(page)
    with store.transaction() as session:
        session.get_one(Person, person.id).role = Role.CITY
    before = _decided(store, link_id)
    taken = reviewer.send(f"{page}/decision", on=page, verdict="confirmed", note="x")
    outcome.hold(taken.code in {403, 404}, f"a role taken away: {taken.code}")
    reviewer.cookies.pop("assay", None)
    ended = reviewer.send(f"{page}/decision", on=page, verdict="confirmed", note="x")
    outcome.hold(
        ended.code == HTTPStatus.FORBIDDEN, f"a session that has ended: {ended.code}"
    )
    outcome.hold(_decided(store, link_id) == before, "a decision was kept")
    return outcome


def _decided(store: Store, link_id: str | None) -> int:
    with store.snapshot() as session:
        return session.get_one(Link, link_id).decided


def many_links(installation: Installation) -> Outcome:
    """R24: a city with very many links; the review page stays quick."""
    outcome, browser = Outcome(), installation.browser()
    assessment, store = installation.opened(), installation.store
    codes = [one.code for one in standard.load("wwc-2022").criteria][:40]
    with store.transaction() as session:
        city = session.get_one(Assessment, assessment).city_id
        ids = [new_id() for _ in range(MANY // len(codes))]
        common = {"city_id": city, "assessment_id": assessment}
        documents = [
            common
            | {"id": one, "sha256": f"{n:064x}", "size": 1, "name": f"{n}.txt"}
            | {"shape": Shape.FILE, "received": now(session)}
            | {"state": DocumentState.READ, "problem_code": "made", "remarks": []}
            for n, one in enumerate(ids)
        ]
        session.execute(sa.insert(Document), documents)
        for one in ids:
            found = [
                common
                | {"id": new_id(), "document_id": one, "criterion": code}
                | {"score": 0.5, "statement": Statement.STATED, "parts": []}
                for code in codes
            ]
            session.execute(sa.insert(Link), found)
    with store.owned() as owned, owned.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("ANALYZE")
    times = []
    for _ in range(40):
        began = time.monotonic()
        code = browser.status(f"/assessments/{assessment}/review")
        times.append(time.monotonic() - began)
        outcome.hold(code == KEPT, f"the review page answered {code}")
    slow = sorted(times)[-2]
    outcome.hold(slow < SLOW_PAGE, "the page is slower than half a second")
    outcome.notes.append(f"review page p95 {slow * 1000:.0f} ms")
    with store.transaction() as session:
        session.execute(sa.delete(Document).where(Document.id.in_(ids)))
    return outcome
