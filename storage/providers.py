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
from storage.models import City, Role
from storage.provider_models import Provider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.models import Person


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


def owner(session: Session, city_id: str, email: str) -> Person:
    """Who of a city signs in with an address that its service has verified.

    Raises:
        Refused: The address is nobody's, or not of a person of that city.
    """
    person = people.find(session, email)
    if person is None or person.role is not Role.CITY or person.city_id != city_id:
        raise Refused(
            "Your city's sign-in service knows you, but you are not one of the city's "
            "people here. Ask the lead of your programme to invite you."
        )
    return person
