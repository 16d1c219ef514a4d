"""Loads and removes the worked example, in the way that people would have made it."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa

from criteria.editions import overlay, revising, standard
from storage import (
    assessments,
    care,
    decisions,
    documents,
    leaving,
    people,
    reach,
    revisions,
    suppositions,
)
from storage.models import Assessment, City, Decision, Document, Link, Person, Role
from workers import reading
from workers.example.script import OVERLAY, script

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.store import Store
    from workers.example.script import Paper, Ruling, Script

# About a minute. Only a worker that found a document first is waited for.
MOST_LOOKS = 200

log = logging.getLogger(__name__)


def load(store: Store) -> str:
    """Load the worked example and say which assessment is its own.

    Where it is there already nothing is changed; where loading was broken off it goes
    on. A decision about a link that no rule proposes is logged and left out.
    """
    told = script()
    with store.snapshot() as session:
        found = _assessment(session, told)
        if found is not None and _is_judged(session, found):
            return found
    assessment_id = found or _open(store, told)
    for document_id in _receive(store, assessment_id, told):
        reading.read(store, document_id)
    for looks, _ in enumerate(reading.wait(store, assessment_id)):
        if looks == MOST_LOOKS:
            break
    with store.transaction() as session:
        for paper, ruling, link in _rulings(session, assessment_id, told):
            if link is None:
                log.warning(
                    "No rule proposes %s for %s, so the example leaves it undecided.",
                    paper.name,
                    ruling.criterion,
                )
            elif not link.decided:
                _rule(session, link, ruling, told)
        _plan(session, assessments.get(session, assessment_id), told)
    return assessment_id


def remove(store: Store) -> bool:
    """Remove the worked example and all that is its own; return if it was here."""
    told = script()
    with store.transaction() as session:
        city = session.scalar(_city(told))
        left = leaving.remove(session, city) if city else None
        _let_go(session, told.reviewer.email)
    if left is not None:
        leaving.clear(store, left)
    return left is not None


def _open(store: Store, told: Script) -> str:
    with store.transaction() as session:
        revised = overlay.read(OVERLAY, standard.load(told.edition))
        entered = OVERLAY.read_text(encoding="utf-8")
        digest = revisions.keep(session, revising.as_values(revised), entered=entered)
        city = assessments.add_city(
            session,
            told.city,
            told.country,
            population=told.population,
            is_example=True,
        )
        submitter = told.submitter
        people.add(session, submitter.email, Role.CITY, city=city, name=submitter.name)
        return assessments.open_for(
            session, city, edition=told.edition, standard_digest=digest
        ).id


def _receive(store: Store, assessment_id: str, told: Script) -> list[str]:
    limit = store.settings.max_upload
    blobs = [store.blobs.put(io.BytesIO(p.content), limit=limit) for p in told.papers]
    with store.transaction() as session:
        assessment = assessments.get(session, assessment_id)
        by = people.by_email(session, told.submitter.email)
        return [
            documents.receive(
                session,
                assessment,
                paper.name,
                blob,
                by=by,
                about=paper.about,
            ).id
            for paper, blob in zip(told.papers, blobs, strict=True)
        ]


def _rulings(
    session: Session, assessment_id: str, told: Script
) -> list[tuple[Paper, Ruling, Link | None]]:
    """Every ruling of the script with its link, if there is one."""
    rows = session.execute(
        sa.select(Document.name, Link)
        .join(Document, Document.id == Link.document_id)
        .where(Link.assessment_id == assessment_id)
    )
    links = {(name, link.criterion): link for name, link in rows}
    return [
        (paper, ruling, links.get((paper.name, ruling.criterion)))
        for paper in told.papers
        for ruling in paper.rulings
    ]


def _rule(session: Session, link: Link, ruling: Ruling, told: Script) -> None:
    decisions.decide(
        session,
        link.id,
        ruling.verdict,
        by=_reviewer(session, told, link.city_id),
        seen=0,
        reason=ruling.reason,
        note=ruling.note,
        items=ruling.items,
        dated=ruling.dated,
    )


def _plan(session: Session, assessment: Assessment, told: Script) -> None:
    """Have the city say who closes which gap, answer, and suppose."""
    by = people.by_email(session, told.submitter.email)
    for one in told.planning.care:
        care.take(
            session,
            assessment,
            one.criterion,
            by=by,
            owner=one.owner,
            due=one.due,
            note=one.note,
        )
    care.answer(session, assessment, told.planning.answers)
    for name, added in told.planning.what_ifs.items():
        suppositions.suppose(session, assessment, name, by=by, added=added)


def _reviewer(session: Session, told: Script, city_id: str) -> Person:
    """The example's reviewer; one that an earlier example left behind serves again."""
    email, name = told.reviewer.email, told.reviewer.name
    known = session.scalar(sa.select(Person).where(Person.email == email))
    person = known or people.add(session, email, Role.REVIEWER, name=name)
    theirs = {*reach.of(session, person), city_id}
    reach.assign(session, person, theirs, every_city=person.every_city)
    return person


def _let_go(session: Session, email: str) -> None:
    """Remove the example's reviewer, unless they have worked elsewhere since."""
    person = session.scalar(sa.select(Person).where(Person.email == email))
    if person is None:
        return
    traces = (Decision.by_id, Link.made_by, Document.received_by)
    if not any(
        session.scalar(sa.select(sa.exists().where(trace == person.id)))
        for trace in traces
    ):
        session.delete(person)


def _city(told: Script) -> sa.Select[City]:
    return sa.select(City).where(City.name == told.city, City.is_example.is_(True))


def _assessment(session: Session, told: Script) -> str | None:
    city = session.scalar(_city(told))
    if city is None:
        return None
    query = sa.select(Assessment.id).where(Assessment.city_id == city.id)
    return session.scalar(query.order_by(Assessment.opened).limit(1))


def _is_judged(session: Session, assessment_id: str) -> bool:
    """Whether loading came to its end: all decisions are made at once, at last."""
    decided = sa.exists().where(Link.assessment_id == assessment_id, Link.decided > 0)
    return bool(session.scalar(sa.select(decided)))
