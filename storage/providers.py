"""Providers: by which service of its own a city's people sign in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from storage import events, people, sealing
from storage.clock import now
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.models import City, Person, Role
from storage.provider_models import Provider, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What a service calls itself, and where it is asked: by browsers, by Assay."""

    issuer: str
    authorize: str
    token: str
    keys: str


def register(
    session: Session,
    city: City,
    *,
    endpoints: Endpoints,
    client_id: str,
    secret: str,
    key: str,
) -> None:
    """Have a city's people sign in by a service, in place of an earlier one."""
    session.execute(sa.delete(Provider).where(Provider.city_id == city.id))
    _forget(session, city.id)
    session.add(
        Provider(
            city_id=city.id,
            issuer=endpoints.issuer,
            client_id=client_id,
            sealed=sealing.seal(secret, key=key),
            authorize_at=endpoints.authorize,
            token_at=endpoints.token,
            keys_at=endpoints.keys,
            made=now(session),
        )
    )
    session.flush()
    events.record(
        session,
        Deed.PROVIDER_SET,
        city.id,
        name=endpoints.issuer,
        after={"client": client_id},
    )


def remove(session: Session, city_id: str) -> None:
    """Have nobody sign in by a city's service any more.

    Raises:
        NotFound: The city has none.
    """
    found = of(session, city_id)
    session.execute(sa.delete(Provider).where(Provider.city_id == city_id))
    _forget(session, city_id)
    events.record(session, Deed.PROVIDER_REMOVED, city_id, name=found.issuer)


def of(session: Session, city_id: str) -> Provider:
    """The service of a city.

    Raises:
        NotFound: It has none, or there is no such city.
    """
    found = session.get(Provider, city_id, options=[joinedload(Provider.city)])
    if found is None:
        raise NotFound(
            "This city has no sign-in service here. Use your sign-in link or your "
            "password."
        )
    return found


def listed(session: Session) -> Sequence[City]:
    """The cities that have a service, by name."""
    query = sa.select(City).join(Provider, Provider.city_id == City.id)
    return session.scalars(query.order_by(City.name)).all()


def owner(session: Session, provider: Provider, subject: str, email: str) -> Person:
    """Who of a city its service means by a name of its own.

    The first time the address that it has verified tells; from then on the name does.

    Raises:
        Refused: The address is nobody's, or not of a person of that city, or their
            access has ended, or the service has meant somebody else by it before.
    """
    named = sa.select(Subject.person_id).where(
        Subject.issuer == provider.issuer, Subject.name == subject
    )
    known = session.scalar(named)
    person = session.get(Person, known) if known else people.find(session, email)
    if person is not None and person.ended is not None:
        person = None
    if person is None or (person.role, person.city_id) != (Role.CITY, provider.city_id):
        raise Refused(
            "Your city's sign-in service knows you, but you are not one of the city's "
            "people here. Ask the lead of your programme to invite you."
        )
    if not known:
        _bind(session, provider, subject, person)
    return person


def _bind(session: Session, provider: Provider, subject: str, person: Person) -> None:
    """Keep by which name a service knows a person."""
    if session.get(Subject, person.id) is not None:
        raise Refused(
            "Your city's sign-in service gave this address to somebody else before. "
            "Ask the lead of your programme to register the service again."
        )
    session.add(
        Subject(
            person_id=person.id, issuer=provider.issuer, name=subject, made=now(session)
        )
    )
    session.flush()


def _forget(session: Session, city_id: str) -> None:
    """Let a service say anew whom it means."""
    theirs = sa.select(Person.id).where(Person.city_id == city_id)
    session.execute(sa.delete(Subject).where(Subject.person_id.in_(theirs)))
