"""Random small standards and claims to hold the searches to brute force."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from criteria.evidence import Claim, Standing, Statement
from tests.criteria.editions.small import (
    TODAY,
    make_claim,
    make_criterion,
    make_standard,
)

if TYPE_CHECKING:
    from criteria.editions.standard import Standard


def chances(count: int, seed: int = 43) -> list[random.Random]:
    """So many sources of chance, always the same ones."""
    return [random.Random(seed * 10_000 + n) for n in range(count)]  # noqa: S311 - cases to try, not secrets


def random_standard(chance: random.Random, most: int = 6) -> Standard:
    """A standard of a few criteria with items, windows and prerequisites."""
    criteria = []
    for n in range(1, chance.randrange(2, most + 1)):
        items = chance.randrange(4)
        earlier = [f"X{m}" for m in range(1, n)]
        wanted = min(len(earlier), chance.choice((0, 0, 0, 1, 2)))
        criteria.append(
            make_criterion(
                f"X{n}",
                items=items,
                needed=chance.choice((0, chance.randrange(items + 1))),
                window_months=chance.choice((None, None, 12)),
                requires=tuple(chance.sample(earlier, wanted)),
            )
        )
    low = chance.randrange(10, 60)
    return make_standard(criteria, levels=(("Silver", low), ("Gold", low + 30)))


def random_claims(
    chance: random.Random,
    small: Standard,
    *,
    documents: int,
    standings: tuple[Standing, ...] = (Standing.CONFIRMED,),
) -> list[Claim]:
    """Claims of these documents, each for one to three criteria."""
    claims: list[Claim] = []
    for n in range(documents):
        for _ in range(chance.choice((1, 1, 2, 3))):
            criterion = chance.choice(small.criteria)
            items = [item.code for item in criterion.items]
            claims.append(
                make_claim(
                    criterion.code,
                    chance.choice(standings),
                    link=f"link {len(claims)}",
                    document=f"document {n}",
                    statement=chance.choice((Statement.STATED, Statement.PLANNED)),
                    items=tuple(chance.sample(items, chance.randrange(len(items) + 1))),
                    dated=chance.choice(
                        (None, TODAY - timedelta(days=chance.choice((10, 360, 400))))
                    ),
                )
            )
    return claims
