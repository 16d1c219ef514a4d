"""Notices: written with what they tell of, sent by mail later, each row its own job."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from storage.clock import now
from storage.columns import new_id
from storage.errors import NotFound
from storage.models import Person, Role
from storage.notice_models import Notice, NoticeKind, NoticeStop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from storage.models import Assessment

# Before the second attempt, before the third, and so on. The first pause outlasts the
# longest time that one attempt may take, for it is the lease of the attempt as well.
PAUSES = tuple(timedelta(minutes=m) for m in (5, 15, 60, 240, 720, 1440))
MOST_ATTEMPTS = len(PAUSES) + 1
# What could not be sent for so long is old news.
LASTS = timedelta(days=7)
CLAIMED_AT_ONCE = 100
SHOWN = 20
DAILY_AT = time(6, tzinfo=UTC)
# What each role is told, and may switch off. An invitation comes to everybody, once.
TOLD = {
    Role.CITY: (NoticeKind.RETURNED, NoticeKind.REMINDER, NoticeKind.DROP_NEAR),
    Role.REVIEWER: (NoticeKind.LINKS_WAIT,),
    Role.LEAD: (NoticeKind.REMINDER, NoticeKind.DROP_NEAR),
}
_EVERY = "all."


@dataclass(frozen=True, slots=True)
class Unsent:
    """How many notices wait to be sent, how many failed for good, and the latest."""

    waiting: int
    failed: int
    latest: Sequence[Notice]


def write(
    session: Session,
    kind: NoticeKind,
    to: Person | str,
    *,
    assessment: Assessment | None = None,
    about: str = "",
    day: date | None = None,
    city_id: str | None = None,
    once: str = "",
) -> Notice | None:
    """Have a person, or whoever has an address, be told of something by mail.

    Nothing is written if they want no such notices or have no access any more, or if
    there is one that has the same ``once`` already.
    """
    if isinstance(to, Person) and to.ended is not None:
        return None
    address = _address(to)
    if session.get(NoticeStop, (address, kind)) is not None:
        return None
    if once and session.scalar(sa.select(Notice.id).where(Notice.once == once)):
        return None
    moment = now(session)
    person = to if isinstance(to, Person) else None
    waits = person is not None and person.mail_daily and kind is not _AT_ONCE
    notice = Notice(
        city_id=assessment.city_id if assessment else city_id,
        assessment_id=assessment.id if assessment else None,
        person_id=person.id if person else None,
        address="" if person else address,
        kind=kind,
        about=about,
        day=day,
        once=once or new_id(),
        made=moment,
        due=_next_daily(moment) if waits else moment,
    )
    session.add(notice)
    session.flush()
    return notice


_AT_ONCE = NoticeKind.INVITATION


def claim(session: Session) -> list[list[Notice]]:
    """Take what is due, the notices of each mail together, the oldest first.

    The attempt is counted, and the next one set, before anything is sent. All that is
    due for a person who wants one mail a day is one mail.
    """
    moment = now(session)
    rows = session.scalars(
        sa.select(Notice)
        .where(_open(moment), Notice.due <= moment)
        .order_by(Notice.made, Notice.id)
        .limit(CLAIMED_AT_ONCE)
        .with_for_update(skip_locked=True, of=Notice)
        .options(joinedload(Notice.person).joinedload(Person.city))
    ).all()
    mails: dict[str, list[Notice]] = {}
    for notice in rows:
        notice.attempts += 1
        notice.due = moment + PAUSES[min(notice.attempts, len(PAUSES)) - 1]
        daily = notice.person is not None and notice.person.mail_daily
        together = daily and notice.kind is not _AT_ONCE
        key = f"{notice.person_id}" if together else notice.id
        mails.setdefault(key, []).append(notice)
    session.flush()
    return list(mails.values())


def settle(session: Session, ids: Collection[str], *, failure: str = "") -> None:
    """Keep that notices were sent, or why not this time."""
    values = {"failure": failure} if failure else {"sent": now(session), "failure": ""}
    session.execute(sa.update(Notice).where(Notice.id.in_(ids)).values(**values))


def give_up(session: Session, ids: Collection[str], failure: str) -> None:
    """Keep that notices will never be sent, and why."""
    done = {"failure": failure, "attempts": MOST_ATTEMPTS}
    session.execute(sa.update(Notice).where(Notice.id.in_(ids)).values(**done))


def drop(session: Session, ids: Iterable[str]) -> None:
    """Forget notices of what is over before it was told."""
    session.execute(sa.delete(Notice).where(Notice.id.in_(list(ids))))


def unsent(session: Session) -> Unsent:
    """What was not sent so far, the latest with whom it is for."""
    moment = now(session)
    open_ = sa.case((_open(moment), 1), else_=0)
    not_sent = Notice.sent.is_(None)
    waiting, total = session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(open_), 0), sa.func.count(Notice.id)
        ).where(not_sent)
    ).one()
    latest = session.scalars(
        sa.select(Notice)
        .where(not_sent)
        .order_by(Notice.made.desc(), Notice.id)
        .limit(SHOWN)
        .options(joinedload(Notice.person))
    ).all()
    return Unsent(waiting, total - waiting, latest)


def address_of(notice: Notice) -> str:
    """The address that a notice goes to; it was read with its person."""
    return notice.person.email if notice.person else notice.address


def token(notice: Notice, *, key: str, every: bool = False) -> str:
    """The signed part of the address that stops notices of this kind, or of every."""
    said = f"{_EVERY if every else ''}{notice.id}"
    return f"{said}-{_signature(said, key)}"


def by_token(
    session: Session, given: str, *, keys: Sequence[str]
) -> tuple[Notice, tuple[NoticeKind, ...]]:
    """The notice that a stopping address came with, and the kinds that it stops.

    Raises:
        NotFound: The address is not ours.
    """
    said, _, signature = given.partition("-")
    notice = session.scalar(
        sa.select(Notice)
        .where(Notice.id == said.removeprefix(_EVERY))
        .options(joinedload(Notice.person))
    )
    if notice is None or not any(
        hmac.compare_digest(signature.encode(), _signature(said, key).encode())
        for key in keys
    ):
        raise NotFound("This address stops no mails. Follow the one in your mail.")
    every = said.startswith(_EVERY)
    return notice, tuple(NoticeKind) if every else (notice.kind,)


def stop(session: Session, address: str, kinds: Iterable[NoticeKind]) -> None:
    """Send an address no more notices of some kinds, nor those that wait."""
    for kind in kinds:
        if session.get(NoticeStop, (address, kind)) is None:
            session.add(NoticeStop(address=address, kind=kind))
        theirs = sa.select(Person.id).where(Person.email == address).scalar_subquery()
        session.execute(
            sa.delete(Notice).where(
                Notice.kind == kind,
                Notice.sent.is_(None),
                sa.or_(Notice.address == address, Notice.person_id == theirs),
            )
        )
    session.flush()


def stopped(session: Session, address: str) -> set[NoticeKind]:
    """The kinds of which an address gets no notices."""
    query = sa.select(NoticeStop.kind).where(NoticeStop.address == address)
    return set(session.scalars(query))


def choose(
    session: Session, person: Person, wanted: Collection[NoticeKind], *, daily: bool
) -> None:
    """Keep of what somebody wants to be told, and whether in one mail a day."""
    offered = TOLD[person.role]
    session.execute(
        sa.delete(NoticeStop).where(
            NoticeStop.address == person.email, NoticeStop.kind.in_(offered)
        )
    )
    stop(session, person.email, [kind for kind in offered if kind not in wanted])
    person.mail_daily = daily
    session.flush()


def _open(moment: datetime) -> sa.ColumnElement[bool]:
    """Neither sent nor given up, and no old news."""
    return sa.and_(
        Notice.sent.is_(None),
        Notice.attempts < MOST_ATTEMPTS,
        Notice.made > moment - LASTS,
    )


def _next_daily(moment: datetime) -> datetime:
    today = datetime.combine(moment.astimezone(UTC).date(), DAILY_AT)
    return today if today > moment else today + timedelta(days=1)


def _address(to: Person | str) -> str:
    return (to.email if isinstance(to, Person) else to).strip().lower()


def _signature(said: str, key: str) -> str:
    return hmac.new(key.encode(), f"mail:{said}".encode(), hashlib.sha256).hexdigest()
