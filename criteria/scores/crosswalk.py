"""From one edition to the next: what became of each criterion, and what may move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from criteria.editions import places, standard
from criteria.editions.edition import StandardError
from criteria.evidence import Standing
from criteria.scores.scoring import score

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from criteria.editions.edition import Standard
    from criteria.editions.places import Spot, Table
    from criteria.evidence import Claim
    from criteria.scores.scoring import Score

FILE = "crosswalk.yaml"


class Relation(StrEnum):
    """What became of a criterion."""

    SAME = "same"
    WIDENED = "widened"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    DROPPED = "dropped"
    NEW = "new"


class Confidence(StrEnum):
    """How sure it is: same sentence, same subject and shape, or subject only."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Row:
    """One step from an older criterion to a newer one.

    ``before`` or ``after`` is empty where there is none; ``told`` says what stood
    before where its code or text was not found; ``origin`` names domains of the first
    edition.
    """

    before: str
    told: str
    after: str
    relation: Relation
    confidence: Confidence
    origin: tuple[str, ...]
    change: str
    basis: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All steps from one edition to the next. It is our reading, and says so."""

    before: str
    after: str
    statement: str
    rows: tuple[Row, ...]

    def onward(self, code: str) -> tuple[Row, ...]:
        """Where a criterion of the older edition went."""
        return tuple(row for row in self.rows if row.before == code)


@dataclass(frozen=True, slots=True)
class Moved:
    """A confirmed link that carries over to a criterion of the newer edition.

    It waits there for review. ``reread`` is true where the document should be read
    again for it, because the newer criterion asks for more or something else.
    """

    claim: Claim
    row: Row
    reread: bool


@dataclass(frozen=True, slots=True)
class Move:
    """What a move to the newer edition would do, before anything is done."""

    moved: tuple[Moved, ...]
    left: tuple[Claim, ...]
    before: Score
    after: Score


@cache
def load(edition: str) -> Crosswalk:
    """The crosswalk that leads to an edition from the one before.

    Raises:
        StandardError: There is none, or its file is faulty.
    """
    path = standard.FOLDER / edition / FILE
    if not path.is_file():
        raise StandardError((f"No crosswalk leads to {edition}.",))
    return read(path)


def leading(before: str, after: str) -> Crosswalk:
    """The crosswalk that leads from one edition straight to another.

    Raises:
        StandardError: There is none between the two.
    """
    found = load(after)
    if found.before != before:
        raise StandardError((f"No crosswalk leads from {before} to {after}.",))
    return found


def read(path: Path) -> Crosswalk:
    """Read a crosswalk between two editions that come with the program.

    Raises:
        StandardError: With all faults of the file, each with its place.
    """
    return places.read(path, _crosswalk)


def preview(crosswalk: Crosswalk, claims: Iterable[Claim], *, on: date) -> Move:
    """Show what a move of these claims would do. Nothing moves as met.

    A confirmed link is proposed for each criterion that its own became, undecided and
    without items: those of the newer edition are other items.
    """
    older, newer = standard.load(crosswalk.before), standard.load(crosswalk.after)
    claims = tuple(claims)
    confirmed = [c for c in claims if c.standing is Standing.CONFIRMED]
    moved = [
        Moved(claim, row, reread=not _as_it_was(row))
        for claim in confirmed
        for row in crosswalk.onward(claim.criterion)
        if row.after
    ]
    carried = {found.claim.link for found in moved}
    return Move(
        moved=tuple(moved),
        left=tuple(claim for claim in confirmed if claim.link not in carried),
        before=score(older, claims, on=on),
        after=score(newer, [_proposed(found) for found in moved], on=on),
    )


def _as_it_was(row: Row) -> bool:
    return row.relation is Relation.SAME and row.confidence is Confidence.HIGH


def _proposed(found: Moved) -> Claim:
    return replace(
        found.claim,
        criterion=found.row.after,
        standing=Standing.UNDECIDED,
        items=(),
        reason=None,
    )


def _crosswalk(root: Spot) -> Crosswalk:
    table = root.table(("from", "to", "statement", "rows"))
    older, newer = _edition(table, "from"), _edition(table, "to")
    return Crosswalk(
        before=older.edition if older else "",
        after=newer.edition if newer else "",
        statement=table.text("statement"),
        rows=tuple(_row(spot, older, newer) for spot in table.list("rows")),
    )


def _edition(table: Table, name: str) -> Standard | None:
    edition = table.text(name)
    if edition in standard.shelf():
        return standard.load(edition)
    table.spot.fault(f"{name}: there is no standard {edition}.")
    return None


def _row(spot: Spot, older: Standard | None, newer: Standard | None) -> Row:
    table = spot.table(
        (
            "before",
            "told",
            "after",
            "relation",
            "confidence",
            "origin",
            "change",
            "basis",
        )
    )
    row = Row(
        before=table.text_or_nothing("before"),
        told=table.text_or_nothing("told"),
        after=table.text_or_nothing("after"),
        relation=table.choice("relation", Relation.NEW),
        confidence=table.choice("confidence", Confidence.LOW),
        origin=table.texts("origin"),
        change=table.text("change"),
        basis=table.text("basis"),
    )
    for code, edition in ((row.before, older), (row.after, newer)):
        if code and edition and code not in {c.code for c in edition.criteria}:
            spot.fault(f"{edition.edition} has no criterion {code}.")
    if not row.after and row.relation is not Relation.DROPPED:
        spot.fault("after is missing; only a dropped criterion leads nowhere.")
    return row
