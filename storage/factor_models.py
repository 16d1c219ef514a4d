"""The tables of second factors, and of those who still owe theirs."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Base


def _person() -> sa.ForeignKey:
    return sa.ForeignKey("person.id", ondelete="CASCADE")


class Doorstep(Base):
    """A browser whose person has shown the first factor and owes the second."""

    __tablename__ = "doorstep"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(_person(), index=True)
    started: Mapped[datetime]


class Authenticator(Base):
    """The app that shows a person six digits; its secret is sealed.

    ``last_step`` is the time step of the last code that was taken: none is taken twice.
    Until a first code confirms it, it is no factor.
    """

    __tablename__ = "authenticator"

    person_id: Mapped[str] = mapped_column(_person(), primary_key=True)
    sealed: Mapped[str]
    confirmed: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class Passkey(Base):
    """A key that a person's device or browser keeps; here is its public half."""

    __tablename__ = "passkey"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(_person(), index=True)
    name: Mapped[str]
    public_key: Mapped[bytes]
    uses: Mapped[int]
    made: Mapped[datetime]
    used: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """What a passkey must sign next in one browser. It is answered once."""

    __tablename__ = "passkey_challenge"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    challenge: Mapped[bytes]
    made: Mapped[datetime]


class RecoveryCode(Base):
    """A code that stands in for a second factor, once."""

    __tablename__ = "recovery_code"

    person_id: Mapped[str] = mapped_column(_person(), primary_key=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    used: Mapped[datetime | None]
