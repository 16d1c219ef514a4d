"""Documents: received once, claimed by one worker at a time, read or given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from criteria.telling import tell
from storage import confidential as confidentiality
from storage import events, logs, quotas, ranges, reach, rounds, sights, titles
from storage.assessments import SAME_AS_NONE
from storage.clock import now
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.models import (
    Assessment,
    Document,
    DocumentState,
    Link,
    Person,
    Scan,
    Shape,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from storage.blobs import Blob

TO_COME = tell("This day is still to come. Give the day on which the page was seen.")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of an assessment's documents are how far."""

    waiting: int = 0
    reading: int = 0
    read: int = 0
    unreadable: int = 0
    aside: int = 0  # however far they are: none of the others counts them

    @property
    def total(self) -> int:
        """All of them that count."""
        return self.waiting + self.reading + self.read + self.unreadable

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to read."""
        return not self.waiting and not self.reading


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a document by whoever gives it."""

    shape: Shape = Shape.FILE
    address: str = ""
    seen_on: date | None = None
    note: str = ""


FILE = About()


def receive(
    session: Session,
    assessment: Assessment,
    name: str,
    blob: Blob,
    *,
    by: Person | None = None,
    about: About = FILE,
    parent: Document | None = None,
    confidential: bool = False,
) -> Document:
    """Keep a document and have it wait to be read.

    The same contents in the same assessment are the same document: the one that is here
    is returned under the name that it has, and made confidential if this one is to be.
    What comes out of a confidential archive is confidential, too, and out of one that
    was set aside it is aside. It takes no room of its own, and may come after the
    assessment was handed in: it came with the archive. What was set aside stays so if
    it comes again.

    Raises:
        Refused: The assessment is closed or handed in, its city has no room, or it was
            seen on a day that is still to come.
    """
    rounds.require_unclosed(assessment)
    if parent is None:
        rounds.require_open(session, assessment)
    confidential = confidential or (parent is not None and parent.confidential)
    here = _same(session, assessment.id, blob.sha256)
    if here is None:
        if parent is None:
            quotas.check(session, assessment.city_id, size=blob.size)
        new = _document(session, assessment, name, blob, about)
        _hang(new, parent)
        new.received_by = by.id if by else None
        new.confidential = confidential
        here = _keep(session, new, by=by)
    if confidential:
        confidentiality.mark(session, here, confidential=True, by=by)
    return here


def require_seen(about: About, today: date) -> None:
    """Go on unless something is said to be seen after today.

    Raises:
        Refused: It is.
    """
    if about.seen_on is not None and about.seen_on > today:
        raise Refused(TO_COME)


def _hang(new: Document, parent: Document | None) -> None:
    """Say in what a new document came, and have it set aside with that."""
    if parent is not None:
        new.parent_id = parent.id
        new.aside_since, new.aside_why = parent.aside_since, parent.aside_why


def _document(
    session: Session, assessment: Assessment, name: str, blob: Blob, about: About
) -> Document:
    moment = now(session)
    require_seen(about, moment.date())
    return Document(
        city_id=assessment.city_id,
        assessment_id=assessment.id,
        name=titles.clean(name) if about.shape is Shape.FILE else titles.told(name),
        sha256=blob.sha256,
        size=blob.size,
        shape=about.shape,
        address=about.address,
        seen_on=about.seen_on,
        note=about.note,
        received=moment,
        nudged=moment,
        request=logs.current(),
    )


def _keep(session: Session, new: Document, *, by: Person | None) -> Document:
    """Add a document; or return the same one, if somebody gave it at this moment."""
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:
        same = _same(session, new.assessment_id, new.sha256)
        if same is None:
            raise
        return same
    told = {
        "sha256": new.sha256,
        "size": new.size,
        "shape": new.shape,
        "confidential": new.confidential,
    }
    events.on_document(session, Deed.DOCUMENT_RECEIVED, new, by=by, after=told)
    return new


def read_again(session: Session, document: Document) -> None:
    """Have a document wait once more, with all its attempts before it."""
    events.on_document(
        session,
        Deed.DOCUMENT_WAITS,
        document,
        before={"state": document.state, "problem": document.problem_code},
    )
    document.state, document.attempts = DocumentState.WAITING, 0
    document.lease = document.lease_until = None
    if document.scan is Scan.CLEAN:
        document.scan = None  # a scanner may know more today
    document.nudged = document.waits_since = now(session)
    document.request = logs.current()
    ranges.forget(session, document.id)
    session.flush()


def listed(
    session: Session,
    assessment: Assessment,
    *,
    after: tuple[datetime, str] | None = None,
    limit: int | None = None,
) -> Sequence[Document]:
    """An assessment's documents, the newest first: all of them, or some.

    ``after`` is when the last one before them was received, and its id.
    """
    query = sa.select(Document).where(Document.assessment_id == assessment.id)
    if after is not None:
        received, last = after
        same = sa.and_(Document.received == received, Document.id < last)
        query = query.where(sa.or_(Document.received < received, same))
    newest_first = (Document.received.desc(), Document.id.desc())
    return session.scalars(query.order_by(*newest_first).limit(limit)).all()


def names(session: Session, assessment: Assessment) -> list[tuple[str, str]]:
    """The ids and names of an assessment's documents, by name."""
    name = confidentiality.name_in(session).label("name")
    mine = Document.assessment_id == assessment.id
    query = sa.select(Document.id, name).where(mine).order_by(name, Document.id)
    return [(row[0], row[1]) for row in session.execute(query)]


def progress(session: Session, assessment: Assessment) -> Progress:
    """Count an assessment's documents by state."""
    is_aside = Document.aside_since.is_not(None).label("aside")
    rows = session.execute(
        sa.select(Document.state, is_aside, sa.func.count())
        .where(Document.assessment_id == assessment.id)
        .group_by(Document.state, is_aside)
    ).all()
    told = {state.value: count for state, aside, count in rows if not aside}
    return Progress(**told, aside=sum(count for _state, aside, count in rows if aside))


def link_counts(session: Session, assessment: Assessment) -> dict[str, int]:
    """How many links each document of an assessment has; none has no entry."""
    rows = session.execute(
        sa.select(Link.document_id, sa.func.count())
        .where(Link.assessment_id == assessment.id)
        .group_by(Link.document_id)
    )
    return {row[0]: row[1] for row in rows}


def visible(session: Session, person: Person, document_id: str) -> Document:
    """Find a document that this person may see.

    Raises:
        NotFound: There is none with that id, it is another city's, or it is
            confidential and not for this person.
        Barred: The person does not judge this city.
    """
    query = sa.select(Document).where(Document.id == document_id)
    query = query.where(reach.within(person, Document.city_id))
    document = session.scalar(query.where(confidentiality.open_to(person)))
    if document is None:
        of_city = sa.select(Document.city_id).where(Document.id == document_id)
        reach.require_unbiased(session, person, of_city)
        raise NotFound(SAME_AS_NONE)
    return document


def is_served(session: Session, document: Document, *, scanning: bool) -> bool:
    """Whether an original may be given out.

    Never if malware was found in these contents, whoever sent them. Where a scanner is
    in use, only what it has found clean, or what was read before it was.
    """
    closed = sa.select(Document.id).where(
        Document.id == document.id, _is_closed(scanning=scanning)
    )
    with sights.beyond(session):
        return session.scalar(closed) is None


def withheld(
    session: Session, assessment: Assessment, *, scanning: bool
) -> frozenset[str]:
    """The documents whose originals are not given out, with all that came in them."""
    closed = sa.select(Document.id).where(
        Document.assessment_id == assessment.id, _is_closed(scanning=scanning)
    )
    with sights.beyond(session):
        found = new = set(session.scalars(closed))
    while new:
        inner = sa.select(Document.id).where(Document.parent_id.in_(new))
        new = set(session.scalars(inner)) - found
        found = found | new
    return frozenset(found)


def _is_closed(*, scanning: bool) -> sa.ColumnElement[bool]:
    same = sa.orm.aliased(Document)
    malware = Document.sha256.in_(sa.select(same.sha256).where(same.scan == Scan.FOUND))
    if not scanning:
        return malware
    over = Document.state.in_((DocumentState.READ, DocumentState.UNREADABLE))
    unseen = sa.and_(Document.scan.is_(None), sa.not_(over))
    return sa.or_(malware, unseen, Document.scan == Scan.WAITS)


def _same(session: Session, assessment_id: str, sha256: str) -> Document | None:
    query = sa.select(Document).where(Document.assessment_id == assessment_id)
    return session.scalar(query.where(Document.sha256 == sha256))
