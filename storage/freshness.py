"""Freshness: how long ago somebody showed, in one browser, that it is them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import digests, people
from storage.access_models import SignIn
from storage.clock import now
from storage.deeds import Deed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Person

LASTS = timedelta(minutes=15)


def holds(session: Session, token: str) -> bool:
    """Whether it was shown with this session within the last fifteen minutes."""
    last = sa.func.coalesce(SignIn.proved, SignIn.started)
    fresh = sa.select(SignIn.token_hash).where(
        SignIn.token_hash == digests.of(token), last > now(session) - LASTS
    )
    return session.scalar(fresh) is not None


def renew(session: Session, person: Person, token: str) -> str:
    """Note that it was shown now; the session goes on under a new token."""
    made = secrets.token_urlsafe(32)
    session.execute(
        sa.update(SignIn)
        .where(SignIn.token_hash == digests.of(token), SignIn.person_id == person.id)
        .values(token_hash=digests.of(made), proved=now(session))
    )
    people.record(session, Deed.PROVED_AGAIN, person, by=person)
    return made
