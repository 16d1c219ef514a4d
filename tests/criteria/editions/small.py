"""Small standards to test with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from criteria.editions.standard import (
    Criterion,
    Item,
    Level,
    Practice,
    Rounding,
    Standard,
    sealed,
)
from criteria.evidence import Claim, Standing, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

TODAY = date(2026, 11, 25)
# An edition as its file says it.
SMALL = """
edition: small
name: A small standard
version: "1"
since: 2026-01
announced: 2
statement: The checklists are ours.
sources: {S: A page.}
levels:
  - {name: Silver, percent: 51}
practices:
  - {code: X, name: First, description: All of it.}
criteria:
  - code: X1
    name: One
    practice: X
    requirement: It is done.
    sources: [S]
    checklist:
      official: false
      items:
        X1.1: A part.
  - {code: X2, name: Two, practice: X, requirement: It is shown.}
"""


def make_criterion(
    code: str,
    *,
    items: int = 0,
    needed: int = 0,
    window_months: int | None = None,
    requires: tuple[str, ...] = (),
    documents: tuple[str, ...] = (),
    kinds: tuple[str, ...] = (),
) -> Criterion:
    """A criterion of practice X with so many items in our words."""
    return Criterion(
        code=code,
        name=f"Name of {code}",
        practice="X",
        requirement=f"The city does {code}.",
        items=tuple(
            Item(f"{code}.{n}", f"Part {n} of {code}.", official=False)
            for n in range(1, items + 1)
        ),
        needed=needed,
        window_months=window_months,
        requires=requires,
        documents=documents,
        kinds=kinds,
    )


def make_standard(
    criteria: Sequence[Criterion] | int,
    *,
    levels: tuple[tuple[str, int], ...] = (
        ("Silver", 51),
        ("Gold", 68),
        ("Platinum", 85),
    ),
    rounding: Rounding = Rounding.EXACT,
) -> Standard:
    """A complete standard of these criteria, or of so many plain ones."""
    if isinstance(criteria, int):
        criteria = [make_criterion(f"X{n}") for n in range(1, criteria + 1)]
    return sealed(
        Standard(
            edition="small",
            name="A small standard",
            version="1",
            since="2026-01",
            announced=len(criteria),
            rounding=rounding,
            rounding_note="",
            statement="The checklists are ours.",
            notes=(),
            sources=(),
            levels=tuple(Level(name, percent) for name, percent in levels),
            practices=(Practice("X", "Practice X", "All of it."),),
            criteria=tuple(criteria),
        )
    )


def make_claim(
    criterion: str,
    standing: Standing = Standing.CONFIRMED,
    *,
    link: str = "",
    document: str = "",
    **other: object,
) -> Claim:
    """A claim with a link and document of its own, unless named."""
    values: dict[str, object] = {
        "link": link or f"link-{criterion}-{standing}",
        "document": document or f"doc-{criterion}",
        "statement": Statement.STATED,
        "score": 0.5,
        **other,
    }
    return Claim(criterion=criterion, standing=standing, **values)  # type: ignore[arg-type]  # any
