"""A pack of rules as an installation has changed it.

A change is the text of one rule, in the language of rules, under its id; an empty text
retires it. Changes are laid over the pack that is shipped.
"""

from __future__ import annotations

import hashlib
import textwrap
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import yaml

from criteria.editions import standard
from criteria.packs import rules
from criteria.packs.ruleparsing import Parser
from criteria.packs.ruleset import RulesError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from criteria.packs.ruleset import Pack, Rule

RETIRED: Final = ""
_TEXT: Final = "text"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Amended:
    """The shipped pack with changes laid over it.

    A change that cannot be read is left out, so that its rule stays as shipped;
    ``faults`` holds its sentences by the rule's id.
    """

    pack: Pack
    faults: Mapping[str, tuple[str, ...]]


def amended(edition: str, changes: Mapping[str, str]) -> Amended:
    """Lay changes over the rules shipped for an edition."""
    return _amended(edition, tuple(sorted(changes.items())))


@lru_cache(maxsize=8)
def _amended(edition: str, changes: tuple[tuple[str, str], ...]) -> Amended:
    shipped = rules.load(edition)
    written: dict[str, Rule | None] = {}
    faults: dict[str, tuple[str, ...]] = {}
    for rule_id, text in changes:
        if text == RETIRED:
            written[rule_id] = None
            continue
        try:
            written[rule_id] = read(text, edition, rule_id)
        except RulesError as problem:
            faults[rule_id] = problem.faults
    return Amended(_laid_over(shipped, written), faults)


def _laid_over(shipped: Pack, written: Mapping[str, Rule | None]) -> Pack:
    """The shipped pack itself, if nothing differs from it."""
    before = {rule.id: rule for rule in shipped.rules}
    differ = {
        rule_id: rule
        for rule_id, rule in sorted(written.items())
        if rule != before.get(rule_id)
    }
    if not differ:
        return shipped
    after = before | differ
    told = repr(list(differ.items()))
    return replace(
        shipped,
        rules=tuple(rule for rule in after.values() if rule is not None),
        digest=hashlib.sha256((shipped.digest + told).encode()).hexdigest(),
    )


def read(text: str, edition: str, rule_id: str = "") -> Rule:
    """Read the text of one rule; it may name the concepts that are shipped.

    Raises:
        RulesError: Something in it is wrong, its criterion or item is not in the
            edition, or it has another id than the one given.
    """
    parser = Parser({_TEXT: text}, rules.load(edition).concepts)
    try:
        rule = parser.rule(_TEXT)
    except RulesError as problem:
        raise RulesError(tuple(map(_told, problem.faults))) from None
    faults = list(_unknown(rule, edition))
    if rule_id and rule.id != rule_id:
        faults.append(f"The id stays {rule_id}: an id is never used for another rule.")
    if faults:
        raise RulesError(tuple(faults))
    return rule


def source(edition: str, rule_id: str) -> str:
    """The text of a shipped rule as its author wrote it; empty if there is none."""
    file = next((r.file for r in rules.load(edition).rules if r.id == rule_id), "")
    return _sources(edition, file).get(rule_id, "") if file else ""


@lru_cache(maxsize=64)
def _sources(edition: str, file: str) -> dict[str, str]:
    text = rules.text(edition, file)
    lines = text.splitlines()
    found = {}
    whole = yaml.compose(text, _Loader)
    for key, entries in whole.value if whole else ():
        if key.value != "rules":
            continue
        for entry in entries.value:
            values = {name.value: value.value for name, value in entry.value}
            found[values["id"]] = _cut(lines, entry)
    return found


def _cut(lines: list[str], entry: yaml.Node) -> str:
    """The lines of a rule in its list, without the dash and what stands behind it."""
    start, end = entry.start_mark, entry.end_mark
    first = " " * start.column + lines[start.line][start.column :]
    kept = [first, *lines[start.line + 1 : end.line]]
    while not kept[-1].strip() or kept[-1].lstrip().startswith("#"):
        kept.pop()
    return textwrap.dedent("\n".join(kept)) + "\n"


def _told(fault: str) -> str:
    said = fault.removeprefix(f"{_TEXT}: ")
    return said[:1].upper() + said[1:]


def _unknown(rule: Rule, edition: str) -> list[str]:
    known = {one.code: one for one in standard.load(edition).criteria}
    if rule.criterion not in known:
        return [f"{edition} has no criterion {rule.criterion}."]
    items = {item.code for item in known[rule.criterion].items}
    if rule.item is not None and rule.item not in items:
        return [f"{rule.criterion} has no item {rule.item}."]
    return []
