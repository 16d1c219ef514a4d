"""Takes the pictures of the README anew: `.venv/bin/python tools/pictures.py`.

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
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

FOLDER = Path(__file__).parents[1] / "docs" / "images"
SIZE = (1360, 900)
COLOURS = 192  # enough for flat pages, and a third of the bytes
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Take both pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("No Chromium is on this machine. Install one, then try again.")
    with _running() as link, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox"]
        )
        width, height = SIZE
        page = chromium.new_page(viewport={"width": width, "height": height})
        page.goto(link)
        page.click("main form button")
        page.click("main a[href*='/assessments/']")
        overview = page.url
        page.goto(f"{overview}/score")
        _take(page, "score")
        page.goto(f"{overview}/review")
        if "/links/" not in page.url:
            page.click("main a[href*='/links/']")
        _take(page, "review")
        chromium.close()


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = FOLDER / f"{name}.png"
    picture.quantize(COLOURS).save(path, optimize=True)
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
