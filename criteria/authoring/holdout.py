"""A pack as it might be had some documents never been seen.

Whoever writes rules with documents at hand takes phrases from them, so on those
documents the rules look better than they are. Therefore each city's documents are also
matched with a pack that lacks what only they hold: a phrase of a rule, or a word of the
sentences that prove it, is left out if no other city's documents have it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from criteria.finding.hits import phrase_spans
from criteria.language.searchable import Searchable
from criteria.language.text import fold, word_spans
from criteria.language.tokens import number_of
from criteria.packs.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from criteria.language.tokens import Tokens
    from criteria.packs.ruleset import Clause, Form, Pack, Rule


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of a pack, and the numbers of all words, that documents hold.

    A phrase is given with its language.
    """

    phrases: frozenset[tuple[str, str]]
    words: frozenset[int]


def wording(documents: Sequence[Tokens], pack: Pack) -> Wording:
    """Return what documents hold of a pack's phrases, and their words."""
    prepared = compiled(pack)
    text = Searchable.of(documents)
    found = np.unique(phrase_spans(text, prepared)[2]).tolist()
    known = prepared.index.phrases
    return Wording(
        frozenset(known[number] for number in found),
        frozenset(np.unique(text.ids).tolist()),
    )


def alone(wordings: Mapping[str, Wording]) -> dict[str, Wording]:
    """Return, for each name, what it holds and no other does."""
    phrases = Counter(p for one in wordings.values() for p in one.phrases)
    words = Counter(w for one in wordings.values() for w in one.words)
    return {
        name: Wording(
            frozenset(p for p in one.phrases if phrases[p] == 1),
            frozenset(w for w in one.words if words[w] == 1),
        )
        for name, one in wordings.items()
    }


def without(pack: Pack, unseen: Wording) -> Pack:
    """Return a pack without some phrases and words.

    A rule of which no form is left is left out; so is a form that has no main phrase
    left, or nothing left of what it needs beside it.
    """
    kept = [rule for rule in (_rule(r, unseen) for r in pack.rules) if rule.forms]
    told = repr((pack.digest, sorted(unseen.phrases), sorted(unseen.words)))
    digest = hashlib.sha256(told.encode()).hexdigest()
    return replace(pack, rules=tuple(kept), digest=digest)


def _rule(rule: Rule, unseen: Wording) -> Rule:
    forms = {code: _form(form, unseen) for code, form in rule.forms.items()}
    return replace(rule, forms={c: f for c, f in forms.items() if f is not None})


def _form(form: Form, unseen: Wording) -> Form | None:
    phrases = _known(form.phrases, form.language, unseen)
    needs = _clauses(form.needs, form.language, unseen)
    if not phrases or not all(clause.phrases for clause in needs):
        return None
    bars = _clauses(form.bars, form.language, unseen)
    return replace(
        form,
        phrases=phrases,
        needs=needs,
        bars=tuple(clause for clause in bars if clause.phrases),
        finds=_sentences(form.finds, unseen.words),
    )


def _clauses(
    clauses: Iterable[Clause], language: str, unseen: Wording
) -> tuple[Clause, ...]:
    return tuple(
        replace(clause, phrases=_known(clause.phrases, language, unseen))
        for clause in clauses
    )


def _known(phrases: Iterable[str], language: str, unseen: Wording) -> tuple[str, ...]:
    return tuple(p for p in phrases if (p, language) not in unseen.phrases)


def _sentences(sentences: Iterable[str], unseen: frozenset[int]) -> tuple[str, ...]:
    return tuple(_sentence(sentence, unseen) for sentence in sentences)


def _sentence(sentence: str, unseen: frozenset[int]) -> str:
    starts, ends = word_spans(sentence)
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    found = [sentence[start:end] for start, end in spans]
    return " ".join(word for word in found if number_of(fold(word)) not in unseen)
