"""How fast the reviewer's desk answers among 100,000 links: ``make bench-review``.

Fills a database, then asks the application for its pages in this process, so that what
counts is the time of the server and of its database, without a network. One assessment
holds 10,000 of the links, far more than any city has; it is the one that is asked for.
CPU is that of this process and, on Linux, of the processes of PostgreSQL that serve it:
on a machine with other work it says more than the time that passed.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import event

from bench.links import CODES, fill
from storage import links, schema
from storage.models import Link
from storage.settings import Settings
from storage.store import Store
from tests import servers
from tests.web.browsing import Visitor, visitor
from web.__main__ import warm
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.models import Assessment, Person

WARM = 5
GOAL = 50  # milliseconds


@dataclass(slots=True)
class Figure:
    """The times of one kind of request, in milliseconds, and how often it asks."""

    name: str
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    queries: set[int] = field(default_factory=set)

    def __str__(self) -> str:
        """One line to print."""
        told = ", ".join(str(count) for count in sorted(self.queries))
        return (
            f"{self.name:24} {told:>8} {statistics.median(self.wall):8.1f} "
            f"{_p95(self.wall):8.1f} {statistics.median(self.cpu):8.1f} "
            f"{_p95(self.cpu):8.1f}"
        )


def main() -> int:
    """Fill, ask and print, on SQLite and on PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="requests of each kind")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    given = parser.parse_args()
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"{platform.python_implementation()} {platform.python_version()}; "
        f"{given.times} requests of each kind; goal: p95 under {GOAL} ms"
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if given.only != "postgresql":
            _run(Settings(home=home / "sqlite"), given.times)
        if given.only != "sqlite":
            (home / "server").mkdir()
            with servers.postgres(home / "server") as root:
                address = servers.make_database(root, "bench")
                settings = servers.of_two_roles(home / "pg", address)
                _run(settings, given.times, above=address)
    return 0


def _run(settings: Settings, times: int, above: str = "") -> None:
    store = Store(settings)
    schema.upgrade(store)
    assessment, person = fill(store)
    warm()  # as the server does
    with store.snapshot() as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(Link))
    for name, side in _sides(store, above):
        _tidy(store)
        print(f"\n{name}, {count:,} links")
        heads = ("queries", "p50 ms", "p95 ms", "p50 CPU", "p95 CPU")
        print(" " * 24, *(f"{head:>8}" for head in heads))
        for figure in _measure(side, assessment, person, times):
            print(figure)
    store.close()


def _tidy(store: Store) -> None:
    """What PostgreSQL does by itself within a minute: both sides begin alike."""
    if store.engine.dialect.name == "postgresql":
        with store.owned() as owned, owned.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("VACUUM ANALYZE")


def _sides(store: Store, above: str) -> Iterator[tuple[str, Store]]:
    """The store as it runs; before it, by the address of somebody no wall stops."""
    kind = store.engine.dialect.name
    if above:
        free = Store(replace(store.settings, database_url=above))
        yield f"{kind} without walls", free
        free.close()
    yield kind, store


def _measure(
    store: Store, assessment: Assessment, person: Person, times: int
) -> Iterator[Figure]:
    reviewer = visitor(create_app(store), store, person)
    with store.snapshot() as session:
        found = links.queue(session, assessment, links.Filters(), limit=times + WARM)
        ids = [link.id for link in found]
        seen = {link.id: link.decided for link in found}
    path = f"/assessments/{assessment.id}/review"
    kinds: list[tuple[str, Callable[[int], None]]] = [
        ("the queue", lambda _n: _get(reviewer, path)),
        ("the queue, filtered", lambda n: _get(reviewer, f"{path}?{_filter(n)}")),
        ("one link", lambda n: _get(reviewer, f"/links/{ids[n]}")),
        ("similar links", lambda n: _get(reviewer, f"/links/{ids[n]}/similar")),
        ("deciding", _decider(reviewer, seen)),
        ("taking back", _undoer(reviewer, seen)),
    ]
    for name, ask in kinds:
        yield _timed(store, Figure(name), ask, times)


def _timed(
    store: Store, figure: Figure, ask: Callable[[int], None], times: int
) -> Figure:
    statements: list[str] = []

    def note(*words: object) -> None:
        statements.append(str(words[2]))

    event.listen(store.engine, "before_cursor_execute", note)
    serving = _serving(store)
    for number in range(times + WARM):
        statements.clear()
        wall, cpu = time.perf_counter(), _cpu(serving)
        ask(number)
        if number >= WARM:
            figure.wall.append((time.perf_counter() - wall) * 1000)
            figure.cpu.append(_cpu(serving) - cpu)
            told = [one for one in statements if not one.startswith("BEGIN")]
            figure.queries.add(len(told))
    event.remove(store.engine, "before_cursor_execute", note)
    return figure


def _serving(store: Store) -> list[Path]:
    """Where Linux tells of the time of each process that serves this database."""
    if store.engine.dialect.name != "postgresql":
        return []
    query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    with store.engine.connect() as connection:
        pids = connection.exec_driver_sql(query).scalars().all()
    return [path for pid in pids if (path := Path(f"/proc/{pid}/schedstat")).exists()]


def _cpu(serving: list[Path]) -> float:
    """The milliseconds that this process and those have had of a processor."""
    others = sum(int(path.read_text().split()[0]) for path in serving) / 1_000_000
    return time.process_time() * 1000 + others


def _get(reviewer: Visitor, path: str) -> None:
    _expect(reviewer.get(path).status_code, HTTPStatus.OK)


def _filter(number: int) -> str:
    return f"criterion={CODES[number % len(CODES)]}&statement=stated"


def _decider(reviewer: Visitor, seen: dict[str, int]) -> Callable[[int], None]:
    token, ids = reviewer.token(), list(seen)

    def decide(number: int) -> None:
        link = ids[number]
        answer = reviewer.client.post(
            f"/links/{link}/decision",
            data={"form_token": token, "verdict": "confirmed", "seen": seen[link]},
        )
        _expect(answer.status_code, HTTPStatus.SEE_OTHER)

    return decide


def _undoer(reviewer: Visitor, seen: dict[str, int]) -> Callable[[int], None]:
    token, ids = reviewer.token(), list(seen)

    def take_back(number: int) -> None:
        link = ids[-1 - number]
        answer = reviewer.client.post(
            f"/links/{link}/undoing",
            data={"form_token": token, "seen": seen[link] + 1},
        )
        _expect(answer.status_code, HTTPStatus.SEE_OTHER)

    return take_back


def _expect(status: int, wanted: HTTPStatus) -> None:
    """A page that fails is quick; its time is no figure."""
    if status != wanted:
        raise SystemExit(f"A request was answered with {status}, not {wanted.value}.")


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
