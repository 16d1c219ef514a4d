"""The table of the sign-in services that cities run themselves."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.columns import Base
from storage.models import City


class Provider(Base):
    """A city's own sign-in service (OpenID Connect), as the lead has registered it.

    Its addresses were read once, when it was registered; nothing else is asked. The
    secret is sealed.
    """

    __tablename__ = "provider"

    city_id: Mapped[str] = mapped_column(
        sa.ForeignKey("city.id", ondelete="CASCADE"), primary_key=True
    )
    issuer: Mapped[str]
    client_id: Mapped[str]
    sealed: Mapped[str]
    authorize_at: Mapped[str]
    token_at: Mapped[str]
    keys_at: Mapped[str]
    made: Mapped[datetime]
    city: Mapped[City] = relationship(lazy="raise_on_sql")


class Subject(Base):
    """Whom a service means by a name of its own, which it gives to nobody else ever.

    An address of mail may go to somebody else (OpenID Connect Core, 5.7), so it is
    looked at the first time alone.
    """

    __tablename__ = "subject"
    __table_args__ = (sa.UniqueConstraint("issuer", "name"),)

    person_id: Mapped[str] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    issuer: Mapped[str]
    name: Mapped[str]
    made: Mapped[datetime]
