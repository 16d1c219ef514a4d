"""The rows of the fault matrix that need servers and processes: R1 to R11."""

from __future__ import annotations

import secrets
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING

import psycopg
import redis

from bench.chaos import failing, hostile, storm
from bench.chaos.installation import POLICY, until
from bench.chaos.outcomes import Outcome
from storage import documents, links
from storage.blobs import Blobs
from storage.models import Assessment, Document

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.chaos.browser import Browser
    from bench.chaos.installation import Installation

FEW = 12
KEPT = 200
PATIENCE, CUT_OFF = 10, 15  # seconds: for an upload, for a network that is cut
SLOW = 64
RECOVERS = 400.0


def send(
    installation: Installation,
    assessment: str,
    count: int = FEW,
    *,
    by: Browser | None = None,
) -> list[int]:
    """Upload so many new documents; gives the codes of the answers."""
    browser = by or installation.browser()
    name = secrets.token_hex(4)
    texts = [POLICY.format(n=f"{name} {n}").encode() for n in range(count)]
    return [
        browser.upload(assessment, f"{name}-{n}.txt", text)
        for n, text in enumerate(texts)
    ]


def settle(
    installation: Installation, assessment: str, sent: int, outcome: Outcome, what: str
) -> None:
    """Wait until all that was sent is read, and have it checked."""
    try:
        seconds = until(lambda: installation.is_over(assessment, sent), RECOVERS)
        outcome.seconds = max(outcome.seconds, seconds)
    except TimeoutError:
        seconds = -1.0
    counts = installation.counts(assessment)
    outcome.lost += sent - counts["read"]
    outcome.doubled += installation.doubled(assessment)
    broken = installation.broken()
    outcome.hold(seconds >= 0 and not broken, f"{what}: {broken or 'not over'}")


def dies_at_each_point(installation: Installation) -> Outcome:
    """R1: a worker dies before and after each step, while no other reads."""
    outcome = Outcome()
    assessment = installation.opened()

    def fail(number: int) -> str:
        """Receive a document, and read it to the point; gives its id."""
        blob = installation.store.blobs.put(
            BytesIO(POLICY.format(n=number).encode()), limit=999
        )
        with installation.store.transaction() as session:
            row = session.get_one(Assessment, assessment)
            one = documents.receive(session, row, "policy.txt", blob).id
        point = failing.POINTS[number]
        words = [sys.executable, "-m", "bench.chaos.failing", point, one]
        done = subprocess.run(words, env=installation.environment, check=False)
        outcome.hold(done.returncode == -signal.SIGKILL, f"{point}: was not reached")
        return one

    workers = [installation.processes[name] for name in ("worker 1", "worker 2")]
    for worker in workers:
        worker.stop()
    with ThreadPoolExecutor(4) as many:
        ids = list(many.map(fail, range(len(failing.POINTS))))
    for worker in workers:
        worker.start()
    settle(installation, assessment, len(ids), outcome, "after all points")
    with installation.store.snapshot() as session:
        found = {
            frozenset(
                (link.criterion, link.score)
                for link in links.of_document(session, session.get_one(Document, one))
            )
            for one in ids
        }
    outcome.hold(len(found) == 1, "the results differ from one point to another")
    return outcome


def broker_faults(installation: Installation) -> Outcome:
    """R3: the broker is emptied, killed, away, frozen, cut off, and full."""
    outcome = Outcome()
    browser = installation.browser()  # nobody can sign in without a broker
    server, broker = (
        installation.valkey,
        redis.Redis.from_url(installation.valkey.address),
    )

    def upload() -> None:
        began = time.monotonic()
        codes = send(installation, assessment, 4, by=browser)
        each = (time.monotonic() - began) / 4
        well = codes == [KEPT] * 4 and each < PATIENCE
        outcome.hold(well, f"uploads without the broker: {codes}")
        time.sleep(10)

    def away() -> None:
        server.end()
        upload()
        server.start()

    def full() -> None:
        broker.config_set("maxmemory", "1mb")
        upload()
        until(lambda: bool(broker.config_set("maxmemory", "0")))

    def freeze() -> None:
        server.tell(signal.SIGSTOP)
        time.sleep(25)
        server.tell(signal.SIGCONT)

    def restart() -> None:
        server.end()
        server.start()

    faults: dict[str, tuple[Callable[[], object], int]] = {
        "emptied": (broker.flushall, FEW),
        "killed": (restart, FEW),
        "away": (away, FEW + 4),
        "frozen for 25 s": (freeze, FEW),
        "connections cut": (
            lambda: broker.client_kill_filter(_type="normal", skipme=True),
            FEW,
        ),
        "full": (full, FEW + 4),
    }
    for name, (fault, count) in faults.items():
        assessment = installation.opened()
        browser.token(f"/assessments/{assessment}/documents")
        codes = send(installation, assessment, by=browser)
        outcome.hold(codes == [KEPT] * FEW, f"{name}: uploads were refused")
        fault()
        settle(installation, assessment, count, outcome, name)
    return outcome


def database_faults(installation: Installation) -> Outcome:
    """R4: the database restarts at once, is away, and ends every connection."""
    outcome = Outcome()

    def away() -> None:
        installation.postgres.end(signal.SIGQUIT)
        code = browser.status(f"/assessments/{assessment}/documents")
        outcome.hold(
            code == HTTPStatus.SERVICE_UNAVAILABLE,
            f"a page without its database answered {code}",
        )
        time.sleep(10)
        installation.postgres.start()
        seconds = until(installation.is_ready, 60)
        outcome.hold(seconds < CUT_OFF, f"the pages came back after {seconds:.0f} s")

    def end_all() -> None:
        root = f"{installation.postgres.address}/postgres"
        with psycopg.connect(root, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = 'chaos'"
            )

    for name, fault in {
        "restarted at once": lambda: storm.restart_database(installation),
        "away for 10 s": away,
        "all connections ended": end_all,
    }.items():
        assessment, browser = installation.opened(), installation.browser()
        send(installation, assessment)
        fault()
        settle(installation, assessment, FEW, outcome, name)
    return outcome


def blobs_away(installation: Installation) -> Outcome:
    """R6: the store of the blobs is away while documents wait and pages are used."""
    outcome = Outcome()
    assessment, browser = installation.opened(), installation.browser()
    send(installation, assessment)
    installation.s3.end()
    codes = send(installation, assessment, 1)
    outcome.hold(codes == [503], f"an upload without the store answered {codes}")
    ready, page = browser.status("/readyz"), f"/assessments/{assessment}/documents"
    outcome.hold(ready == HTTPStatus.SERVICE_UNAVAILABLE, f"/readyz answered {ready}")
    code = browser.status(page)
    outcome.hold(code == HTTPStatus.OK, f"the list answered {code}")
    time.sleep(15)
    installation.s3.start()
    settle(installation, assessment, FEW, outcome, "the store back")
    return outcome


def disk_full(installation: Installation) -> Outcome:
    """R5: the disk of the blobs is full."""
    outcome, folder = Outcome(), installation.folder / "small"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(folder)]
    if subprocess.run(words, check=False, capture_output=True).returncode:
        return Outcome(cannot="needs root, to mount a small disk")
    try:
        blobs, kept = Blobs(f"file://{folder}"), 0
        contents = secrets.token_bytes(300_000)
        full = False
        while not full and kept < FEW:
            try:
                blobs.put(BytesIO(contents + bytes([kept])), limit=1_000_000)
                kept += 1
            except OSError:
                full = True
        outcome.hold(full and kept, "the disk never filled")
        outcome.hold(not blobs.leftovers(), "a half file is left")
        whole = [one.sha256 for one in blobs.all() if blobs.is_whole(one.sha256)]
        outcome.lost = kept - len(whole)
        outcome.hold(len(whole) == kept, "a stored file is not whole")
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    return outcome


def slow_clients(installation: Installation) -> Outcome:
    """R7: 64 clients send one byte a second; the others do not notice."""
    outcome, slow = Outcome(), []
    host, port = installation.listen.split(":")
    for _ in range(SLOW):
        client = _connect(host, int(port))
        client.sendall(
            b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n"
        )
        slow.append(client)
    worst = 0.0
    browser = installation.browser()
    for _ in range(FEW):
        for client in slow:
            client.sendall(b"x")
        began = time.monotonic()
        code = browser.status("/livez")
        worst = max(worst, time.monotonic() - began)
        outcome.hold(code == HTTPStatus.OK, f"/livez answered {code}")
        time.sleep(1)
    for client in slow:
        client.close()
    outcome.notes.append(f"slowest /livez {worst * 1000:.0f} ms")
    return outcome


def hostile_files(installation: Installation) -> Outcome:
    """R11: files made to break readers, between good ones."""
    outcome, browser = Outcome(), installation.browser()
    assessment = installation.opened()
    bad = hostile.files()
    for name, contents in bad.items():
        code = browser.upload(assessment, name, contents)
        outcome.hold(code in {KEPT, 400}, f"{name} was answered with {code}")
        send(installation, assessment, 1)
    sent = installation.counts(assessment).total()
    try:
        outcome.seconds = until(lambda: installation.is_over(assessment, sent), 400)
    except TimeoutError:
        outcome.hold(holds=False, otherwise="not over")
    counts = installation.counts(assessment)
    outcome.lost = sent - counts.total()
    good = len(bad)
    outcome.hold(counts["read"] >= good, f"{good - counts['read']} good ones unread")
    outcome.hold(not installation.broken(), "the checker finds something")
    outcome.notes.append(f"{counts['unreadable']} told as unreadable")
    return outcome


def _connect(host: str, port: int) -> socket.socket:
    return socket.create_connection((host, port), 10)
