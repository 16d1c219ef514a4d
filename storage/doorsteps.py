"""Doorsteps: who has shown the first factor, and owes the second."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import digests, people
from storage.clock import now
from storage.factor_models import Doorstep
from storage.models import Person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LASTS = timedelta(minutes=10)


def begin(session: Session, person: Person) -> str:
    """Have a person wait for their second factor; the token goes into their browser."""
    moment = now(session)
    session.execute(
        sa.delete(Doorstep).where(
            Doorstep.person_id == person.id, Doorstep.started <= moment - LASTS
        )
    )
    token = secrets.token_urlsafe(32)
    session.add(
        Doorstep(token_hash=digests.of(token), person_id=person.id, started=moment)
    )
    session.flush()
    return token


def person_at(session: Session, token: str) -> Person | None:
    """Who waits with this token; None once ten minutes, or their access, are over."""
    waiting = (
        sa.select(Person.id)
        .join(Doorstep, Doorstep.person_id == Person.id)
        .where(
            Doorstep.token_hash == digests.of(token),
            Doorstep.started > now(session) - LASTS,
            people.has_access(),
        )
    )
    person_id = session.scalar(waiting)
    return people.get(session, person_id) if person_id else None


def enter(session: Session, person: Person, token: str) -> str:
    """Sign in whoever waited, with a new token; the old one is no good any more."""
    session.execute(sa.delete(Doorstep).where(Doorstep.token_hash == digests.of(token)))
    return people.start_session(session, person)
