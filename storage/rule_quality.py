"""What became of the links that each rule proposed, over all assessments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from criteria.evidence import Standing
from storage.models import Assessment, Document, Link, PassageRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Tally:
    """Links of one document that a rule proposed and that stand alike.

    They are ``alone`` if no other rule proposes them.
    """

    rule: str
    name: str
    title: str
    language: str
    standing: Standing
    alone: bool
    links: int


def tallies(session: Session, edition: str, rule: str = "") -> list[Tally]:
    """Count what rules proposed, by document; of one rule, or of all.

    A vote that waits for a second one counts as undecided, so it is told to nobody.
    """
    named = (
        sa.select(PassageRow.link_id, PassageRow.rule)
        .where(PassageRow.rule != "")
        .distinct()
        .subquery()
    )
    other = aliased(PassageRow)
    alone = ~sa.exists().where(
        other.link_id == named.c.link_id, other.rule.not_in(["", named.c.rule])
    )
    query = (
        sa.select(
            named.c.rule,
            Document.name,
            Document.title,
            Document.language,
            Link.standing,
            alone.label("alone"),
            sa.func.count(),
        )
        .join(Link, Link.id == named.c.link_id)
        .join(Document, Document.id == Link.document_id)
        .join(Assessment, Assessment.id == Link.assessment_id)
        .where(Assessment.edition == edition, Link.standing != Standing.ASIDE)
        .group_by(
            named.c.rule,
            Document.id,
            Document.name,
            Document.title,
            Document.language,
            Link.standing,
            sa.text("alone"),
        )
        .order_by(named.c.rule, Document.id)
    )
    if rule:
        query = query.where(named.c.rule == rule)
    return [
        Tally(rule_id, name, title, language, standing, bool(lone), links)
        for rule_id, name, title, language, standing, lone, links in session.execute(
            query
        )
    ]


def failures(
    session: Session, edition: str, rule: str, *, limit: int
) -> Sequence[Link]:
    """Links that a rule proposed and people rejected, the best ones first."""
    proposed = sa.exists().where(PassageRow.link_id == Link.id, PassageRow.rule == rule)
    return session.scalars(
        sa.select(Link)
        .join(Assessment, Assessment.id == Link.assessment_id)
        .where(
            Assessment.edition == edition, Link.standing == Standing.REJECTED, proposed
        )
        .order_by(Link.score.desc(), Link.id)
        .limit(limit)
        .options(joinedload(Link.document), selectinload(Link.found))
    ).all()
