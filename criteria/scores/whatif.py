"""What if: a named change to the claims, tried on a copy and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from criteria.evidence import Claim, Standing, Statement
from criteria.scores.counting import Counting
from criteria.scores.scoring import score
from criteria.telling import tell, tell_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from criteria.editions.edition import Standard
    from criteria.scores.counting import Use
    from criteria.scores.scoring import Score


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A supposition: these links confirmed, those rejected, some documents gone.

    ``added`` are claims of documents that do not exist yet, confirmed or not.
    """

    name: str
    confirmed: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    added: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Both scores, and which criteria the supposition would gain and lose."""

    name: str
    before: Score
    after: Score
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def supposed(claims: Iterable[Claim], what_if: WhatIf) -> list[Claim]:
    """The claims as they would stand. Those given are left as they are."""
    return [
        _supposed(claim, what_if)
        for claim in (*claims, *what_if.added)
        if claim.document not in what_if.without
    ]


def outcome(
    standard: Standard, claims: Sequence[Claim], what_if: WhatIf, *, on: date
) -> Outcome:
    """What the supposition would do to the score of a day."""
    before = score(standard, claims, on=on)
    after = score(standard, supposed(claims, what_if), on=on)
    pairs = list(zip(before.criteria, after.criteria, strict=True))
    return Outcome(
        name=what_if.name,
        before=before,
        after=after,
        gained=tuple(new.code for old, new in pairs if new.met and not old.met),
        lost=tuple(new.code for old, new in pairs if old.met and not new.met),
    )


def imagined(standard: Standard, code: str, on: date) -> Claim:
    """New evidence that would show all of a criterion on a day."""
    name = f"new evidence for {code}"
    return Claim(
        link=name,
        document=name,
        criterion=code,
        standing=Standing.CONFIRMED,
        statement=Statement.STATED,
        score=1.0,
        items=tuple(item.code for item in standard.criterion(code).items),
        dated=on,
    )


def causes(before: Score, after: Score) -> tuple[str, ...]:
    """What made a score change, one sentence for each cause; none if it did not.

    Names every criterion that is met now or no longer is, with the links for it whose
    standing, date or items differ between the two scores.
    """
    return tuple(_causes(before, after))


def _causes(before: Score, after: Score) -> Iterator[str]:
    if before.standard != after.standard:
        yield tell("The standard itself was changed.")
    old = {found.code: found for found in before.criteria}
    for new in after.criteria:
        was = old.get(new.code)
        if was is None or was.met == new.met:
            continue
        earlier = {use.claim.link: use for use in was.uses}
        later = {use.claim.link: use for use in new.uses}
        told = [
            _told(link, earlier[link].counting if link in earlier else None, later)
            for link in sorted(earlier.keys() | later.keys())
            if earlier.get(link) != later.get(link)
        ]
        if was.blocked_by != new.blocked_by:
            named = ", ".join(sorted({*was.blocked_by} ^ {*new.blocked_by}))
            told.append(tell("what it requires changed (%(codes)s)", codes=named))
        why = tell_all(told, "; ") if told else tell("the standard changed")
        yield (
            tell("%(code)s is met now: %(why)s.", code=new.code, why=why)
            if new.met
            else tell("%(code)s is not met any more: %(why)s.", code=new.code, why=why)
        )


def _told(link: str, was: Counting | None, later: dict[str, Use]) -> str:
    if link not in later:
        return tell("link %(link)s is gone", link=link)
    now = later[link].counting
    if was == now:
        return tell("link %(link)s shows other items or another date", link=link)
    return tell("link %(link)s %(stands)s", link=link, stands=_WORDS[now])


_WORDS = {
    Counting.COUNTS: tell("counts"),
    Counting.UNDECIDED: tell("waits for review"),
    Counting.REJECTED: tell("was rejected"),
    Counting.TOO_OLD: tell("has become too old"),
    Counting.NOT_YET: tell("lies ahead of the day"),
}


def _supposed(claim: Claim, what_if: WhatIf) -> Claim:
    if claim.link in what_if.rejected:
        return replace(claim, standing=Standing.REJECTED)
    if claim.link in what_if.confirmed:
        return replace(claim, standing=Standing.CONFIRMED, reason=None)
    return claim
