"""One rule, tried: on a text, and on what was kept of many documents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from criteria.about.kinds import recognise
from criteria.authoring import explain
from criteria.authoring.checks import Finding, lint, try_examples
from criteria.authoring.mutants import tally
from criteria.finding import receipts
from criteria.finding.passages import collect
from criteria.finding.retagging import Archive
from criteria.language.parts import Parts
from criteria.language.tokenising import tokenise
from criteria.language.tokens import Tokens
from criteria.packs.ruleset import Pack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from criteria.authoring.explain import Miss
    from criteria.authoring.mutants import Tally
    from criteria.evidence import Page, Passage
    from criteria.packs.ruleset import Rule

Concepts: TypeAlias = "Mapping[str, Mapping[str, tuple[str, ...]]]"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a rule holds in some pages, in their order, and where it nearly does."""

    passages: tuple[Passage, ...]
    misses: tuple[Miss, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a rule's own sentences show, and how many spoilt versions they notice."""

    findings: tuple[Finding, ...]
    tally: Tally


def on_pages(rule: Rule, pages: Sequence[Page], *, name: str = "") -> Outcome:
    """Try a rule on pages, whether or not it is enough for a proposal there."""
    pack = alone(rule)
    parts = Parts.of(pages, tokenise(pages))
    found = collect(parts, pack, name=name, kind=recognise(name, pages))
    misses = explain.nearest_misses(pages, pack, rule.criterion, name=name)
    return Outcome(
        tuple(receipts.passage(one, 0.0) for one in found),
        # What holds and yet is not enough is among the passages already.
        tuple(miss for miss in misses if miss.away != (0, 0)),
    )


def on_documents(
    rules: Sequence[Rule | None], kept: Sequence[bytes]
) -> list[list[int] | None]:
    """How often each rule holds in each document, from its searchable form.

    There is a row for each document, in their order, with a number for each rule; None
    for a document whose form was made by another version of Assay.
    """
    whole = [_is_of_now(one) for one in kept]
    archive = Archive(
        [one for one, is_whole in zip(kept, whole, strict=True) if is_whole]
    )
    columns = [
        [counts[rule.id] for counts in archive.survey(alone(rule))]
        if rule
        else [0] * sum(whole)
        for rule in rules
    ]
    rows = iter(zip(*columns, strict=True))
    return [list(next(rows)) if is_whole else None for is_whole in whole]


def proof(rule: Rule, concepts: Concepts) -> Proof:
    """Try a rule on its own sentences, read it for slips, and spoil it in every way.

    ``concepts`` are those of its pack: their phrases may repeat one another.
    """
    pack = replace(alone(rule), concepts=concepts)
    return Proof((*try_examples(pack), *lint(pack)), tally(rule, pack.edition))


def alone(rule: Rule) -> Pack:
    """A pack of one rule."""
    return Pack("", (rule,), f"alone {receipts.digest(rule)}")


def _is_of_now(kept: bytes) -> bool:
    try:
        Tokens.from_bytes(kept)
    except ValueError:
        return False
    return True
