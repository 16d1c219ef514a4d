"""What a city's documents nearly say of a criterion: near misses, and mere plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from criteria.authoring import explain
from criteria.evidence import Statement
from storage import confidential, documents, pages
from storage.models import DocumentState
from web import context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from criteria.authoring.explain import Miss
    from storage.models import Assessment, Document, Link, PassageRow

# A page must not wait for more text than can be looked through while somebody waits.
MOST_DOCUMENTS: Final = 30
MOST_PAGES: Final = 200
MOST_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Near:
    """A place in a document where a rule for a criterion nearly held."""

    document: Document
    miss: Miss


def planned(links: Sequence[Link]) -> list[tuple[Link, PassageRow]]:
    """The passages that speak of plans only, the best link first."""
    return [
        (link, row)
        for link in links
        for row in link.passages
        if row.statement is Statement.PLANNED
    ]


def misses(
    session: Session, assessment: Assessment, code: str, linked: Sequence[Link]
) -> list[Near]:
    """Where rules for a criterion nearly held in documents not linked to it.

    The nearest first. Looked through are the newest documents, as far as time allows.
    """
    edition = assessment.edition
    pack = context.pack_in_force(session, edition)
    known = {link.document_id for link in linked}
    near_ones = _unlinked(session, assessment, known)
    texts = pages.read_all(session, [one.id for one in near_ones])
    found = [
        Near(document, miss)
        for document in near_ones
        for miss in explain.nearest_misses(
            texts.get(document.id, []), pack, code, name=document.name
        )
    ]
    found.sort(key=lambda one: (one.miss.away, one.document.name, one.miss.page))
    return found[:MOST_SHOWN]


def _unlinked(
    session: Session, assessment: Assessment, known: set[str]
) -> list[Document]:
    found: list[Document] = []
    left, hidden = MOST_PAGES, confidential.veiled(session)
    for one in documents.listed(session, assessment):
        is_counted = one.state is DocumentState.READ and one.aside_since is None
        if is_counted and one.id not in known | hidden:
            left -= one.page_count
            if left < 0 or len(found) == MOST_DOCUMENTS:
                break
            found.append(one)
    return found
