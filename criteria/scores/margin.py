"""How safely a level is held: what it rests on, and how little may be lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from criteria.evidence import Standing
from criteria.scores.pieces import Pieces, pieces
from criteria.scores.scoring import score
from criteria.scores.searching import fewest_to_lose, fewest_to_reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from criteria.editions.edition import Level, Standard
    from criteria.evidence import Claim


@dataclass(frozen=True, slots=True)
class Sufficient:
    """The smallest set of documents that would keep the level.

    Attributes:
        documents: One such set; there may be others of the same size.
        essential: Documents without which the level is lost. Every such set has them.
        spare: Documents whose loss would change no criterion.
        crowded: For each criterion with more than one document, how many it has.
        exact: Whether it is proven that no smaller set would do.
    """

    level: Level
    documents: tuple[str, ...]
    essential: tuple[str, ...]
    spare: tuple[str, ...]
    crowded: tuple[tuple[str, int], ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Margin:
    """The smallest loss that would lower the level.

    Attributes:
        points: How many criteria may be lost before the level is.
        documents: One smallest set of documents whose loss lowers the level.
        links: The same for single links.
        single: Documents whose loss alone lowers it: single points of failure.
        thin: Criteria that rest on one link only.
        exact: Whether it is proven that no smaller loss would do.
    """

    level: Level
    points: int
    documents: tuple[str, ...]
    links: tuple[str, ...]
    single: tuple[str, ...]
    thin: tuple[str, ...]
    exact: bool


def sufficient(
    standard: Standard, claims: Iterable[Claim], *, on: date
) -> Sufficient | None:
    """The smallest set of documents that keeps the level reached on a day.

    None where no level is reached.
    """
    held = _confirmed(claims)
    level = score(standard, held, on=on).level
    if level is None:
        return None
    laid = _by_document(standard, held, on)
    least = standard.least(level)
    found = fewest_to_reach(laid, 0, laid.all, least)
    # All documents together reach the level, so some of them always do.
    chosen = found.pieces if found else laid.all
    return Sufficient(
        level=level,
        documents=laid.chosen(chosen),
        essential=_essential(laid, least),
        spare=tuple(
            name
            for n, name in enumerate(laid.names)
            if laid.met(laid.all & ~(1 << n)) == laid.met(laid.all)
        ),
        crowded=tuple(
            (criterion.code, need.touching.bit_count())
            for criterion, need in zip(standard.criteria, laid.needs, strict=True)
            if need.touching.bit_count() > 1
        ),
        exact=found is not None and found.exact,
    )


def margin(standard: Standard, claims: Iterable[Claim], *, on: date) -> Margin | None:
    """The smallest loss that would lower the level reached on a day.

    None where no level is reached.
    """
    held = _confirmed(claims)
    found = score(standard, held, on=on)
    if found.level is None:
        return None
    least = standard.least(found.level)
    documents = _by_document(standard, held, on)
    links = pieces(standard, _groups(held, by_link=True), on)
    fewest = [fewest_to_lose(laid, laid.all, least) for laid in (documents, links)]
    return Margin(
        level=found.level,
        points=found.met - least,
        documents=documents.chosen(fewest[0].pieces if fewest[0] else 0),
        links=links.chosen(fewest[1].pieces if fewest[1] else 0),
        single=_essential(documents, least),
        thin=tuple(
            criterion.code
            for n, criterion in enumerate(standard.criteria)
            if n in links.met(links.all) and links.needs[n].touching.bit_count() == 1
        ),
        exact=all(lost is not None and lost.exact for lost in fewest),
    )


def _confirmed(claims: Iterable[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.standing is Standing.CONFIRMED]


def _groups(claims: Sequence[Claim], *, by_link: bool) -> dict[str, list[Claim]]:
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        name = claim.link if by_link else claim.document
        groups.setdefault(name, []).append(claim)
    return dict(sorted(groups.items()))


def _by_document(standard: Standard, held: Sequence[Claim], on: date) -> Pieces:
    return pieces(standard, _groups(held, by_link=False), on)


def _essential(laid: Pieces, least: int) -> tuple[str, ...]:
    return tuple(
        name
        for n, name in enumerate(laid.names)
        if len(laid.met(laid.all & ~(1 << n))) < least
    )
