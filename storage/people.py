"""People, how they sign in, and the browsers in which they have."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from storage import addresses, digests, events
from storage.access_models import ReviewerCity, SignIn, SignInLink
from storage.clock import ago, now
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.factor_models import Doorstep
from storage.models import City, Person, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

LINK_LASTS = timedelta(days=7)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


def add(
    session: Session,
    email: str,
    role: Role,
    *,
    city: City | None = None,
    name: str = "",
    every_city: bool = False,
) -> Person:
    """Add somebody who may sign in; ``every_city`` is for a reviewer.

    Raises:
        Refused: The address is none or is taken, or role and city do not fit.
    """
    email = check_new(session, email, role, city)
    person = Person(
        email=email,
        role=role,
        city=city,
        name=name.strip(),
        every_city=every_city and role is Role.REVIEWER,
    )
    session.add(person)
    session.flush()
    record(session, Deed.PERSON_ADDED, person, after={"role": role})
    return person


def check_new(session: Session, email: str, role: Role, city: City | None) -> str:
    """The address of somebody who can be added, in the form that is kept.

    Raises:
        Refused: The address is none or is taken, or role and city do not fit.
    """
    email = addresses.clean(email)
    _check_fits(role, city)
    if session.scalar(sa.select(Person.id).where(Person.email == email)):
        raise Refused(
            "%(name)s is here already. Make them a new sign-in link instead.",
            name=email,
        )
    return email


def by_email(session: Session, email: str) -> Person:
    """Find a person who may come in.

    Raises:
        NotFound: Nobody has that address.
        Refused: Their access has ended.
    """
    person = known(session, email)
    _require_access(person)
    return person


def known(session: Session, email: str) -> Person:
    """Find a person, whether or not their access has ended.

    Raises:
        NotFound: Nobody has that address.
    """
    person = find(session, email)
    if person is None:
        raise NotFound(
            "Nobody here has the address %(email)s. Add them first.", email=email
        )
    return person


def find(session: Session, email: str) -> Person | None:
    """Who has an address, if anybody has."""
    return session.scalar(_people().where(Person.email == email.strip().lower()))


def listed(session: Session) -> Sequence[Person]:
    """Everybody, by address, with their cities."""
    return session.scalars(_people().order_by(Person.email)).all()


def leads(session: Session) -> Sequence[Person]:
    """The programme leads who have access, by address."""
    query = _people().where(Person.role == Role.LEAD, has_access())
    return session.scalars(query.order_by(Person.email)).all()


def get(session: Session, person_id: str) -> Person:
    """Find a person with their city.

    Raises:
        NotFound: There is none with that id.
    """
    person = session.scalar(_people().where(Person.id == person_id))
    if person is None:
        raise NotFound("This person is not here any more. Look at the list again.")
    return person


def change_role(
    session: Session, person: Person, role: Role, *, city: City | None, by: Person
) -> None:
    """Give a person another role or city, and end all their sessions.

    Raises:
        Refused: Role and city do not fit, or it is their own role.
    """
    if (person.role, person.city_id) == (role, city.id if city else None):
        return
    if person.id == by.id:
        raise Refused("Nobody changes their own role. Ask another lead.")
    _check_fits(role, city)
    record(session, Deed.PERSON_CHANGED, person, by=by, after={"role": role})
    person.role, person.city, person.every_city = role, city, False
    session.execute(sa.delete(ReviewerCity).where(ReviewerCity.person_id == person.id))
    end_sessions(session, person)


def make_link(session: Session, person: Person) -> str:
    """Make a token that signs a person in once, within seven days.

    Raises:
        Refused: Their access has ended.
    """
    _require_access(person)
    token = secrets.token_urlsafe(32)
    expires = now(session) + LINK_LASTS
    session.add(
        SignInLink(token_hash=digests.of(token), person_id=person.id, expires=expires)
    )
    session.flush()
    record(session, Deed.SIGN_IN_LINK_MADE, person, after={"expires": expires})
    return token


def use_link(session: Session, token: str) -> Person:
    """Use a token up and say whom it signs in.

    Raises:
        Refused: It is unknown, used or too old, or their access has ended.
    """
    moment = now(session)
    come_in = sa.select(Person.id).where(has_access())
    used = session.execute(
        sa.update(SignInLink)
        .where(
            SignInLink.token_hash == digests.of(token),
            SignInLink.used.is_(None),
            SignInLink.expires > moment,
            SignInLink.person_id.in_(come_in),
        )
        .values(used=moment)
        .returning(SignInLink.person_id)
    ).scalar()
    if used is None:
        raise Refused(
            "This sign-in link was used already or is too old. Ask for a new one, or "
            "run: assay link EMAIL"
        )
    return session.scalars(_people().where(Person.id == used)).one()


def start_session(session: Session, person: Person) -> str:
    """Remember that a person has signed in; the token goes into their browser."""
    token = secrets.token_urlsafe(32)
    moment = now(session)
    session.add(
        SignIn(
            token_hash=digests.of(token),
            person_id=person.id,
            started=moment,
            seen=moment,
            proved=moment,
        )
    )
    session.flush()
    record(session, Deed.SIGNED_IN, person, by=person)
    return token


def by_session(session: Session, token: str) -> Person | None:
    """Who has signed in with this token; None once it is over."""
    query = _people().join(SignIn, SignIn.person_id == Person.id).where(has_access())
    mine = SignIn.token_hash == digests.of(token)
    return session.scalar(query.where(mine, *_lasts(session)))


def has_access() -> sa.ColumnElement[bool]:
    """Holds for people whose access has not ended."""
    return Person.ended.is_(None)


def touch_session(session: Session, token: str) -> None:
    """Note that a session is in use, at most once a minute."""
    moment = now(session)
    session.execute(
        sa.update(SignIn)
        .where(
            SignIn.token_hash == digests.of(token),
            SignIn.seen < moment - timedelta(minutes=1),
        )
        .values(seen=moment)
    )


def end_session(session: Session, token: str) -> None:
    """Sign out of one browser."""
    person = by_session(session, token)
    session.execute(sa.delete(SignIn).where(SignIn.token_hash == digests.of(token)))
    if person is not None:
        record(session, Deed.SIGNED_OUT, person, by=person)


def record(
    session: Session,
    deed: Deed,
    person: Person,
    *,
    by: Person | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Keep what was done to a person in the history of their city, if they have one."""
    events.record(
        session,
        deed,
        person.city_id,
        by=by,
        about=person.id,
        name=person.called,
        after=after,
    )


def end_sessions(session: Session, person: Person) -> None:
    """Sign a person out of every browser."""
    for table in (SignIn, Doorstep):
        session.execute(sa.delete(table).where(table.person_id == person.id))
    session.flush()


def sessions(session: Session, person: Person, token: str) -> list[tuple[SignIn, bool]]:
    """Where a person is signed in, and whether by this token; last used first."""
    query = sa.select(SignIn).where(SignIn.person_id == person.id, *_lasts(session))
    found = session.scalars(query.order_by(SignIn.seen.desc(), SignIn.token_hash))
    return [(one, one.token_hash == digests.of(token)) for one in found]


def _lasts(session: Session) -> tuple[sa.ColumnElement[bool], ...]:
    return SignIn.started > ago(session, LONGEST), SignIn.seen > ago(session, IDLE)


def _check_fits(role: Role, city: City | None) -> None:
    if (role is Role.CITY) != (city is not None):
        raise Refused(
            "A city person needs their city, and only a city person has one. "
            "Choose role and city again."
        )


def _require_access(person: Person) -> None:
    if person.ended is not None:
        raise Refused(
            "%(name)s has no access any more. Give it back on their page first.",
            name=person.called,
        )


def _people() -> sa.Select[Person]:
    return sa.select(Person).options(joinedload(Person.city))
