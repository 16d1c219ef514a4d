"""Chooses steps to take by one day: the fewest documents, or the fewest departments."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from criteria.evidence import Standing
from criteria.scores.pieces import pieces
from criteria.scores.searching import Found, fewest_to_reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from criteria.editions.edition import Standard
    from criteria.evidence import Claim
    from criteria.scores.pieces import Pieces

# Twelve departments have this many combinations. With more, the first that are tried
# must do, and the choice says that it is not proven.
COMBINATIONS = 4096


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that can be taken: a link to confirm, or a document to bring.

    Attributes:
        claims: What it would confirm.
        document: The new document; empty where only a review is needed.
        department: Who brings it; empty where nobody has to be asked.
        ready: The day from which it counts.
    """

    name: str
    claims: tuple[Claim, ...]
    ready: date
    document: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The steps chosen, by their places, and whether none better can be chosen."""

    steps: tuple[int, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Table:
    """What there is to choose from: pieces, and which are what, each set as bits.

    ``held`` is what is confirmed already, ``reviews`` are the steps without a document,
    ``documents`` those with one, and ``of`` has the documents of each department.
    """

    laid: Pieces
    held: int
    reviews: int
    documents: int
    of: dict[str, int]
    target: int

    def fewest_documents(self, allowed: int) -> Choice | None:
        """The fewest of the allowed documents, and with them the fewest reviews."""
        free = self.held | self.reviews
        found = fewest_to_reach(self.laid, free, allowed, self.target)
        if found is None:
            return None
        held = self.held | found.pieces
        reviews = fewest_to_reach(self.laid, held, self.reviews, self.target)
        # With all reviews the target is reached, so some of them always reach it.
        reviews = reviews or Found(self.reviews, exact=False)
        return Choice(
            steps=_places(found.pieces | reviews.pieces),
            exact=found.exact and reviews.exact,
        )

    def fewest_departments(self) -> Choice | None:
        """The fewest departments to ask; of those, the ones with fewest documents."""
        unowned = self.documents & ~_union(self.of.values())
        tried, winners = 0, list[Choice]()
        for size in range(len(self.of) + 1):
            for names in combinations(sorted(self.of), size):
                tried += 1
                allowed = unowned | _union(self.of[name] for name in names)
                choice = self._if_enough(allowed)
                winners += [choice] if choice else []
                if tried == COMBINATIONS:
                    return self._first(winners)
            if winners:
                return min(winners, key=self._size)
        return None

    def _if_enough(self, allowed: int) -> Choice | None:
        free = self.held | self.reviews | allowed
        if len(self.laid.met(free)) < self.target:
            return None
        return self.fewest_documents(allowed)

    def _size(self, choice: Choice) -> tuple[int, int]:
        brought = [n for n in choice.steps if self.documents >> n + 1 & 1]
        return len(brought), len(choice.steps)

    def _first(self, winners: Sequence[Choice]) -> Choice | None:
        choice = winners[0] if winners else self.fewest_documents(self.documents)
        return Choice(choice.steps, exact=False) if choice else None


def lay_out(
    standard: Standard,
    claims: Sequence[Claim],
    offered: Sequence[Offer],
    target: int,
    on: date,
) -> Table:
    """Lay out what is confirmed and what is offered, as it counts on a day."""
    confirmed = [c for c in claims if c.standing is Standing.CONFIRMED]
    groups: dict[str, Sequence[Claim]] = {"": confirmed}
    groups |= {str(n): offer.claims for n, offer in enumerate(offered, start=1)}
    bits = {n: 1 << n for n in range(1, len(offered) + 1)}
    of: dict[str, int] = {}
    for n, offer in enumerate(offered, start=1):
        if offer.document and offer.department:
            of[offer.department] = of.get(offer.department, 0) | bits[n]
    documents = sum(bits[n] for n, o in enumerate(offered, start=1) if o.document)
    return Table(
        laid=pieces(standard, groups, on),
        held=1,
        reviews=sum(bits.values()) & ~documents,
        documents=documents,
        of=of,
        target=target,
    )


def _places(chosen: int) -> tuple[int, ...]:
    """The places of the chosen offers; piece 0 is what is confirmed already."""
    return tuple(n - 1 for n in range(1, chosen.bit_length()) if chosen >> n & 1)


def _union(sets: Iterable[int]) -> int:
    union = 0
    for pieces_of_one in sets:
        union |= pieces_of_one
    return union
