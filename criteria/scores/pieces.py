"""Which criteria are met by which pieces of evidence, fast enough to try many sets.

A piece is anything that comes and goes as a whole: a document, a link, a step of a
plan. A set of pieces is a number whose bit *n* stands for piece *n*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from criteria.scores.counting import window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from criteria.editions.edition import Criterion, Standard
    from criteria.evidence import Claim


@dataclass(frozen=True, slots=True)
class Need:
    """What one criterion needs, and which pieces give it something.

    ``given`` holds, for each piece that has valid evidence for it, the items this
    shows, as bits. ``closure`` are the places of the criterion itself and of all it
    requires, near or far.
    """

    needed: int
    given: Mapping[int, int]
    touching: int
    closure: tuple[int, ...]

    def shown(self, pieces: int) -> int:
        """How many items these pieces show."""
        items = 0
        for piece, mask in self.given.items():
            if pieces >> piece & 1:
                items |= mask
        return items.bit_count()

    def suffices(self, pieces: int) -> bool:
        """Whether these pieces are enough for it, whatever it requires."""
        if not pieces & self.touching:
            return False
        return not self.needed or self.shown(pieces) >= self.needed


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces, by name, and the needs of each criterion of a standard on a day."""

    names: tuple[str, ...]
    needs: tuple[Need, ...]

    @property
    def all(self) -> int:
        """The set of all pieces."""
        return (1 << len(self.names)) - 1

    def satisfied(self, pieces: int) -> frozenset[int]:
        """The places of the criteria for which these pieces are enough."""
        return frozenset(
            n for n, need in enumerate(self.needs) if need.suffices(pieces)
        )

    def met(self, pieces: int) -> frozenset[int]:
        """The places of the criteria that are met by these pieces."""
        enough = self.satisfied(pieces)
        return frozenset(
            n for n in enough if all(m in enough for m in self.needs[n].closure)
        )

    def chosen(self, pieces: int) -> tuple[str, ...]:
        """The names of the pieces in a set."""
        return tuple(name for n, name in enumerate(self.names) if pieces >> n & 1)


def pieces(
    standard: Standard, groups: Mapping[str, Sequence[Claim]], on: date
) -> Pieces:
    """Lay out groups of claims, each a piece, as if all of them were confirmed."""
    places = {criterion.code: n for n, criterion in enumerate(standard.criteria)}
    given: list[dict[int, int]] = [{} for _ in standard.criteria]
    for piece, claims in enumerate(groups.values()):
        for claim in claims:
            place = places[claim.criterion]
            criterion = standard.criteria[place]
            days = window(criterion, on)
            if days is None or days.holds(claim.dated):
                items = given[place].get(piece, 0) | _items(criterion, claim)
                given[place][piece] = items
    return Pieces(
        names=tuple(groups),
        needs=tuple(
            Need(
                needed=criterion.needed,
                given=found,
                touching=sum(1 << piece for piece in found),
                closure=_closure(standard, criterion, places),
            )
            for criterion, found in zip(standard.criteria, given, strict=True)
        ),
    )


def _items(criterion: Criterion, claim: Claim) -> int:
    return sum(1 << n for n, i in enumerate(criterion.items) if i.code in claim.items)


def _closure(
    standard: Standard, criterion: Criterion, places: Mapping[str, int]
) -> tuple[int, ...]:
    found, open_ones = {places[criterion.code]}, [criterion]
    while open_ones:
        for code in open_ones.pop().requires:
            if places[code] not in found:
                found.add(places[code])
                open_ones.append(standard.criteria[places[code]])
    return tuple(sorted(found))
