"""Double review: which links two reviewers judge, and who sees whose vote when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from criteria.evidence import DECIDED, Standing
from criteria.review import sampling
from storage.clock import now
from storage.columns import new_id
from storage.deeds import Deed
from storage.errors import Refused
from storage.events import record
from storage.models import Decision, Link, Role, Verdict
from storage.review_models import ReviewAct, ReviewEvent
from storage.votes import OF_TWO, Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person

BOTH = 2
_BACK = Verdict.TAKEN_BACK
# Made once: an alias made for each query costs more than the query.
_undoing = aliased(Decision)


@dataclass(frozen=True, slots=True)
class Rule:
    """How the links of an assessment are judged. Without a share, by one reviewer."""

    share: int = 0
    seed: str = ""
    unblinded: bool = False

    @property
    def is_blind(self) -> bool:
        """Whether reviewers judge without seeing each other's votes."""
        return self.share > 0 and not self.unblinded

    def draws(self, link_id: str) -> bool:
        """Whether two reviewers are to judge a link."""
        return sampling.is_drawn(link_id, seed=self.seed, share=self.share)


def rule(session: Session, assessment_id: str) -> Rule:
    """How the links of an assessment are judged now."""
    last = session.scalar(
        sa.select(ReviewEvent)
        .where(ReviewEvent.assessment_id == assessment_id)
        .order_by(ReviewEvent.number.desc())
        .limit(1)
    )
    if last is None:
        return Rule()
    return Rule(last.share, last.seed, unblinded=last.act is ReviewAct.UNBLINDED)


def events(session: Session, assessment: Assessment) -> Sequence[ReviewEvent]:
    """What the lead did to the review of an assessment, the first first."""
    return session.scalars(
        sa.select(ReviewEvent)
        .where(ReviewEvent.assessment_id == assessment.id)
        .order_by(ReviewEvent.number)
        .options(joinedload(ReviewEvent.by))
    ).all()


def share(
    session: Session, assessment: Assessment, percent: int, *, by: Person
) -> None:
    """Have two reviewers judge a share of the links, blind, from now on.

    The seed is drawn once for an assessment, so a larger share holds the smaller one.

    Raises:
        Refused: The share is no percentage, or the person is not the lead.
    """
    if not 0 <= percent <= sampling.ALL:
        raise Refused("Enter a share between 0 and 100 percent.")
    _append(session, assessment, ReviewAct.SHARED, percent, by=by)


def unblind(session: Session, assessment: Assessment, why: str, *, by: Person) -> None:
    """Let everybody who judges see all votes from now on, with the reason kept.

    Raises:
        Refused: There is no reason, nothing is blind, or the person is not the lead.
    """
    held = rule(session, assessment.id)
    if held.unblinded or not held.seed:
        raise Refused(
            "Nothing is blind in this assessment, so nothing is unblinded. Set a "
            "share for two reviewers first."
        )
    if not why.strip():
        raise Refused("Say why the votes are to be seen: it is kept.")
    _append(session, assessment, ReviewAct.UNBLINDED, held.share, by=by, why=why)


def way(session: Session, link: Link, remaining: Sequence[Decision], by: Person) -> Way:
    """In which way a person's decision about a link would be made.

    ``remaining`` are the decisions about it that were not taken back.

    Raises:
        Refused: The person has voted, or two have and only the lead may settle it.
    """
    votes = {one.by_id for one in remaining if one.way in OF_TWO}
    held = rule(session, link.assessment_id)
    if not votes and (remaining or not held.draws(link.id)):
        return Way.OPEN
    if len(votes) == BOTH:
        if by.role is not Role.LEAD or by.id in votes:
            raise Refused(
                "Two reviewers have judged this link. Where they disagree, a lead who "
                "is neither of them settles it."
            )
        return Way.SETTLING
    if by.id in votes:
        raise Refused(
            "You have judged this link. It waits for a second reviewer. Take your vote "
            "back first if you see it differently now."
        )
    return Way.SIGHTED if held.unblinded else Way.BLIND


def agreed(votes: Sequence[Decision]) -> Decision | None:
    """The later of two votes that say the same of a link; None if they do not.

    Two who are not sure agree about nothing. Confirmed votes agree if they show the
    same items and speak of the same day.
    """
    one, other = votes[0], votes[-1]
    if one.by_id == other.by_id or other.verdict is Verdict.UNSURE:
        return None
    same = one.verdict is other.verdict
    if one.verdict is Verdict.CONFIRMED:
        same = same and (one.items, one.dated) == (other.items, other.dated)
    return other if same else None


def hide(session: Session, person: Person, found: Iterable[Link]) -> None:
    """Take out of loaded links what this person may not see yet.

    Afterwards ``decisions`` holds only what they may see, and ``decided`` counts that.
    """
    rules: dict[str, Rule] = {}
    for link in found:
        if any(one.way in OF_TWO for one in link.decisions):
            if link.assessment_id not in rules:
                rules[link.assessment_id] = rule(session, link.assessment_id)
            held = rules[link.assessment_id]
            seen = shown(link.decisions, person, unblinded=held.unblinded)
            set_committed_value(link, "decisions", seen)
            set_committed_value(link, "decided", len(seen))


def shown(
    decided: Sequence[Decision], person: Person, *, unblinded: bool
) -> list[Decision]:
    """Of all decisions about a link, those that a person may see.

    Who judges sees the other vote once both are in or the lead has unblinded. The city
    sees what was settled.
    """
    undone = {one.undoes for one in decided}
    votes = [o for o in decided if o.way in OF_TWO and o.verdict is not _BACK]
    in_force = [one for one in votes if one.number not in undone]
    if any(one.way is Way.SETTLING for one in decided):
        return list(decided)
    if person.role is Role.CITY:
        settled = bool(in_force) and agreed(in_force) is not None
    else:
        settled = unblinded or len({one.by_id for one in in_force}) == BOTH
    return [
        one
        for one in decided
        if settled or one.way not in OF_TWO or one.by_id == person.id
    ]


def to_tell(decided: Sequence[Decision]) -> Sequence[Decision]:
    """What the last of these decisions lets the city's history tell.

    Votes of two are told together once both are in, whoever reads the history.
    """
    last = decided[-1]
    if last.way not in OF_TWO:
        return [last]
    undone = {one.undoes for one in decided}
    votes = [one for one in decided if one.way in OF_TWO]
    in_force = {
        one.by_id
        for one in votes
        if one.verdict is not _BACK and one.number not in undone
    }
    return votes if len(in_force) == BOTH else []


def pending() -> sa.ColumnElement[bool]:
    """Holds for decisions, joined with their links, that are votes not yet settled."""
    return sa.and_(Decision.way.in_(OF_TWO), Link.standing.not_in(DECIDED))


def judged_by(person_id: str) -> sa.ColumnElement[bool]:
    """Holds for links that this person has voted on as one of two."""
    return sa.exists().where(
        Decision.link_id == Link.id,
        # Not by the index of who decided: a link has few decisions, a person many.
        Decision.by_id.concat("") == person_id,
        Decision.way.in_(OF_TWO),
        Decision.verdict != Verdict.TAKEN_BACK,
        ~sa.exists().where(
            _undoing.link_id == Decision.link_id, _undoing.undoes == Decision.number
        ),
    )


def disputed(session: Session, assessment: Assessment) -> Sequence[Link]:
    """The links about which two reviewers disagree and the lead has to say."""
    voters = (
        sa.select(sa.func.count(sa.distinct(Decision.by_id)))
        .where(
            Decision.link_id == Link.id,
            Decision.way.in_(OF_TWO),
            Decision.verdict != Verdict.TAKEN_BACK,
            ~sa.exists().where(
                _undoing.link_id == Decision.link_id, _undoing.undoes == Decision.number
            ),
        )
        .correlate(Link)
        .scalar_subquery()
    )
    return session.scalars(
        sa.select(Link)
        .where(
            Link.assessment_id == assessment.id,
            Link.standing == Standing.UNDECIDED,
            Link.decided >= BOTH,
            voters == BOTH,
        )
        .order_by(Link.score.desc(), Link.id)
        .options(joinedload(Link.document))
    ).all()


def _append(
    session: Session,
    assessment: Assessment,
    act: ReviewAct,
    percent: int,
    *,
    by: Person,
    why: str = "",
) -> None:
    if by.role is not Role.LEAD:
        raise Refused("Only the programme lead sets how links are judged. Ask them to.")
    before = events(session, assessment)
    session.add(
        ReviewEvent(
            assessment_id=assessment.id,
            number=len(before) + 1,
            city_id=assessment.city_id,
            act=act,
            share=percent,
            seed=before[-1].seed if before else new_id(),
            why=why.strip(),
            by_id=by.id,
            at=now(session),
        )
    )
    session.flush()
    record(
        session,
        Deed.JUDGING_CHANGED,
        assessment.city_id,
        by=by,
        about=assessment.id,
        before={"share": before[-1].share if before else 0},
        after={"act": act, "share": percent, "why": why.strip()},
    )
