"""An installation of real processes on real servers, made to be broken."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import redis
import sqlalchemy as sa

from bench.chaos.browser import Browser
from criteria.editions import revising, standard
from storage import assessments, invariants, people, revisions, schema
from storage.models import Document, DocumentState, Link, Role
from storage.settings import Settings
from storage.store import Store
from tests import servers

if TYPE_CHECKING:
    from collections.abc import Callable

ASSAY = [sys.executable, "-m", "workers.cli"]
LEAD = "lead@example.org"
DATABASE, OWNER = "ASSAY_DATABASE_URL", "ASSAY_DATABASE_OWNER_URL"
BEAT = [sys.executable, "-m", "celery", "-q", "-A", "workers.app", "beat"]
OVER = (DocumentState.READ, DocumentState.UNREADABLE)
POLICY = (
    "Ordinance No. {n}. The City Council adopted this Open Data Policy on 4 March "
    "2024, and it is in effect. City departments publish their data sets on the open "
    "data portal in open formats under an open licence."
)


@dataclass(slots=True)
class Process:
    """One of our programs, in a session of its own so that it can be killed whole."""

    words: list[str]
    environment: dict[str, str]
    log: Path
    code: Path | None = None  # where its programs are, if not here
    running: subprocess.Popen[bytes] | None = None
    wanted: bool = False

    def start(self) -> None:
        """Start it; from now on it is revived."""
        self.wanted = True
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.words,
                env=self.environment,
                cwd=self.code,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kill it with all its children, as a power cut would."""
        if self.running is not None and self.running.poll() is None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()

    def revive(self) -> None:
        """Start it again where it has ended, as whoever supervises it would."""
        if self.wanted and self.running is not None and self.running.poll() is not None:
            self.start()

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        self.wanted = False
        if self.running is not None and self.running.poll() is None:
            self.running.send_signal(signal.SIGTERM)
            try:
                self.running.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()

    def children(self) -> list[int]:
        """The processes it has started."""
        if self.running is None:
            return []
        pid = self.running.pid
        try:
            told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        except OSError:
            return []
        return [int(one) for one in told.split()]


@dataclass(slots=True)
class Installation:
    """Web, workers and beat on PostgreSQL, Valkey and S3, with a city to upload to."""

    folder: Path
    postgres: servers.Server
    valkey: servers.Server
    s3: servers.Server
    environment: dict[str, str]
    store: Store
    listen: str
    processes: dict[str, Process] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)
    cookies: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Start all processes and wait until the pages are ready."""
        words = {
            "web": [*ASSAY, "web", "--listen", self.listen],
            "beat": [*BEAT, "--schedule", str(self.folder / "beat"), "--pidfile", ""],
            "worker 1": [*ASSAY, "worker"],
            "worker 2": [*ASSAY, "worker"],
        }
        for name, command in words.items():
            log = self.folder / f"{name.replace(' ', '-')}.log"
            self.processes[name] = Process(command, self.environment, log)
            self.processes[name].start()
        threading.Thread(target=self._supervise, daemon=True).start()
        until(self.is_ready)

    def _supervise(self) -> None:
        while not self.over.wait(1.0):
            for process in list(self.processes.values()):
                process.revive()

    def heal(self) -> None:
        """Start the servers again that a row has left dead, and wait for the pages."""
        for server in (self.postgres, self.valkey, self.s3):
            if server.process is not None and server.process.poll() is not None:
                server.start()
        until(self.is_ready)

    def stop(self) -> None:
        """Stop all processes and servers."""
        self.over.set()
        for process in self.processes.values():
            process.wanted = False
            process.kill()
        self.store.close()
        for server in (self.postgres, self.valkey, self.s3):
            server.end()

    def is_ready(self) -> bool:
        """Whether the pages can be served."""
        return Browser(self.listen).status("/readyz") == HTTPStatus.OK

    def run(self, *words: str, **settings: str) -> str:
        """Run a command beside it; CalledProcessError if it ends with a fault."""
        done = subprocess.run(
            [*ASSAY, *words],
            env=self.environment | settings,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def opened(self) -> str:
        """Add a city and open an assessment."""
        with self.store.transaction() as session:
            city = assessments.add_city(session, f"City {secrets.token_hex(4)}", "CO")
            digest = revisions.keep(
                session, revising.as_values(standard.load("wwc-2022"))
            )
            return assessments.open_for(
                session, city, edition="wwc-2022", standard_digest=digest
            ).id

    def browser(self) -> Browser:
        """A browser in which the lead has signed in, once for as long as that holds."""
        known = Browser(self.listen, cookies=dict(self.cookies))
        if self.cookies and known.status("/status") == HTTPStatus.OK:
            return known
        with self.store.transaction() as session:
            leads = people.leads(session)
            lead = leads[0] if leads else people.add(session, LEAD, Role.LEAD)
            token = people.make_link(session, lead)
        browser = Browser(self.listen)
        browser.sign_in(f"/sign-in/link#{token}")
        self.cookies = dict(browser.cookies)
        return browser

    def counts(self, assessment: str) -> Counter[str]:
        """How many documents of an assessment are in which state."""
        with self.store.snapshot() as session:
            rows = session.execute(
                sa.select(Document.state, sa.func.count())
                .where(Document.assessment_id == assessment)
                .group_by(Document.state)
            )
            return Counter({state.value: count for state, count in rows})

    def doubled(self, assessment: str) -> int:
        """How many contents have two rows, or criteria two links to one document."""
        one = sa.select(Document.sha256).where(Document.assessment_id == assessment)
        two = sa.select(Link.document_id).where(Link.assessment_id == assessment)
        with self.store.snapshot() as session:
            found = [
                session.execute(q.having(sa.func.count() > 1)).all()
                for q in (
                    one.group_by(Document.sha256),
                    two.group_by(Link.document_id, Link.criterion),
                )
            ]
        return sum(len(rows) for rows in found)

    def is_over(self, assessment: str, count: int) -> bool:
        """Whether so many documents have come to their end."""
        counts = self.counts(assessment)
        return sum(counts[state] for state in OVER) == count

    def broken(self) -> list[str]:
        """What the checker finds."""
        return [
            sentence
            for finding in invariants.examine(self.store)
            for sentence in finding.broken
        ]


def owner_of(database: str) -> dict[str, str]:
    """The setting by which tables are made in a database of this kind."""
    return {OWNER: servers.as_role(database, servers.OWNER)}


def make(folder: Path) -> Installation:
    """Start the servers and make an installation on them; its processes do not run.

    They will run as a role that owns no table; the store here knows the owner, too. The
    keys to its blobs are put into the environment of this process.
    """
    for name in ("postgres", "valkey", "s3", "home"):
        (folder / name).mkdir(parents=True)
    postgres = servers.postgres_server(folder / "postgres")
    postgres.start()
    servers.wait_for(f"{postgres.address}/postgres")
    valkey = servers.valkey_server(folder / "valkey")
    valkey.start()
    s3 = servers.s3_server(folder / "s3")
    listen = f"127.0.0.1:{servers.free_port()}"
    database = servers.make_database(postgres.address, "chaos")
    parts = {
        "ASSAY_HOME": str(folder / "home"),
        DATABASE: servers.as_role(database, servers.RUNS),
        "ASSAY_BROKER_URL": valkey.address,
        "ASSAY_BLOBS_URL": f"{s3.address}/chaos",
        "ASSAY_PUBLIC_URL": f"http://{listen}",
        "ASSAY_WORKER_PROCESSES": "1",
    }
    environment = os.environ | s3.environment | parts
    os.environ.update(s3.environment)
    store = Store(Settings.from_env(environment | owner_of(database)))
    schema.upgrade(store)
    return Installation(folder, postgres, valkey, s3, environment, store, listen)


def until(holds: Callable[[], bool], seconds: float = 300.0) -> float:
    """Wait until something holds; gives the seconds it took.

    Raises:
        TimeoutError: It never did.
    """
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            if holds():
                return time.monotonic() - began
        except (OSError, sa.exc.OperationalError, redis.RedisError):
            pass
        time.sleep(0.2)
    raise TimeoutError(f"Waited for {seconds:.0f} seconds in vain.")
