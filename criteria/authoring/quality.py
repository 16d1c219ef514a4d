"""How well rules suggest: what people made of what each of them proposed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from criteria.evidence import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

Key = TypeVar("Key")

# Of a normal distribution, 95 of 100 lie within so many standard deviations.
Z95 = 1.959963984540054
# Below it a rule is wrong more often than right.
LINE = 0.5


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which shares a true share lies, in 95 of 100 cases."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quality:
    """What a rule proposed, in links; ``alone`` are those that no other rule does."""

    proposed: int = 0
    confirmed: int = 0
    rejected: int = 0
    alone: int = 0

    @property
    def decided(self) -> int:
        """Those about which something stands."""
        return self.confirmed + self.rejected

    @property
    def precision(self) -> float | None:
        """The share of the decided ones that are confirmed; None before any is."""
        return self.confirmed / self.decided if self.decided else None

    @property
    def interval(self) -> Interval | None:
        """Where the true precision lies; None before any link is decided."""
        return wilson(self.confirmed, self.decided) if self.decided else None

    @property
    def needs_work(self) -> bool:
        """Whether the whole interval lies under the line. It switches nothing off."""
        return self.interval is not None and self.interval.high < LINE

    def with_link(self, standing: Standing, links: int, *, alone: bool) -> Quality:
        """The same with some more links that stand like this."""
        return Quality(
            self.proposed + links,
            self.confirmed + links * (standing is Standing.CONFIRMED),
            self.rejected + links * (standing is Standing.REJECTED),
            self.alone + links * alone,
        )


def wilson(confirmed: int, decided: int) -> Interval:
    """The Wilson score interval of a share, at 95 percent, without correction.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22 (1927), 209-212.

    Raises:
        ValueError: Nothing is decided, or more confirmed than that.
    """
    if not 0 <= confirmed <= decided or not decided:
        message = f"{confirmed} of {decided} is no share"
        raise ValueError(message)
    share, z2 = confirmed / decided, Z95 * Z95
    middle = share + z2 / (2 * decided)
    spread = Z95 * math.sqrt((share * (1 - share) + z2 / (4 * decided)) / decided)
    whole = 1 + z2 / decided
    return Interval(max(0.0, (middle - spread) / whole), (middle + spread) / whole)


def gathered(
    found: Iterable[tuple[Key, Standing, bool, int]],
) -> dict[Key, Quality]:
    """The quality by key, of counts: key, standing, whether alone, how many links."""
    told: dict[Key, Quality] = {}
    for key, standing, alone, links in found:
        before = told.get(key, Quality())
        told[key] = before.with_link(standing, links, alone=alone)
    return told
