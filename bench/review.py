"""How fast the reviewer's desk answers among 100,000 links: ``make bench-review``.

Fills a database, then asks the application for its pages in this process, so that what
counts is the time of the server and of its database, without a network. One assessment
holds 10,000 of the links, far more than any city has; it is the one that is asked for.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import event

from criteria import standard
from criteria.evidence import Statement
from storage import decisions, links, schema
from storage.clock import now
from storage.columns import new_id
from storage.models import (
    Document,
    DocumentState,
    Link,
    PageText,
    PassageRow,
    Shape,
    Verdict,
)
from storage.settings import Settings
from storage.store import Store
from tests import factories, servers
from tests.web.browsing import Visitor, visitor
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person

EDITION = "wwc-2022"
CITIES = 91  # the first is the large one
LARGE, SMALL = 250, 25  # documents
CODES = [criterion.code for criterion in standard.load(EDITION).criteria][:40]
PAGES = 40  # of each document of the large one
DECIDED = 0.3
STATED = 0.8
WARM = 5
GOAL = 50  # milliseconds
TEXT = "The committee met and adopted the plan. " * 50
QUOTE = "The committee met and adopted the plan."


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
            f"{_p95(self.wall):8.1f} {_p95(self.cpu):8.1f}"
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
                _run(Settings(home=home / "pg", database_url=address), given.times)
    return 0


def _run(settings: Settings, times: int) -> None:
    store = Store(settings)
    schema.upgrade(store)
    assessment, person = _fill(store)
    with store.snapshot() as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(Link))
    print(f"\n{store.engine.dialect.name}, {count:,} links")
    print(f"{'':24} {'queries':>8} {'p50 ms':>8} {'p95 ms':>8} {'p95 CPU':>8}")
    for figure in _measure(store, assessment, person, times):
        print(figure)
    store.close()


def _measure(
    store: Store, assessment: Assessment, person: Person, times: int
) -> Iterator[Figure]:
    reviewer = visitor(create_app(store), store, person)
    with store.snapshot() as session:
        found = links.queue(session, assessment, links.Filters(), limit=times + WARM)
        ids = [link.id for link in found]
    path = f"/assessments/{assessment.id}/review"
    kinds: list[tuple[str, Callable[[int], None]]] = [
        ("the queue", lambda _n: _get(reviewer, path)),
        ("the queue, filtered", lambda n: _get(reviewer, f"{path}?{_filter(n)}")),
        ("one link", lambda n: _get(reviewer, f"/links/{ids[n]}")),
        ("deciding", _decider(reviewer, ids)),
        ("taking back", _undoer(reviewer, ids)),
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
    for number in range(times + WARM):
        statements.clear()
        wall, cpu = time.perf_counter(), time.process_time()
        ask(number)
        if number >= WARM:
            figure.wall.append((time.perf_counter() - wall) * 1000)
            figure.cpu.append((time.process_time() - cpu) * 1000)
            told = [one for one in statements if not one.startswith("BEGIN")]
            figure.queries.add(len(told))
    event.remove(store.engine, "before_cursor_execute", note)
    return figure


def _get(reviewer: Visitor, path: str) -> None:
    _expect(reviewer.get(path).status_code, HTTPStatus.OK)


def _filter(number: int) -> str:
    return f"criterion={CODES[number % len(CODES)]}&statement=stated"


def _decider(reviewer: Visitor, ids: list[str]) -> Callable[[int], None]:
    token = reviewer.token()

    def decide(number: int) -> None:
        answer = reviewer.client.post(
            f"/links/{ids[number]}/decision",
            data={"form_token": token, "verdict": "confirmed", "seen": "0"},
        )
        _expect(answer.status_code, HTTPStatus.SEE_OTHER)

    return decide


def _undoer(reviewer: Visitor, ids: list[str]) -> Callable[[int], None]:
    token = reviewer.token()

    def take_back(number: int) -> None:
        answer = reviewer.client.post(
            f"/links/{ids[-1 - number]}/undoing",
            data={"form_token": token, "seen": "1"},
        )
        _expect(answer.status_code, HTTPStatus.SEE_OTHER)

    return take_back


def _expect(status: int, wanted: HTTPStatus) -> None:
    """A page that fails is quick; its time is no figure."""
    if status != wanted:
        raise SystemExit(f"A request was answered with {status}, not {wanted.value}.")


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _fill(store: Store) -> tuple[Assessment, Person]:
    """Fill the database; gives the large assessment, and who reviews it."""
    chance = random.Random(4)  # noqa: S311 - the same database each time
    with store.transaction() as session:
        people = [factories.make_person(session, name=name) for name in ("Ana", "Ben")]
        made = [factories.make_assessment(session) for _ in range(CITIES)]
    for number, assessment in enumerate(made):
        with store.transaction() as session:
            _documents(session, assessment, chance, large=number == 0)
    with store.transaction() as session:
        _decide(session, made[0], people, chance)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return made[0], people[0]


def _documents(
    session: Session, assessment: Assessment, chance: random.Random, *, large: bool
) -> None:
    ids = [new_id() for _ in range(LARGE if large else SMALL)]
    pages = PAGES if large else 1
    moment = now(session)
    whose = {"city_id": assessment.city_id, "assessment_id": assessment.id}
    session.execute(
        sa.insert(Document),
        [
            whose
            | {
                "id": one,
                "shape": Shape.FILE,
                "name": f"Report {number}.pdf",
                "sha256": f"{number:064x}",
                "size": 1000,
                "received": moment,
                "state": DocumentState.READ,
                "kind": "pdf",
                "language": ("en", "es")[number % 2],
                "page_count": pages,
            }
            for number, one in enumerate(ids)
        ],
    )
    session.execute(
        sa.insert(PageText),
        [
            {
                "document_id": one,
                "city_id": assessment.city_id,
                "number": n,
                "text": TEXT,
                "language": "en",
            }
            for one in ids
            for n in range(1, pages + 1)
        ],
    )
    _links(session, whose, ids, pages, chance)


def _links(
    session: Session,
    whose: dict[str, str],
    documents: list[str],
    pages: int,
    chance: random.Random,
) -> None:
    rows = [
        whose
        | {
            "id": new_id(),
            "document_id": one,
            "criterion": code,
            "score": round(chance.random(), 2),
            "statement": Statement.STATED
            if chance.random() < STATED
            else Statement.PLANNED,
        }
        for one in documents
        for code in CODES
    ]
    session.execute(sa.insert(Link), rows)
    session.execute(
        sa.insert(PassageRow),
        [
            {
                "link_id": row["id"],
                "city_id": row["city_id"],
                "ordinal": 0,
                "page": chance.randint(1, pages),
                "start": 0,
                "end": len(QUOTE),
                "quote": QUOTE,
                "rule": f"{row['criterion']}.rule",
                "statement": row["statement"],
                "receipt": {"hit": [4, 13], "cues": []},
            }
            for row in rows
        ],
    )


def _decide(
    session: Session,
    assessment: Assessment,
    people: list[Person],
    chance: random.Random,
) -> None:
    query = sa.select(Link.id).where(Link.assessment_id == assessment.id)
    for link_id in session.scalars(query.order_by(Link.id)).all():
        if chance.random() < DECIDED:
            decisions.decide(
                session, link_id, Verdict.CONFIRMED, by=chance.choice(people), seen=0
            )


if __name__ == "__main__":
    sys.exit(main())
