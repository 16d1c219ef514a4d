"""Named what-ifs beside an assessment. They never touch a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import events
from storage.clock import now
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.planning_models import Supposition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person

LONGEST_NAME = 120


def suppose(
    session: Session,
    assessment: Assessment,
    name: str,
    *,
    by: Person | None,
    confirmed: Sequence[str] = (),
    rejected: Sequence[str] = (),
    without: Sequence[str] = (),
    added: Sequence[str] = (),
) -> Supposition:
    """Keep a supposition under its name; the same name replaces what it was.

    ``confirmed`` and ``rejected`` are links, ``without`` documents, ``added`` criteria
    for which new evidence is imagined.

    Raises:
        Refused: The name is empty or too long, or nothing is supposed.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused(
            "Give it a name of at most %(most)s characters.", most=LONGEST_NAME
        )
    if not (confirmed or rejected or without or added):
        raise Refused("Choose at least one thing to suppose.")
    moment = now(session)
    row = session.scalar(_of(assessment).where(Supposition.name == name))
    if row is None:
        row = Supposition(
            city_id=assessment.city_id, assessment_id=assessment.id, name=name
        )
        session.add(row)
    row.confirmed, row.rejected = sorted(confirmed), sorted(rejected)
    row.without, row.added = sorted(without), sorted(added)
    row.by_id, row.at = by.id if by else None, moment
    session.flush()
    events.record(
        session,
        Deed.SUPPOSED,
        assessment.city_id,
        by=by,
        about=row.id,
        name=name,
    )
    return row


def listed(session: Session, assessment: Assessment) -> Sequence[Supposition]:
    """The suppositions of an assessment, by name."""
    return session.scalars(_of(assessment).order_by(Supposition.name)).all()


def get(session: Session, assessment: Assessment, supposition_id: str) -> Supposition:
    """Find a supposition of this assessment.

    Raises:
        NotFound: There is none with that id.
    """
    row = session.scalar(_of(assessment).where(Supposition.id == supposition_id))
    if row is None:
        raise NotFound("This what-if is not here any more. Look at the list again.")
    return row


def named(session: Session, assessment: Assessment, name: str) -> Supposition:
    """Find a supposition of this assessment by its name.

    Raises:
        NotFound: None has that name.
    """
    row = session.scalar(_of(assessment).where(Supposition.name == name.strip()))
    if row is None:
        raise NotFound(
            "No what-if of this assessment is called %(name)s. Look at the list on "
            "its page.",
            name=name,
        )
    return row


def forget(session: Session, assessment: Assessment, supposition_id: str) -> None:
    """Remove a supposition. Nothing else changes."""
    row = get(session, assessment, supposition_id)
    session.delete(row)
    session.flush()
    events.record(
        session,
        Deed.SUPPOSITION_REMOVED,
        assessment.city_id,
        about=row.id,
        name=row.name,
    )


def _of(assessment: Assessment) -> sa.Select[Supposition]:
    return sa.select(Supposition).where(Supposition.assessment_id == assessment.id)
