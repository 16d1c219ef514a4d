"""Which cities a person reaches: their own, those assigned to them, or all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import events, sights
from storage.access_models import Interest, Relation, ReviewerCity, Tie
from storage.deeds import Deed
from storage.errors import Barred, Refused
from storage.models import City, Document, Person, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import InstrumentedAttribute, Session

    from storage.models import Link
    from storage.sights import Sight


def within(
    person: Person, city_id: InstrumentedAttribute[str]
) -> sa.ColumnElement[bool]:
    """That a row's city is one whose things this person may see.

    A city person reaches their city. A reviewer reaches the cities assigned to them, or
    every city, and never one that employs them or is in conflict with them today. The
    lead reaches all, to keep order there.
    """
    if person.role is Role.LEAD:
        return sa.true()
    if person.role is Role.CITY:
        return city_id == person.city_id
    free = city_id.not_in(_conflicting(person.id))
    if person.every_city:
        return sa.and_(free, city_id.not_in(_tied(person, Tie.EMPLOYS)))
    return sa.and_(free, assigned(person, city_id))


def assigned(
    person: Person, city_id: InstrumentedAttribute[str]
) -> sa.ColumnElement[bool]:
    """That a row's city is one to which this reviewer is assigned by name."""
    return city_id.in_(_tied(person, Tie.ASSIGNED))


def sight(session: Session, person: Person) -> Sight:
    """Whose rows any request of a person may touch; a page asks for less.

    A reviewer's has also what a conflict keeps from them, so that they are told why.
    """
    if person.role is Role.CITY:
        return sights.of(person.city_id or "")
    if person.role is Role.LEAD or person.every_city:
        return sights.INSTALLATION
    kept = sa.select(Interest.city_id).where(Interest.person_id == person.id)
    found = session.scalars(_tied(person, Tie.ASSIGNED).union(kept))
    return sights.of(*found)


def cities(session: Session, person: Person) -> Sequence[City]:
    """The cities that a person reaches, by name."""
    query = sa.select(City).where(within(person, City.id)).order_by(City.name)
    return session.scalars(query).all()


def current() -> sa.ColumnElement[bool]:
    """Holds for conflicts of interest that are in force today."""
    today = sa.func.current_date()
    over = sa.and_(Interest.ends.is_not(None), Interest.ends < today)
    return sa.and_(Interest.begins <= today, ~over)


def require_unbiased(
    session: Session, person: Person, of_cities: sa.Select[str]
) -> None:
    """Let a person come near the things of some cities.

    Raises:
        Barred: A conflict of interest keeps them away today.
    """
    if person.role is Role.CITY:
        return
    found = session.execute(
        sa.select(Interest.relation, Interest.begins, City.name)
        .join(City, City.id == Interest.city_id)
        .where(Interest.person_id == person.id, current())
        .where(Interest.city_id.in_(of_cities))
        .limit(1)
    ).first()
    if found is None:
        return
    relation, begins, city = found
    told = {"city": city, "day": begins, "lead": _leads(session)}
    if relation is Relation.RECUSED:
        raise Barred(
            "On %(day)s you said that you will not judge %(city)s, so somebody else "
            "does. If you should again, ask the programme lead: %(lead)s.",
            **told,
        )
    raise Barred(
        "The register has a conflict of interest between you and %(city)s since "
        "%(day)s, so somebody else judges it. If that is over or wrong, ask the "
        "programme lead: %(lead)s.",
        **told,
    )


def of(session: Session, person: Person) -> dict[str, Tie]:
    """How a reviewer is tied to cities, by the city's id."""
    rows = session.execute(
        sa.select(ReviewerCity.city_id, ReviewerCity.tie).where(
            ReviewerCity.person_id == person.id
        )
    )
    return {row.city_id: row.tie for row in rows}


def tied_to(session: Session, city_id: str) -> dict[str, Tie]:
    """How reviewers are tied to a city by name, by their ids."""
    query = sa.select(ReviewerCity).where(ReviewerCity.city_id == city_id)
    return {row.person_id: row.tie for row in session.scalars(query)}


def barred_from(session: Session, city_id: str) -> set[str]:
    """The ids of those whom a conflict of interest keeps from a city today."""
    query = sa.select(Interest.person_id).where(Interest.city_id == city_id, current())
    return set(session.scalars(query))


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


def whose(session: Session, city_id: str) -> Sequence[Person]:
    """Everybody who reaches a city, by address; `within` seen from the other side."""

    def tied(tie: Tie) -> sa.ColumnElement[bool]:
        return sa.exists().where(
            ReviewerCity.person_id == Person.id,
            ReviewerCity.city_id == city_id,
            ReviewerCity.tie == tie,
        )

    reviews = sa.or_(tied(Tie.ASSIGNED), sa.and_(Person.every_city, ~tied(Tie.EMPLOYS)))
    in_conflict = sa.exists().where(
        Interest.person_id == Person.id, Interest.city_id == city_id, current()
    )
    query = sa.select(Person).where(
        sa.or_(
            Person.role == Role.LEAD,
            Person.city_id == city_id,
            sa.and_(Person.role == Role.REVIEWER, reviews, ~in_conflict),
        ),
        Person.ended.is_(None),
    )
    return session.scalars(query.order_by(Person.email)).all()


def assign(
    session: Session,
    person: Person,
    cities: Collection[str],
    *,
    every_city: bool,
    employer: str | None = None,
) -> None:
    """Say which cities a reviewer reviews, and which city employs them.

    Raises:
        Refused: A city is not here, is assigned though it employs the reviewer or is
            in conflict with them, or the person is no reviewer.
    """
    _require_assignable(session, person, cities, employer)
    ties = dict.fromkeys(cities, Tie.ASSIGNED)
    if employer:
        ties[employer] = Tie.EMPLOYS
    here = session.scalars(sa.select(City.id).where(City.id.in_(ties))).all()
    if len(here) != len(ties):
        raise Refused("This city is not here any more. Look at the list again.")
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


def _require_assignable(
    session: Session, person: Person, cities: Collection[str], employer: str | None
) -> None:
    if person.role is not Role.REVIEWER:
        raise Refused("Only a reviewer has cities assigned. Leave the cities out.")
    if employer and employer in cities:
        raise Refused(
            "A reviewer never reviews the city that employs them. Leave it out."
        )
    barred = session.scalar(
        sa.select(City.name).where(
            City.id.in_(cities), City.id.in_(_conflicting(person.id))
        )
    )
    if barred is not None:
        raise Refused(
            "The register has a conflict of interest between this reviewer and "
            "%(city)s. Leave the city out, or end the conflict first.",
            city=barred,
        )


def require_impartial(session: Session, link: Link, by: Person) -> None:
    """Let a person judge a link.

    Raises:
        Refused: It is evidence of their own city, or they have uploaded it.
        Barred: A conflict of interest keeps them away today.
    """
    if by.city_id is not None and by.city_id == link.city_id:
        raise Refused(
            "This is evidence of your own city, so somebody else judges it. Go on "
            "with another link."
        )
    document = session.get_one(Document, link.document_id)
    if document.received_by == by.id:
        raise Refused(
            "You have uploaded this document, so somebody else judges it. Go on "
            "with another link."
        )
    require_unbiased(session, by, sa.select(City.id).where(City.id == link.city_id))


def _conflicting(person_id: str) -> sa.Select[str]:
    return sa.select(Interest.city_id).where(Interest.person_id == person_id, current())


def _leads(session: Session) -> str:
    leads = Person.role == Role.LEAD, Person.ended.is_(None)
    query = sa.select(Person).where(*leads).order_by(Person.id)
    return ", ".join(one.called for one in session.scalars(query.limit(3)))


def _tied(person: Person, tie: Tie) -> sa.Select[str]:
    return sa.select(ReviewerCity.city_id).where(
        ReviewerCity.person_id == person.id, ReviewerCity.tie == tie
    )
