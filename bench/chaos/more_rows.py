"""More rows of the fault matrix: people, time, deploys, backups and networks."""

from __future__ import annotations

import io
import secrets
import shutil
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.chaos.browser import Browser
from bench.chaos.installation import POLICY, until
from bench.chaos.outcomes import Outcome
from bench.chaos.rows import FEW, KEPT, send, settle
from criteria import standard
from criteria.evidence import Statement
from storage import decisions, people
from storage.clock import now
from storage.columns import new_id
from storage.errors import Conflict
from storage.models import (
    Assessment,
    Decision,
    Document,
    DocumentState,
    Link,
    Person,
    Role,
    Shape,
    Verdict,
)
from storage.settings import Settings
from storage.store import Store
from tests import servers
from tests.workers.extract.making import pdf

if TYPE_CHECKING:
    from bench.chaos.installation import Installation

THREADS = 8
TRIES = 12
LIMIT_KB = 1_300_000
HANG_SECONDS = 15.0
MANY = 200_000
SLOW_PAGE = 0.5  # seconds


def decide_at_once(installation: Installation) -> Outcome:
    """R9: eight reviewers decide the same links at the same moment."""
    outcome = Outcome()
    assessment = installation.opened()
    send(installation, assessment)
    settle(installation, assessment, FEW, outcome, "reading")
    store = installation.store
    with store.transaction() as session:
        lead = people.leads(session)[0].id
        query = sa.select(Link.id).where(Link.assessment_id == assessment)
        ids = list(session.scalars(query.limit(TRIES)))

    def decide(link_id: str) -> bool:
        try:
            with store.transaction() as session:
                person = session.get_one(Person, lead)
                decisions.decide(session, link_id, Verdict.CONFIRMED, by=person, seen=0)
        except Conflict:
            return False
        return True

    for link_id in ids:
        with ThreadPoolExecutor(THREADS) as many:
            won = sum(many.map(decide, [link_id] * THREADS))
        outcome.hold(won == 1, f"{won} of {THREADS} won")
    settle(installation, assessment, FEW, outcome, "after deciding")
    return outcome


def restarts(installation: Installation) -> Outcome:
    """R13: every process is asked to stop and is started again, under load."""
    outcome, codes = Outcome(), list[int]()
    assessment, over = installation.opened(), threading.Event()

    def load() -> None:
        browser = installation.browser()
        browser.token(f"/assessments/{assessment}/documents")
        while not over.wait(0.5):
            text = POLICY.format(n=secrets.token_hex(4)).encode()
            codes.append(browser.upload(assessment, f"{len(codes)}.txt", text))

    loading = threading.Thread(target=load)
    loading.start()
    for name in ("worker 1", "beat", "worker 2", "web"):
        time.sleep(3)
        installation.processes[name].stop()
        installation.processes[name].start()
    until(installation.is_ready)
    over.set()
    loading.join()
    strange = {code for code in codes if code not in {KEPT, 0, 503}}
    outcome.hold(not strange, f"answers: {strange}")
    settle(installation, assessment, codes.count(KEPT), outcome, "all restarted")
    outcome.notes.append(f"{codes.count(0)} of {len(codes)} met no listener")
    return outcome


def upload_cut(installation: Installation) -> Outcome:
    """R14: a client leaves in the middle of an upload."""
    outcome, browser = Outcome(), installation.browser()
    assessment = installation.opened()
    path = f"/assessments/{assessment}/documents"
    host, port = installation.listen.split(":")
    for share in (10, 50, 99):
        body, kind = browser.form(path, f"{share}.txt", b"The committee met. " * 50_000)
        head = f"POST {path} HTTP/1.1\r\nHost: {installation.listen}\r\n"
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        client = socket.create_connection((host, int(port)), 10)
        client.sendall(head.encode() + body[: len(body) * share // 100])
        client.close()
        outcome.hold(browser.status("/livez") == KEPT, f"after {share} %")
    settle(installation, assessment, 0, outcome, "nothing of them is kept")
    return outcome


def strange_messages(installation: Installation) -> Outcome:
    """R15: messages of another version, among usual ones."""
    outcome = Outcome()
    assessment = installation.opened()
    celery = installation.store.queue.celery
    for _ in range(FEW):
        celery.send_task("assay.of_tomorrow", ["x"], queue="read")
        celery.send_task("assay.read_document", ["none", "too", "many"], queue="read")
        celery.send_task("assay.read_document", ["0" * 26], queue="read")
    codes = send(installation, assessment)
    outcome.hold(codes == [KEPT] * FEW, "uploads were refused")
    settle(installation, assessment, FEW, outcome, "unknown messages")
    return outcome


def backup_and_restore(installation: Installation) -> Outcome:
    """R16: a backup under load, restored into an empty installation."""
    outcome = Outcome()
    assessment, over = installation.opened(), threading.Event()
    sent = send(installation, assessment)

    def load() -> None:
        while not over.wait(0.2):
            sent.extend(send(installation, assessment, 1))

    loading = threading.Thread(target=load)
    loading.start()
    folder = installation.folder / "backup"
    installation.run("backup", str(folder))
    over.set()
    loading.join()
    began = time.monotonic()
    home = installation.folder / "restored"
    database = servers.make_database(
        installation.postgres.address, f"restored_{secrets.token_hex(3)}"
    )
    parts = {
        "ASSAY_HOME": str(home),
        "ASSAY_DATABASE_URL": database,
        "ASSAY_BLOBS_URL": f"file://{home}/blobs",
    }
    installation.run("restore", str(folder), **parts)
    outcome.seconds = time.monotonic() - began
    store = Store(Settings.from_env(installation.environment | parts))
    with store.snapshot() as session:
        query = sa.select(Document.sha256)
        hashes = set(session.scalars(query))
    missing = [one for one in hashes if not store.blobs.is_whole(one)]
    outcome.lost = len(missing)
    outcome.hold(hashes and not missing, f"{len(missing)} rows lack their blob")
    store.close()
    shutil.rmtree(folder)
    settle(installation, assessment, len(sent), outcome, "the first one goes on")
    return outcome


def bit_rot(installation: Installation) -> Outcome:
    """R17: one byte of a kept file changes."""
    outcome, folder = Outcome(), installation.folder / "rotten"
    settings = Settings(home=folder, database_url=installation.store.settings.database)
    store = Store(settings)
    kept = store.blobs.put(io.BytesIO(POLICY.encode()), limit=10_000)
    [path] = list((folder / "blobs").rglob(kept.sha256))
    outcome.hold(store.blobs.is_whole(kept.sha256), "a whole file counts as damaged")
    contents = bytearray(path.read_bytes())
    contents[7] ^= 1
    path.chmod(0o600)
    path.write_bytes(contents)
    outcome.hold(not store.blobs.is_whole(kept.sha256), "the damage is not seen")
    store.close()
    return outcome


def tampering(installation: Installation) -> Outcome:
    """R18: a decision is removed, or changed, behind the back of the pages."""
    outcome = Outcome()
    for name in ("removed", "changed"):
        with installation.store.engine.connect() as connection:
            found = connection.execute(sa.select(Decision.link_id).limit(1)).scalar()
            connection.rollback()
        if found is None:
            return Outcome(cannot="run R9 before it: there is no decision")
        kept = _decisions(installation, found)
        with installation.store.engine.begin() as connection:
            mine = Decision.link_id == found
            if name == "removed":
                connection.execute(sa.delete(Decision).where(mine))
            else:
                change = sa.update(Decision).values(verdict=Verdict.REJECTED)
                connection.execute(change.where(mine))
        outcome.hold(installation.broken(), f"{name}: the checker finds nothing")
        with installation.store.engine.begin() as connection:
            connection.execute(sa.delete(Decision).where(Decision.link_id == found))
            connection.execute(sa.insert(Decision), kept)
    outcome.hold(not installation.broken(), "the checker finds more than was done")
    return outcome


def _decisions(installation: Installation, link_id: str) -> list[dict[str, object]]:
    query = sa.select(Decision.__table__).where(Decision.link_id == link_id)
    with installation.store.engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


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
    reviewer.sign_in(f"/sign-in/{token}")
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
    with store.engine.connect() as connection:
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
