"""Editions of a standard, read from their files; a faulty one is refused as a whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from criteria.editions import places, soundness
from criteria.editions.edition import (
    Criterion,
    Effort,
    Item,
    Level,
    MustMeet,
    Practice,
    Rounding,
    Standard,
    StandardError,
)

if TYPE_CHECKING:
    from criteria.editions.places import Spot

__all__ = [
    "Criterion",
    "Effort",
    "Item",
    "Level",
    "MustMeet",
    "Practice",
    "Rounding",
    "Standard",
    "StandardError",
    "editions",
    "load",
    "read",
    "sealed",
    "shelf",
]

FOLDER = Path(__file__).parents[1] / "standards"
FILE = "standard.yaml"

_STANDARD = (
    *("edition", "name", "version", "since", "announced", "rounding"),
    *("rounding_note", "statement", "notes", "sources"),
    *("levels", "practices", "criteria"),
)
_CRITERION = (
    *("code", "name", "practice", "requirement", "hooks", "window_months"),
    *("rhythm_months", "must_meet", "checklist", "documents", "kinds"),
    *("requires", "effort", "notes", "forebear", "sources"),
)


def editions() -> tuple[str, ...]:
    """The editions that an assessment can be opened against, newest first.

    These come with rules. Older editions, of which only a part is public, do not.
    """
    return tuple(name for name in shelf() if (FOLDER / name / "rules").is_dir())


def shelf() -> tuple[str, ...]:
    """All editions that come with the program, newest first."""
    found = [path.parent.name for path in FOLDER.glob(f"*/{FILE}")]
    return tuple(sorted(found, reverse=True))


@cache
def load(edition: str) -> Standard:
    """An edition that comes with the program, by its short name.

    Raises:
        StandardError: There is no such edition, or its file is faulty.
    """
    if edition not in shelf():
        known = ", ".join(shelf())
        raise StandardError((f"There is no standard {edition}. Known: {known}.",))
    standard = read(FOLDER / edition / FILE)
    if standard.edition != edition:
        sentence = f"{FILE}: it says {standard.edition}, and lies in {edition}."
        raise StandardError((sentence,))
    return standard


def read(path: Path) -> Standard:
    """Read an edition from its file.

    Raises:
        StandardError: With all faults of the file, each with its place.
    """
    if not path.is_file():
        raise StandardError((f"{path.name}: there is no such file.",))
    return sealed(places.read(path, _standard))


def sealed(standard: Standard) -> Standard:
    """The same edition with the digest of what it says."""
    content = asdict(replace(standard, digest=""))
    for criterion in content["criteria"]:
        # Editions that were kept before there were kinds keep their digests.
        if not criterion["kinds"]:
            del criterion["kinds"]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return replace(standard, digest=hashlib.sha256(text.encode()).hexdigest())


def _standard(root: Spot) -> Standard | None:
    if not root.pairs():
        return None
    table = root.table(_STANDARD)
    levels, practices, criteria = (
        table.list(name) for name in ("levels", "practices", "criteria")
    )
    sources = table.get("sources")
    standard = Standard(
        edition=table.text("edition"),
        name=table.text("name"),
        version=table.text("version"),
        since=table.text("since"),
        announced=table.number("announced", least=1),
        rounding=table.choice("rounding", Rounding.EXACT),
        rounding_note=table.text_or_nothing("rounding_note"),
        statement=table.text("statement"),
        notes=table.texts("notes"),
        sources=tuple(
            (key, spot.text())
            for key, spot in (sources.pairs() if sources else {}).items()
        ),
        levels=tuple(_level(spot) for spot in levels),
        practices=tuple(_practice(spot) for spot in practices),
        criteria=tuple(_criterion(spot) for spot in criteria),
    )
    soundness.check_levels(root, standard, levels)
    soundness.check_practices(standard, practices)
    soundness.check_criteria(root, standard, criteria)
    return standard


def _level(spot: Spot) -> Level:
    table = spot.table(("name", "percent", "printed"))
    return Level(
        table.text("name"),
        table.number("percent", least=1),
        table.text_or_nothing("printed"),
    )


def _practice(spot: Spot) -> Practice:
    table = spot.table(("code", "name", "description", "aliases", "unlisted"))
    return Practice(
        code=table.text("code"),
        name=table.text("name"),
        description=table.text("description"),
        aliases=table.texts("aliases"),
        unlisted=table.text_or_nothing("unlisted"),
    )


def _criterion(spot: Spot) -> Criterion:
    table = spot.table(_CRITERION)
    must_meet = table.get("must_meet")
    known = _must_meet(must_meet) if must_meet else None
    items, needed = checklist(table.get("checklist"), known)
    return Criterion(
        code=table.text("code"),
        name=table.text("name"),
        practice=table.text("practice"),
        requirement=table.text("requirement"),
        items=items,
        needed=needed,
        documents=table.texts("documents"),
        hooks=table.texts("hooks"),
        window_months=table.number_or_none("window_months", least=1),
        rhythm_months=table.number_or_none("rhythm_months", least=1),
        must_meet=known,
        requires=table.texts("requires"),
        effort=table.choice("effort", Effort.WRITE),
        notes=table.texts("notes"),
        forebear=table.text_or_nothing("forebear"),
        sources=table.texts("sources"),
        kinds=table.texts("kinds"),
    )


def _must_meet(spot: Spot) -> MustMeet:
    table = spot.table(("count", "of", "source", "caution"))
    known = MustMeet(
        count=table.number("count", least=1),
        of=table.number("of", least=1),
        source=table.text("source"),
        caution=table.text("caution"),
    )
    if known.count > known.of:
        spot.fault(f"{known.count} of {known.of} items cannot be met.")
    return known


def checklist(
    spot: Spot | None, known: MustMeet | None
) -> tuple[tuple[Item, ...], int]:
    """The items that stand here, and how many of them are needed.

    Where the file does not say: of a list in our words none, because it guides and
    decides nothing; of an official one the known count, or else all.
    """
    if spot is None:
        return (), 0
    table = spot.table(("official", "needed", "items"))
    flag = table.need("official")
    official = flag.flag() if flag else False
    listed = table.need("items")
    pairs = listed.pairs() if listed else {}
    items = tuple(Item(code, text.text(), official) for code, text in pairs.items())
    default = (known.count if known else len(items)) if official else 0
    needed = table.number_or_none("needed")
    return items, default if needed is None else needed
