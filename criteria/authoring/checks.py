"""What a pack of rules promises of itself, tried: its sentences, its words, its reach.

Nothing here is printed or refused; a finding is a sentence for the author of the rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations
from typing import TYPE_CHECKING, Final

from criteria.authoring.mutants import Tally, tally
from criteria.finding.matching import fires
from criteria.language.inflection import LANGUAGES, key
from criteria.packs.phrases import split
from criteria.packs.ruleset import Pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from criteria.editions.standard import Standard
    from criteria.packs.ruleset import Clause, Form, Rule

FEWEST_EXAMPLES: Final = 2
"""How many sentences of each kind a rule shows in each language, at least."""

# Words that say nothing of a subject; a phrase of such words finds every page.
_STOP_WORDS: Final = frozenset(
    word
    for line in (
        "a an and are as at be by for from has have in is it its of on or that the",
        "their this to was were will with al como con cual de del el en es esta este",
        "la las lo los no o para por que se sin su sus un una y ao aos com da das do",
        "dos e em na nas nos os ou pela pelo sem seu sua um uma au aux ce cette ces d",
        "dans des du et l le les leur ne par pas pour qui sa son sur une",
    )
    for word in line.split()
)


class Fault(StrEnum):
    """What can be wrong with a rule."""

    MISSED = "missed"  # a sentence it should find
    TAKEN = "taken"  # a sentence it should leave alone
    FEW_EXAMPLES = "few-examples"
    NO_FORM = "no-form"  # a language without a form
    STOP_WORDS = "stop-words"
    DOUBLED = "doubled"  # a phrase that is another one, once folded
    SHADOWED = "shadowed"  # a phrase, or a clause, that another one makes idle
    REPEATED = "repeated"  # a form that asks for what another rule's form asks for
    UNREACHABLE = "unreachable"
    UNKNOWN_CODE = "unknown-code"
    UNCOVERED = "uncovered"  # an item no rule speaks for


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, in a sentence. ``rule`` is empty if it is about none."""

    fault: Fault
    rule: str
    language: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of all checks of a pack.

    ``examples`` counts the sentences tried; ``mutants`` holds, for each rule, how many
    of its spoilt versions its sentences notice.
    """

    findings: tuple[Finding, ...]
    examples: int
    mutants: tuple[Tally, ...]

    @property
    def mutation_score(self) -> float:
        """The share of spoilt rules that were noticed; 1 if there was none."""
        made = sum(one.made for one in self.mutants)
        return sum(one.caught for one in self.mutants) / made if made else 1.0


def check(pack: Pack, standard: Standard | None = None) -> Report:
    """Try a pack in every way. With a standard, also its codes and what it covers."""
    forms = [form for rule in pack.rules for form in rule.forms.values()]
    findings: list[Finding] = []
    tallies = []
    for rule in pack.rules:  # its sentences are taken apart once for both
        findings += _tried(rule, pack)
        tallies.append(tally(rule, pack.edition))
    findings += lint(pack)
    if standard is not None:
        findings += compare(pack, standard)
    examples = sum(len(form.finds) + len(form.ignores) for form in forms)
    return Report(tuple(findings), examples, tuple(tallies))


def try_examples(pack: Pack) -> Iterator[Finding]:
    """Yield the sentences with which a rule does not do what it promises."""
    for rule in pack.rules:
        yield from _tried(rule, pack)


def _tried(rule: Rule, pack: Pack) -> Iterator[Finding]:
    # One rule at a time is quick to prepare and to try; no rule hinders another.
    alone = Pack(pack.edition, (rule,), f"{pack.digest} {rule.id}")
    for language, form in rule.forms.items():
        for text in form.finds:
            if not fires(text, alone, language):
                say = f"It does not find “{text}”"
                yield Finding(Fault.MISSED, rule.id, language, say)
        for text in form.ignores:
            if fires(text, alone, language):
                say = f"It should ignore “{text}”"
                yield Finding(Fault.TAKEN, rule.id, language, say)


def lint(pack: Pack) -> Iterator[Finding]:
    """Yield what is suspicious in the rules as they are written.

    A phrase that a concept brought along may repeat another: it was written for many
    rules.
    """
    shared = {
        language: frozenset(
            phrase
            for concept in pack.concepts.values()
            for phrase in concept.get(language, ())
        )
        for language in LANGUAGES
    }
    for rule in pack.rules:
        for language in LANGUAGES:
            form = rule.forms.get(language)
            if form is None:
                say = f"There is no form in {language}."
                yield Finding(Fault.NO_FORM, rule.id, language, say)
            else:
                yield from _lint_form(rule, form, shared[language])
    yield from _repeated(pack)


def _lint_form(rule: Rule, form: Form, shared: frozenset[str]) -> Iterator[Finding]:
    for what, examples in (("finds", form.finds), ("ignores", form.ignores)):
        if len(set(examples)) < FEWEST_EXAMPLES:
            say = f"“{what}” has fewer than {FEWEST_EXAMPLES} different sentences."
            yield Finding(Fault.FEW_EXAMPLES, rule.id, form.language, say)
    for phrases in _clauses(form):
        for fault, say in _lint_phrases(phrases, form.language, shared):
            yield Finding(fault, rule.id, form.language, say)
    for say in (*_shadowed(form, shared), *_idle(form)):
        yield Finding(Fault.SHADOWED, rule.id, form.language, say)
    for say in _unreachable(form):
        yield Finding(Fault.UNREACHABLE, rule.id, form.language, say)


def _clauses(form: Form) -> Iterator[tuple[str, ...]]:
    yield form.phrases
    for clause in (*form.needs, *form.bars):
        yield clause.phrases


def _lint_phrases(
    phrases: tuple[str, ...], language: str, shared: frozenset[str]
) -> Iterator[tuple[Fault, str]]:
    known: dict[tuple[str, ...], str] = {}
    for phrase in phrases:
        words = _key(phrase, language)
        if all(word in _STOP_WORDS for word in words):
            yield Fault.STOP_WORDS, f"“{phrase}” has only words that stand everywhere."
        if words in known and phrase not in shared and known[words] not in shared:
            yield Fault.DOUBLED, f"“{phrase}” finds what “{known[words]}” finds."
        known.setdefault(words, phrase)


def _shadowed(form: Form, shared: frozenset[str]) -> Iterator[str]:
    # In the main clause a longer phrase still makes a longer match.
    for clause in (*form.needs, *form.bars):
        known = {_key(phrase, form.language): phrase for phrase in clause.phrases}
        for words, phrase in known.items():
            holds = (known[k] for k in known if k != words and _holds(words, k))
            short = next(holds, "")
            if short and phrase not in shared:
                yield f"“{phrase}” is found by “{short}” anyway."


def _idle(form: Form) -> Iterator[str]:
    """Tell of clauses that change nothing, because another one of the form does.

    Where a longer phrase must stand nearby, a shorter one in it stands there too; what
    a shorter phrase takes away, a longer one need not.
    """
    for clauses, is_need in ((form.needs, True), (form.bars, False)):
        for one, other in permutations(clauses, 2):
            narrow, wide = (other, one) if is_need else (one, other)
            if narrow.within == wide.within and _within(narrow, wide, form.language):
                name, by = one.phrases[0], other.phrases[0]
                yield f"The clause of “{name}” changes nothing beside that of “{by}”."


def _within(long: Clause, short: Clause, language: str) -> bool:
    """Whether each phrase of a clause holds one of another."""
    shorts = _folded(short.phrases, language)
    longs = _folded(long.phrases, language)
    return all(any(_holds(words, short) for short in shorts) for words in longs)


def _repeated(pack: Pack) -> Iterator[Finding]:
    """Yield forms that fold to the form of another rule for the same criterion."""
    known: dict[tuple[object, ...], str] = {}
    for rule in pack.rules:
        for language, form in rule.forms.items():
            asked = (
                rule.criterion,
                language,
                _folded(form.phrases, language),
                *(
                    frozenset((_folded(c.phrases, language), c.within) for c in clauses)
                    for clauses in (form.needs, form.bars)
                ),
            )
            if asked in known:
                say = f"It asks for just what {known[asked]} asks for."
                yield Finding(Fault.REPEATED, rule.id, language, say)
            known.setdefault(asked, rule.id)


def _folded(phrases: tuple[str, ...], language: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_key(phrase, language) for phrase in phrases)


def _unreachable(form: Form) -> Iterator[str]:
    language = form.language
    bars = [(p, _key(p, language)) for bar in form.bars for p in bar.phrases]
    for phrase in form.phrases:
        words = _key(phrase, language)
        barred = next((text for text, bar in bars if _holds(words, bar)), "")
        if barred:
            yield f"“{phrase}” can never hold: “{barred}” takes it away."
    for need in form.needs:
        if _all_barred(need, bars, language):
            yield f"A needed clause ({need.phrases[0]} …) is always taken away."


def _all_barred(
    need: Clause, bars: list[tuple[str, tuple[str, ...]]], language: str
) -> bool:
    return all(
        any(_holds(_key(phrase, language), bar) for _, bar in bars)
        for phrase in need.phrases
    )


def _key(phrase: str, language: str) -> tuple[str, ...]:
    """Return what all forms of a phrase have in common, word by word."""
    return tuple(
        word.folded if word.exact else key(word.folded, language)
        for word in split(phrase)
    )


def _holds(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    ends = range(len(short), len(long) + 1)
    return any(long[end - len(short) : end] == short for end in ends)


def compare(pack: Pack, standard: Standard) -> Iterator[Finding]:
    """Yield codes of the rules that a standard lacks, and items without a rule."""
    items = {item.code for one in standard.criteria for item in one.items}
    codes = {one.code for one in standard.criteria}
    for rule in pack.rules:
        for code, known in ((rule.criterion, codes), (rule.item, items)):
            if code is not None and code not in known:
                say = f"{standard.edition} has no {code}."
                yield Finding(Fault.UNKNOWN_CODE, rule.id, "", say)
    yield from _uncovered(items, "item", pack, lambda rule: rule.item)
    yield from _uncovered(codes, "criterion", pack, lambda rule: rule.criterion)


def _uncovered(
    codes: set[str], what: str, pack: Pack, of: Callable[[Rule], str | None]
) -> Iterator[Finding]:
    for code in sorted(codes - {of(rule) for rule in pack.rules}):
        say = f"No rule speaks for the {what} {code}."
        yield Finding(Fault.UNCOVERED, "", "", say)
