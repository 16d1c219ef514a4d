"""Scores an assessment from what is kept: the one way, for every command."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from criteria.editions import revising
from criteria.scores import scoring
from criteria.scores.whatif import WhatIf, imagined
from storage import revisions, standing

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from criteria.editions.edition import Standard
    from criteria.scores.scoring import Score
    from storage.models import Assessment
    from storage.planning_models import Supposition


def today() -> date:
    """The day it is, in UTC."""
    return datetime.now(UTC).date()


def standard_of(session: Session, assessment: Assessment) -> Standard:
    """The edition that an assessment is held against, as it was when it was opened."""
    return revising.held(
        assessment.edition,
        assessment.standard_digest,
        partial(revisions.content, session),
    )


def score(
    session: Session,
    assessment: Assessment,
    *,
    on: date,
    as_of: datetime | None = None,
) -> Score:
    """The score of a day, by what stands now or stood at a moment."""
    found = standing.inputs(session, assessment, as_of=as_of)
    return scoring.score(
        standard_of(session, assessment),
        found.claims,
        unread=found.unread,
        on=on,
    )


def what_if(row: Supposition, edition: Standard, on: date) -> WhatIf:
    """A kept supposition as scoring takes it, new evidence being of the day."""
    return WhatIf(
        name=row.name,
        confirmed=frozenset(row.confirmed),
        rejected=frozenset(row.rejected),
        without=frozenset(row.without),
        added=tuple(imagined(edition, code, on) for code in row.added),
    )
