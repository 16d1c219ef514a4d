"""What must hold of everything that is kept, whatever has died in between.

Run after every fault in the tests, and by ``assay check-store``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from criteria.evidence import Standing
from storage import parcels, ranges, stack
from storage.blobs import EXPORTS
from storage.clock import now
from storage.images import PageImage
from storage.jobs import WAITS
from storage.models import (
    Assessment,
    Decision,
    Document,
    DocumentState,
    Link,
    PassageRow,
)
from storage.parcel_models import Parcel, ParcelState
from storage.run_models import Run, RunState
from storage.text_models import PageText, Searchable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from storage.store import Store

# A blob is written before its row, so a young one may still wait for it.
YOUNG = timedelta(hours=24)
# A sweep looks every few seconds; what is overdue for this long was not swept.
OVERDUE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant, how many things it was tried on, and what broke it."""

    invariant: str
    tried: int
    broken: tuple[str, ...]


def examine(store: Store) -> list[Finding]:
    """Try every invariant. Reads every blob, so it takes as long as a copy of them."""
    with store.snapshot() as session:
        found = [_finding(name, check(session)) for name, check in _OF_ROWS.items()]
        known = set(session.scalars(sa.select(Document.sha256)))
        pictures = sa.select(PageImage.sha256).where(PageImage.sha256.is_not(None))
        drawn = {str(sha256) for sha256 in session.scalars(pictures)}
        packed = sa.select(Parcel).where(Parcel.state == ParcelState.READY)
        parcels_ready = session.scalars(packed).all()
    return [
        *found,
        *_of_blobs(store, known, known | drawn),
        _finding("every parcel is whole", _parcels_are_whole(store, parcels_ready)),
        _finding("every part has its parcel", _parts_are_owned(store)),
    ]


def _finding(name: str, tried: Iterator[str | None]) -> Finding:
    outcomes = list(tried)
    return Finding(name, len(outcomes), tuple(o for o in outcomes if o is not None))


def _of_blobs(store: Store, known: set[str], owned: set[str]) -> Iterator[Finding]:
    whole = _blobs_are_whole(store, sorted(known))
    yield _finding("every document has its blob, unchanged", whole)
    yield _finding("every blob has its document", _blobs_are_owned(store, owned))
    yield _finding("no upload is left half written", _uploads_are_finished(store))


def _blobs_are_whole(store: Store, known: list[str]) -> Iterator[str | None]:
    for sha256 in known:
        if not store.blobs.has(sha256):
            yield f"The blob {sha256} is missing."
            continue
        yield None if store.blobs.is_whole(sha256) else f"The blob {sha256} is damaged."


def _blobs_are_owned(store: Store, owned: set[str]) -> Iterator[str | None]:
    for kept in store.blobs.all():
        old = datetime.now(UTC) - kept.since > YOUNG
        lost = old and kept.sha256 not in owned
        yield f"The blob {kept.sha256} belongs to no document." if lost else None


def _parcels_are_whole(store: Store, rows: Sequence[Parcel]) -> Iterator[str | None]:
    for row in rows:
        whole = hashlib.sha256()
        for piece in parcels.contents(store, row):
            whole.update(piece)
        says = f"The parcel of {row.assessment_id} is damaged; remove it on its page."
        yield None if whole.hexdigest() == row.sha256 else says


def _parts_are_owned(store: Store) -> Iterator[str | None]:
    kept = store.blobs.in_parts(under=EXPORTS)
    owned = parcels.owned(store, {place.partition("/")[0] for place in kept})
    for place in sorted(kept):
        says = f"The parts in {EXPORTS}/{place} belong to no parcel."
        yield None if place in owned else says


def _uploads_are_finished(store: Store) -> Iterator[str | None]:
    for path in store.blobs.leftovers():
        since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        old = datetime.now(UTC) - since > YOUNG
        yield f"{path} was never finished; remove it." if old else None


def _read_ones_have_pages(session: Session) -> Iterator[str | None]:
    pages = sa.select(PageText.document_id).distinct()
    words = sa.select(Searchable.document_id)
    whole = sa.and_(Document.id.in_(pages), Document.id.in_(words))
    query = sa.select(Document.id, whole).where(Document.state == DocumentState.READ)
    for document_id, is_whole in session.execute(query):
        lacks = f"The document {document_id} is read and has no pages."
        yield None if is_whole else lacks


def _unreadable_ones_say_why(session: Session) -> Iterator[str | None]:
    query = sa.select(Document).where(Document.state == DocumentState.UNREADABLE)
    for document in session.scalars(query):
        says = document.problem and document.problem_code
        silent = f"The document {document.id} is unreadable without a reason."
        yield None if says else silent


def _none_is_stuck(session: Session) -> Iterator[str | None]:
    overdue = now(session) - OVERDUE
    waiting = sa.or_(WAITS, Document.state == DocumentState.READING)
    heard = ranges.heard(session)
    for document in session.scalars(sa.select(Document).where(waiting)):
        since = document.lease_until or heard.get(document.id) or document.nudged
        since = since or document.received
        stuck = f"The document {document.id} has waited since {since:%Y-%m-%d %H:%M}."
        yield stuck if since < overdue else None


def _no_run_is_stuck(session: Session) -> Iterator[str | None]:
    overdue = now(session) - OVERDUE
    for run in session.scalars(sa.select(Run).where(Run.state == RunState.RUNNING)):
        since = run.nudged or run.started
        stuck = f"The run {run.id} was not heard of since {since:%Y-%m-%d %H:%M}."
        yield stuck if since < overdue else None


def _no_parcel_is_stuck(session: Session) -> Iterator[str | None]:
    overdue = now(session) - OVERDUE
    open_ones = (ParcelState.WAITING, ParcelState.PACKING)
    for row in session.scalars(sa.select(Parcel).where(Parcel.state.in_(open_ones))):
        since = row.lease_until or row.nudged or row.asked
        of, told = row.assessment_id, f"{since:%Y-%m-%d %H:%M}"
        stuck = f"The parcel of {of} has waited since {told}."
        yield stuck if since < overdue else None


def _none_crosses_cities(session: Session) -> Iterator[str | None]:
    rows = session.execute(
        sa.select(Link.id, Link.city_id, Document.city_id, Assessment.city_id)
        .join(Document, Document.id == Link.document_id)
        .join(Assessment, Assessment.id == Link.assessment_id)
    )
    for link_id, *cities in rows:
        crosses = f"The link {link_id} joins what belongs to several cities."
        yield None if len(set(cities)) == 1 else crosses


def _decisions_are_counted(session: Session) -> Iterator[str | None]:
    rows = session.execute(
        sa.select(Link.id, Link.decided, sa.func.count(Decision.number))
        .outerjoin(Decision, Decision.link_id == Link.id)
        .group_by(Link.id, Link.decided)
    )
    for link_id, decided, count in rows:
        says = f"The link {link_id} counts {decided} decisions and has {count}."
        yield None if decided == count else says


def _decisions_stand(session: Session) -> Iterator[str | None]:
    query = sa.select(Link).where(Link.decided > 0)
    for link in session.scalars(query.options(selectinload(Link.decisions))):
        right = stack.standing(link.decisions), stack.is_for_lead(link.decisions)
        is_aside = link.standing is Standing.ASIDE
        told = Standing.UNDECIDED if is_aside else link.standing
        says = f"The link {link.id} is {link.standing} against its decisions."
        yield None if (told, link.for_lead) == right else says


def _those_aside_are_of_documents_aside(session: Session) -> Iterator[str | None]:
    rows = session.execute(
        sa.select(Link.id, Link.standing, Document.aside_since).join(
            Document, Document.id == Link.document_id
        )
    )
    for link_id, standing, since in rows:
        says = f"The link {link_id} is {standing} against its document."
        yield None if (standing is Standing.ASIDE) == (since is not None) else says


def _quotes_are_exact(session: Session) -> Iterator[str | None]:
    rows = session.execute(
        sa.select(PassageRow, PageText.text)
        .join(Link, Link.id == PassageRow.link_id)
        .outerjoin(
            PageText,
            sa.and_(
                PageText.document_id == Link.document_id,
                PageText.number == PassageRow.page,
            ),
        )
        .where(Link.basis_changed.is_(False), Link.basis_lost.is_(None))
    )
    for passage, text in rows:
        exact = (text or "")[passage.start : passage.end] == passage.quote
        says = f"A passage of the link {passage.link_id} quotes what its page lacks."
        yield None if exact else says


_OF_ROWS: dict[str, Callable[[Session], Iterator[str | None]]] = {
    "every document that was read has its pages": _read_ones_have_pages,
    "every unreadable document says why": _unreadable_ones_say_why,
    "no document is stuck": _none_is_stuck,
    "no run is stuck": _no_run_is_stuck,
    "no parcel is stuck": _no_parcel_is_stuck,
    "no link crosses cities": _none_crosses_cities,
    "every decision is counted": _decisions_are_counted,
    "what stands is what was decided": _decisions_stand,
    "what is aside is of a document set aside": _those_aside_are_of_documents_aside,
    "every quote is exact": _quotes_are_exact,
}
