"""How soon each page of the worked example is shown: ``make bench-pages``.

Serves the example as it is served in earnest and opens every page as every role in
Chromium, which forgets styles, scripts and letters before each, as on a first visit.
The clock starts when the browser asks. *Shown* is when the first text is painted,
*whole* when everything has come. CPU is that of the server's process and of the page's
thread in the browser: on a machine with other work it says more than the time that
passed.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from playwright.sync_api import sync_playwright
from sqlalchemy.orm import joinedload
from waitress import create_server  # type: ignore[import-untyped]  # it has none

from storage import people, schema
from storage.models import Assessment, Document, DocumentState, Role
from storage.settings import Settings
from storage.store import Store
from tests import factories, servers
from tests.conftest import CHROMIUMS
from tests.web.browser import listing
from tests.web.browser.opening import DESKTOP, Site
from web.__main__ import warm
from web.app import create_app
from workers.example import loading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, CDPSession, Page

GOAL = 1000  # milliseconds
ID = re.compile(r"\b[0-9a-z]{26}\b")
TIMES = """
() => {
  const [nav] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  const whole = nav.loadEventEnd;
  return [nav.responseStart, paint ? paint.startTime : whole, whole];
}
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One load of a page, in milliseconds."""

    answered: float
    shown: float
    whole: float
    cpu: float


def main() -> int:
    """Serve, look and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="loads of each page")
    given = parser.parse_args()
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        sys.exit("No Chromium is on this machine. Install one, then try again.")
    before = os.getloadavg()[0]
    with (
        tempfile.TemporaryDirectory() as home,
        _served(Path(home)) as site,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"]
        )
        loads = dict(_measure(chromium, site, given.times))
        version = chromium.version
        chromium.close()
    print(
        f"{os.cpu_count()} cores, load {before:.1f} to {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, Chromium {version}; "
        f"{given.times} loads of each page, middle; goal: under {GOAL} ms"
    )
    _tell(loads)
    return 0


@contextmanager
def _served(home: Path) -> Iterator[Site]:
    """The worked example, with an assessment beside it that has nothing yet."""
    (home / "broker").mkdir()
    with servers.valkey(home / "broker") as broker:
        store = Store(Settings(home=home / "assay", broker_url=broker))
        schema.upgrade(store)
        loading.load(store)
        warm()  # as the server does
        yield from _run(store)
        store.close()


def _run(store: Store) -> Iterator[Site]:
    with store.transaction() as session:
        whole = sa.select(Assessment).options(joinedload(Assessment.city))
        assessment = session.scalars(whole).one()
        empty = factories.make_assessment(session)
        ids = {
            state: session.scalars(
                sa.select(Document.id).where(Document.state == state)
            ).first()
            for state in (DocumentState.READ, DocumentState.UNREADABLE)
        }
    app = create_app(store)
    server = create_server(app, listen="127.0.0.1:0", threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield Site(
        f"http://127.0.0.1:{server.effective_port}",
        app,
        store,
        assessment,
        empty,
        ids[DocumentState.READ] or "",
        ids[DocumentState.UNREADABLE] or "",
    )
    server.close()


def _measure(
    chromium: Browser, site: Site, times: int
) -> Iterator[tuple[tuple[str, str], Load]]:
    """What each page takes, by its address and the role that it is shown to."""
    names = listing.make(site)
    for role in Role:
        page = _signed_in(chromium, site, role)
        listing.bring_codes(page, names)
        window = page.context.new_cdp_session(page)
        window.send("Network.enable")
        window.send("Network.setCacheDisabled", {"cacheDisabled": True})
        window.send("Performance.enable", {"timeDomain": "threadTicks"})
        for path in listing.shown_to(site, role, names):
            loads = [_load(page, window, path) for _ in range(times)]
            yield (path, role.value), _middle(loads)
        page.context.close()


def _signed_in(chromium: Browser, site: Site, role: Role) -> Page:
    width, height = DESKTOP
    context = chromium.new_context(
        base_url=site.address, viewport={"width": width, "height": height}
    )
    with site.store.transaction() as session:
        city = site.assessment.city if role is Role.CITY else None
        person = factories.make_person(session, role=role, city=city)
        token = people.start_session(session, person)
    context.add_cookies([{"name": "assay", "value": token, "url": site.address}])
    return context.new_page()


def _load(page: Page, window: CDPSession, path: str) -> Load:
    server = time.process_time()
    page.goto(path)
    answered, shown, whole = page.evaluate(TIMES)
    metrics = window.send("Performance.getMetrics")["metrics"]
    [thread] = [one["value"] for one in metrics if one["name"] == "TaskDuration"]
    spent = time.process_time() - server
    return Load(answered, shown, whole, 1000 * (spent + thread))


def _middle(loads: Sequence[Load]) -> Load:
    return Load(
        *(
            statistics.median(getattr(load, name) for load in loads)
            for name in Load.__slots__
        )
    )


def _tell(loads: dict[tuple[str, str], Load]) -> None:
    """Print the share that each half of a page takes, and the slowest pages."""
    heads = ("answered", "shown", "whole", "CPU")
    print(f"\n{'':44}", *(f"{head:>9}" for head in heads))
    for role in Role:
        mine = [load for (_path, of), load in loads.items() if of == role.value]
        for name, share in (("middle", 0.5), ("slowest", 1.0)):
            print(_line(f"{role.value}, {len(mine)} pages, {name}", _at(mine, share)))
    print("\nThe slowest, by when they are whole")
    worst = sorted(loads.items(), key=lambda one: one[1].whole, reverse=True)
    for (path, of), load in worst[:12]:
        print(_line(f"{of} {ID.sub('…', path)}"[:44], load))
    over = sum(load.whole >= GOAL for load in loads.values())
    print(f"\n{over} of {len(loads)} take {GOAL} ms or more")


def _at(loads: Sequence[Load], share: float) -> Load:
    """What a share of the pages stays below, each figure by itself."""
    last = len(loads) - 1
    return Load(
        *(
            sorted(getattr(load, name) for load in loads)[round(share * last)]
            for name in Load.__slots__
        )
    )


def _line(name: str, load: Load) -> str:
    figures = (load.answered, load.shown, load.whole, load.cpu)
    return f"{name:44} " + " ".join(f"{figure:9.0f}" for figure in figures)


if __name__ == "__main__":
    sys.exit(main())
