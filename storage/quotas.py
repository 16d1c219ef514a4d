"""What one city may keep here, so that none fills the store or the queue alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.errors import Refused
from storage.jobs import WAITS
from storage.models import City, Document, DocumentState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_QUOTA = "quota"


@dataclass(frozen=True, slots=True)
class Quota:
    """The most files, bytes and files still to be read of one city; 0 is no limit."""

    files: int = 0
    size: int = 0
    waiting: int = 0


def begin(session: Session, quota: Quota) -> None:
    """Say what a city may keep, for all that this session takes in."""
    session.info[_QUOTA] = quota


def check(
    session: Session, city_id: str, *, size: int, files: int = 1, hold: bool = True
) -> None:
    """Let a city bring in so much more, and hold others of it back until the commit.

    The city's row is held first, so that what is counted after it cannot grow: of many
    who come at once, none passes on a count that another has made old. Who only looks
    ahead, before the bytes have come, must not hold it.

    Raises:
        Refused: It would have more than it may.
    """
    quota: Quota = session.info.get(_QUOTA, Quota())
    if quota == Quota():
        return
    if hold:
        held = sa.select(City.id).where(City.id == city_id)
        session.execute(held.with_for_update(key_share=True))
    unread = sa.or_(WAITS, Document.state == DocumentState.READING)
    waits = sa.case((unread, 1), else_=0)
    has_files, has_size, has_waiting = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(Document.size), 0),
            sa.func.coalesce(sa.func.sum(waits), 0),
        ).where(Document.city_id == city_id)
    ).one()
    if quota.files and has_files + files > quota.files:
        raise Refused(
            "A city may keep %(most)s documents here. Ask the programme lead for room.",
            most=quota.files,
        )
    if quota.size and has_size + size > quota.size:
        raise Refused(
            "A city may keep %(most)s MB here. Ask the programme lead for room.",
            most=quota.size // 1_000_000,
        )
    if quota.waiting and has_waiting + files > quota.waiting:
        raise Refused(
            "%(count)s documents of this city wait to be read. Bring more when they "
            "are.",
            count=has_waiting,
        )
