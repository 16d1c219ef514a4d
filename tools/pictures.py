"""Takes the pictures of the README and of the site anew: `make pictures`.

Starts Assay in a folder of its own with the worked example, signs in as the lead, and
looks at the pages with Chromium. Needs the environment of the tests.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

FOLDER = Path(__file__).parents[1] / "docs" / "images"
DESKTOP, PHONE = (1360, 900), (390, 844)
COLOURS = 64  # enough for flat pages, and a third of the bytes
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: of which page, from which heading on, on which screen.

    The point in ``page`` stands for the address of the assessment.
    """

    name: str
    page: str
    heading: str = ""
    size: tuple[int, int] = DESKTOP


PICTURES = (
    Picture("documents", "./documents"),
    Picture("score", "./score"),
    Picture("gaps", "./score", "What to do next"),
    Picture("plan", "./plan"),
    Picture("round", "./round"),
    Picture("rules", "./../../rules/wwc-2022?criterion=DM1"),
    Picture("status", "./../../status"),
    # The first of these links is one of a PDF, whose page is shown as a picture.
    Picture("review", "./review?criterion=DM8"),
    Picture("phone", "./review?criterion=DM8", size=PHONE),
)


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("No Chromium is on this machine. Install one, then try again.")
    with _running() as link, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox"]
        )
        page = chromium.new_page()
        page.goto(link)
        page.click("main form button")
        page.click("main a[href*='/assessments/']")
        overview = page.url
        for picture in PICTURES:
            _take(page, picture, overview)
        chromium.close()


def _take(page: Page, picture: Picture, overview: str) -> None:
    width, height = picture.size
    page.set_viewport_size({"width": width, "height": height})
    page.goto(picture.page.replace(".", overview, 1))
    if "/review" in picture.page:
        page.click("main a[href*='/links/']")
        page.wait_for_selector(".picture img")
    page.wait_for_load_state("networkidle")
    if picture.heading:
        page.get_by_role("heading", name=picture.heading).evaluate(
            "one => window.scrollTo(0, one.offsetTop - 16)"
        )
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = FOLDER / f"{picture.name}.png"
    image.quantize(COLOURS).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


@contextmanager
def _running() -> Iterator[str]:
    """Run Assay with its example; gives the sign-in link of the lead."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"ASSAY_HOME": home}
        assay = [sys.executable, "-m", "workers.cli"]
        subprocess.run([*assay, "example", "load"], env=environment, check=True)
        listen = f"127.0.0.1:{_free_port()}"
        serving = subprocess.Popen(
            [*assay, "serve", "--listen", listen],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            link = _first_link(serving)
            _wait(f"http://{listen}/livez")
            yield link
        finally:
            serving.terminate()
            serving.wait(20)


def _first_link(serving: subprocess.Popen[str]) -> str:
    line = serving.stdout.readline() if serving.stdout else ""
    found = re.search(r"http://\S+/sign-in/\S+", line)
    return found.group() if found else sys.exit("Assay did not start.")


def _wait(address: str) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The pages do not answer.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
