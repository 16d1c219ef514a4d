"""Small packs of rules to test with."""

from __future__ import annotations

from criteria.packs.compiled import CompiledPack, compiled
from criteria.packs.ruleset import Clause, Form, Pack, Rule, Strength


def make_rule(
    *phrases: str,
    id: str = "DM1.a",  # noqa: A002 - it is the field's name
    criterion: str = "DM1",
    item: str | None = None,
    language: str = "en",
    strength: Strength = Strength.STRONG,
    needs: tuple[Clause, ...] = (),
    bars: tuple[Clause, ...] = (),
    kinds: tuple[str, ...] = (),
) -> Rule:
    """A rule with a form in one language."""
    form = Form(language, phrases, needs, bars)
    return Rule(id, criterion, "A rule", strength, {language: form}, item, kinds)


def make_pack(*rules: Rule) -> Pack:
    """A pack of some rules."""
    return Pack("test", rules, repr(rules))


def compiled_phrases(*phrases: str, language: str = "en") -> CompiledPack:
    """A pack with one rule that holds wherever one of some phrases stands."""
    return compiled(make_pack(make_rule(*phrases, language=language)))
