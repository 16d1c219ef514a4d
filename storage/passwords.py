"""Passwords: which are taken, and who signs in with one."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from storage import events, people
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Refused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Person

SHORTEST = 15
LONGEST = 256
# As far as the estimate reads; what follows can only make a password harder.
JUDGED = 72
# Of 0 to 4. From 3 on it takes more than 10^8 guesses of somebody who knows the common
# passwords, names and words, keys that lie side by side, dates and repetitions.
STRONG_ENOUGH = 3


def give(session: Session, person: Person, password: str) -> None:
    """Give a person a password, and end their sessions.

    Raises:
        Refused: It is too short, too long, or among the first that are guessed.
    """
    _check(password, person)
    person.password_hash = PasswordHasher().hash(password)
    people.end_sessions(session, person)
    people.record(session, Deed.PASSWORD_SET, person, by=person)


def owner(session: Session, email: str, password: str) -> Person:
    """Find who signs in with an address and a password.

    Takes the same time whether or not the address is known.

    Raises:
        Refused: They do not belong together, or their person's access has ended. Only
            whoever knows the password hears of the latter.
    """
    person = people.find(session, email)
    known = person.password_hash if person and person.password_hash else _nobody()
    try:
        PasswordHasher().verify(known, password)
    except (VerificationError, InvalidHashError):
        person = None
    if person is None or person.password_hash is None:
        raise Refused(
            "This address and password do not belong together. Try again, or ask "
            "for a sign-in link."
        )
    if person.ended is not None:
        raise Refused(
            "Your access has ended. If you need it again, ask the lead of your "
            "programme."
        )
    return person


def note_failure(session: Session, email: str) -> None:
    """Keep that somebody could not sign in; an address only if it is a person's."""
    _note(session, Deed.SIGN_IN_FAILED, email)


def note_lock(session: Session, email: str) -> None:
    """Keep that an account has to wait after too many tries."""
    _note(session, Deed.SIGN_IN_LOCKED, email)


def unknown_of_late(session: Session) -> int:
    """How many tries of the last day named an address that nobody here has."""
    nobodys = sa.select(sa.func.count()).where(
        events.Event.chain == events.INSTALLATION,
        events.Event.deed == Deed.SIGN_IN_FAILED,
        events.Event.at > now(session) - timedelta(days=1),
        events.Event.content["about"].as_string() == "",
    )
    return session.scalars(nobodys).one()


def _note(session: Session, deed: Deed, email: str) -> None:
    person = people.find(session, email)
    if person is None:
        events.record(session, deed, None)
    else:
        people.record(session, deed, person)


def _check(password: str, person: Person) -> None:
    if len(password) < SHORTEST:
        raise Refused(
            "A password needs %(least)s characters or more. Four words that do not "
            "belong together are easy to keep.",
            least=SHORTEST,
        )
    if len(password) > LONGEST:
        raise Refused(
            "A password has at most %(most)s characters. Choose a shorter one.",
            most=LONGEST,
        )
    known = [person.email, *person.email.split("@"), *person.name.split(), "assay"]
    if zxcvbn(password[:JUDGED], user_inputs=known)["score"] < STRONG_ENOUGH:
        raise Refused(
            "This password is among the first that are guessed: a common one, a name, "
            "a row of keys, or something repeated. Choose four words that do not "
            "belong together."
        )


@cache
def _nobody() -> str:
    return PasswordHasher().hash(secrets.token_urlsafe(16))
