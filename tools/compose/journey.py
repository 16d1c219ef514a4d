"""Sends a document through the composed installation, from outside, as people would.

Started by tools/compose_check.sh: journey.py ADDRESS COMPOSE WORDS...
"""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = "assay-check"
REVIEWER = "reviewer@example.org"
SERVICES = ("web", "worker", "beat", "postgres", "redis", "store")
POLICY = (
    "Ordinance No. 17. The City Council adopted this Open Data Policy on 4 March 2024, "
    "and it is in effect. City departments publish their data sets on the open data "
    "portal in open formats under an open licence."
)
DESTINATION = 1  # the column of /proc/net/route
ANYWHERE = "00000000"


class Browser:
    """Remembers cookies and sends forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        """Fetch a page."""
        with self._opener.open(self.address + path, timeout=10) as answer:
            return str(answer.read().decode())

    def post(self, path: str, body: bytes, kind: str) -> str:
        """Send a form and follow where it leads."""
        request = urllib.request.Request(  # noqa: S310 - our own address
            self.address + path, body, {"Content-Type": kind}
        )
        with self._opener.open(request, timeout=30) as answer:
            return str(answer.read().decode())

    def token(self, path: str) -> str:
        """Fetch what shows that a form is from a page of ours."""
        found = re.search(r'name="form_token" value="([^"]+)"', self.get(path))
        _hold(found is not None, f"{path} has no form.")
        return found.group(1) if found else ""

    def send_file(self, path: str, name: str, contents: str) -> str:
        """Upload a text file by the form of a page."""
        edge = secrets.token_hex(16)
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n',
            f"{self.token(path)}\r\n--{edge}\r\n",
            f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n',
            f"Content-Type: text/plain\r\n\r\n{contents}\r\n--{edge}--\r\n",
        ]
        kind = f"multipart/form-data; boundary={edge}"
        return self.post(path, "".join(parts).encode(), kind)


def main() -> None:
    """Go all the way, or end with a sentence and exit code 1."""
    address, *compose = sys.argv[1:]
    browser = Browser(address)
    _wait(lambda: browser.get("/readyz") == "ok\n", "the pages to be ready")
    _look_at_networks(address)
    link = _assay("init").splitlines()[-1]
    path, code = urlsplit(link).path, urlsplit(link).fragment
    form = urlencode({"form_token": browser.token(path), "code": code}).encode()
    browser.post(path, form, "application/x-www-form-urlencoded")
    _assay("add", "city", "Puerto Norte", "--country", "CO")
    # The lead uploads here, and nobody judges what they have uploaded.
    _assay("add", "person", REVIEWER, "--role", "reviewer", "--every-city")
    assessment = _assay("open", "Puerto Norte", "wwc-2022").strip()
    documents = f"/assessments/{assessment}/documents"
    browser.send_file(documents, "policy.txt", POLICY)

    _wait(lambda: bool(_links(assessment)), "the worker to propose a link")
    chosen = next(one for one in _links(assessment) if one["document"] == "policy.txt")
    _assay("decide", str(chosen["id"]), "confirm", "--as", REVIEWER)
    _hold(_met(assessment) == 1, "A confirmed link meets its criterion.")
    _say(f"uploaded, read, proposed for {chosen['criterion']}, confirmed, scored")

    _kill_the_worker()
    browser.send_file(documents, "second.txt", POLICY.replace("17", "18"))
    _wait(lambda: _are_read(browser, documents), "the sweep to find what was lost")
    _say("a document that came while the worker was dead is read")

    for service in SERVICES:
        _wait(lambda s=service: _is_healthy(s), f"{service} to be healthy")  # type: ignore[misc]  # bound at once
    _say("all health checks pass")

    before = _links(assessment)
    _run(*compose, "down", "-t", "20")
    _run("bash", str(Path(__file__).with_name("up.sh")), *compose)
    _wait(lambda: browser.get("/readyz") == "ok\n", "the pages to be ready again")
    _hold(_links(assessment) == before, "A restart keeps all links.")
    _assay("check-store")
    _say("everything is there, and whole, after down and up")


def _look_at_networks(address: str) -> None:
    """Only the pages are published, and nothing else has a way out."""
    published = {
        service: _run("podman", "port", _name(service)) for service in SERVICES
    }
    shown = published.pop("web").split(" -> ")[-1].strip()
    _hold(shown == urlsplit(address).netloc, f"The pages are published at {shown}.")
    _hold(not any(published.values()), f"More than the pages is published: {published}")
    for service in ("worker", "beat", "postgres", "redis", "store"):
        routes = _inside(service, "cat", "/proc/net/route").splitlines()[1:]
        ways = [route.split()[DESTINATION] for route in routes]
        _hold(ANYWHERE not in ways, f"{service} has a way out.")
    _say("one published port, and no way out for the others")


def _kill_the_worker() -> None:
    _run("podman", "kill", "--signal", "KILL", _name("worker"))
    _run("podman", "start", _name("worker"))


def _are_read(browser: Browser, documents: str) -> bool:
    _ = browser.get(documents)
    names = {str(one["document"]) for one in _links(documents.split("/")[2])}
    return names == {"policy.txt", "second.txt"}


def _is_healthy(service: str) -> bool:
    asked = ["podman", "healthcheck", "run", _name(service)]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def _links(assessment: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(_assay("links", assessment, "--json"))
    return found


def _met(assessment: str) -> int:
    return int(json.loads(_assay("score", assessment, "--json"))["confirmed"])


def _assay(*words: str) -> str:
    return _inside("web", "assay", *words)


def _inside(service: str, *words: str) -> str:
    return _run("podman", "exec", _name(service), *words)


def _name(service: str) -> str:
    return f"{PROJECT}_{service}_1"


def _run(*words: str) -> str:
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    _hold(done.returncode == 0, f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def _wait(holds: Callable[[], bool], what: str, seconds: float = 150.0) -> None:
    ends = time.monotonic() + seconds
    while True:
        try:
            if holds():
                return
        except (urllib.error.URLError, ConnectionError):
            pass
        _hold(time.monotonic() < ends, f"Waited {seconds:.0f} seconds for {what}.")
        time.sleep(1)


def _hold(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - a condition, as in assert
    if not holds:
        _say(otherwise)
        sys.exit(1)


def _say(sentence: str) -> None:
    print(f"compose-check: {sentence}", file=sys.stderr)


if __name__ == "__main__":
    main()
