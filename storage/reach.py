"""Which cities a person reaches: their own, those assigned to them, or all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import events
from storage.access_models import ReviewerCity, Tie
from storage.errors import Refused
from storage.events import Deed
from storage.models import City, Document, Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import InstrumentedAttribute, Session

    from storage.models import Link, Person


def within(
    person: Person, city_id: InstrumentedAttribute[str]
) -> sa.ColumnElement[bool]:
    """That a row's city is one whose things this person may see.

    A city person reaches their city. A reviewer reaches the cities assigned to them, or
    every city, and never the one that employs them. The lead reaches all.
    """
    if person.role is Role.LEAD:
        return sa.true()
    if person.role is Role.CITY:
        return city_id == person.city_id
    if person.every_city:
        return city_id.not_in(_tied(person, Tie.EMPLOYS))
    return assigned(person, city_id)


def assigned(
    person: Person, city_id: InstrumentedAttribute[str]
) -> sa.ColumnElement[bool]:
    """That a row's city is one to which this reviewer is assigned by name."""
    return city_id.in_(_tied(person, Tie.ASSIGNED))


def of(session: Session, person: Person) -> dict[str, Tie]:
    """How a reviewer is tied to cities, by the city's id."""
    rows = session.execute(
        sa.select(ReviewerCity.city_id, ReviewerCity.tie).where(
            ReviewerCity.person_id == person.id
        )
    )
    return {row.city_id: row.tie for row in rows}


def by_person(session: Session) -> dict[str, list[str]]:
    """The names of the cities assigned to each reviewer, by the reviewer's id."""
    rows = session.execute(
        sa.select(ReviewerCity.person_id, City.name)
        .join(City, City.id == ReviewerCity.city_id)
        .where(ReviewerCity.tie == Tie.ASSIGNED)
        .order_by(City.name)
    )
    found: dict[str, list[str]] = {}
    for person_id, name in rows:
        found.setdefault(person_id, []).append(name)
    return found


def assign(
    session: Session,
    person: Person,
    cities: Collection[str],
    *,
    every_city: bool,
    employer: str | None = None,
) -> None:
    """Say which cities a reviewer reviews, and which of all employs them.

    Raises:
        Refused: A city is not here, is assigned though it employs the reviewer, or the
            person is no reviewer.
    """
    if person.role is not Role.REVIEWER:
        raise Refused("Only a reviewer has cities assigned.")
    if employer and employer in cities:
        raise Refused(
            "A reviewer never reviews the city that employs them. Leave it out."
        )
    ties = dict.fromkeys(cities, Tie.ASSIGNED)
    if employer:
        ties[employer] = Tie.EMPLOYS
    here = session.scalars(sa.select(City.id).where(City.id.in_(ties))).all()
    if len(here) != len(ties):
        raise Refused("This city is not here any more.")
    person.every_city = every_city
    session.execute(sa.delete(ReviewerCity).where(ReviewerCity.person_id == person.id))
    session.add_all(
        ReviewerCity(person_id=person.id, city_id=city, tie=tie)
        for city, tie in ties.items()
    )
    session.flush()
    events.record(
        session,
        Deed.PERSON_CHANGED,
        None,
        about=person.id,
        name=person.called,
        after={"every_city": every_city, "cities": dict(ties)},
    )


def require_impartial(session: Session, link: Link, by: Person) -> None:
    """Let a person judge a link.

    Raises:
        Refused: It is evidence of their own city, or they have uploaded it.
    """
    if by.city_id is not None and by.city_id == link.city_id:
        raise Refused("This is evidence of your own city, so somebody else judges it.")
    document = session.get_one(Document, link.document_id)
    if document.received_by == by.id:
        raise Refused("You have uploaded this document, so somebody else judges it.")


def _tied(person: Person, tie: Tie) -> sa.Select[str]:
    return sa.select(ReviewerCity.city_id).where(
        ReviewerCity.person_id == person.id, ReviewerCity.tie == tie
    )
