"""Personal tokens: how somebody's programs show for whom they ask, and for what."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from storage import digests, events
from storage.assessments import SAME_AS_NONE
from storage.clock import now
from storage.columns import Base, own_id
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.models import Person, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

# By this a token is known for one, where it was left by mistake.
PREFIX = "assay_"
DAYS = (7, 30, 90, 365)
MOST = 20
LONGEST_NAME = 100


class Scope(StrEnum):
    """What a token is for. It never gives more than its person's role does."""

    READ = "read"
    UPLOAD = "upload"
    JUDGE = "judge"
    LEAD = "lead"


OF_ROLE = {
    Role.CITY: (Scope.READ, Scope.UPLOAD),
    Role.REVIEWER: (Scope.READ, Scope.JUDGE),
    Role.LEAD: tuple(Scope),
}


class PersonalToken(Base):
    """A token of a person. Only its SHA-256 is kept; it was shown once."""

    __tablename__ = "personal_token"

    id: Mapped[str] = own_id()
    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str]
    scopes: Mapped[list[Any]]
    created: Mapped[datetime]
    used: Mapped[datetime | None]
    expires: Mapped[datetime]
    revoked: Mapped[datetime | None]
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


def make(
    session: Session,
    person: Person,
    name: str,
    scopes: Collection[Scope],
    *,
    days: int,
) -> str:
    """Make a token of 256 bits that nobody can be shown again.

    Raises:
        Refused: It has no name or no scope, a scope is not for the person's role, the
            days are not among those offered, or the person has too many.
    """
    name = name.strip()[:LONGEST_NAME]
    if not name:
        raise Refused("Give the token a name, so that you know it again.")
    if not scopes:
        raise Refused("Choose what the token is for.")
    if not set(scopes) <= set(OF_ROLE[person.role]):
        raise Refused("A token does not give more than you may do yourself. Tick less.")
    if days not in DAYS:
        raise Refused("Choose how long the token holds.")
    if len(listed(session, person)) >= MOST:
        raise Refused(
            "You have %(most)s tokens. Revoke one that you do not use.", most=MOST
        )
    token, moment = PREFIX + secrets.token_urlsafe(32), now(session)
    row = PersonalToken(
        person_id=person.id,
        token_hash=digests.of(token),
        name=name,
        scopes=sorted(scopes),
        created=moment,
        expires=moment + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    after = {"scopes": row.scopes, "expires": row.expires}
    _record(session, Deed.TOKEN_MADE, person, row, after)
    return token


def listed(session: Session, person: Person) -> Sequence[PersonalToken]:
    """The tokens of a person that hold, the newest first."""
    query = sa.select(PersonalToken).where(
        PersonalToken.person_id == person.id, *_holds(session)
    )
    newest_first = (PersonalToken.created.desc(), PersonalToken.id)
    return session.scalars(query.order_by(*newest_first)).all()


def revoke(session: Session, person: Person, token_id: str) -> PersonalToken:
    """End a token of one's own.

    Raises:
        NotFound: There is none that holds with that id, or it is somebody else's.
    """
    row = session.scalar(
        sa.select(PersonalToken).where(
            PersonalToken.id == token_id,
            PersonalToken.person_id == person.id,
            *_holds(session),
        )
    )
    if row is None:
        raise NotFound(SAME_AS_NONE)
    row.revoked = now(session)
    session.flush()
    _record(session, Deed.TOKEN_REVOKED, person, row)
    return row


def holder(session: Session, token: str) -> PersonalToken | None:
    """The token with its person and their city; None if either has ended."""
    whose = joinedload(PersonalToken.person).joinedload(Person.city)
    query = sa.select(PersonalToken).options(whose)
    mine = PersonalToken.token_hash == digests.of(token)
    found = session.scalar(query.where(mine, *_holds(session)))
    return None if found is None or found.person.ended is not None else found


def touch(session: Session, token: str) -> None:
    """Note that a token is in use, at most once a minute."""
    moment = now(session)
    session.execute(
        sa.update(PersonalToken)
        .where(
            PersonalToken.token_hash == digests.of(token),
            sa.or_(
                PersonalToken.used.is_(None),
                PersonalToken.used < moment - timedelta(minutes=1),
            ),
        )
        .values(used=moment)
    )


def _holds(session: Session) -> tuple[sa.ColumnElement[bool], ...]:
    return PersonalToken.revoked.is_(None), PersonalToken.expires > now(session)


def _record(
    session: Session,
    deed: Deed,
    person: Person,
    row: PersonalToken,
    after: dict[str, object] | None = None,
) -> None:
    events.record(
        session,
        deed,
        person.city_id,
        by=person,
        about=row.id,
        name=row.name,
        after=after,
    )
