"""Assignments: which reviewer is to judge which links, previewed and then applied."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from criteria.evidence import Standing
from criteria.review.assigning import Judge, Paper, allot
from storage import doubles, events, reach, sights, stack
from storage.access_models import Tie
from storage.assignment_models import Assignment, AssignmentRun, ReviewerLanguage
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Conflict, Refused
from storage.models import Decision, Document, Link, Person, Role, Verdict
from storage.votes import OF_TWO

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

    from criteria.review.assigning import Allotment
    from storage.models import Assessment

LONGEST_SEED = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be assigned: the reviewers as they are, and what each would get.

    ``kept`` are the assignments that stay, by link; ``dropped`` those of people who may
    not judge here any more.
    """

    seed: str
    judges: tuple[Judge, ...]
    people: Mapping[str, str]
    papers: tuple[Paper, ...]
    allotment: Allotment
    kept: Mapping[str, frozenset[str]]
    dropped: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """What tells this plan from another."""
        told = repr((self.allotment.assigned, self.dropped))
        return hashlib.sha256(told.encode()).hexdigest()


def plan(session: Session, assessment: Assessment, seed: str = "") -> Plan:
    """Plan who judges what waits; what is assigned and may stay, stays.

    Without a seed it is that of the last time, or the assessment's id.

    Raises:
        Refused: The seed is too long.
    """
    if len(seed) > LONGEST_SEED:
        raise Refused(
            "A seed may be %(most)s characters long. Shorten this one.",
            most=LONGEST_SEED,
        )
    seed = seed.strip() or _last_seed(session, assessment) or assessment.id
    people = _reviewers(session)
    judges = _judges(session, assessment, people)
    free = {judge.id for judge in judges if not judge.barred}
    held = _held(session, assessment)
    kept = {link: frozenset(who & free) for link, who in held.items()}
    papers = _papers(session, assessment, people, kept)
    waiting = {link for paper in papers for link in paper.links}
    dropped = sorted(
        (link, who) for link in held if link in waiting for who in held[link] - free
    )
    return Plan(
        seed=seed,
        judges=tuple(judges),
        people={one.id: one.called for one in people},
        papers=tuple(papers),
        allotment=allot(papers, judges, seed=seed),
        kept={link: who for link, who in kept.items() if link in waiting},
        dropped=tuple(dropped),
    )


def apply(
    session: Session, assessment: Assessment, *, seed: str, digest: str, by: Person
) -> Plan:
    """Assign as planned, if the plan is still the one that was looked at.

    Raises:
        Conflict: Something has changed since.
        Refused: The person is not the lead.
    """
    if by.role is not Role.LEAD:
        raise Refused("Only the programme lead assigns links. Ask them to.")
    made = plan(session, assessment, seed)
    if made.digest != digest:
        raise Conflict(
            "Links or reviewers have changed since this plan was made. Look at the new "
            "one, and apply that."
        )
    for link_id, person_id in made.dropped:
        session.delete(session.get_one(Assignment, (link_id, person_id)))
    session.add_all(
        Assignment(link_id=link_id, person_id=person_id, city_id=assessment.city_id)
        for link_id, person_id in made.allotment.assigned
    )
    _keep_run(session, assessment, made, by)
    return made


def languages(session: Session, person: Person) -> list[str]:
    """The languages in which a reviewer judges; none means every one."""
    query = sa.select(ReviewerLanguage.language).where(
        ReviewerLanguage.person_id == person.id
    )
    return list(session.scalars(query.order_by(ReviewerLanguage.language)))


def set_languages(session: Session, person: Person, chosen: Collection[str]) -> None:
    """Say in which languages a reviewer judges; none means every one."""
    before = languages(session, person)
    if set(chosen) == set(before):
        return
    session.execute(
        sa.delete(ReviewerLanguage).where(ReviewerLanguage.person_id == person.id)
    )
    session.add_all(
        ReviewerLanguage(person_id=person.id, language=one) for one in sorted(chosen)
    )
    session.flush()
    events.record(
        session,
        Deed.PERSON_CHANGED,
        None,
        about=person.id,
        name=person.called,
        before={"languages": before},
        after={"languages": sorted(chosen)},
    )


def _keep_run(session: Session, assessment: Assessment, made: Plan, by: Person) -> None:
    query = sa.select(sa.func.count()).where(
        AssignmentRun.assessment_id == assessment.id
    )
    session.add(
        AssignmentRun(
            assessment_id=assessment.id,
            number=(session.scalar(query) or 0) + 1,
            city_id=assessment.city_id,
            seed=made.seed,
            by_id=by.id,
            at=now(session),
        )
    )
    session.flush()
    events.record(
        session,
        Deed.ASSIGNED,
        assessment.city_id,
        by=by,
        about=assessment.id,
        after={
            "seed": made.seed,
            "assigned": len(made.allotment.assigned),
            "dropped": len(made.dropped),
            "left": len(made.allotment.left),
        },
    )


def _last_seed(session: Session, assessment: Assessment) -> str | None:
    query = sa.select(AssignmentRun.seed).where(
        AssignmentRun.assessment_id == assessment.id
    )
    return session.scalar(query.order_by(AssignmentRun.number.desc()).limit(1))


def _reviewers(session: Session) -> Sequence[Person]:
    query = sa.select(Person).where(Person.role == Role.REVIEWER)
    return session.scalars(query.order_by(Person.email)).all()


def _judges(
    session: Session, assessment: Assessment, people: Sequence[Person]
) -> list[Judge]:
    """The reviewers of a city, those whom a conflict keeps away among them."""
    ties = reach.tied_to(session, assessment.city_id)
    barred = reach.barred_from(session, assessment.city_id)
    waiting = _waiting(session)
    reads: dict[str, set[str]] = defaultdict(set)
    for row in session.scalars(sa.select(ReviewerLanguage)):
        reads[row.person_id].add(row.language)
    return [
        Judge(
            id=one.id,
            languages=frozenset(reads[one.id]),
            load=waiting.get(one.id, 0),
            barred=one.id in barred or ties.get(one.id) is Tie.EMPLOYS,
        )
        for one in people
        if one.ended is None and (one.every_city or one.id in ties)
    ]


def _waiting(session: Session) -> dict[str, int]:
    """How many links wait for each reviewer, in all assessments."""
    judge = Assignment.person_id
    query = (
        sa.select(judge, sa.func.count())
        .join(Link, Link.id == Assignment.link_id)
        .where(Link.standing == Standing.UNDECIDED, ~stack.spoken_by(judge))
        .group_by(judge)
    )
    with sights.beyond(session):
        return {row[0]: row[1] for row in session.execute(query)}


def _held(session: Session, assessment: Assessment) -> dict[str, set[str]]:
    """Who has each link assigned, and has not judged it yet."""
    rows = session.execute(
        sa.select(Assignment.link_id, Assignment.person_id)
        .join(Link, Link.id == Assignment.link_id)
        .where(Link.assessment_id == assessment.id)
        .where(~stack.spoken_by(Assignment.person_id))
    )
    held: dict[str, set[str]] = defaultdict(set)
    for link_id, person_id in rows:
        held[link_id].add(person_id)
    return held


def _papers(
    session: Session,
    assessment: Assessment,
    people: Sequence[Person],
    kept: Mapping[str, frozenset[str]],
) -> list[Paper]:
    """The documents with links that reviewers can judge, and who has or keeps each."""
    rule = doubles.rule(session, assessment.id)
    voters = _voters(session, assessment)
    named = reach.tied_to(session, assessment.city_id)
    strangers = frozenset(one.id for one in people if one.id not in named)
    rows = session.execute(
        sa.select(Link.id, Document)
        .join(Document, Document.id == Link.document_id)
        .where(Link.assessment_id == assessment.id, Link.standing == Standing.UNDECIDED)
        .where(Link.for_lead.is_(False))
        .order_by(Link.id)
    )
    found: dict[str, tuple[Document, dict[str, int]]] = {}
    for link_id, document in rows:
        needed = doubles.BOTH if voters.get(link_id) or rule.draws(link_id) else 1
        found.setdefault(document.id, (document, {}))[1][link_id] = needed
    return [
        Paper(
            id=document.id,
            links=links,
            language=document.language,
            uploader=document.received_by or "",
            closed=strangers if document.confidential else frozenset(),
            taken={
                link: voters.get(link, frozenset()) | kept.get(link, frozenset())
                for link in links
            },
        )
        for document, links in found.values()
    ]


def _voters(session: Session, assessment: Assessment) -> dict[str, frozenset[str]]:
    """Who has a vote in force about each link that is undecided."""
    rows = session.scalars(
        sa.select(Decision)
        .join(Link, Link.id == Decision.link_id)
        .where(
            Link.assessment_id == assessment.id,
            Link.standing == Standing.UNDECIDED,
            Decision.way.in_(OF_TWO),
        )
    ).all()
    undone = {(row.link_id, row.undoes) for row in rows}
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if (
            row.verdict is not Verdict.TAKEN_BACK
            and (row.link_id, row.number) not in undone
        ):
            found[row.link_id].add(row.by_id)
    return {link: frozenset(who) for link, who in found.items()}
