"""What an installation enters over an edition: official lists, counts and more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from criteria.editions import places, soundness
from criteria.editions.standard import checklist, sealed

if TYPE_CHECKING:
    from pathlib import Path

    from criteria.editions.edition import Criterion, Standard
    from criteria.editions.places import Spot


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between two revisions of an edition, in words."""

    criterion: str
    what: str
    before: str
    after: str


def read(path: Path, standard: Standard) -> Standard:
    """The edition with what the file enters over it: a revision with its own digest.

    The file names the edition under ``of``, itself under ``revision``, and under
    ``criteria``, by their codes, what is entered: ``checklist``, ``documents``,
    ``requires``, ``window_months``. All else stays.

    Raises:
        StandardError: With all faults of the file, each with its place.
    """
    return parsed(path.read_text(encoding="utf-8"), standard, name=path.name)


def parsed(text: str, standard: Standard, *, name: str = "overlay") -> Standard:
    """The same of a text that is in no file.

    Raises:
        StandardError: With all faults of the text, each with its place.
    """
    return sealed(places.made(text, name, lambda root: _revised(root, standard)))


def difference(before: Standard, after: Standard) -> tuple[Change, ...]:
    """What differs between two revisions, in the order of the edition."""
    return tuple(
        change
        for new in after.criteria
        for change in _changes(before.criterion(new.code), new)
        if change.before != change.after
    )


def _revised(root: Spot, standard: Standard) -> Standard:
    table = root.table(("of", "revision", "criteria"))
    if table.text("of") != standard.edition:
        root.fault(f"it is for {table.text('of')}, not for {standard.edition}.")
    listed = table.need("criteria")
    spots = listed.pairs() if listed else {}
    known = {criterion.code for criterion in standard.criteria}
    for code, spot in spots.items():
        if code not in known:
            spot.fault(f"{standard.edition} has no criterion {code}.")
    revised = replace(
        standard,
        version=f"{standard.version}, {table.text('revision')}",
        criteria=tuple(
            _entered(spots[c.code], c) if c.code in spots else c
            for c in standard.criteria
        ),
    )
    for criterion in revised.criteria:
        if criterion.code in spots:
            for sentence in soundness.misfits(revised, criterion):
                spots[criterion.code].fault(sentence)
    soundness.check_order(root, revised)
    return revised


def _entered(spot: Spot, criterion: Criterion) -> Criterion:
    table = spot.table(("checklist", "documents", "requires", "window_months"))
    entered = criterion
    given = table.get("checklist")
    if given:
        items, needed = checklist(given, criterion.must_meet)
        entered = replace(entered, items=items, needed=needed)
    if table.get("documents"):
        # What the programme takes as evidence is known better now than our kinds are.
        entered = replace(entered, documents=table.texts("documents"), kinds=())
    if table.get("requires"):
        entered = replace(entered, requires=table.texts("requires"))
    months = table.number_or_none("window_months", least=1)
    return entered if months is None else replace(entered, window_months=months)


def _changes(old: Criterion, new: Criterion) -> list[Change]:
    return [
        Change(new.code, "checklist", _items(old), _items(new)),
        Change(new.code, "needed items", str(old.needed), str(new.needed)),
        Change(
            new.code, "documents", "; ".join(old.documents), "; ".join(new.documents)
        ),
        Change(new.code, "requires", ", ".join(old.requires), ", ".join(new.requires)),
        Change(
            new.code, "window", _months(old.window_months), _months(new.window_months)
        ),
    ]


def _items(criterion: Criterion) -> str:
    whose = "official" if criterion.official else "our wording"
    return f"{whose}: " + " ".join(f"{i.code} {i.text}" for i in criterion.items)


def _months(months: int | None) -> str:
    return f"{months} months" if months else "none"
