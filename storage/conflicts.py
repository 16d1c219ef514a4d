"""The register of conflicts of interest: who does not judge which city, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from storage import events, reach
from storage.access_models import Interest, Relation
from storage.clock import now
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.models import Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from storage.models import City, Person

LONGEST_NOTE = 2000


def listed(session: Session, person: Person) -> Sequence[Interest]:
    """The register as a person sees it: the lead all of it, others what is theirs."""
    query = sa.select(Interest).options(
        joinedload(Interest.person), joinedload(Interest.city)
    )
    if person.role is not Role.LEAD:
        query = query.where(Interest.person_id == person.id)
    newest_first = (Interest.begins.desc(), Interest.at.desc(), Interest.id)
    return session.scalars(query.order_by(*newest_first)).all()


def get(session: Session, interest_id: str) -> Interest:
    """Find a line of the register, whoever asks.

    Raises:
        NotFound: There is none with that id.
    """
    query = sa.select(Interest).where(Interest.id == interest_id)
    found = session.scalar(
        query.options(joinedload(Interest.person), joinedload(Interest.city))
    )
    if found is None:
        raise NotFound(
            "This line of the register is not here any more. Look at the register "
            "again."
        )
    return found


def declare(
    session: Session,
    person: Person,
    city: City,
    relation: Relation,
    *,
    by: Person,
    begins: date,
    ends: date | None = None,
    note: str = "",
) -> Interest:
    """Enter a conflict of interest; the person is kept from the city while it lasts.

    Raises:
        Refused: It is somebody else's and not the lead who enters it, the person judges
            nothing, or the days or the note do not fit.
    """
    if by.role is not Role.LEAD and by.id != person.id:
        raise Refused(
            "Only the programme lead enters a conflict of somebody else. Enter "
            "your own, or ask them."
        )
    if person.role is Role.CITY:
        raise Refused(
            "Only who judges has conflicts of interest: reviewers and leads. "
            "Choose one of them."
        )
    _check(begins, ends, note)
    row = Interest(
        person_id=person.id,
        city_id=city.id,
        relation=relation,
        note=note.strip(),
        begins=begins,
        ends=ends,
        by_id=by.id,
        at=now(session),
    )
    session.add(row)
    session.flush()
    _record(session, Deed.CONFLICT_DECLARED, row, person, by=by)
    return row


def recuse(session: Session, person: Person, city: City, why: str) -> Interest:
    """Have a person judge this city no more, from today on, by their own word.

    Raises:
        Refused: There is no reason.
        Barred: They are kept from it already.
    """
    if not why.strip():
        raise Refused("Say why you will not judge this city. The lead reads it.")
    reach.require_unbiased(session, person, sa.select(sa.literal(city.id)))
    today = now(session).date()
    row = declare(
        session, person, city, Relation.RECUSED, by=person, begins=today, note=why
    )
    events.record(session, Deed.RECUSED, city.id, by=person, about=person.id)
    return row


def change(
    session: Session,
    row: Interest,
    relation: Relation,
    *,
    by: Person,
    begins: date,
    ends: date | None,
    note: str = "",
) -> None:
    """Set a line of the register right, or end it; how it was stays in the history.

    Raises:
        Refused: The person is not the lead, or the days or the note do not fit.
    """
    if by.role is not Role.LEAD:
        raise Refused("Only the programme lead changes the register. Ask them to.")
    _check(begins, ends, note)
    before = _told(row)
    row.relation, row.begins, row.ends = relation, begins, ends
    row.note = note.strip()
    session.flush()
    _record(session, Deed.CONFLICT_CHANGED, row, row.person, by=by, before=before)


def _check(begins: date, ends: date | None, note: str) -> None:
    if ends is not None and ends < begins:
        raise Refused("The last day is before the first. Change one of them.")
    if len(note) > LONGEST_NOTE:
        raise Refused(
            "A note may be %(most)s characters long. Shorten this one.",
            most=LONGEST_NOTE,
        )


def _record(
    session: Session,
    deed: Deed,
    row: Interest,
    person: Person,
    *,
    by: Person,
    before: dict[str, object] | None = None,
) -> None:
    """Keep it out of the city's history: the reason is nothing for the city."""
    events.record(
        session,
        deed,
        None,
        by=by,
        about=row.id,
        name=person.called,
        before=before,
        after=_told(row),
    )


def _told(row: Interest) -> dict[str, object]:
    return {
        "city": row.city_id,
        "relation": row.relation,
        "begins": row.begins,
        "ends": row.ends,
        "note": row.note,
    }
