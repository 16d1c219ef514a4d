"""Plain functions that make rows; a test names only what it is about."""

from __future__ import annotations

import io
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

import sqlalchemy as sa

from criteria.evidence import Page, Passage, Proposal, Reading, Statement
from storage import assessments, conflicts, documents, factors, jobs, links, people
from storage.access_models import Relation
from storage.assignment_models import Assignment
from storage.blobs import Blob
from storage.clock import now
from storage.factor_models import Authenticator
from storage.models import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.access_models import Interest
    from storage.models import Assessment, City, Document, Link, Person
    from storage.store import Store

_numbers = count(1)


def make_city(session: Session, *, name: str = "", country: str = "CO") -> City:
    """Add a city."""
    return assessments.add_city(session, name or f"City {next(_numbers)}", country)


def make_person(
    session: Session,
    *,
    role: Role = Role.REVIEWER,
    city: City | None = None,
    name: str = "Ana Ruiz",
    every_city: bool = True,
) -> Person:
    """Add somebody; a city person without a city gets one."""
    if role is Role.CITY and city is None:
        city = make_city(session)
    email = f"person{next(_numbers)}@example.org"
    return people.add(session, email, role, city=city, name=name, every_city=every_city)


def make_conflict(
    session: Session,
    *,
    person: Person | None = None,
    city: City | None = None,
    begins: date = date(2020, 1, 1),
    ends: date | None = None,
) -> Interest:
    """Enter somebody's conflict of interest with a city."""
    return conflicts.declare(
        session,
        person or make_person(session),
        city or make_city(session),
        Relation.FAMILY,
        by=make_person(session, role=Role.LEAD, name="Marta Reyes"),
        begins=begins,
        ends=ends,
    )


def make_app(session: Session, person: Person, *, key: str) -> None:
    """Give somebody an authenticator app as their second factor."""
    factors.begin_app(session, person, keys=[key])
    mine = sa.update(Authenticator).where(Authenticator.person_id == person.id)
    session.execute(mine.values(confirmed=now(session)))


def make_assessment(
    session: Session, *, city: City | None = None, edition: str = "wwc-2022"
) -> Assessment:
    """Open an assessment."""
    return assessments.open_for(
        session,
        city or make_city(session),
        edition=edition,
        standard_digest="0" * 64,
    )


def make_document(
    session: Session,
    *,
    assessment: Assessment | None = None,
    name: str = "minutes.txt",
) -> Document:
    """Add a document that waits; its contents are not kept."""
    blob = Blob(f"{next(_numbers):064x}", 1000)
    return documents.receive(
        session, assessment or make_assessment(session), name, blob
    )


def make_read_document(
    session: Session,
    *,
    text: str = "The committee met.",
    document: Document | None = None,
    assessment: Assessment | None = None,
) -> Document:
    """Have a document be read, of one page; without one, add it."""
    waiting = document or make_document(session, assessment=assessment)
    claim = jobs.claim(session, waiting.id)
    assert claim is not None
    session.refresh(waiting)
    jobs.record(session, claim, Reading("text", "en", (Page(1, text, "en"),)), b"")
    return waiting


def make_proposal(
    *,
    criterion: str = "OD1",
    score: float = 0.8,
    statement: Statement = Statement.STATED,
    quote: str = "The committee met.",
    quotes: Sequence[str] = (),
    item: str | None = None,
) -> Proposal:
    """Propose a link with a passage at the start of page 1, or several in a row."""
    found, start = [], 0
    for one in quotes or (quote,):
        end = start + len(one)
        found.append(
            Passage(1, start, end, one, f"{criterion}.rule", item, statement, {})
        )
        start = end + 1
    return Proposal(criterion, score, statement, tuple(found), (("strong", score),))


def make_link(
    session: Session,
    *,
    document: Document | None = None,
    criterion: str = "OD1",
    **proposal: object,
) -> Link:
    """Add a link that nobody has decided yet."""
    document = document or make_read_document(session)
    found = [make_proposal(criterion=criterion, **proposal)]  # type: ignore[arg-type]  # passed on
    links.propose(
        session, document, [*_proposed(session, document), *found], rules_digest="r1"
    )
    [link] = [
        link
        for link in links.of_document(session, document)
        if link.criterion == criterion
    ]
    return link


def upload(
    store: Store, text: str, *, name: str = "policy.txt", edition: str = "wwc-2022"
) -> str:
    """Upload a text to a new assessment, as a page does; gives the document's id."""
    blob = store.blobs.put(io.BytesIO(text.encode()), limit=1_000_000)
    with store.transaction() as session:
        assessment = make_assessment(session, edition=edition)
        return documents.receive(session, assessment, name, blob).id


def assign_link(session: Session, assessment: Assessment, person: Person) -> Link:
    """Assign a new link of an assessment to somebody."""
    document = make_read_document(session, assessment=assessment)
    link = make_link(session, document=document)
    session.add(
        Assignment(link_id=link.id, person_id=person.id, city_id=assessment.city_id)
    )
    session.flush()
    return link


def _proposed(session: Session, document: Document) -> list[Proposal]:
    return [
        make_proposal(
            criterion=link.criterion, score=link.score, statement=link.statement
        )
        for link in links.of_document(session, document)
    ]
