"""The rounds of an assessment: handed in, reviewed, returned, closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from criteria.review import rounds
from criteria.review.rounds import Move, Party, Stage
from criteria.telling import tell
from storage import comments, events, hooks, notices, reach
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Refused
from storage.hook_models import HookKind
from storage.models import Assessment, Document, Link, Role, Verdict
from storage.notice_models import NoticeKind
from storage.round_models import RoundEvent, RoundException

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from storage.models import Decision, Person

_CLOSED = tell("This assessment is closed. Open a new one to add documents.")
_HOOKED = {Move.RETURN: HookKind.ROUND_RETURNED, Move.CLOSE: HookKind.ROUND_CLOSED}


@dataclass(frozen=True, slots=True)
class Round:
    """Where an assessment is: its stage since when, and which round this is.

    ``returned`` is when the round before ended; in the first there was none.
    """

    stage: Stage = Stage.GATHERING
    number: int = 1
    since: datetime | None = None
    returned: datetime | None = None

    @property
    def is_locked(self) -> bool:
        """Whether nothing of the city's side may be added."""
        return self.stage in rounds.LOCKED

    def before(self, decided: Iterable[Decision]) -> list[Decision]:
        """Of the decisions about a link, those of earlier rounds."""
        last = self.returned
        return [one for one in decided if last is not None and one.at <= last]


def of(session: Session, assessment_id: str) -> Round:
    """Where an assessment is."""
    return told(
        session.scalars(
            sa.select(RoundEvent)
            .where(RoundEvent.assessment_id == assessment_id)
            .order_by(RoundEvent.number)
        ).all()
    )


def told(made: Sequence[RoundEvent]) -> Round:
    """Where an assessment is after these moves, the first first."""
    if not made:
        return Round()
    returns = [one.at for one in made if one.move is Move.RETURN]
    return Round(
        stage=made[-1].stage,
        number=1 + len(returns),
        since=made[-1].at,
        returned=returns[-1] if returns else None,
    )


def moves(session: Session, assessment: Assessment) -> Sequence[RoundEvent]:
    """The moves of an assessment, the first first, with who made them."""
    return session.scalars(
        sa.select(RoundEvent)
        .where(RoundEvent.assessment_id == assessment.id)
        .order_by(RoundEvent.number)
        .options(joinedload(RoundEvent.by))
    ).all()


def move(
    session: Session, assessment: Assessment, wanted: Move, *, by: Person, why: str = ""
) -> Round:
    """Take an assessment to its next stage.

    Raises:
        Refused: This stage has no such move, it is somebody else's to make, or its
            reason is missing.
    """
    # Of two who move at once one waits here, and then finds another stage.
    held = sa.select(Assessment.id).where(Assessment.id == assessment.id)
    session.execute(held.with_for_update())
    made = moves(session, assessment)
    here = told(made)
    stage = _stage_after(here, wanted, by, why)
    row = RoundEvent(
        assessment_id=assessment.id,
        number=len(made) + 1,
        city_id=assessment.city_id,
        move=wanted,
        stage=stage,
        why=why.strip(),
        by_id=by.id,
        at=now(session),
    )
    session.add(row)
    if Stage.CLOSED in (stage, here.stage):
        assessment.closed = row.at if stage is Stage.CLOSED else None
    session.flush()
    events.record(
        session,
        Deed.ROUND_MOVED,
        assessment.city_id,
        by=by,
        about=assessment.id,
        name=stage,
        before={"stage": here.stage},
        after={"stage": stage, "move": wanted, "why": row.why},
    )
    _tell(session, assessment, wanted)
    return told([*made, row])


def _stage_after(here: Round, wanted: Move, by: Person, why: str) -> Stage:
    stage = rounds.MOVES.get((here.stage, wanted))
    if stage is None:
        raise Refused(
            "Somebody has moved this assessment on. Look at its round again, and do "
            "what is next now."
        )
    if Party(by.role) not in rounds.BY[wanted]:
        raise Refused(
            "This step is somebody else's. Look at the page of the round for whose."
        )
    if wanted in rounds.WITH_REASON and not why.strip():
        raise Refused("Say why, and what is asked: the city reads it.")
    return stage


def _tell(session: Session, assessment: Assessment, made: Move) -> None:
    """Have the city's people and other programs hear of a move."""
    if made is Move.RETURN:
        for one in reach.whose(session, assessment.city_id):
            if one.role is Role.CITY:
                notices.write(session, NoticeKind.RETURNED, one, assessment=assessment)
    if kind := _HOOKED.get(made):
        hooks.tell(
            session, kind, city_id=assessment.city_id, assessment_id=assessment.id
        )


def require_unclosed(assessment: Assessment) -> None:
    """Let something be added, also what came before the assessment was handed in.

    Raises:
        Refused: The assessment is closed.
    """
    if assessment.closed is not None:
        raise Refused(_CLOSED)


def require_open(session: Session, assessment: Assessment) -> None:
    """Let the city's side be added to.

    Raises:
        Refused: The programme has the assessment now, or it is closed.
    """
    here = of(session, assessment.id)
    if here.is_locked:
        raise refusal(here)


def refusal(here: Round) -> Refused:
    """Why nothing may be added at a stage that is locked, and what to do."""
    if here.stage is Stage.CLOSED:
        return Refused(_CLOSED)
    if here.stage is Stage.IN_REVIEW:
        return Refused(
            "The city has handed this assessment in and it is being reviewed, so "
            "nothing is added now. If something is missing, ask the programme lead to "
            "return it."
        )
    return Refused(
        "The city has handed this assessment in, so nothing is added now. The city can "
        "take it back on the page of the round until the review begins."
    )


def require_judging(session: Session, link: Link) -> Round:
    """Let somebody decide about a link.

    Raises:
        Refused: The assessment was closed.
    """
    here = of(session, link.assessment_id)
    if here.stage is Stage.CLOSED:
        raise Refused(
            "This assessment is closed, so its decisions stay. The programme lead can "
            "open the review again on the page of the round."
        )
    return here


def require_ground(
    session: Session, here: Round, link: Link, stood: Decision | None, basis: str
) -> None:
    """Let a round reject a link, or take back what confirmed it.

    ``stood`` is the decision that stood when the last round ended, ``basis`` the digest
    of the link's passages today.

    Raises:
        Refused: An earlier round let it stand and there is no ground to reject it.
    """
    confirmed = stood is not None and stood.verdict is Verdict.CONFIRMED
    judged = stood.passage if stood else ""
    found = rounds.ground(
        confirmed=confirmed,
        same_basis=judged in ("", basis) and link.basis_lost is None,
        challenged=here.returned is not None
        and comments.challenged(session, link, here.returned),
        excepted=confirmed and _is_excepted(session, here, link),
    )
    if found is None:
        raise Refused(
            "An earlier round has confirmed this link, and nothing about it was "
            "challenged or has changed since, so round %(round)s does not reject it. "
            "The programme lead can make an exception, with a reason.",
            round=here.number,
        )


def make_exception(session: Session, link: Link, why: str, *, by: Person) -> None:
    """Let this round reject a link that an earlier one let stand; the report tells it.

    Raises:
        Refused: There is no reason, no earlier round, or the person is not the lead.
    """
    here = of(session, link.assessment_id)
    if by.role is not Role.LEAD:
        raise Refused("Only the programme lead makes an exception. Ask them to.")
    if here.returned is None or here.stage is Stage.CLOSED:
        raise Refused(
            "Only a round after the first needs an exception. Judge the link as it is."
        )
    if not why.strip():
        raise Refused("Say why this link is judged again: the report prints it.")
    if _is_excepted(session, here, link):
        raise Refused("There is an exception for this link already. Judge the link.")
    session.add(
        RoundException(
            link_id=link.id,
            round=here.number,
            city_id=link.city_id,
            why=why.strip(),
            by_id=by.id,
            at=now(session),
        )
    )
    session.flush()
    events.on_document(
        session,
        Deed.EXCEPTION_MADE,
        session.get_one(Document, link.document_id),
        by=by,
        after={"criterion": link.criterion, "round": here.number, "why": why.strip()},
    )


def exceptions(session: Session, assessment: Assessment) -> Sequence[RoundException]:
    """The exceptions of all rounds, the first first, with their links and documents."""
    return session.scalars(
        sa.select(RoundException)
        .join(Link, Link.id == RoundException.link_id)
        .where(Link.assessment_id == assessment.id)
        .order_by(RoundException.at, RoundException.link_id)
        .options(
            joinedload(RoundException.by),
            joinedload(RoundException.link).joinedload(Link.document),
        )
    ).all()


def _is_excepted(session: Session, here: Round, link: Link) -> bool:
    return session.get(RoundException, (link.id, here.number)) is not None
