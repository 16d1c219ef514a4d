"""An installation's own rules: a draft made of changes, and published versions.

Kept as texts, laid over the rules that are shipped; what they mean is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from criteria.telling import tell
from storage import events
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Conflict, NotFound, Refused
from storage.rule_models import Act, RuleChange, RuleVersion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.models import Person

RETIRED = ""
SHOWN = 200
CHANGED_SINCE = tell("Somebody changed the rules in between. Look again before you do.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What the next version would be; ``version`` is the one in force.

    ``changes`` are the texts over the rules as shipped, by rule, an empty one retiring
    it; ``differs`` names the rules that differ from the version in force; ``seen`` is
    the number of the last change.
    """

    version: RuleVersion | None
    changes: dict[str, str]
    differs: frozenset[str]
    seen: int


def in_force(session: Session, edition: str) -> dict[str, str]:
    """The texts laid over the rules as shipped, by rule; none before a version."""
    version = last(session, edition)
    return dict(version.changes) if version else {}


def last(session: Session, edition: str) -> RuleVersion | None:
    """The version in force; None while the rules are used as shipped."""
    query = sa.select(RuleVersion).where(RuleVersion.edition == edition)
    return session.scalar(query.order_by(RuleVersion.number.desc()).limit(1))


def version(session: Session, edition: str, number: int) -> RuleVersion:
    """One version of an edition's rules.

    Raises:
        NotFound: None with that number was published.
    """
    found = session.get(RuleVersion, (edition, number))
    if found is None:
        raise NotFound(
            "%(edition)s has no version %(number)s here. Choose a published one.",
            edition=edition,
            number=number,
        )
    return found


def versions(session: Session, edition: str) -> Sequence[RuleVersion]:
    """All versions with who published them, the newest first."""
    query = sa.select(RuleVersion).where(RuleVersion.edition == edition)
    whole = query.options(joinedload(RuleVersion.by))
    return session.scalars(whole.order_by(RuleVersion.number.desc())).all()


def changes(session: Session, edition: str, *, rule: str = "") -> Sequence[RuleChange]:
    """The last changes, of one rule or of all, with who made them, the newest first."""
    query = sa.select(RuleChange).where(RuleChange.edition == edition)
    if rule:
        query = query.where(RuleChange.rule == rule)
    whole = query.options(joinedload(RuleChange.by))
    ordered = whole.order_by(RuleChange.number.desc())
    return session.scalars(ordered.limit(SHOWN)).all()


def draft(session: Session, edition: str) -> Draft:
    """The draft: the version in force with the changes made since."""
    version = last(session, edition)
    before: dict[str, str] = dict(version.changes) if version else {}
    after, seen = dict(before), version.upto if version else 0
    query = sa.select(RuleChange).where(
        RuleChange.edition == edition, RuleChange.number > seen
    )
    for change in session.scalars(query.order_by(RuleChange.number)):
        seen = change.number
        after.pop(change.rule, None)
        if change.act is Act.WRITTEN:
            after[change.rule] = change.text
        elif change.act is Act.RETIRED:
            after[change.rule] = RETIRED
        elif change.act is Act.LEFT and change.rule in before:
            after[change.rule] = before[change.rule]
    names = before.keys() | after.keys()
    differs = {name for name in names if before.get(name) != after.get(name)}
    return Draft(version, after, frozenset(differs), seen)


def change(
    session: Session,
    edition: str,
    rule: str,
    act: Act,
    *,
    by: Person,
    seen: int,
    text: str = "",
) -> RuleChange:
    """Change one rule in the draft.

    Raises:
        Conflict: Somebody changed the draft after ``seen``, or published it.
    """
    row = RuleChange(
        edition=edition,
        number=seen + 1,
        rule=rule,
        act=act,
        text=text if act is Act.WRITTEN else "",
        by_id=by.id,
        at=now(session),
    )
    _append(session, row, is_next=draft(session, edition).seen == seen)
    events.record(
        session,
        Deed.RULE_CHANGED,
        None,
        by=by,
        about=edition,
        name=rule,
        after={"act": act, "number": row.number},
    )
    return row


def publish(
    session: Session, edition: str, *, digest: str, why: str, by: Person, seen: int
) -> RuleVersion:
    """Make the draft the version in force.

    Raises:
        Conflict: Somebody changed the draft after ``seen``, or published it.
        Refused: No reason is given, or nothing differs from the version in force.
    """
    if not why.strip():
        raise Refused("Say why the rules change: whoever looks back will want to know.")
    made = draft(session, edition)
    if not made.differs and made.seen == seen:
        raise Refused(
            "The draft is the same as the version in force. Change a rule first."
        )
    row = RuleVersion(
        edition=edition,
        number=made.version.number + 1 if made.version else 1,
        changes=made.changes,
        digest=digest,
        upto=seen,
        why=why.strip(),
        by_id=by.id,
        at=now(session),
    )
    _append(session, row, is_next=made.seen == seen and bool(made.differs))
    events.record(
        session,
        Deed.RULES_PUBLISHED,
        None,
        by=by,
        about=edition,
        name=str(row.number),
        after={"digest": digest, "why": row.why},
    )
    return row


def _append(session: Session, row: RuleChange | RuleVersion, *, is_next: bool) -> None:
    """Add a row; of two who do so at once, one is refused by the primary key."""
    if not is_next:
        raise Conflict(CHANGED_SINCE)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Conflict(CHANGED_SINCE) from None
