"""What has not been read, and which criteria it leaves unknown.

A page that nobody could read may hold evidence, but not for everything: minutes of a
meeting hold no job description. Where the kind of a document is known, it leaves only
those criteria unknown whose evidence may stand in a document of that kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from criteria.about.kinds import recognise
from criteria.evidence import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from criteria.editions.edition import Criterion
    from criteria.evidence import Unread


@dataclass(frozen=True, slots=True)
class Unseen:
    """How much has not been seen: pages that could not be read, documents that wait."""

    pages: int = 0
    documents: int = 0

    def __add__(self, other: Unseen) -> Unseen:
        return Unseen(self.pages + other.pages, self.documents + other.documents)

    def __bool__(self) -> bool:
        return bool(self.pages or self.documents)


def kind_of(unread: Unread) -> str:
    """The kind of a document by its name and its first words; ``""`` if in doubt."""
    pages = (Page(1, unread.head),) if unread.head else ()
    kind = recognise(unread.name, pages)
    return "" if kind == "other" else kind


def by_kind(unread: Iterable[Unread]) -> dict[str, Unseen]:
    """How much has not been seen, by kind of document, in the order of the kinds."""
    found: dict[str, Unseen] = {}
    for one in unread:
        kind = kind_of(one)
        more = Unseen(one.pages, int(one.waits))
        found[kind] = found.get(kind, Unseen()) + more
    return dict(sorted(found.items()))


def may_hold(kind: str, criterion: Criterion) -> bool:
    """Whether evidence for a criterion may stand in a document of this kind.

    A document whose kind is not known may hold anything, and a criterion that names no
    kinds may be shown by any.
    """
    return not kind or not criterion.kinds or kind in criterion.kinds


def concerning(criterion: Criterion, hidden: Mapping[str, Unseen]) -> Unseen:
    """How much has not been seen that may hold evidence for this criterion."""
    found = Unseen()
    for kind, unseen in hidden.items():
        if may_hold(kind, criterion):
            found += unseen
    return found
