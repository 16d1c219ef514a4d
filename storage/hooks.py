"""Webhooks: programs elsewhere are told what happened, in ids, at least once."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from storage import events
from storage.clock import now
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.hook_models import Delivery, Hook, HookKind, LevelSeen

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from urllib.parse import SplitResult

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person

# Before the second attempt, before the third, and so on; the first outlasts an attempt.
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720, 1440))
MOST_ATTEMPTS = len(PAUSES) + 1
LONGEST_ADDRESS = 500
MOST_HOOKS = 20
AT_ONCE = 50  # deliveries that are claimed, or shown
# Where a program that takes hooks listens; nothing else is knocked at.
PORTS = frozenset({None, 443, 8443})


def add(session: Session, address: str, *, inside: Collection[str], by: Person) -> Hook:
    """Allow an address to be told. ``inside`` are the HOST:PORTs reached by http too.

    Raises:
        Refused: It is no https address, is told already, or there are too many.
    """
    address = address.strip()
    check(address, inside=inside)
    here = hooks(session)
    if any(one.address == address for one in here):
        raise Refused(
            "This address is told already. Give another, or remove the webhook first."
        )
    if len(here) >= MOST_HOOKS:
        raise Refused("There are %(most)s webhooks. Remove one first.", most=MOST_HOOKS)
    hook = Hook(address=address, made=now(session), made_by=by.id)
    session.add(hook)
    session.flush()
    events.record(session, Deed.HOOK_ADDED, None, by=by, about=hook.id, name=address)
    return hook


def check(address: str, *, inside: Collection[str]) -> None:
    """Let an address be told, as far as can be seen from its letters.

    Raises:
        Refused: It cannot, with what to write instead.
    """
    parts = _parted(address)
    if parts is None or not parts.hostname:
        raise Refused("Write a whole address, such as https://example.org/hook.")
    if parts.username or parts.password or parts.fragment:
        raise Refused("Leave names, passwords and # out of the address.")
    if parts.netloc in inside and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https" or parts.port not in PORTS:
        raise Refused("The address must begin with https:// and use port 443 or 8443.")


def remove(session: Session, hook_id: str) -> Hook:
    """Tell an address no more; what was told stays in the log.

    Raises:
        NotFound: There is none with that id.
    """
    hook = session.get(Hook, hook_id)
    if hook is None or hook.stopped is not None:
        raise NotFound("This webhook is not here any more. Look at the list again.")
    hook.stopped = now(session)
    session.flush()
    events.record(session, Deed.HOOK_REMOVED, None, about=hook.id, name=hook.address)
    return hook


def hooks(session: Session) -> Sequence[Hook]:
    """The addresses that are told, the oldest first."""
    query = sa.select(Hook).where(Hook.stopped.is_(None))
    return session.scalars(query.order_by(Hook.made, Hook.id)).all()


def secret(hook_id: str, *, key: str) -> str:
    """What both sides know, to sign and to check; it is made anew and never kept."""
    said = f"hook:{hook_id}".encode()
    return hmac.new(key.encode(), said, hashlib.sha256).hexdigest()


def secrets(hook_id: str, *, keys: Sequence[str]) -> list[str]:
    """What a receiver may know; that of the oldest key comes first."""
    return [secret(hook_id, key=key) for key in reversed(keys)]


def signature(body: bytes, *, at: int, secret: str) -> str:
    """The HMAC-SHA256 of a moment in Unix seconds, a dot, and a body."""
    said = f"{at}.".encode() + body
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


def tell(
    session: Session,
    kind: HookKind,
    *,
    city_id: str,
    assessment_id: str,
    about: str = "",
    word: str = "",
) -> None:
    """Have every hook be told of something, together with what happens."""
    here = hooks(session)
    moment = now(session) if here else None
    session.add_all(
        Delivery(
            hook_id=hook.id,
            city_id=city_id,
            assessment_id=assessment_id,
            kind=kind,
            about=about,
            word=word,
            made=moment,
            due=moment,
        )
        for hook in here
    )
    session.flush()


def claim(session: Session) -> Sequence[Delivery]:
    """Take what is due, the oldest first; the next attempt is set before this one."""
    moment = now(session)
    rows = session.scalars(
        sa.select(Delivery)
        .join(Hook, Hook.id == Delivery.hook_id)
        .where(
            Hook.stopped.is_(None),
            Delivery.sent.is_(None),
            Delivery.attempts < MOST_ATTEMPTS,
            Delivery.due <= moment,
        )
        .order_by(Delivery.made, Delivery.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Delivery)
        .options(joinedload(Delivery.hook))
    ).all()
    for row in rows:
        row.attempts += 1
        row.due = moment + PAUSES[min(row.attempts, len(PAUSES)) - 1]
    session.flush()
    return rows


def settle(session: Session, delivery_id: str, *, status: int, failure: str) -> None:
    """Keep how an attempt ended; without a failure the thing is told."""
    sent = None if failure else now(session)
    session.execute(
        sa.update(Delivery)
        .where(Delivery.id == delivery_id)
        .values(status=status, failure=failure[:300], sent=sent)
    )


def log(session: Session) -> Sequence[Delivery]:
    """What was and is to be told, the newest first."""
    query = sa.select(Delivery).order_by(Delivery.made.desc(), Delivery.id)
    whole = query.limit(AT_ONCE).options(joinedload(Delivery.hook))
    return session.scalars(whole).all()


def resend(session: Session, delivery_id: str) -> None:
    """Tell something once more, now, with all attempts before it.

    Raises:
        NotFound: There is none with that id, or its address is told no more.
    """
    row = session.scalar(
        sa.select(Delivery)
        .where(Delivery.id == delivery_id)
        .options(joinedload(Delivery.hook))
    )
    if row is None or row.hook.stopped is not None:
        raise NotFound("This webhook is not here any more. Look at the list again.")
    row.sent, row.attempts, row.due = None, 0, now(session)
    session.flush()


def levels(session: Session) -> dict[str, tuple[int, date]]:
    """By assessment, the last event and the day at which its level was looked at."""
    rows = session.execute(
        sa.select(LevelSeen.assessment_id, LevelSeen.number, LevelSeen.day)
    )
    return {row.assessment_id: (row.number, row.day) for row in rows}


def keep_level(
    session: Session, assessment: Assessment, level: str, *, number: int, day: date
) -> None:
    """Keep the level of an assessment as it is now, and tell if it was another one."""
    row = session.get(LevelSeen, assessment.id)
    if row is None:
        row = LevelSeen(
            assessment_id=assessment.id, city_id=assessment.city_id, level=level
        )
        session.add(row)
    if row.level != level:
        tell(
            session,
            HookKind.LEVEL_CHANGED,
            city_id=assessment.city_id,
            assessment_id=assessment.id,
            word=level,
        )
    row.level, row.number, row.day = level, number, day
    session.flush()


def _parted(address: str) -> SplitResult | None:
    """The parts of an address in plain letters; None if it is none."""
    plain = address.isascii() and address.isprintable() and " " not in address
    if not plain or len(address) > LONGEST_ADDRESS:
        return None
    try:
        parts = urlsplit(address)
        known = parts.port is None or parts.port > 0
    except ValueError:
        return None
    return parts if known else None
