"""Whose rows a request may see: first all that who asks may touch, then one city's.

A route that loads something by its id sees only that city's rows from there on.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from flask import g

from storage import reach, sights
from storage.errors import NotFound
from storage.models import Assessment, Document, Link

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from storage.models import Person

Found = TypeVar("Found", Assessment, Document, Link)


def begin(session: Session, person: Person) -> None:
    """See what this person may touch, once it is known who asks."""
    g.reach, g.cities = reach.sight(session, person), frozenset()
    sights.change(session, g.reach)


def find(
    visible: Callable[[Session, Person, str], Found],
    session: Session,
    person: Person,
    row_id: str,
) -> Found:
    """Find what is theirs to see among all they may touch, and keep to its city.

    Raises:
        NotFound: There is none with that id, or not for them.
    """
    if g.cities:  # what a page asks for next is mostly of the same city
        with suppress(NotFound):
            return visible(session, person, row_id)
    sights.change(session, g.reach)
    found = visible(session, person, row_id)
    keep_to(session, found.city_id)
    return found


def keep_to(session: Session, city_id: str) -> None:
    """See the rows of one city from here on, beside those already asked for."""
    g.cities = g.get("cities", frozenset()) | {city_id}
    sights.change(session, sights.of(*g.cities))
