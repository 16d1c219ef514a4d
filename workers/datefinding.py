"""Proposes dates for a document out of what was read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.about import dates
from criteria.about.dates import DateKind
from storage.dating import Proposed
from storage.planning_models import DatedBy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from criteria.about.dates import DateFound
    from criteria.evidence import Page

# A person looks at each, so a long list of meetings must not hide the others.
MOST = 8
# So much of the text is quoted around a date, in characters.
AROUND = 90

_KINDS = {
    DateKind.ADOPTED: DatedBy.ADOPTED,
    DateKind.EFFECTIVE: DatedBy.ADOPTED,
    DateKind.REVIEWED: DatedBy.REVIEWED,
    DateKind.HELD: DatedBy.PERIOD,
    DateKind.PERIOD: DatedBy.PERIOD,
}


def proposed(pages: Iterable[Page]) -> list[Proposed]:
    """The dates that a text names and says what they are of, each once, with quotes."""
    found: dict[tuple[DatedBy, str], Proposed] = {}
    for one in _all(pages):
        found.setdefault((one.kind, f"{one.begins}{one.ends}"), one)
    counts = dict.fromkeys(DatedBy, 0)
    kept = []
    for one in found.values():
        counts[one.kind] += 1
        if counts[one.kind] <= MOST:
            kept.append(one)
    return kept


def _all(pages: Iterable[Page]) -> Iterator[Proposed]:
    for page in pages:
        for one in dates.find(page.text, page.language):
            kind = _KINDS.get(one.kind)
            if kind is not None:
                quote = _quote(page.text, one)
                yield Proposed(
                    kind, one.begins, one.ends, page.number, quote, one.certain
                )


def _quote(text: str, one: DateFound) -> str:
    """The words around a date, as they stand, from space to space."""
    start, end = max(0, one.start - AROUND), min(len(text), one.end + AROUND // 2)
    if start:
        start = text.find(" ", start, one.start) + 1 or one.start
    if end < len(text):
        end = max(text.rfind(" ", one.end, end), one.end)
    return text[start:end].strip()
