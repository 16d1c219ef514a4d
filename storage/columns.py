"""How columns are made: ids nobody can guess, moments in UTC, words for states."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

if TYPE_CHECKING:
    from enum import StrEnum

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """Make an id that nobody can guess: 26 letters and digits, 130 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(26))


def own_id() -> Mapped[str]:
    """The id of a row, made with it."""
    return mapped_column(sa.String(26), primary_key=True, default=new_id)


def of_city() -> Mapped[str]:
    """Whose a row is: the city of what it hangs on, taken from that row."""
    return mapped_column(sa.String(26))


def tied_to(parent: str, column: str = "") -> sa.ForeignKeyConstraint:
    """Tie a row to one of the same city; it goes with that, and hangs on no other's.

    The column is named after the parent, if not otherwise.
    """
    return sa.ForeignKeyConstraint(
        ["city_id", column or f"{parent}_id"],
        [f"{parent}.city_id", f"{parent}.id"],
        ondelete="CASCADE",
    )


class UtcTime(sa.TypeDecorator[datetime]):
    """A moment in UTC, on databases that keep time zones and on those that do not."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What its values are."""
        return datetime

    def process_bind_param(
        self, value: datetime | None, dialect: sa.Dialect
    ) -> datetime | None:
        """Write the moment in UTC."""
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: sa.Dialect
    ) -> datetime | None:
        """Read it with its time zone."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        # PostgreSQL names the same zone in another way, which HTTP's dates do not take.
        return value.astimezone(UTC)


def by_value(kind: type[StrEnum]) -> sa.Enum:
    """Keep an enumeration by its members' values, as plain text."""
    return sa.Enum(
        kind,
        native_enum=False,
        length=20,
        create_constraint=False,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """What every table shares: how columns are typed and constraints are named."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcTime(),
        list[Any]: sa.JSON(none_as_null=True),
        dict[str, Any]: sa.JSON(),
    }
