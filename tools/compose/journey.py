"""Sends documents through the composed installation, from outside, as people would.

Started by tools/compose_check.sh: journey.py ADDRESS COMPOSE WORDS...
"""

from __future__ import annotations

import html
import json
import re
import secrets
import subprocess
import sys
import textwrap
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from bench import recognise
from tests.workers.extract import making

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = "assay-check"
REVIEWER = "reviewer@example.org"
SERVICES = ("web", "worker", "sender", "beat", "postgres", "redis", "store")
ADOPTED = (
    "Ordinance No. 17. The City Council adopted this Open Data Policy on 4 March 2024, "
    "and it is in effect."
)
POLICY = (
    f"{ADOPTED} City departments publish their data sets on the open data "
    "portal in open formats under an open licence."
)
# A page for each language, so that each model is needed.
SCANNED = (
    (
        "The council adopted this open data policy",
        "and departments publish their data every year.",
    ),
    (
        "La ciudad publica los datos de cada año en el portal",
        "para que todas las personas los vean, año tras año.",
    ),
    (
        "A cidade publica os seus dados no portal todos os anos",
        "e a situação é revista em cada reunião da câmara.",
    ),
    (
        "La ville publie ses données ouvertes chaque année",
        "et le conseil les révise, où que ce soit, à l'été.",
    ),
)
SCAN_DOTS = 200
DESTINATION = 1  # the column of /proc/net/route
ANYWHERE = "00000000"
KILLED = "137"


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

    def send_file(self, path: str, name: str, contents: bytes) -> str:
        """Upload a file by the form of a page."""
        edge = secrets.token_hex(16)
        begins = (
            f'--{edge}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n'
            f"{self.token(path)}\r\n--{edge}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: application/octet-stream\r\n\r\n"
        )
        body = begins.encode() + contents + f"\r\n--{edge}--\r\n".encode()
        return self.post(path, body, f"multipart/form-data; boundary={edge}")


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
    browser.send_file(documents, "policy.txt", POLICY.encode())

    _wait(lambda: bool(_links(assessment)), "the worker to propose a link")
    chosen = next(one for one in _links(assessment) if one["document"] == "policy.txt")
    _assay("decide", str(chosen["id"]), "confirm", "--as", REVIEWER)
    _hold(_met(assessment) == 1, "A confirmed link meets its criterion.")
    _say(f"uploaded, read, proposed for {chosen['criterion']}, confirmed, scored")

    _have_each_kind_read(browser, documents)
    _kill_the_worker()
    browser.send_file(documents, "second.txt", POLICY.replace("17", "18").encode())
    _wait(
        lambda: any(one["document"] == "second.txt" for one in _links(assessment)),
        "the sweep to find what was lost",
    )
    _say("a document that came while the worker was dead is read")

    for service in SERVICES:
        _wait(lambda s=service: _is_healthy(s), f"{service} to be healthy")  # type: ignore[misc]  # bound at once
    _say("all health checks pass")

    before = _links(assessment)
    _stop(compose)
    _run("bash", str(Path(__file__).with_name("up.sh")), *compose)
    _wait(lambda: browser.get("/readyz") == "ok\n", "the pages to be ready again")
    _hold(_links(assessment) == before, "A restart keeps all links.")
    _assay("check-store")
    _say("everything is there, and whole, after down and up")


def _look_at_networks(address: str) -> None:
    """Only the pages are published; of the others, what sends mail has a way out."""
    published = {
        service: _run("podman", "port", _name(service)) for service in SERVICES
    }
    shown = published.pop("web").split(" -> ")[-1].strip()
    _hold(shown == urlsplit(address).netloc, f"The pages are published at {shown}.")
    _hold(not any(published.values()), f"More than the pages is published: {published}")
    for service in published:
        routes = _inside(service, "cat", "/proc/net/route").splitlines()[1:]
        ways = [route.split()[DESTINATION] for route in routes]
        _hold(
            (ANYWHERE in ways) is (service == "sender"), f"{service} leads to {ways}."
        )
    _say("one published port, and a way out for the sender alone")


def _have_each_kind_read(browser: Browser, documents: str) -> None:
    """A PDF, a Word document, and a scan, whose words are recognised."""
    scan = recognise.scanned(making.pdf(*SCANNED, size=14), SCAN_DOTS)
    kinds: dict[str, tuple[bytes, list[str]]] = {
        "policy.pdf": (making.pdf(textwrap.wrap(POLICY, 80)), [ADOPTED]),
        "policy.docx": (making.word(POLICY), [ADOPTED]),
        "scan.pdf": (scan, [" ".join(lines) for lines in SCANNED]),
    }
    for name, (contents, _said) in kinds.items():
        browser.send_file(documents, name, contents)
    for name, (_contents, said) in kinds.items():
        _wait(
            lambda n=name, s=said: all(
                one in _text(browser, documents, n) for one in s
            ),  # type: ignore[misc]  # bound at once
            f"the words of {name}",
        )
    recognised = _text(browser, documents, "scan.pdf").count("read from a picture")
    _hold(recognised == len(SCANNED), f"{recognised} pages of the scan are recognised.")
    _say("a PDF, a Word document and a scan in four languages are read")


def _text(browser: Browser, documents: str, name: str) -> str:
    """What the page of a document shows, in one line."""
    found = re.search(rf'href="([^"]+)">{re.escape(name)}<', browser.get(documents))
    page = browser.get(found.group(1)) if found else ""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def _kill_the_worker() -> None:
    _run("podman", "kill", "--signal", "KILL", _name("worker"))
    _run("podman", "start", _name("worker"))


def _stop(compose: list[str]) -> None:
    """Each ends by itself in the time that the file grants it."""
    _run(*compose, "stop")
    asked = ("podman", "inspect", "--format", "{{.State.ExitCode}}")
    codes = {service: _run(*asked, _name(service)).strip() for service in SERVICES}
    _hold(KILLED not in codes.values(), f"Not all stopped when asked to: {codes}")
    _say("all stopped when they were asked to")
    _run(*compose, "down")


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
        except OSError:  # it does not answer, or not yet
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
