"""The outcome requirement reported in 2023: a check beside the criteria, no more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from criteria.editions import places, standard
from criteria.editions.edition import StandardError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from criteria.editions.places import Spot

FILE = "outcomes.yaml"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result in the world that a city may show."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """The outcomes of which so many are needed, and what must be said beside them."""

    edition: str
    statement: str
    needed: int
    outcomes: tuple[Outcome, ...]

    def met(self, shown: Collection[str]) -> bool:
        """Whether outcomes with these codes are enough. The score does not ask."""
        return sum(one.code in shown for one in self.outcomes) >= self.needed


@cache
def load(edition: str) -> Requirement:
    """The outcome requirement that comes with an edition.

    Raises:
        StandardError: The edition has none, or its file is faulty.
    """
    path = standard.FOLDER / edition / FILE
    if not path.is_file():
        raise StandardError((f"{edition} has no outcome requirement.",))
    return read(path)


def read(path: Path) -> Requirement:
    """Read an outcome requirement from its file.

    Raises:
        StandardError: With all faults of the file, each with its place.
    """
    return places.read(path, _requirement)


def _requirement(root: Spot) -> Requirement:
    table = root.table(("edition", "statement", "needed", "outcomes"))
    outcomes = []
    for spot in table.list("outcomes"):
        entry = spot.table(("code", "text"))
        outcomes.append(Outcome(entry.text("code"), entry.text("text")))
    needed = table.number("needed", least=1)
    if needed > len(outcomes):
        root.fault(f"{needed} outcomes are needed, {len(outcomes)} are listed.")
    return Requirement(
        edition=table.text("edition"),
        statement=table.text("statement"),
        needed=needed,
        outcomes=tuple(outcomes),
    )
