"""The history: what was done, by whom, to what. Appended, never changed.

Each city has a chain of its own, and the installation one. A row carries a hash of its
contents and of the row before it; `storage.chain` checks them.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from storage import titles
from storage.clock import now
from storage.columns import Base, new_id
from storage.deeds import Deed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

    from storage.models import Document, Person

# The chain of what concerns no single city.
INSTALLATION = "installation"
# Who acts where a command was given and nobody has signed in.
COMMAND_LINE = "command line"
# What the first row of a chain has for the hash of the row before it.
BEGIN = "0" * 64
_PENDING, _ORIGIN = "events", "origin"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who acts in a session, and the request that it answers."""

    id: str = ""
    name: str = ""
    request: str = ""


class Event(Base):
    """One thing that was done. The database refuses to change or remove its row.

    ``content`` is who, what and how it was before and after; it goes, with its hash
    staying, when its city leaves. ``hash`` is over this and the row before it.
    """

    __tablename__ = "event"

    chain: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    deed: Mapped[Deed]
    content: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class EventHead(Base):
    """The last row of a chain; whoever appends holds it until they commit."""

    __tablename__ = "event_head"

    chain: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(sa.String(64), default=BEGIN)


def begin(session: Session, origin: Origin) -> None:
    """Say who acts in this session from here on."""
    session.info[_ORIGIN] = origin


def record(
    session: Session,
    deed: Deed,
    city_id: str | None,
    *,
    by: Person | None = None,
    about: str = "",
    name: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Keep that something was done, with the transaction in which it was.

    ``about`` is the id of what it was done to, ``name`` what people call that. Without
    ``by`` it was whoever the session acts for.
    """
    origin: Origin = session.info.get(_ORIGIN, Origin())
    content = {
        "by": by.id if by else origin.id,
        "who": by.called if by else origin.name,
        "request": origin.request,
        "about": about,
        "name": name,
        "before": dict(before or {}),
        "after": dict(after or {}),
        # So that nobody guesses what was erased by hashing guesses.
        "salt": new_id(),
    }
    waiting = session.info.setdefault(_PENDING, [])
    waiting.append((city_id or INSTALLATION, deed, json.loads(_plain(content))))


def on_document(
    session: Session,
    deed: Deed,
    document: Document,
    *,
    by: Person | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Keep what was done to a document in the history of its city."""
    record(
        session,
        deed,
        document.city_id,
        by=by,
        about=document.id,
        name=titles.of(document),
        before=before,
        after=after,
    )


def append(session: Session) -> None:
    """Write what was recorded to its chains: the last thing before the commit.

    Each chain is held from here to the commit, always in the same order, so that two
    who append wait for each other and never for ever.
    """
    chains: dict[str, list[tuple[Deed, dict[str, Any]]]] = defaultdict(list)
    for chain, deed, content in session.info.pop(_PENDING, ()):
        chains[chain].append((deed, content))
    for chain, added in sorted(chains.items()):
        head, moment = _held(session, chain), now(session)
        for deed, content in added:
            row = Event(
                chain=chain,
                number=head.number + 1,
                at=moment,
                deed=deed,
                content=content,
                content_hash=content_hash(content),
            )
            row.hash = row_hash(row, head.hash)
            session.add(row)
            head.number, head.hash = row.number, row.hash
        session.flush()


def listed(
    session: Session, city_id: str | None, *, before: int | None = None, limit: int = 50
) -> Sequence[Event]:
    """What was done in a city, or in none, the last first; ``before`` a number."""
    query = sa.select(Event).where(Event.chain == (city_id or INSTALLATION))
    if before is not None:
        query = query.where(Event.number < before)
    return session.scalars(query.order_by(Event.number.desc()).limit(limit)).all()


def about(
    session: Session, city_id: str, what: str, deeds: Collection[Deed], *, limit: int
) -> Sequence[Event]:
    """What was done of these deeds to one thing of a city, the last first."""
    query = sa.select(Event).where(
        Event.chain == city_id,
        Event.deed.in_(deeds),
        Event.content["about"].as_string() == what,
    )
    return session.scalars(query.order_by(Event.number.desc()).limit(limit)).all()


def empty(session: Session, city_id: str) -> None:
    """Forget what the events of a city that is gone have told; their hashes stay."""
    session.execute(
        sa.update(Event)
        .where(Event.chain == city_id, Event.content.is_not(None))
        .values(content=sa.null())
    )


def head(session: Session, city_id: str | None) -> tuple[int, str]:
    """The number and the hash of the last event of a chain."""
    found = session.get(EventHead, city_id or INSTALLATION)
    return (found.number, found.hash) if found else (0, BEGIN)


def content_hash(content: Mapping[str, Any]) -> str:
    """The SHA-256 of what an event tells."""
    return hashlib.sha256(_plain(content).encode()).hexdigest()


def row_hash(event: Event, previous: str) -> str:
    """The SHA-256 of an event and of the hash of the one before it."""
    moment = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = (
        previous,
        event.chain,
        event.number,
        moment,
        event.deed.value,
        event.content_hash,
    )
    return hashlib.sha256(_plain(said).encode()).hexdigest()


def _held(session: Session, chain: str) -> EventHead:
    locked = sa.select(EventHead).where(EventHead.chain == chain).with_for_update()
    locked = locked.execution_options(populate_existing=True)
    found = session.scalar(locked)
    if found is None:
        try:
            with session.begin_nested():
                session.add(EventHead(chain=chain, number=0, hash=BEGIN))
        except IntegrityError:
            pass  # somebody began this chain just now
        found = session.scalars(locked).one()
    return found


def _plain(value: object) -> str:
    """A value as JSON that is the same wherever it is written."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
