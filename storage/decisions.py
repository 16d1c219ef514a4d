"""What people decide about links: appended, never changed, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from criteria.evidence import Standing
from storage.clock import now
from storage.errors import Conflict, NotFound, Refused
from storage.models import Assessment, Decision, Link, PassageRow, Person, Role, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from criteria.evidence import Reason

STANDINGS = {
    Verdict.CONFIRMED: Standing.CONFIRMED,
    Verdict.REJECTED: Standing.REJECTED,
}


def decide(
    session: Session,
    link_id: str,
    verdict: Verdict,
    *,
    by: Person,
    seen: int,
    reason: Reason | None = None,
    note: str = "",
    items: Sequence[str] | None = None,
    dated: date | None = None,
) -> Decision:
    """Confirm or reject a link.

    ``seen`` is how many decisions the reviewer had before them. If there are more by
    now, nothing is decided. Confirmed without ``items``, a link shows the items that
    its passages speak for.

    Raises:
        NotFound: The link is gone.
        Conflict: Somebody decided in between.
        Refused: The person is no reviewer, or a rejection has no reason.
    """
    if by.role is Role.CITY:
        raise Refused("Only reviewers and the programme lead decide about links.")
    if verdict is Verdict.REJECTED and reason is None:
        raise Refused("Choose a reason to reject: the city will read it.")
    if verdict is Verdict.CONFIRMED and items is None:
        items = _suggested(session, link_id)
    decision = Decision(
        link_id=link_id,
        number=seen + 1,
        verdict=verdict,
        reason=reason if verdict is Verdict.REJECTED else None,
        note=note.strip(),
        items=sorted(items or ()),
        dated=dated,
        by_id=by.id,
        at=now(session),
    )
    _append(session, decision, stands=decision)
    return decision


def take_back(session: Session, link_id: str, *, by: Person, seen: int) -> Decision:
    """Take the decision that stands back, so that the one before it stands again.

    Raises:
        NotFound: The link is gone.
        Conflict: Somebody decided in between.
        Refused: Nothing stands that could be taken back, or it is someone else's.
    """
    standing = _stack(history(session, link_id))
    if not standing:
        raise Refused("Nothing is decided about this link, so nothing is taken back.")
    last = standing[-1]
    if last.by_id != by.id and by.role is not Role.LEAD:
        raise Refused(
            "%(name)s decided this link, and can take it back.", name=last.by.called
        )
    decision = Decision(
        link_id=link_id,
        number=seen + 1,
        verdict=Verdict.TAKEN_BACK,
        undoes=last.number,
        by_id=by.id,
        at=now(session),
    )
    _append(session, decision, stands=standing[-2] if len(standing) > 1 else None)
    return decision


def last_of(
    session: Session, assessment: Assessment, person: Person
) -> Decision | None:
    """The last decision of a person that they can still take back."""
    later = aliased(Decision)
    outlived = sa.exists().where(
        later.link_id == Decision.link_id,
        later.number > Decision.number,
        later.verdict != Verdict.TAKEN_BACK,
        ~_undone(later),
    )
    return session.scalar(
        sa.select(Decision)
        .join(Link, Link.id == Decision.link_id)
        .where(
            Link.assessment_id == assessment.id,
            Decision.by_id == person.id,
            Decision.verdict != Verdict.TAKEN_BACK,
            ~_undone(Decision),
            ~outlived,
        )
        .order_by(Decision.at.desc(), Decision.number.desc())
        .limit(1)
    )


def history(session: Session, link_id: str) -> Sequence[Decision]:
    """All decisions about a link, the first first, with who made them."""
    return session.scalars(
        sa.select(Decision)
        .where(Decision.link_id == link_id)
        .order_by(Decision.number)
        .options(joinedload(Decision.by))
    ).all()


def that_stands(decided: Sequence[Decision]) -> Decision | None:
    """Of all decisions about a link, the one that stands; None if all are undone."""
    standing = _stack(decided)
    return standing[-1] if standing else None


def _append(session: Session, decision: Decision, *, stands: Decision | None) -> None:
    """Add a decision, if its link has just as many as its number says.

    The count is compared and set in one statement, and the number is part of the
    primary key: of two who decide at once, one wins on any database.
    """
    changed = session.execute(
        sa.update(Link)
        .where(Link.id == decision.link_id, Link.decided == decision.number - 1)
        .values(
            decided=decision.number,
            standing=STANDINGS[stands.verdict] if stands else Standing.UNDECIDED,
            reason=stands.reason if stands else None,
            items=stands.items if stands else [],
            dated=stands.dated if stands else None,
            basis_changed=False,
        )
        .returning(Link.id)
    )
    if changed.first() is None:
        _refuse(session, decision.link_id)
    session.add(decision)
    session.flush()


def _refuse(session: Session, link_id: str) -> None:
    decided = history(session, link_id)
    if not decided:
        raise NotFound("This link is gone: its document was read again without it.")
    who = decided[-1].by.called
    raise Conflict(f"{who} decided this link first. Look again before you do.")


def _stack(decided: Sequence[Decision]) -> list[Decision]:
    """The decisions that were not taken back, the one that stands last."""
    undone = {decision.undoes for decision in decided}
    return [
        decision
        for decision in decided
        if decision.verdict is not Verdict.TAKEN_BACK and decision.number not in undone
    ]


def _undone(decision: type[Decision]) -> sa.Exists:
    undoing = aliased(Decision)
    return sa.exists().where(
        undoing.link_id == decision.link_id, undoing.undoes == decision.number
    )


def _suggested(session: Session, link_id: str) -> list[str]:
    query = sa.select(PassageRow.item).where(PassageRow.link_id == link_id)
    return sorted({item for item in session.scalars(query) if item})
