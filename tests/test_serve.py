"""The main job through ``assay serve``: real processes, real broker, real signals."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from bench.chaos import browser as plain
from tests import servers
from workers import cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

POLICY = (
    "Ordinance No. {n}. The City Council adopted this Open Data Policy on 4 March "
    "2024, and it is in effect. City departments publish their data sets on the open "
    "data portal in open formats under an open licence."
)


class Installation:
    """A running ``assay serve`` with a home folder of its own."""

    def __init__(self, home: Path, parts: dict[str, str]) -> None:
        self.home = home
        self.settings = parts | {"ASSAY_HOME": str(home)}
        self.environment = os.environ | self.settings
        self.listen = f"127.0.0.1:{servers.free_port()}"
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Start it and give the sign-in link, once the pages answer."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workers.cli", "serve", "--listen", self.listen],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        link = re.search(r"http://\S+/sign-in/\S+", self.process.stdout.readline())
        assert link is not None
        wait_until(self.answers)
        return link.group()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://{self.listen}/livez", timeout=2
            ) as got:
                return bool(got.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        """Press Ctrl-C and wait for the end."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=30)

    def run(self, *words: str) -> str:
        """Run a command beside it, in this process: only what serves is at stake."""
        done = CliRunner().invoke(cli.assay, words, env=self.settings)
        assert done.exit_code == 0, done.output
        return done.stdout

    def processes(self) -> dict[int, str]:
        """Every process that works in this home, with its command."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_bytes()
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
            except OSError:
                continue
            if f"ASSAY_HOME={self.home}\0".encode() in environment and command:
                found[int(folder.name)] = command.decode()
        return found

    def opened(self) -> str:
        """Add a city and open an assessment."""
        self.run("add", "city", "Cali", "--country", "CO")
        return self.run("open", "Cali", "wwc-2022").strip()

    def links(self, assessment: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """All links of an assessment."""
        return json.loads(self.run("links", assessment, "--json"))


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Look again and again until it is true."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "It did not become true in time."
        time.sleep(0.1)


@contextmanager
def _running(home: Path, parts: dict[str, str]) -> Iterator[Installation]:
    installation = Installation(home, parts)
    try:
        yield installation
    finally:
        if installation.process and installation.process.poll() is None:
            installation.stop()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with _running(tmp_path / "home", {}) as installation:
        yield installation


@pytest.fixture(params=["embedded", "scaled"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """On SQLite, a folder and a broker of its own; or on PostgreSQL, S3 and Valkey."""
    scaled = request.param == "scaled"
    parts = request.getfixturevalue("scaled") if scaled else {}
    with _running(tmp_path / "home", parts) as installation:
        yield installation


def _policies(folder: Path, count: int) -> list[str]:
    paths = [folder / f"policy-{n}.txt" for n in range(count)]
    for n, path in enumerate(paths):
        path.write_text(POLICY.format(n=n))
    return [str(path) for path in paths]


def test_a_second_start_is_refused_and_ctrl_c_stops_the_first(
    installation: Installation, tmp_path: Path
) -> None:
    assessment = installation.opened()
    installation.start()

    second = subprocess.run(
        [
            *(sys.executable, "-m", "workers.cli", "serve"),
            *("--listen", f"127.0.0.1:{servers.free_port()}"),
        ],
        env=installation.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    installation.run("upload", assessment, *_policies(tmp_path, 8))
    installation.stop()

    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == (
        f"Assay runs already in {installation.home}. Stop it first, or set ASSAY_HOME "
        "to another folder.\n"
    )
    assert installation.processes() == {}


def test_a_killed_worker_and_a_restart_lose_nothing_and_double_nothing(
    either: Installation, tmp_path: Path
) -> None:
    assessment = either.opened()
    either.start()
    paths = _policies(tmp_path, 12)
    either.run("upload", assessment, *paths[:2], "--wait")
    before = either.links(assessment)
    either.run("upload", assessment, *paths)
    for pid, command in either.processes().items():
        if "celery" in command:
            os.kill(pid, signal.SIGKILL)

    either.stop()
    either.start()
    either.run("upload", assessment, *paths, "--wait")

    after = either.links(assessment)
    found = [link["document"] for link in after if link["criterion"] == "OD1"]
    assert sorted(found) == sorted(Path(path).name for path in paths)
    early = {"policy-0.txt", "policy-1.txt"}
    assert [link for link in after if link["document"] in early] == before
    assert {link["document"] for link in before} == early
    either.run("check-store")  # ends with 1 where anything is broken


def test_an_upload_goes_on_where_it_was_when_the_pages_are_killed(
    installation: Installation,
) -> None:
    assessment = installation.opened()
    link = installation.start()
    browser = plain.Browser(installation.listen)
    browser.sign_in(link.removeprefix(f"http://{installation.listen}"))
    protocol = {"Tus-Resumable": "1.0.0", "X-Form-Token": browser.token("/help")}
    contents, part = os.urandom(1_000_000), 200_000
    browser.ask(
        "POST",
        f"/assessments/{assessment}/arriving",
        headers=protocol | {"Upload-Length": str(len(contents))},
    )
    with sqlite3.connect(installation.home / "assay.db") as connection:
        [place] = connection.execute("SELECT id FROM arriving").fetchone()

    def send(at: int) -> int:
        return browser.ask(
            "PATCH",
            f"/arriving/{place}",
            contents[at : at + part],
            "application/offset+octet-stream",
            protocol | {"Upload-Offset": str(at)},
        ).code

    before = [send(at) for at in (0, part)]
    for pid, command in installation.processes().items():
        if "-m web" in command:
            os.kill(pid, signal.SIGKILL)
    wait_until(installation.answers)
    asked = browser.ask("HEAD", f"/arriving/{place}", headers=protocol)
    after = [send(at) for at in (2 * part, 3 * part, 4 * part)]

    assert (before, asked.headers["Upload-Offset"], after) == (
        [204, 204],
        "400000",
        [204, 204, 204],
    )
    sha256 = hashlib.sha256(contents).hexdigest()
    kept = installation.home / "blobs" / sha256[:2] / sha256[2:4] / sha256
    assert kept.read_bytes() == contents


def test_an_address_in_use_is_refused_before_anything_starts(
    installation: Installation, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        refused = subprocess.run(
            [sys.executable, "-m", "workers.cli", "serve", "--listen", listen],
            env=installation.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"The pages cannot be served at {listen} ([Errno 98] Address already in use). "
        "Choose another address with --listen HOST:PORT.\n"
    )
    assert not (tmp_path / "home" / "assay.db").exists()


@pytest.mark.browser
def test_in_a_browser_from_the_upload_to_a_score_that_moves(
    installation: Installation, chromium: Browser, tmp_path: Path
) -> None:
    assessment = installation.opened()
    link = installation.start()
    reviewer = ("ben@example.org", "--role", "reviewer", "--every-city")
    installation.run("add", "person", *reviewer)
    lead, page = chromium.new_page(), chromium.new_page()
    lead.goto(link)
    lead.get_by_role("main").get_by_role("button").click()
    lead.goto(f"http://{installation.listen}/people")
    lead.get_by_role("button", name="New sign-in link ben@example.org").click()
    page.goto(lead.locator("#handed-out").input_value())
    page.get_by_role("main").get_by_role("button").click()

    lead.goto(f"http://{installation.listen}/assessments/{assessment}/documents")
    lead.set_input_files("input[type=file]", _policies(tmp_path, 1))
    lead.get_by_text("Read", exact=True).wait_for()
    page.goto(f"http://{installation.listen}/assessments/{assessment}/review")
    page.keyboard.press("j")
    page.get_by_role("button", name="Confirm").wait_for()
    page.keyboard.press("c")
    page.get_by_role("status").get_by_text("Confirmed").wait_for()
    page.goto(f"http://{installation.listen}/assessments/{assessment}/score")

    assert page.get_by_text("1 of 43 criteria met").is_visible()
    lead.close()
    page.close()
