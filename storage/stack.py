"""What of all decisions about a link stands, and what can be taken back."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, selectinload

from criteria.evidence import Standing
from storage import doubles, votes
from storage.models import Assessment, Decision, Document, Link, Person, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import InstrumentedAttribute, Session

# Made once: an alias made for each query costs more than the query.
_later, _undoing, _other = (aliased(Decision) for _ in range(3))
_PERSON, _ASSESSMENT = "person", "assessment"
_STANDINGS = {
    Verdict.CONFIRMED: Standing.CONFIRMED,
    Verdict.REJECTED: Standing.REJECTED,
}


def remaining(decided: Sequence[Decision]) -> list[Decision]:
    """The decisions that were not taken back, the one that stands last."""
    undone = {decision.undoes for decision in decided}
    return [
        decision
        for decision in decided
        if decision.verdict is not Verdict.TAKEN_BACK and decision.number not in undone
    ]


def that_stands(decided: Sequence[Decision]) -> Decision | None:
    """Of all decisions about a link, the one that stands; None if none does.

    Votes of two stand together once they agree, and not before. That somebody was not
    sure leaves nothing standing.
    """
    left = remaining(decided)
    if not left or left[-1].verdict is Verdict.UNSURE:
        return None
    if left[-1].way not in votes.OF_TWO:
        return left[-1]
    return doubles.agreed([one for one in left if one.way in votes.OF_TWO])


def key(decided: Sequence[Decision]) -> int:
    """The ordinal of the passage to read first after all decisions about a link."""
    stands = that_stands(decided)
    return (stands.key or 0) if stands else 0


def standing(decided: Sequence[Decision]) -> Standing:
    """What stands of a link after all decisions about it."""
    stands = that_stands(decided)
    return _STANDINGS[stands.verdict] if stands else Standing.UNDECIDED


def is_for_lead(decided: Sequence[Decision]) -> bool:
    """Whether a link waits for the lead: a reviewer was not sure, or two disagree.

    Of two who do not see each other, neither is told before both have voted.
    """
    left = remaining(decided)
    if not left or that_stands(decided) is not None:
        return False
    if left[-1].way in votes.OF_TWO:
        return len({one.by_id for one in left}) > 1
    return True


def decided_by(person_id: str) -> sa.ColumnElement[bool]:
    """Holds for links about which this person has said something that they kept."""
    return Link.id.in_(
        sa.select(Decision.link_id).where(
            Decision.by_id == person_id,
            _kept(Decision),
        )
    )


def spoken_by(person: InstrumentedAttribute[str]) -> sa.ColumnElement[bool]:
    """Holds for links about which the person of a row said something and kept it."""
    return sa.exists().where(
        Decision.link_id == Link.id,
        Decision.by_id == person,
        _kept(Decision),
    )


def last_shown(
    session: Session, assessment: Assessment, person: Person
) -> tuple[Decision, Link] | None:
    """The last decision of a person that they can still take back, with its link.

    The link has its document, and tells of its decisions what this person may see.
    """
    asked = {_PERSON: person.id, _ASSESSMENT: assessment.id}
    found = session.execute(_last_with_link(), asked).one_or_none()
    if found is None:
        return None
    doubles.hide(session, person, [found[1]])
    return found[0], found[1]


def of_batch(session: Session, person: Person, batch: str) -> Sequence[Decision]:
    """The decisions of a batch that a person can still take back, the last first."""
    query = _retractable().where(Decision.batch == batch)
    return session.scalars(query, {_PERSON: person.id}).all()


# Each page of the desk asks what can be taken back. To make the query takes longer than
# to run it, so it is made once.
@cache
def _last_with_link() -> sa.Select[Decision, Link]:
    last = _last().with_only_columns(Decision.link_id, Decision.number).limit(1)
    key = last.subquery()
    is_last = (Decision.link_id == key.c.link_id) & (Decision.number == key.c.number)
    return (
        sa.select(Decision, Link)
        .join_from(key, Decision, is_last)
        .join(Link, Link.id == Decision.link_id)
        .join(Document, Document.id == Link.document_id)
        .options(contains_eager(Link.document), selectinload(Link.decisions))
    )


@cache
def _last() -> sa.Select[Decision]:
    """The decisions of a person about an assessment that they can take back.

    Whose assessment it is is asked for one decision after another, the last first:
    joined, every link of the assessment would be looked at for the one that is meant.
    """
    of_link = sa.select(Link.assessment_id).where(Link.id == Decision.link_id)
    asked = of_link.correlate(Decision).scalar_subquery()
    return _retractable().where(asked == sa.bindparam(_ASSESSMENT))


@cache
def _retractable() -> sa.Select[Decision]:
    """The decisions of a person that they can still take back, the last first."""
    outlived = sa.exists().where(
        _later.link_id == Decision.link_id,
        _later.number > Decision.number,
        _kept(_later),
    )
    return (
        sa.select(Decision)
        .where(
            Decision.by_id == sa.bindparam(_PERSON),
            _kept(Decision),
            ~outlived,
            ~_is_second_of_two(),
        )
        .order_by(Decision.at.desc(), Decision.number.desc(), Decision.link_id.desc())
    )


def _kept(decision: type[Decision]) -> sa.ColumnElement[bool]:
    """Holds for a decision that was not taken back and takes none back."""
    return sa.and_(decision.verdict != Verdict.TAKEN_BACK, ~_undone(decision))


def _undone(decision: type[Decision]) -> sa.ColumnElement[bool]:
    """Holds for a decision that was taken back.

    Asked for one after another: joined, PostgreSQL would look at all that there are.
    """
    undoing = sa.select(_undoing.number).where(
        _undoing.link_id == decision.link_id, _undoing.undoes == decision.number
    )
    return undoing.correlate(decision).limit(1).scalar_subquery().is_not(None)


def _is_second_of_two() -> sa.ColumnElement[bool]:
    """Holds for votes whose link has the vote of somebody else too."""
    return sa.and_(
        Decision.way.in_(votes.OF_TWO),
        sa.exists().where(
            _other.link_id == Decision.link_id,
            _other.by_id != Decision.by_id,
            _other.way.in_(votes.OF_TWO),
            _kept(_other),
        ),
    )
