"""Registers: spreadsheets of existing evidence, read by a worker, then applied or not.

A register is its own job. It is small, so its bytes lie in its row until they are read,
and two workers who read it at once do no harm.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from criteria.about.registers import MOST_LINES, Line
from criteria.telling import tell
from storage import documents, links, reach, rounds, titles
from storage.assessments import SAME_AS_NONE
from storage.clock import now
from storage.columns import Base, of_city, own_id, tied_to
from storage.documents import About
from storage.errors import Conflict, NotFound, Refused
from storage.models import Assessment, Document, Link, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from storage.blobs import Blob
    from storage.models import Person

LARGEST = 2_000_000
MOST_ATTEMPTS = 3
# Nobody waits longer than this before a worker is told again.
TELL_AGAIN = timedelta(seconds=20)
KEPT = timedelta(days=7)
NOT_READ = tell(
    "This spreadsheet could not be read. Save it as XLSX or CSV, and upload it again."
)
NOT_TOLD = tell(
    "No sheet of it has the headings criterion, title and link. Take the template, or "
    "write these words over its columns."
)
TOO_MANY = tell(
    "It has more than %(most)s rows. Part it into several files.", most=MOST_LINES
)


class Register(Base):
    """A spreadsheet that lists evidence; it waits until it has lines or a problem.

    ``content`` are its bytes until it was read, ``told`` when a worker was last told.
    """

    __tablename__ = "evidence_register"
    __table_args__ = (tied_to("assessment"),)

    id: Mapped[str] = own_id()
    city_id: Mapped[str] = of_city()
    assessment_id: Mapped[str] = mapped_column(sa.String(26))
    by_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    name: Mapped[str]
    content: Mapped[bytes | None]
    lines: Mapped[list[Any]] = mapped_column(default=list)
    problem: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    made: Mapped[datetime]
    told: Mapped[datetime]
    applied: Mapped[datetime | None]

    @property
    def is_read(self) -> bool:
        """Whether there is nothing to wait for."""
        return self.content is None

    @property
    def found(self) -> tuple[Line, ...]:
        """Its lines."""
        return tuple(Line(**line) for line in self.lines)


def receive(
    session: Session, assessment: Assessment, name: str, content: bytes, *, by: Person
) -> Register:
    """Keep a spreadsheet and have it wait to be read.

    Raises:
        Refused: The assessment is closed, or the file is empty or too large.
    """
    rounds.require_unclosed(assessment)
    if not 0 < len(content) <= LARGEST:
        raise Refused(
            "A list of evidence holds at most %(size)s MB. Keep the list alone in its "
            "file, without pictures.",
            size=LARGEST // 1_000_000,
        )
    moment = now(session)
    row = Register(
        city_id=assessment.city_id,
        assessment_id=assessment.id,
        by_id=by.id,
        name=titles.clean(name),
        content=content,
        made=moment,
        told=moment,
    )
    session.add(row)
    session.flush()
    return row


def visible(session: Session, person: Person, register_id: str) -> Register:
    """Find a register of a city that is theirs.

    Raises:
        NotFound: There is none with that id, or it is another city's.
    """
    query = sa.select(Register).where(Register.id == register_id)
    row = session.scalar(query.where(reach.within(person, Register.city_id)))
    if row is None:
        raise NotFound(SAME_AS_NONE)
    return row


def begin(session: Session, register_id: str) -> Register | None:
    """Count an attempt to read; None if there is nothing to read any more."""
    begun = session.execute(
        sa.update(Register)
        .where(Register.id == register_id, Register.content.is_not(None))
        .values(attempts=Register.attempts + 1)
        .returning(Register.id)
    )
    if begun.first() is None:
        return None
    return session.get_one(Register, register_id, populate_existing=True)


def keep(
    session: Session, register_id: str, lines: Iterable[Line], *, problem: str = ""
) -> None:
    """Keep what was read, or why nothing was; the bytes go."""
    session.execute(
        sa.update(Register)
        .where(Register.id == register_id, Register.content.is_not(None))
        .values(
            lines=[asdict(line) for line in lines],
            problem=problem or None,
            content=sa.null(),
        )
    )


def due(session: Session) -> Sequence[str]:
    """Forget the old ones, and name those whose workers are late, to be told again.

    After three workers that did not come back one counts as unreadable.
    """
    moment = now(session)
    session.execute(sa.delete(Register).where(Register.made < moment - KEPT))
    late = (Register.content.is_not(None), Register.told < moment - TELL_AGAIN)
    session.execute(
        sa.update(Register)
        .where(*late, Register.attempts >= MOST_ATTEMPTS)
        .values(problem=NOT_READ, content=sa.null())
    )
    told = sa.update(Register).where(*late).values(told=moment).returning(Register.id)
    return session.scalars(told).all()


def here(session: Session, assessment: Assessment) -> Mapping[str, set[str]]:
    """The criteria that each link document is linked to, by its address."""
    rows = session.execute(
        sa.select(Document.address, Link.criterion)
        .outerjoin(Link, Link.document_id == Document.id)
        .where(Document.assessment_id == assessment.id, Document.shape == Shape.LINK)
    )
    found: dict[str, set[str]] = {}
    for address, criterion in rows:
        found.setdefault(address, set()).update([criterion] if criterion else [])
    return found


def apply(
    session: Session,
    register: Register,
    assessment: Assessment,
    given: Sequence[tuple[Line, Blob]],
    *,
    by: Person,
) -> list[str]:
    """Do what the lines say: documents of links, linked and undecided.

    Each comes with the text that a new document would have. Nothing is fetched.

    Returns:
        The documents that wait to be read.

    Raises:
        Conflict: It was applied already.
        Refused: The assessment is closed, or its city has no room.
    """
    if register.applied is not None:
        raise Conflict("This list was brought in already. Look at the documents.")
    query = sa.select(Document).where(
        Document.assessment_id == assessment.id, Document.shape == Shape.LINK
    )
    known = {document.address: document for document in session.scalars(query)}
    waiting = []
    for line, blob in given:
        document = known.get(line.address)
        if document is None:
            document = documents.receive(
                session,
                assessment,
                f"{line.title}.txt",
                blob,
                by=by,
                about=About(Shape.LINK, line.address, line.seen_on, line.note),
            )
            known[line.address] = document
            waiting.append(document.id)
        links.make(session, document, line.criterion, None, by=by)
    register.applied = now(session)
    session.flush()
    return waiting
