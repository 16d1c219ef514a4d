"""Whether a rule's own sentences notice when the rule is spoilt.

A rule is spoilt in every small way an author may slip: a clause dropped, a nearness
widened, *one of* and *all of* mixed up. A spoilt rule that still finds and ignores all
sentences shows that a sentence is missing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from criteria.finding.matching import fires
from criteria.packs.ruleset import Clause, Pack, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.packs.ruleset import Form, Rule

_WIDER: Final = {Scope.HIT: Scope.SENTENCE, Scope.SENTENCE: Scope.PARAGRAPH}
# All sentences of an example stand in one paragraph, so beyond it nothing is shown.


@dataclass(frozen=True, slots=True)
class Mutant:
    """A spoilt version of one form of a rule, and in words what was done to it."""

    language: str
    change: str
    form: Form


@dataclass(frozen=True, slots=True)
class Tally:
    """How many spoilt versions of a rule its sentences notice, and which they miss."""

    rule: str
    made: int
    missed: tuple[Mutant, ...]

    @property
    def caught(self) -> int:
        """How many were noticed."""
        return self.made - len(self.missed)

    @property
    def share(self) -> float:
        """The share that was noticed; 1 for a rule that cannot be spoilt."""
        return self.caught / self.made if self.made else 1.0


def tally(rule: Rule, edition: str) -> Tally:
    """Spoil a rule in every way and count what its sentences notice."""
    mutants = [m for form in rule.forms.values() for m in mutate(form)]
    spoilt = [
        replace(rule, id=f"{number}", forms={m.language: m.form})
        for number, m in enumerate(mutants)
    ]
    digest = hashlib.sha256(repr(spoilt).encode()).hexdigest()
    pack = Pack(edition, tuple(spoilt), digest)
    noticed: set[str] = set()
    for language, form in rule.forms.items():
        mine = {str(n) for n, m in enumerate(mutants) if m.language == language}
        for text in form.finds:
            noticed |= mine - fires(text, pack, language)
        for text in form.ignores:
            noticed |= mine & fires(text, pack, language)
    missed = tuple(m for n, m in enumerate(mutants) if str(n) not in noticed)
    return Tally(rule.id, len(mutants), missed)


def mutate(form: Form) -> Iterator[Mutant]:
    """Yield the spoilt versions of a form."""
    for change, spoilt in (*_drop(form), *_widen(form), *_swap(form)):
        yield Mutant(form.language, change, spoilt)


def _drop(form: Form) -> Iterator[tuple[str, Form]]:
    for number, need in enumerate(form.needs):
        needs = form.needs[:number] + form.needs[number + 1 :]
        yield f"without the need of {_name(need)}", replace(form, needs=needs)
    for number, bar in enumerate(form.bars):
        bars = form.bars[:number] + form.bars[number + 1 :]
        yield f"without the bar of {_name(bar)}", replace(form, bars=bars)


def _widen(form: Form) -> Iterator[tuple[str, Form]]:
    for number, need in enumerate(form.needs):
        scope = need.within
        wider = _WIDER.get(scope) if isinstance(scope, Scope) else Scope.PARAGRAPH
        if wider is not None:
            needs = list(form.needs)
            needs[number] = Clause(need.phrases, wider)
            yield (
                f"with {_name(need)} anywhere in the {wider}",
                replace(form, needs=tuple(needs)),
            )


def _swap(form: Form) -> Iterator[tuple[str, Form]]:
    if len(form.phrases) > 1:
        also = tuple(Clause((phrase,)) for phrase in form.phrases[1:])
        spoilt = replace(form, phrases=form.phrases[:1], needs=form.needs + also)
        yield "with all of its phrases needed", spoilt
    if len(form.needs) > 1:
        joined = tuple(p for need in form.needs for p in need.phrases)
        widest = max((n.within for n in form.needs), key=_reach)
        spoilt = replace(form, needs=(Clause(joined, widest),))
        yield "with one of its needs enough", spoilt


def _reach(within: Scope | int) -> int:
    scopes = (Scope.HIT, Scope.SENTENCE, Scope.PARAGRAPH, Scope.SECTION, Scope.PAGE)
    if isinstance(within, int):
        return 1
    return scopes.index(within) if within in scopes else len(scopes)


def _name(clause: Clause) -> str:
    more = " …" if len(clause.phrases) > 1 else ""
    return f"“{clause.phrases[0]}{more}”"
