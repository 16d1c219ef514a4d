"""What a city says of itself: who closes which gap by when, its answers, outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import events, rounds
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Refused
from storage.planning_models import GapCare, OutcomeShown, SnapshotAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person

LONGEST_NOTE = 2000


def of(session: Session, assessment: Assessment) -> dict[str, GapCare]:
    """Who cares for which criterion, by its code."""
    query = sa.select(GapCare).where(GapCare.assessment_id == assessment.id)
    return {care.criterion: care for care in session.scalars(query)}


def take(
    session: Session,
    assessment: Assessment,
    criterion: str,
    *,
    by: Person,
    owner: str = "",
    due: date | None = None,
    note: str = "",
) -> GapCare:
    """Say who closes a gap, by when, with a note; the last word stands.

    Raises:
        Refused: The note is too long.
    """
    if len(note) > LONGEST_NOTE:
        raise Refused(
            "A note may be %(most)s characters long. Shorten this one.",
            most=LONGEST_NOTE,
        )
    moment = now(session)
    care = session.get(GapCare, (assessment.id, criterion))
    before = _told(care) if care else {}
    if care is None:
        care = GapCare(
            assessment_id=assessment.id,
            criterion=criterion,
            city_id=assessment.city_id,
        )
        session.add(care)
    care.owner, care.due, care.note = owner.strip(), due, note.strip()
    care.by_id, care.at = by.id, moment
    session.flush()
    events.record(
        session,
        Deed.CARE_TAKEN,
        assessment.city_id,
        by=by,
        about=assessment.id,
        name=criterion,
        before=before,
        after=_told(care),
    )
    return care


def answers(session: Session, assessment: Assessment) -> dict[int, str]:
    """What the city answered to the Data Snapshot, by the number of the question."""
    query = sa.select(SnapshotAnswer).where(
        SnapshotAnswer.assessment_id == assessment.id
    )
    return {row.number: row.answer for row in session.scalars(query)}


def answer(
    session: Session, assessment: Assessment, given: Mapping[int, str | None]
) -> None:
    """Keep answers by the number of the question; None takes one back.

    Raises:
        Refused: The assessment is handed in or closed.
    """
    rounds.require_open(session, assessment)
    moment, before = now(session), answers(session, assessment)
    for number, said in sorted(given.items()):
        row = session.get(SnapshotAnswer, (assessment.id, number))
        if said is None:
            if row is not None:
                session.delete(row)
            continue
        if row is None:
            row = SnapshotAnswer(
                assessment_id=assessment.id, number=number, city_id=assessment.city_id
            )
            session.add(row)
        row.answer, row.at = said, moment
    session.flush()
    events.record(
        session,
        Deed.SNAPSHOT_ANSWERED,
        assessment.city_id,
        about=assessment.id,
        before={str(number): before.get(number) for number in given},
        after={str(number): said for number, said in given.items()},
    )


def outcomes(session: Session, assessment: Assessment) -> dict[str, str]:
    """Where the city shows an outcome beside the criteria, by the outcome's code."""
    query = sa.select(OutcomeShown).where(OutcomeShown.assessment_id == assessment.id)
    return {row.code: row.where for row in session.scalars(query)}


def show_outcomes(
    session: Session, assessment: Assessment, given: Mapping[str, str]
) -> None:
    """Keep where each outcome is shown, by its code; empty takes one back."""
    moment, before = now(session), outcomes(session, assessment)
    for code, where in sorted(given.items()):
        row = session.get(OutcomeShown, (assessment.id, code))
        if row is not None and not where:
            session.delete(row)
        elif where:
            row = row or OutcomeShown(
                assessment_id=assessment.id, code=code, city_id=assessment.city_id
            )
            row.where, row.at = where[:LONGEST_NOTE], moment
            session.add(row)
    session.flush()
    events.record(
        session,
        Deed.OUTCOMES_SHOWN,
        assessment.city_id,
        about=assessment.id,
        before=before,
        after=outcomes(session, assessment),
    )


def _told(care: GapCare) -> dict[str, object]:
    return {"owner": care.owner, "due": care.due, "note": care.note}
