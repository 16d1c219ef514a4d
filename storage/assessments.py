"""Cities and their assessments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from criteria import countries
from criteria.telling import tell
from storage import events, reach
from storage.clock import now
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.models import Assessment, City, Person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

MOST_PEOPLE = 100_000_000
SAME_AS_NONE = tell("There is nothing here, or it is not yours to see.")


def add_city(
    session: Session,
    name: str,
    country: str,
    *,
    population: int | None = None,
    is_example: bool = False,
) -> City:
    """Add a municipality; ``country`` is its ISO 3166 code of two letters.

    Raises:
        Refused: The name is taken or empty, the country is none, or nowhere live so
            many people.
    """
    city = City(is_example=is_example)
    _describe(session, city, name, country, population)
    session.add(city)
    session.flush()
    events.record(session, Deed.CITY_ADDED, city.id, about=city.id, name=city.name)
    return city


def correct_city(
    session: Session, city: City, name: str, country: str, *, population: int | None
) -> None:
    """Say anew what a city is called, where it lies and how many live there.

    Raises:
        Refused: As when one is added.
    """
    before = _described(city)
    _describe(session, city, name, country, population)
    after = _described(city)
    if after != before:
        events.record(
            session,
            Deed.CITY_CHANGED,
            city.id,
            about=city.id,
            name=city.name,
            before=before,
            after=after,
        )


def city_named(session: Session, name: str) -> City:
    """Find a city.

    Raises:
        NotFound: None has that name.
    """
    city = session.scalar(sa.select(City).where(City.name == name.strip()))
    if city is None:
        raise NotFound(
            "No city is called %(name)s. Add it with: assay add city", name=name
        )
    return city


def city(session: Session, city_id: str) -> City:
    """Find a city by its id.

    Raises:
        Refused: There is none.
    """
    found = session.get(City, city_id)
    if found is None:
        raise Refused("This city is not here any more. Look at the list again.")
    return found


def cities(session: Session) -> Sequence[City]:
    """All cities, by name."""
    return session.scalars(sa.select(City).order_by(City.name)).all()


def open_for(
    session: Session, city: City, *, edition: str, standard_digest: str
) -> Assessment:
    """Begin a city's attempt at an edition of the standard."""
    assessment = Assessment(
        city=city, edition=edition, standard_digest=standard_digest, opened=now(session)
    )
    session.add(assessment)
    session.flush()
    events.record(
        session,
        Deed.ASSESSMENT_OPENED,
        city.id,
        about=assessment.id,
        name=edition,
        after={"standard": standard_digest},
    )
    return assessment


def get(session: Session, assessment_id: str) -> Assessment:
    """Find an assessment with its city, whoever asks.

    Raises:
        NotFound: There is none with that id.
    """
    found = session.scalar(_assessments().where(Assessment.id == assessment_id))
    if found is None:
        raise NotFound(SAME_AS_NONE)
    return found


def visible(session: Session, person: Person, assessment_id: str) -> Assessment:
    """Find an assessment that this person may see.

    Raises:
        NotFound: There is none with that id, or it is another city's.
        Barred: The person does not judge this city.
    """
    found = session.scalar(
        _for(person, _assessments()).where(Assessment.id == assessment_id)
    )
    if found is None:
        of_city = sa.select(Assessment.city_id).where(Assessment.id == assessment_id)
        reach.require_unbiased(session, person, of_city)
        raise NotFound(SAME_AS_NONE)
    return found


def listed(session: Session, person: Person) -> Sequence[Assessment]:
    """The assessments a person may see, by city, the newest first."""
    return session.scalars(_ordered(_for(person, _assessments()))).all()


def page(
    session: Session, person: Person, *, after: tuple[datetime, str] | None, limit: int
) -> Sequence[Assessment]:
    """Some of the assessments a person may see, the newest first.

    ``after`` is when the last one before them was opened, and its id.
    """
    query = _for(person, _assessments())
    if after is not None:
        opened, last = after
        same = sa.and_(Assessment.opened == opened, Assessment.id < last)
        query = query.where(sa.or_(Assessment.opened < opened, same))
    newest_first = (Assessment.opened.desc(), Assessment.id.desc())
    return session.scalars(query.order_by(*newest_first).limit(limit)).all()


def all_of(session: Session) -> Sequence[Assessment]:
    """All assessments, by city, the newest first, whoever asks."""
    return session.scalars(_ordered(_assessments())).all()


def _describe(
    session: Session, city: City, name: str, country: str, population: int | None
) -> None:
    name, country = name.strip(), country.strip().upper()
    if not name:
        raise Refused("Give the city a name.")
    if country not in countries.CODES:
        raise Refused(
            "Give the country as a code of two letters, such as CO. "
            "'%(country)s' is none.",
            country=country,
        )
    if population is not None and not 0 <= population <= MOST_PEOPLE:
        raise Refused(
            "No city has so many people: %(population)s. Give the right number.",
            population=population,
        )
    here = session.scalar(sa.select(City.id).where(City.name == name))
    if here not in (None, city.id):
        raise Refused(
            "%(name)s is here already. Use it, or choose another name.", name=name
        )
    city.name, city.country, city.population = name, country, population


def _described(city: City) -> dict[str, object]:
    return {
        "name": city.name,
        "country": city.country,
        "population": city.population,
    }


def _assessments() -> sa.Select[Assessment]:
    return sa.select(Assessment).options(joinedload(Assessment.city))


def _ordered(query: sa.Select[Assessment]) -> sa.Select[Assessment]:
    newest_first = (City.name, Assessment.opened.desc(), Assessment.id)
    return query.join(Assessment.city).order_by(*newest_first)


def _for(person: Person, query: sa.Select[Assessment]) -> sa.Select[Assessment]:
    return query.where(reach.within(person, Assessment.city_id))
