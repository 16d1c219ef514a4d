"""The smallest set of pieces that reaches a count of criteria, or that loses it.

Both searches try sets of one size after another, smallest first, and leave a branch as
soon as a bound shows that it cannot succeed. So what they find is smallest, unless they
had to stop at ``LIMIT`` steps; then they say so.

The bound: a criterion that takes at least *k* more pieces gives each piece that touches
it the weight 1/k. A set that gains it holds *k* such pieces, so their weights add up to
1 at least; a set that gains *m* criteria weighs *m* at least. Losing works alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from criteria.scores.pieces import Need, Pieces

# About two seconds for a whole standard with some hundred links.
LIMIT = 4_000

# Divisible by every number up to 16, so that weights are whole numbers.
_UNIT = 720_720


@dataclass(frozen=True, slots=True)
class Found:
    """A set of pieces, and whether it is proven that no smaller one would do."""

    pieces: int
    exact: bool


def fewest_to_reach(laid: Pieces, base: int, offered: int, target: int) -> Found | None:
    """The fewest offered pieces that, beside the base, meet so many criteria.

    Of several such sets, the one found first; always the same for the same input. None
    if not even all of them do.
    """
    offered &= ~base
    if len(laid.met(base | offered)) < target:
        return None
    if len(laid.met(base)) >= target:
        return Found(0, exact=True)
    search = _Search(
        reached=lambda chosen: len(laid.met(base | chosen)) >= target,
        missing=lambda chosen: target - len(laid.met(base | chosen)),
        weights=lambda chosen: _gains(laid, base | chosen, base | offered),
    )
    return search.smallest(offered) or Found(search.heaviest(offered), exact=False)


def fewest_to_lose(laid: Pieces, held: int, target: int) -> Found | None:
    """The fewest held pieces without which fewer than so many criteria are met.

    None if that cannot be, because so few are not even met now.
    """
    if len(laid.met(held)) < target or target <= 0:
        return None
    search = _Search(
        reached=lambda lost: len(laid.met(held & ~lost)) < target,
        missing=lambda lost: len(laid.met(held & ~lost)) - target + 1,
        weights=lambda lost: _losses(laid, held & ~lost),
    )
    return search.smallest(held) or Found(search.heaviest(held), exact=False)


@dataclass(slots=True)
class _Search:
    reached: Callable[[int], bool]
    missing: Callable[[int], int]
    weights: Callable[[int], dict[int, int]]
    steps: int = 0

    def smallest(self, offered: int) -> Found | None:
        """The smallest chosen set that reaches; None at the limit."""
        heavy = self.weights(0)
        order = sorted(heavy, key=lambda piece: (-heavy[piece], piece))
        order = [piece for piece in order if offered >> piece & 1]
        for size in range(1, len(order) + 1):
            chosen = self._of_size(size, order, 0)
            if chosen is not None:
                return Found(chosen, exact=True)
            if self.steps > LIMIT:
                return None
        return None

    def heaviest(self, offered: int) -> int:
        """A set that reaches, the heaviest piece first, and holds nothing in vain."""
        chosen = 0
        while not self.reached(chosen):
            heavy = self.weights(chosen)
            left = [piece for piece in heavy if (offered & ~chosen) >> piece & 1]
            chosen |= 1 << max(left, key=lambda piece: (heavy[piece], -piece))
        for piece in range(chosen.bit_length()):
            without = chosen & ~(1 << piece)
            if self.reached(without):
                chosen = without
        return chosen

    def _of_size(self, size: int, order: list[int], chosen: int) -> int | None:
        self.steps += 1
        if self.reached(chosen):
            return chosen
        if size == 0 or self.steps > LIMIT:
            return None
        heavy, least = self.weights(chosen), self.missing(chosen) * _UNIT
        for n, piece in enumerate(order):
            rest = sorted((heavy.get(p, 0) for p in order[n:]), reverse=True)[:size]
            if sum(rest) < least:
                return None
            found = self._of_size(size - 1, order[n + 1 :], chosen | 1 << piece)
            if found is not None:
                return found
        return None


def _gains(laid: Pieces, held: int, most: int) -> dict[int, int]:
    """The weight of each piece towards criteria that are not met and can be."""
    met, possible, enough = laid.met(held), laid.met(most), laid.satisfied(held)
    weights: dict[int, int] = {}
    for place in possible - met:
        lacking = [laid.needs[n] for n in laid.needs[place].closure if n not in enough]
        takes = max(_takes(need, held) for need in lacking)
        _add(weights, _touching(lacking) & ~held, takes)
    return weights


def _losses(laid: Pieces, held: int) -> dict[int, int]:
    """The weight of each held piece against the criteria that are met."""
    weights: dict[int, int] = {}
    for place in laid.met(held):
        needs = [laid.needs[n] for n in laid.needs[place].closure]
        takes = min(_breaks(need, held) for need in needs)
        _add(weights, _touching(needs) & held, takes)
    return weights


def _takes(need: Need, held: int) -> int:
    """At least how many more pieces a criterion takes by itself."""
    have = 0
    for piece, items in need.given.items():
        if held >> piece & 1:
            have |= items
    lacking = need.needed - have.bit_count()
    if lacking <= 0:
        return 1
    most = max((items & ~have).bit_count() for items in need.given.values())
    return -(-lacking // most)


def _breaks(need: Need, held: int) -> int:
    """At least how many held pieces must go for a criterion to be lost by itself."""
    if not need.needed:
        return (need.touching & held).bit_count()
    spare = need.shown(held) - need.needed + 1
    shown = (items.bit_count() for p, items in need.given.items() if held >> p & 1)
    return -(-spare // max(shown))


def _touching(needs: Iterable[Need]) -> int:
    touching = 0
    for need in needs:
        touching |= need.touching
    return touching


def _add(weights: dict[int, int], pieces: int, takes: int) -> None:
    for piece in range(pieces.bit_length()):
        if pieces >> piece & 1:
            weights[piece] = weights.get(piece, 0) - (-_UNIT // takes)
