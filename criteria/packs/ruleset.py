"""What a rule is: words that suggest a passage is about a criterion, never proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from criteria.language.sections import Section

if TYPE_CHECKING:
    from collections.abc import Mapping


ALIKE: Final = ".alike"
"""How the id ends by which passages are told that no rule found."""


class Strength(StrEnum):
    """How much one match of a rule is worth.

    Strong is enough for a proposal; fair needs a second match of a fair rule, this one
    or another; weak only adds to the score.
    """

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"


class Scope(StrEnum):
    """How far from the match a further phrase may stand. A table row is a sentence.

    ``hit`` means: sharing a word with the match.
    """

    HIT = "hit"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    SECTION = "section"
    PAGE = "page"
    DOCUMENT = "document"


Within: TypeAlias = "Scope | int"
"""A part of the document, or so many words before or after the match."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Phrases of which one must stand (or, as an exclusion, none may) near a match."""

    phrases: tuple[str, ...]
    within: Within = Scope.SENTENCE


@dataclass(frozen=True, slots=True)
class Form:
    """A rule in one language: a match of ``phrases``, with ``needs``, without ``bars``.

    ``finds`` and ``ignores`` are sentences that prove it.
    """

    language: str
    phrases: tuple[str, ...]
    needs: tuple[Clause, ...] = ()
    bars: tuple[Clause, ...] = ()
    finds: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One idea that speaks for a criterion, in one or more languages."""

    id: str
    criterion: str
    title: str
    strength: Strength
    forms: Mapping[str, Form]
    item: str | None = None
    kinds: tuple[str, ...] = ()
    never_under: tuple[Section, ...] = (Section.CONTENTS,)
    file: str = field(default="", compare=False, repr=False)


def alike(criterion: str) -> Rule:
    """Return what stands for a rule where a passage reads like our examples."""
    title = "It reads like our examples of evidence"
    return Rule(criterion + ALIKE, criterion, title, Strength.FAIR, {})


@dataclass(frozen=True, slots=True)
class Pack:
    """All rules of an edition. Packs with the same ``digest`` find the same matches.

    ``wordings`` are sentences as they might stand in evidence, by language and
    criterion: what no rule finds may still read like them.
    """

    edition: str
    rules: tuple[Rule, ...]
    digest: str
    concepts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    wordings: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def rule(self, rule_id: str) -> Rule:
        """Return the rule with an id.

        Raises:
            RulesError: There is none.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        criterion = rule_id.removesuffix(ALIKE)
        if criterion != rule_id and self.for_criterion(criterion):
            return alike(criterion)
        raise RulesError((f"{self.edition}: there is no rule {rule_id}.",))

    def for_criterion(self, criterion: str) -> tuple[Rule, ...]:
        """Return the rules that speak for a criterion."""
        return tuple(rule for rule in self.rules if rule.criterion == criterion)


class RulesError(Exception):
    """Rules that cannot be used; ``faults`` says what to mend, and where."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
