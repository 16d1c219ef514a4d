"""Whether the parts of a standard fit together: what no single entry can show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from criteria.about.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from criteria.editions.edition import Criterion, Standard
    from criteria.editions.places import Spot

_CODE = re.compile(r"[A-Z]+[0-9]*\Z")


def check_levels(root: Spot, standard: Standard, spots: Sequence[Spot]) -> None:
    """Fault levels that are missing, unnamed twice, out of order or out of reach."""
    if not spots and standard.complete:
        root.fault("levels is missing.")
    _check_unique(spots, [level.name for level in standard.levels], "level")
    before = 0
    for spot, level in zip(spots, standard.levels, strict=True):
        if level.percent > 100:  # noqa: PLR2004 - a share of all is 100 percent
            spot.fault("no share is greater than 100 percent.")
        if level.percent <= before:
            spot.fault("levels stand from the lowest percentage to the highest.")
        before = level.percent


def check_practices(standard: Standard, spots: Sequence[Spot]) -> None:
    """Fault practices whose code is used twice, or that have nothing under them."""
    _check_unique(spots, [practice.code for practice in standard.practices], "code")
    for spot, practice in zip(spots, standard.practices, strict=True):
        if not practice.unlisted and not standard.within(practice.code):
            spot.fault(f"no criterion belongs to the practice {practice.code}.")


def check_criteria(root: Spot, standard: Standard, spots: Sequence[Spot]) -> None:
    """Fault criteria that do not fit each other, their practices or the total."""
    codes = [criterion.code for criterion in standard.criteria]
    _check_unique(spots, codes, "code")
    if len(codes) > standard.announced:
        root.fault(f"{standard.announced} criteria are announced, {len(codes)} given.")
    elif not standard.complete and not any(p.unlisted for p in standard.practices):
        root.fault(
            f"{standard.announced} criteria are announced, {len(codes)} given. Say "
            "under unlisted, at a practice, what is not public."
        )
    for spot, criterion in zip(spots, standard.criteria, strict=True):
        for sentence in misfits(standard, criterion):
            spot.fault(sentence)
    check_order(root, standard)


def check_order(root: Spot, standard: Standard) -> None:
    """Fault criteria that wait for each other."""
    circle = _circle({c.code: c.requires for c in standard.criteria})
    if circle:
        root.fault(f"these criteria wait for each other: {' → '.join(circle)}.")


def misfits(standard: Standard, criterion: Criterion) -> Iterable[str]:
    """What is wrong with one criterion beside the others."""
    codes = {other.code for other in standard.criteria}
    if not _CODE.match(criterion.code):
        yield f"a code is capital letters and a number, not {criterion.code!r}."
    if criterion.practice not in {practice.code for practice in standard.practices}:
        yield f"there is no practice {criterion.practice}."
    for code in criterion.requires:
        if code not in codes:
            yield f"it requires {code}, which is no criterion of this edition."
    for key in criterion.sources:
        if key not in dict(standard.sources):
            yield f"there is no source {key}."
    yield from _misfit_kinds(criterion)
    yield from _misfit_items(criterion)


def _misfit_kinds(criterion: Criterion) -> Iterable[str]:
    for kind in criterion.kinds:
        if kind not in KINDS:
            yield f"there is no kind of document {kind}. Known: {', '.join(KINDS)}."


def _misfit_items(criterion: Criterion) -> Iterable[str]:
    listed = len(criterion.items)
    if criterion.needed > listed:
        yield f"{criterion.needed} items are needed, {listed} are listed."
    known = criterion.must_meet
    if known and criterion.official and known.of != listed:
        yield f"the official list has {known.of} items, {listed} are listed."
    for item in criterion.items:
        if not re.fullmatch(rf"{re.escape(criterion.code)}\.[0-9]+", item.code):
            yield f"an item is {criterion.code}. and a number, not {item.code!r}."


def _check_unique(spots: Sequence[Spot], names: Sequence[str], what: str) -> None:
    seen: set[str] = set()
    for spot, name in zip(spots, names, strict=True):
        if name in seen:
            spot.fault(f"the {what} {name} is used twice.")
        seen.add(name)


def _circle(requires: dict[str, tuple[str, ...]]) -> list[str]:
    """A way that leads from a criterion back to itself, if there is one."""
    done: set[str] = set()
    for start in requires:
        way: list[str] = []
        found = _walk(start, requires, way, done)
        if found:
            return found
    return []


def _walk(
    code: str, requires: dict[str, tuple[str, ...]], way: list[str], done: set[str]
) -> list[str]:
    if code in way:
        return [*way[way.index(code) :], code]
    if code in done:
        return []
    way.append(code)
    for following in requires.get(code, ()):
        found = _walk(following, requires, way, done)
        if found:
            return found
    way.pop()
    done.add(code)
    return []
