"""A hundred thousand links to look for one in: the database of the desk's benchmark.

One assessment holds 10,000 of them, far more than any city has. A tenth of its passages
say the same, the others differ in what they are about.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import sqlalchemy as sa

from criteria.editions import standard
from criteria.evidence import Statement
from storage import decisions
from storage.clock import now
from storage.columns import new_id
from storage.models import Document, DocumentState, Link, PassageRow, Shape, Verdict
from storage.text_models import PageText
from tests import factories

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person
    from storage.store import Store

EDITION = "wwc-2022"
CITIES = 91  # the first is the large one
LARGE, SMALL = 250, 25  # documents
CODES = [criterion.code for criterion in standard.load(EDITION).criteria][:40]
PAGES = 40  # of each document of the large one
DECIDED = 0.3
STATED = 0.8
TWINS = 0.1
WORDS = ["budget", "permit", "street", "water", "school", "record", "council", "data"]
TEXT = "The committee met and adopted the plan. " * 50
QUOTE = "The committee met and adopted the plan."


def fill(store: Store) -> tuple[Assessment, Person]:
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
    # What a server of PostgreSQL does by itself, some time after so many rows.
    housekeeping = (
        "ANALYZE" if store.engine.dialect.name == "sqlite" else "VACUUM ANALYZE"
    )
    with store.owned() as engine, engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql(housekeeping)
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
                "quote": QUOTE if chance.random() < TWINS else _quote(chance),
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


def _quote(chance: random.Random) -> str:
    """A passage of the length that rules find; its words are drawn."""
    return " ".join(chance.choice(WORDS) for _ in range(25))
