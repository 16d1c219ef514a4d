"""Editions as they were when first used: kept whole, found by digest, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage import events
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Conflict
from storage.models import Assessment, Decision, Link
from storage.planning_models import Revision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from storage.models import Person


def keep(
    session: Session,
    content: Mapping[str, Any],
    *,
    entered: str = "",
    by: Person | None = None,
) -> str:
    """Keep an edition whole, so that it never changes once used; return its digest.

    ``content`` is all that it says as plain values, with its digest.
    """
    digest, edition = str(content["digest"]), str(content["edition"])
    if session.get(Revision, digest) is None:
        revision = Revision(
            digest=digest,
            edition=edition,
            version=str(content["version"]),
            content=dict(content),
            entered=entered,
            by_id=by.id if by else None,
            at=now(session),
        )
        session.add(revision)
        session.flush()
        events.record(
            session, Deed.STANDARD_ENTERED, None, by=by, about=digest, name=edition
        )
    return digest


def find(session: Session, digest: str) -> Revision | None:
    """Find a revision by its digest; None if it is not kept here."""
    return session.get(Revision, digest)


def content(session: Session, digest: str) -> Mapping[str, Any] | None:
    """All that a revision says; None if none is kept here under this digest."""
    found = find(session, digest)
    return found.content if found else None


def listed(session: Session, edition: str) -> Sequence[Revision]:
    """The revisions of an edition that are kept here, the newest first."""
    query = sa.select(Revision).where(Revision.edition == edition)
    return session.scalars(query.order_by(Revision.at.desc(), Revision.digest)).all()


def use(session: Session, assessment: Assessment, digest: str) -> None:
    """Hold an assessment against another revision of its edition, while it is new.

    Raises:
        Conflict: Something was decided in it: the standard it is held against stays.
    """
    decided = (
        sa.select(Decision.link_id)
        .join(Link, Link.id == Decision.link_id)
        .where(Link.assessment_id == assessment.id)
    )
    if session.scalar(decided.limit(1)) is not None:
        raise Conflict(
            "Links of this assessment are decided, so it keeps its standard. Open a "
            "new assessment for the new revision."
        )
    before, assessment.standard_digest = assessment.standard_digest, digest
    session.flush()
    events.record(
        session,
        Deed.STANDARD_CHOSEN,
        assessment.city_id,
        about=assessment.id,
        name=assessment.edition,
        before={"standard": before},
        after={"standard": digest},
    )
