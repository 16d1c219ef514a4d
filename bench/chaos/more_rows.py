"""More rows of the fault matrix: people, time, deploys, backups and networks."""

from __future__ import annotations

import io
import secrets
import shutil
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.chaos.installation import DATABASE, POLICY, owner_of, until
from bench.chaos.outcomes import Outcome
from bench.chaos.rows import FEW, KEPT, send, settle
from storage import decisions, people
from storage.errors import Conflict
from storage.models import (
    Decision,
    Document,
    Link,
    Person,
    Role,
    Verdict,
)
from storage.settings import Settings
from storage.store import Store
from tests import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.chaos.installation import Installation

AT_ONCE = 32
CLIENTS, MANY = 20, 400
FAIR = 60.0  # seconds; behind the others it would be minutes
THREADS = 8
TRIES = 12


def duplicates(installation: Installation) -> Outcome:
    """R8: one file 32 times at once, later again, and by another city."""
    outcome = Outcome()
    one, other, browser = (
        installation.opened(),
        installation.opened(),
        installation.browser(),
    )
    browser.token(f"/assessments/{one}/documents")
    text = POLICY.format(n=secrets.token_hex(4)).encode()

    def send(n: int) -> int:
        return browser.upload(one, f"{n}.txt", text)

    with ThreadPoolExecutor(AT_ONCE) as many:
        codes = list(many.map(send, range(AT_ONCE)))
    outcome.hold(codes == [KEPT] * AT_ONCE, f"answers: {sorted(set(codes))}")
    outcome.hold(send(99) == KEPT, "the same once more was refused")
    outcome.hold(browser.upload(other, "x.txt", text) == KEPT, "another city's too")
    for assessment in (one, other):
        settle(installation, assessment, 1, outcome, "one document a city")
    return outcome


def decide_at_once(installation: Installation) -> Outcome:
    """R9: eight reviewers decide the same links at the same moment."""
    outcome = Outcome()
    assessment = installation.opened()
    send(installation, assessment)
    settle(installation, assessment, FEW, outcome, "reading")
    store = installation.store
    with store.transaction() as session:
        # Whoever has uploaded a document judges none of its links.
        lead = people.add(session, f"{secrets.token_hex(4)}@example.org", Role.LEAD).id
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


def many_at_once(installation: Installation) -> Outcome:
    """R12: twenty clients upload as fast as they can, and another city uploads one."""
    outcome, browser = Outcome(), installation.browser()
    one, other = installation.opened(), installation.opened()
    for assessment in (one, other):
        browser.token(f"/assessments/{assessment}/documents")
    name = secrets.token_hex(4)

    def send(n: int) -> int:
        text = POLICY.format(n=f"{name} {n}") + " The committee met." * 5000
        return browser.upload(one, f"{n}.txt", text.encode())

    with ThreadPoolExecutor(CLIENTS) as many:
        sending = many.map(send, range(MANY))
        browser.upload(other, "one.txt", POLICY.format(n=name).encode())
        waited = until(lambda: installation.is_over(other, 1))
        codes = list(sending)
    outcome.hold(set(codes) <= {KEPT, 429}, f"answers: {sorted(set(codes))}")
    outcome.hold(waited < FAIR, f"another city's document waited for {waited:.0f} s")
    outcome.notes.append(f"another city's document waited for {waited:.0f} s")
    settle(installation, one, codes.count(KEPT), outcome, "all that was kept")
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
        DATABASE: servers.as_role(database, servers.RUNS),
        "ASSAY_BLOBS_URL": f"file://{home}/blobs",
    } | owner_of(database)
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
    """R18: a decision is removed, or changed, behind the back of the pages.

    The database refuses; then its owner takes the rules away that make it.
    """
    outcome = Outcome()
    with installation.store.snapshot() as session:
        found = session.scalar(sa.select(Decision.link_id).limit(1))
    if found is None:
        return Outcome(cannot="run R9 before it: there is no decision")
    mine, kept = Decision.link_id == found, _decisions(installation, found)
    changed = sa.update(Decision).values(verdict=Verdict.REJECTED).where(mine)
    acts = {"removed": sa.delete(Decision).where(mine), "changed": changed}
    for name, act in acts.items():
        with installation.store.transaction() as session:
            session.execute(act)
        same = _decisions(installation, found) == kept
        outcome.hold(same, f"{name}: the database let it be")
    for name, act in acts.items():
        with _unruled(installation):
            with installation.store.transaction() as session:
                session.execute(act)
            outcome.hold(installation.broken(), f"{name}: the checker finds nothing")
            with installation.store.transaction() as session:
                session.execute(acts["removed"])
                session.execute(sa.insert(Decision), kept)
    outcome.hold(not installation.broken(), "the checker finds more than was done")
    return outcome


@contextmanager
def _unruled(installation: Installation) -> Iterator[None]:
    """Take away the rules by which the database refuses, as its owner can."""
    for change in ("DISABLE", "ENABLE"):
        with installation.store.owned() as owned, owned.begin() as connection:
            for rule in ("decision_is_kept", "decision_stays"):
                words = f"ALTER TABLE decision {change} RULE {rule}"
                connection.exec_driver_sql(words)
        if change == "DISABLE":
            yield


def _decisions(installation: Installation, link_id: str) -> list[dict[str, object]]:
    query = sa.select(Decision.__table__).where(Decision.link_id == link_id)
    with installation.store.snapshot() as session:
        return [dict(row) for row in session.execute(query).mappings()]
