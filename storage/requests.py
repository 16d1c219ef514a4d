"""Letters that ask departments for evidence, and the upload link of each."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from criteria.telling import tell
from storage import addresses, events, links, notices
from storage.clock import now
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.models import Assessment, City, Role
from storage.notice_models import NoticeKind
from storage.planning_models import EvidenceRequest, RequestAnswer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from storage.models import Document, Person

# An answer may come late; the link must not stay open for good.
GRACE = timedelta(days=30)
LONGEST_GRACE = timedelta(days=400)
LONGEST_NAME = 120
# Whoever comes by the link must not fill the store.
MOST_ANSWERS = 50
GONE = tell(
    "This upload link does not work any more. Ask whoever sent it for a new one."
)


def ask(
    session: Session,
    assessment: Assessment,
    criterion: str,
    *,
    by: Person,
    department: str,
    due: date,
    email: str = "",
    note: str = "",
) -> EvidenceRequest:
    """Ask a department for evidence by a day. The link works until a month later.

    With its ``email``, the department is told by mail.

    Raises:
        Refused: No department is named, the day is past or far ahead, or the e-mail
            address is none.
    """
    moment = now(session)
    if not department.strip():
        raise Refused("Name the department that is asked.")
    if not moment.date() <= due <= (moment + LONGEST_GRACE).date():
        raise Refused("Choose a day from today on, within the next year.")
    row = EvidenceRequest(
        city_id=assessment.city_id,
        assessment_id=assessment.id,
        criterion=criterion,
        department=department.strip(),
        email=addresses.clean(email) if email else "",
        note=note.strip(),
        due=due,
        expires=moment + (due - moment.date()) + GRACE,
        made=moment,
        made_by=by.id,
    )
    session.add(row)
    session.flush()
    _record(session, Deed.REQUEST_MADE, row, by=by)
    if row.email:
        notices.write(
            session,
            NoticeKind.REQUEST,
            row.email,
            assessment=assessment,
            about=row.id,
        )
    return row


def ask_city(
    session: Session,
    assessment: Assessment,
    criterion: str,
    *,
    by: Person,
    due: date,
    note: str,
    document: Document | None = None,
) -> EvidenceRequest:
    """Ask the city for more evidence by a day: for a criterion, or a link to it.

    Raises:
        Refused: The person does not judge, it does not say what is missing, or the day
            is past or far ahead.
    """
    if by.role is Role.CITY:
        raise Refused(
            "Only reviewers and the programme lead ask a city for evidence. Ask "
            "one of them to."
        )
    if not note.strip():
        raise Refused("Say what is missing: the city reads it.")
    city = session.get_one(City, assessment.city_id).name
    row = ask(
        session, assessment, criterion, by=by, department=city, due=due, note=note
    )
    row.to_city, row.document_id = True, document.id if document else None
    session.flush()
    return row


def listed(session: Session, assessment: Assessment) -> Sequence[EvidenceRequest]:
    """The requests of an assessment with their answers, those due first first."""
    return session.scalars(
        _whole()
        .where(EvidenceRequest.assessment_id == assessment.id)
        .order_by(EvidenceRequest.due, EvidenceRequest.id)
    ).all()


def unanswered(session: Session, assessment: Assessment) -> Sequence[date]:
    """When what the programme asks of the city is due, of all it has not answered."""
    query = (
        sa.select(EvidenceRequest.due)
        .where(
            EvidenceRequest.assessment_id == assessment.id,
            EvidenceRequest.to_city,
            EvidenceRequest.withdrawn.is_(None),
            ~EvidenceRequest.answers.any(),
        )
        .order_by(EvidenceRequest.due)
    )
    return session.scalars(query).all()


def get(session: Session, assessment: Assessment, request_id: str) -> EvidenceRequest:
    """Find a request of this assessment.

    Raises:
        NotFound: There is none with that id.
    """
    row = session.scalar(
        _whole().where(
            EvidenceRequest.id == request_id,
            EvidenceRequest.assessment_id == assessment.id,
        )
    )
    if row is None:
        raise NotFound("This request is not here any more. Look at the requests again.")
    return row


def find_open(session: Session, request_id: str) -> EvidenceRequest | None:
    """A request whose upload link works; None if it does not, or there is none."""
    row = session.scalar(_whole().where(EvidenceRequest.id == request_id))
    if row is None or row.withdrawn is not None or row.expires <= now(session):
        return None
    return row


def withdraw(session: Session, request: EvidenceRequest, *, by: Person) -> None:
    """Close a request, and its upload link, at once.

    Raises:
        Refused: It is not theirs to withdraw.
    """
    if not may_withdraw(request, by):
        raise Refused(
            "%(name)s asked for this. They withdraw it, or the lead does.",
            name=request.author.called,
        )
    request.withdrawn = now(session)
    session.flush()
    _record(session, Deed.REQUEST_WITHDRAWN, request)


def may_withdraw(request: EvidenceRequest, person: Person) -> bool:
    """Whether a person may withdraw a request: who asked it, or the lead.

    What a city's people ask of departments, any of them withdraws.
    """
    if person.role is Role.CITY:
        return not request.to_city
    return person.role is Role.LEAD or request.made_by == person.id


def token(request: EvidenceRequest, *, key: str) -> str:
    """The signed part of the upload link: for this request, until it expires."""
    return f"{request.id}-{_signature(request, key)}"


def by_token(
    session: Session, given: str, *, keys: Sequence[str]
) -> tuple[EvidenceRequest, Assessment]:
    """The open request that an upload link is for, with its assessment.

    Raises:
        NotFound: The link is not ours, has expired, or was withdrawn.
    """
    request_id, _, signature = given.partition("-")
    row = session.scalar(_whole().where(EvidenceRequest.id == request_id))
    if row is None or not any(
        hmac.compare_digest(signature.encode(), _signature(row, key).encode())
        for key in keys
    ):
        raise NotFound(GONE)
    if row.withdrawn is not None or row.expires <= now(session):
        raise NotFound(GONE)
    assessment = session.scalar(
        sa.select(Assessment)
        .where(Assessment.id == row.assessment_id)
        .options(joinedload(Assessment.city))
    )
    if assessment is None or assessment.closed is not None:
        raise NotFound(GONE)
    return row, assessment


def check_room(request: EvidenceRequest, files: int) -> None:
    """Let so many more files come in.

    Raises:
        Refused: That would be more than one request may bring.
    """
    if len(request.answers) + files > MOST_ANSWERS:
        raise Refused(
            "One request takes %(most)s files. Put the others into an archive, or ask "
            "for a new link.",
            most=MOST_ANSWERS,
        )


def answered(
    session: Session, request: EvidenceRequest, document: Document, *, name: str
) -> None:
    """Keep that a document came in for a request, linked and undecided.

    A link that the document has for the criterion already stays as it is.
    """
    links.make(session, document, request.criterion, None, by=request.author)
    if session.get(RequestAnswer, (request.id, document.id)) is None:
        session.add(
            RequestAnswer(
                request_id=request.id,
                city_id=request.city_id,
                document_id=document.id,
                name=name.strip()[:LONGEST_NAME],
                at=now(session),
            )
        )
        _record(session, Deed.REQUEST_ANSWERED, request, document=document.id)
    session.flush()


def _record(
    session: Session,
    deed: Deed,
    request: EvidenceRequest,
    *,
    by: Person | None = None,
    document: str = "",
) -> None:
    events.record(
        session,
        deed,
        request.city_id,
        by=by,
        about=request.id,
        name=request.department,
        after={
            "criterion": request.criterion,
            "due": request.due,
            "document": document,
        },
    )


def _whole() -> sa.Select[EvidenceRequest]:
    return sa.select(EvidenceRequest).options(
        selectinload(EvidenceRequest.answers), joinedload(EvidenceRequest.author)
    )


def _signature(request: EvidenceRequest, key: str) -> str:
    said = f"upload:{request.id}:{request.expires.timestamp():.0f}"
    return hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest()
