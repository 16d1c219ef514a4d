"""What people decide about links: appended, never changed, one at a time."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from criteria.evidence import Standing
from storage import doubles, events, reach, rounds, stack, votes
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Conflict, NotFound, Refused
from storage.models import (
    Decision,
    Document,
    Link,
    PassageRow,
    Person,
    Role,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from criteria.evidence import Reason
    from storage.rounds import Round


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
    manner: votes.Manner = votes.ALONE,
) -> Decision:
    """Confirm or reject a link, or leave it to the lead as one who is not sure.

    ``seen`` is how many decisions the reviewer had before them. If there are more that
    they may see by now, nothing is decided. Confirmed without ``items``, a link shows
    the items that its passages speak for. Where two reviewers judge a link, nothing
    stands until both have said the same, or a lead has settled it.

    Raises:
        NotFound: The link is gone.
        Conflict: Somebody decided in between.
        Refused: The person may not judge this link, its document was set aside, a
            rejection has no reason, or no ground in this round, or the key passage is
            none of the link's.
    """
    _require_sayable(verdict, reason, by)
    link, decided = _locked(session, link_id, by=by, seen=seen)
    reach.require_impartial(session, link, by)
    here = rounds.require_judging(session, link)
    if verdict is not Verdict.CONFIRMED:
        _require_ground(session, here, link, decided)
    judged = _passages(session, link_id)
    if manner.key not in {None, *(one.ordinal for one in judged)}:
        raise Refused("This passage is not one of the link's. Open the link again.")
    if verdict is Verdict.CONFIRMED and items is None:
        items = list({row.item for row in judged if row.item})
    decision = Decision(
        link_id=link_id,
        number=len(decided) + 1,
        city_id=link.city_id,
        verdict=verdict,
        reason=reason if verdict is Verdict.REJECTED else None,
        clause=manner.clause if verdict is Verdict.REJECTED else "",
        note=note.strip(),
        items=sorted(items or ()),
        dated=dated,
        key=manner.key,
        by_id=by.id,
        at=now(session),
        way=doubles.way(session, link, stack.remaining(decided), by),
        passage=_digest(judged),
        batch=manner.batch,
        seconds=manner.bounded_seconds,
    )
    _append(session, link, [*decided, decision], by)
    return decision


def take_back(session: Session, link_id: str, *, by: Person, seen: int) -> Decision:
    """Take the decision that stands back, so that the one before it stands again.

    Raises:
        NotFound: The link is gone.
        Conflict: Somebody decided in between.
        Refused: Nothing stands that could be taken back, it is someone else's, it is
            one of two votes that are both in, or an earlier round's, or the document
            was set aside.
    """
    link, decided = _locked(session, link_id, by=by, seen=seen)
    last = _retractable(decided, by)
    here = rounds.require_judging(session, link)
    if last in here.before(decided):
        _require_ground(session, here, link, decided)
    decision = Decision(
        link_id=link_id,
        number=len(decided) + 1,
        city_id=link.city_id,
        verdict=Verdict.TAKEN_BACK,
        undoes=last.number,
        by_id=by.id,
        at=now(session),
        way=last.way,
    )
    _append(session, link, [*decided, decision], by)
    return decision


def _require_sayable(verdict: Verdict, reason: Reason | None, by: Person) -> None:
    if by.role is Role.CITY:
        raise Refused(
            "Only reviewers and the programme lead decide about links. Ask one of them."
        )
    if verdict is Verdict.REJECTED and reason is None:
        raise Refused("Choose a reason to reject: the city will read it.")
    if verdict is Verdict.UNSURE and by.role is Role.LEAD:
        raise Refused("Not sure leaves a link to the lead. Skip it, or decide it.")


def history(session: Session, link_id: str) -> Sequence[Decision]:
    """All decisions about a link, the first first, with who made them."""
    return session.scalars(
        sa.select(Decision)
        .where(Decision.link_id == link_id)
        .order_by(Decision.number)
        .options(joinedload(Decision.by))
    ).all()


def _retractable(decided: Sequence[Decision], by: Person) -> Decision:
    """The decision that stands, if this person may take it back."""
    standing = stack.remaining(decided)
    last = standing[-1] if standing else None
    if last is None or (last.way in votes.OF_TWO and last.by_id != by.id):
        raise Refused(
            "Nothing is decided about this link, so nothing is taken back. Look at "
            "it again."
        )
    if last.way in votes.OF_TWO and len({one.by_id for one in standing}) > 1:
        raise Refused(
            "Both votes about this link are in, so they stay. Where they disagree, the "
            "lead settles it."
        )
    if last.by_id != by.id and by.role is not Role.LEAD:
        raise Refused(
            "%(name)s decided this link, and can take it back. Ask them to.",
            name=last.by.called,
        )
    return last


def _locked(
    session: Session, link_id: str, *, by: Person, seen: int
) -> tuple[Link, Sequence[Decision]]:
    """A link that nobody else decides meanwhile, with all decisions about it.

    Of two who decide at once one waits for the other here, on any database.
    """
    held = sa.select(Link, Link.standing).where(Link.id == link_id).with_for_update()
    row = session.execute(held).one_or_none()
    if row is None:
        raise NotFound(
            "This link is gone: its document was read again without it. Go on with "
            "another."
        )
    link, standing = row
    if standing is Standing.ASIDE:
        raise Refused(
            "The document of this link was set aside, so nothing is decided about it. "
            "Go on with another."
        )
    decided = history(session, link_id)
    rule = doubles.rule(session, link.assessment_id)
    shown = doubles.shown(decided, by, unblinded=rule.unblinded)
    if len(shown) != seen:
        raise _meanwhile(shown[-1] if shown else None, by)
    return link, decided


def _meanwhile(last: Decision | None, by: Person) -> Conflict:
    """What was done last to a link that is not as somebody had it before them."""
    name = last.by.called if last else by.called
    if last and last.verdict is Verdict.TAKEN_BACK:
        return Conflict(
            "%(name)s took a decision about this link back. Look again before you "
            "decide.",
            name=name,
        )
    return Conflict(
        "%(name)s decided this link first. Look again before you do.", name=name
    )


def _require_ground(
    session: Session, here: Round, link: Link, decided: Sequence[Decision]
) -> None:
    stood = stack.that_stands(here.before(decided))
    basis = _digest(_passages(session, link.id))
    rounds.require_ground(session, here, link, stood, basis)


def _append(
    session: Session, link: Link, decided: Sequence[Decision], by: Person
) -> None:
    """Add the last of these decisions, and let the link say what stands now."""
    session.add(decided[-1])
    stands = stack.that_stands(decided)
    # In one statement, whatever was loaded of the link before it was locked.
    session.execute(
        sa.update(Link)
        .where(Link.id == link.id)
        .values(
            decided=len(decided),
            standing=stack.standing(decided),
            for_lead=stack.is_for_lead(decided),
            reason=stands.reason if stands else None,
            clause=stands.clause if stands else "",
            items=stands.items if stands else [],
            dated=stands.dated if stands else None,
            key=stack.key(decided),
            basis_changed=False,
        )
    )
    session.flush()
    for told in doubles.to_tell(decided):
        _record(session, link, told, by if told is decided[-1] else told.by)


def _record(session: Session, link: Link, decision: Decision, by: Person) -> None:
    """Keep in the city's history what was said, and what stands of the link now."""
    after = {
        "criterion": link.criterion,
        "reason": decision.reason,
        "clause": decision.clause,
        "items": decision.items,
        "key": decision.key,
        "note": decision.note,
        "standing": link.standing,
    }
    events.on_document(
        session,
        Deed(decision.verdict),
        session.get_one(Document, link.document_id),
        by=by,
        before={"decisions": decision.number - 1},
        after=after,
    )


def _passages(session: Session, link_id: str) -> Sequence[PassageRow]:
    query = sa.select(PassageRow).where(PassageRow.link_id == link_id)
    return session.scalars(query.order_by(PassageRow.ordinal)).all()


def _digest(passages: Sequence[PassageRow]) -> str:
    """Fold a link's passages into a SHA-256: where they are and what they say."""
    told = "\n".join(f"{p.page}:{p.start}:{p.end}:{p.quote}" for p in passages)
    return hashlib.sha256(told.encode()).hexdigest()
