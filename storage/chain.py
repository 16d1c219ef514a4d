"""Checks the chains of events, against themselves and against an anchor kept outside.

A chain whose end was cut off looks whole: only an anchor, the heads as they once were,
tells that something is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage.errors import Refused
from storage.events import (
    BEGIN,
    INSTALLATION,
    Event,
    EventHead,
    content_hash,
    row_hash,
)
from storage.models import City

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

BATCH = 500


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: the number and the hash of its last event."""

    chain: str
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """The first event of a chain that is not as it was written, and what is wrong."""

    chain: str
    number: int
    sentence: str


def heads(session: Session) -> Sequence[Head]:
    """Where each chain ends, to be kept outside as an anchor."""
    rows = session.scalars(sa.select(EventHead).order_by(EventHead.chain))
    return [Head(row.chain, row.number, row.hash) for row in rows]


def read_anchor(values: object) -> tuple[Head, ...]:
    """The heads that an anchor holds.

    Raises:
        Refused: It is none.
    """
    try:
        rows: list[Mapping[str, Any]] = list(values)  # type: ignore[call-overload]  # whatever was read
        return tuple(
            Head(str(r["chain"]), int(r["number"]), str(r["hash"])) for r in rows
        )
    except (TypeError, KeyError, ValueError):
        raise Refused(
            "This file holds no anchor. Make one with: assay audit head"
        ) from None


def verify(session: Session, anchor: Sequence[Head] = ()) -> list[Fault]:
    """Find the first bad event of each chain; nothing means that all is whole."""
    anchored: dict[str, dict[int, str]] = {}
    for head in anchor:
        anchored.setdefault(head.chain, {})[head.number] = head.hash
    ends = {head.chain: head for head in heads(session)}
    cities = set(session.scalars(sa.select(City.id)))
    names = ends.keys() | anchored.keys()
    names |= set(session.scalars(sa.select(Event.chain).distinct()))
    found = (
        _first_fault(session, name, ends.get(name), anchored.get(name, {}), cities)
        for name in sorted(names)
    )
    return [fault for fault in found if fault is not None]


def _first_fault(
    session: Session,
    chain: str,
    end: Head | None,
    anchored: Mapping[int, str],
    cities: set[str],
) -> Fault | None:
    number, previous = 0, BEGIN
    for event in _events(session, chain):
        number += 1
        sentence = _wrong(event, number, previous, anchored, cities)
        if sentence:
            return Fault(chain, number, sentence)
        previous = event.hash
    if any(one > number for one in anchored):
        return Fault(chain, number + 1, "is missing: the anchor knows later ones")
    if (end.number, end.hash) != (number, previous) if end else number > 0:
        return Fault(chain, number + 1, "is missing: the chain ended later")
    return None


def _wrong(
    event: Event,
    number: int,
    previous: str,
    anchored: Mapping[int, str],
    cities: set[str],
) -> str:
    if event.number != number:
        return "is missing"
    if event.content is None:
        if event.chain in cities or event.chain == INSTALLATION:
            return "was emptied"
    elif content_hash(event.content) != event.content_hash:
        return "tells something else than was written"
    if row_hash(event, previous) != event.hash:
        return "does not follow from the one before it"
    if anchored.get(number, event.hash) != event.hash:
        return "is not the one that the anchor knows"
    return ""


def _events(session: Session, chain: str) -> Iterator[Event]:
    query = sa.select(Event).where(Event.chain == chain).order_by(Event.number)
    fresh = query.limit(BATCH).execution_options(populate_existing=True)
    found = session.scalars(fresh).all()
    while found:
        yield from found
        found = session.scalars(fresh.where(Event.number > found[-1].number)).all()
