"""R15: a deploy that is half done: messages and processes of another version."""

from __future__ import annotations

import re
import secrets
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.chaos.browser import Browser
from bench.chaos.installation import (
    ASSAY,
    BEAT,
    DATABASE,
    OWNER,
    POLICY,
    Installation,
    Process,
    owner_of,
    until,
)
from bench.chaos.outcomes import Outcome
from bench.chaos.rows import FEW, KEPT, send, settle
from storage import schema
from storage.settings import Settings
from storage.store import Store
from tests import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
VERSIONS = "storage/migrations/versions"


def mixed(installation: Installation) -> Outcome:
    """Messages that no version knows; then the code before the last migration."""
    outcome = Outcome()
    _strange_messages(installation, outcome)
    code = installation.folder / "before"
    if not _check_out(code):
        outcome.notes.append("no history to take the version before from")
        return outcome
    with _before(installation, code) as old:
        began = time.monotonic()
        _half_deployed(old, code, outcome)
        outcome.seconds = time.monotonic() - began
    return outcome


def _strange_messages(installation: Installation, outcome: Outcome) -> None:
    assessment = installation.opened()
    celery = installation.store.queue.celery
    for _ in range(FEW):
        celery.send_task("assay.of_tomorrow", ["x"], queue="read")
        celery.send_task("assay.read_document", ["none", "too", "many"], queue="read")
        celery.send_task("assay.read_document", ["0" * 26], queue="read")
    codes = send(installation, assessment)
    outcome.hold(codes == [KEPT] * FEW, "uploads were refused")
    settle(installation, assessment, FEW, outcome, "unknown messages")


def _check_out(code: Path) -> bool:
    """Get the code of before the last migration; whether there is a history."""
    last = ["git", "log", "-1", "--format=%H", "--", VERSIONS]
    told = subprocess.run(last, cwd=ROOT, capture_output=True, text=True, check=False)
    commit = f"{told.stdout.strip()}^"
    words = ["git", "worktree", "add", "--detach", str(code), commit]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    return done.returncode == 0


@contextmanager
def _before(installation: Installation, code: Path) -> Iterator[Installation]:
    """An installation of the version before on the same servers, its tables its own."""
    home, name = installation.folder / "mixed", f"mixed_{secrets.token_hex(3)}"
    home.mkdir()
    listen = f"127.0.0.1:{servers.free_port()}"
    database = servers.make_database(installation.postgres.address, name)
    parts = {
        "ASSAY_HOME": str(home),
        DATABASE: servers.as_role(database, servers.RUNS),
        "ASSAY_BROKER_URL": installation.valkey.address.replace("/0", "/5"),
        "ASSAY_BLOBS_URL": f"{installation.s3.address}/{name}",
        "ASSAY_PUBLIC_URL": f"http://{listen}",
    }
    environment = installation.environment | parts
    old = Installation(
        home,
        installation.postgres,
        installation.valkey,
        installation.s3,
        environment,
        Store(Settings.from_env(environment | owner_of(database))),
        listen,
    )
    try:
        yield old
    finally:
        for process in old.processes.values():
            process.kill()
        old.store.close()
        remove = ["git", "worktree", "remove", "--force", str(code)]
        subprocess.run(remove, cwd=ROOT, check=True)


def _half_deployed(old: Installation, code: Path, outcome: Outcome) -> None:
    """Migrate under the version before, add a worker and pages of this one, upload."""
    asked = [*ASSAY, "init"]
    owner = {OWNER: old.store.settings.database_owner_url}
    told = subprocess.run(
        asked,
        env=old.environment | owner,
        cwd=code,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    _start(old, "web", [*ASSAY, "web", "--listen", old.listen], code)
    _start(old, "worker of before", [*ASSAY, "worker"], code)
    beat = [*BEAT, "--schedule", str(old.folder / "beat"), "--pidfile", ""]
    _start(old, "beat", beat, code)
    until(old.is_ready)
    before = Browser(old.listen)
    before.sign_in(_path(told))
    schema.upgrade(old.store)
    assessment = old.opened()
    codes = [_upload(before, assessment, n) for n in range(FEW)]
    fresh = f"127.0.0.1:{servers.free_port()}"
    _start(old, "new web", [*ASSAY, "web", "--listen", fresh], ROOT)
    _start(old, "new worker", [*ASSAY, "worker"], ROOT)
    after = Browser(fresh, cookies=dict(before.cookies))
    until(lambda: after.status("/readyz") == KEPT)
    codes += [
        _upload((before, after)[number % 2], assessment, number)
        for number in range(FEW, 3 * FEW)
    ]
    outcome.hold(codes == [KEPT] * 3 * FEW, f"answers: {sorted(set(codes))}")
    settle(old, assessment, 3 * FEW, outcome, "two versions side by side")
    old.processes["worker of before"].stop()
    codes = [_upload(before, assessment, 3 * FEW), _upload(after, assessment, 99)]
    outcome.hold(codes == [KEPT] * 2, "an upload was refused once its worker had gone")
    settle(old, assessment, 3 * FEW + 2, outcome, "the old worker gone")


def _start(old: Installation, name: str, words: list[str], code: Path) -> None:
    log = old.folder / f"{name.replace(' ', '-')}.log"
    old.processes[name] = Process(words, old.environment, log, code)
    old.processes[name].start()


def _upload(browser: Browser, assessment: str, number: int) -> int:
    return browser.upload(assessment, f"{number}.txt", POLICY.format(n=number).encode())


def _path(told: str) -> str:
    """The path of the sign-in link in what was printed."""
    found = re.search(r"/sign-in/\S+", told)
    if found is None:
        raise ValueError(told)
    return found.group(0)
