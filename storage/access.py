"""Access: that a person may come in. It is ended at once, and may be given back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from criteria.evidence import Standing
from storage import people, stack
from storage.access_models import SignInLink
from storage.assignment_models import Assignment
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Refused
from storage.models import Assessment, City, Link, Person, Role
from storage.tokens import PersonalToken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many links of an assessment are assigned to somebody and wait for them."""

    assessment_id: str
    city: str
    count: int


def end(session: Session, person: Person, *, by: Person | None) -> None:
    """End a person's access in every way they come in, at once.

    What they decided stays, with their name. Password and second factors are kept and
    refused; sign-in links and tokens are no good any more, also once it is given back.

    Raises:
        Refused: It is their own, or nobody else leads.
    """
    if person.ended is not None:
        return
    if by is not None and person.id == by.id:
        raise Refused("Nobody ends their own access. Ask another lead.")
    if person.role is Role.LEAD:
        _require_another_lead(session, person)
    moment = now(session)
    person.ended = moment
    people.end_sessions(session, person)
    session.execute(sa.delete(SignInLink).where(SignInLink.person_id == person.id))
    session.execute(
        sa.update(PersonalToken)
        .where(PersonalToken.person_id == person.id, PersonalToken.revoked.is_(None))
        .values(revoked=moment)
    )
    people.record(session, Deed.ACCESS_ENDED, person, by=by)


def give_back(session: Session, person: Person, *, by: Person | None) -> None:
    """Let a person come in again as before, with the role and cities that they had."""
    if person.ended is None:
        return
    person.ended = None
    session.flush()
    people.record(session, Deed.ACCESS_GIVEN_BACK, person, by=by)


def waiting(session: Session, person: Person) -> Sequence[Waiting]:
    """What is assigned to a person and not judged by them yet, by city."""
    judged = stack.spoken_by(Assignment.person_id)
    query = (
        sa.select(Assessment.id, City.name, sa.func.count())
        .select_from(Assignment)
        .join(Link, Link.id == Assignment.link_id)
        .join(Assessment, Assessment.id == Link.assessment_id)
        .join(City, City.id == Assessment.city_id)
        .where(Assignment.person_id == person.id)
        .where(Link.standing == Standing.UNDECIDED, ~judged)
        .group_by(Assessment.id, City.name)
        .order_by(City.name, Assessment.id)
    )
    return [Waiting(*row) for row in session.execute(query)]


def _require_another_lead(session: Session, person: Person) -> None:
    """Keep one lead; the rows are locked, so that no two leads end each other."""
    query = sa.select(Person.id).where(Person.role == Role.LEAD, people.has_access())
    leads = session.scalars(query.order_by(Person.id).with_for_update()).all()
    if not {*leads} - {person.id}:
        raise Refused("Nobody else leads here. Make somebody a lead first.")
