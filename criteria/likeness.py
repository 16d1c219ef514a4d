"""How much a document reads like evidence, by the words of our own example sentences.

Rules find what their author thought of. Beside them stands a plain count of words: each
edition has, per criterion and language, sentences as they might stand in evidence. A
word weighs by how much more often it stands in the sentences of one criterion than in
all, the logarithm of that ratio, smoothed; a sentence by its words' weights over the
root of their number; a document by its best sentences, less what a long document
would reach by chance.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from criteria.inflection import LANGUAGES
from criteria.sections import SECTIONS, Section
from criteria.text import fold, words
from criteria.tokens import ANY_LANGUAGE, number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from criteria.ruleset import Pack
    from criteria.tokens import Bounds, Tokens

_Numbers: TypeAlias = npt.NDArray[np.int64]
_Weights: TypeAlias = npt.NDArray[np.float32]

# Measured on labelled documents, where a factor of two either way changes little.
_SMOOTHING: Final = 0.3
_STRANGE_WORD: Final = -0.15
_USUAL_LENGTH: Final = 20
_BEST: Final = 5
_BY_CHANCE: Final = 1.2
_FEWEST_WORDS: Final = 3
_SHORTEST_WORD: Final = 3
_LONGEST_SENTENCE: Final = 60
_AT_ONCE: Final = 40_000
_SHOWN: Final = 3
_PASSED_OVER: Final = {
    Section.CONTENTS,
    Section.REFERENCES,
    Section.RUNNING,
    Section.BOILERPLATE,
}
_STOP_WORDS: Final = [
    "the",
    "and",
    "for",
    "with",
    "that",
    "this",
    "are",
    "was",
    "were",
    "has",
    "have",
    "its",
    "their",
    "our",
    "from",
    "into",
    "not",
    "all",
    "any",
    "can",
    "will",
    "shall",
    "must",
    "may",
    "each",
    "per",
    "which",
    "who",
    "what",
    "when",
    "where",
    "how",
    "los",
    "las",
    "del",
    "que",
    "con",
    "por",
    "para",
    "una",
    "uno",
    "sus",
    "como",
    "des",
    "une",
    "est",
    "dans",
    "pour",
    "par",
    "sur",
    "aux",
    "dos",
    "das",
    "uma",
    "com",
    "nos",
    "nas",
    "seu",
    "sua",
]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like evidence for a criterion a document reads, and where most.

    ``degree`` is about 0 for a document that is about something else. ``places`` are
    its best sentences, best first: the first word, the one after the last, and the word
    that weighs most.
    """

    criterion: str
    degree: float
    places: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Model:
    """The weights of words, by language: one row a word, one column a criterion."""

    criteria: tuple[str, ...]
    words: Mapping[str, _Numbers]
    weights: Mapping[str, _Weights]


_models: dict[str, _Model] = {}


def measure(tokens: Tokens, bounds: Bounds, pack: Pack) -> list[Likeness]:
    """Return how like evidence a document reads, for every criterion with examples.

    An edition without example sentences gives none.
    """
    if not pack.wordings or not tokens.count:
        return []
    model = _models.get(pack.digest)
    if model is None:
        model = _models[pack.digest] = _learn(pack)
    starts = _sentences(bounds, tokens.count)
    scores = _score(tokens, starts, model)
    best = np.sort(scores, axis=0)[-_BEST:].clip(min=0).sum(axis=0)
    degrees = best - _BY_CHANCE * math.log(max(len(starts) - 1, 1))
    order = np.argsort(-scores, axis=0, kind="stable")[:_SHOWN]
    return [
        Likeness(
            criterion,
            round(float(degrees[column]), 4),
            tuple(
                _place(tokens, (int(starts[row]), int(starts[row + 1])), model, column)
                for row in order[:, column].tolist()
                if scores[row, column] > 0
            ),
        )
        for column, criterion in enumerate(model.criteria)
    ]


def _place(
    tokens: Tokens, words: tuple[int, int], model: _Model, column: int
) -> tuple[int, int, int]:
    ids = tokens.ids[words[0] : words[1]].astype(np.int64)
    page = int(np.searchsorted(tokens.pages, words[0], "right")) - 1
    language = (*LANGUAGES, _main_language(tokens))[int(tokens.languages[page])]
    heaviest = int(_weights(ids, model, language)[:, column].argmax())
    return (*words, words[0] + heaviest)


def _sentences(bounds: Bounds, count: int) -> _Numbers:
    """Where sentences start, long ones cut, with the end of the last."""
    starts = [start for start in bounds.sentences.tolist() if start < count]
    cuts: list[int] = []
    for first, end in pairwise([*starts, count]):
        cuts += range(first, end, _LONGEST_SENTENCE)
    return np.array([*cuts, count], np.int64)


def _score(tokens: Tokens, starts: _Numbers, model: _Model) -> _Weights:
    """Score every sentence for every criterion."""
    count = tokens.count
    ids = tokens.ids[:count].astype(np.int64)
    sentence = np.searchsorted(starts, np.arange(count), "right") - 1
    counted = (tokens.lengths >= _SHORTEST_WORD) & ~np.isin(ids, _stop_ids())
    counted &= ~np.isin(_sections(tokens), _passed_over())
    pairs = np.unique((sentence[counted] << 32) | ids[counted])
    of, word = pairs >> 32, pairs & 0xFFFFFFFF
    sizes = np.bincount(of, minlength=len(starts) - 1)
    page = np.searchsorted(tokens.pages, starts[of], "right") - 1
    language = tokens.languages[page]
    scores = np.zeros((len(starts) - 1, len(model.criteria)), np.float32)
    for number, name in enumerate((*LANGUAGES, _main_language(tokens))):
        mine = language == number
        for at in range(0, int(mine.sum()), _AT_ONCE):
            part = np.flatnonzero(mine)[at : at + _AT_ONCE]
            np.add.at(scores, of[part], _weights(word[part], model, name))
    scores /= np.sqrt(sizes + _USUAL_LENGTH)[:, None]
    scores[sizes < _FEWEST_WORDS] = 0
    return scores


def _weights(word: _Numbers, model: _Model, language: str) -> _Weights:
    known = model.words[language]
    at = np.searchsorted(known, word).clip(max=len(known) - 1)
    found: _Weights = model.weights[language][at]
    found[known[at] != word] = _STRANGE_WORD
    return found


def _sections(tokens: Tokens) -> _Numbers:
    """The section of every word."""
    blocks = tokens.blocks.astype(np.int64)
    sizes = np.diff(np.append(blocks, tokens.count))
    return np.repeat(tokens.block_sections.astype(np.int64), sizes)


def _main_language(tokens: Tokens) -> str:
    told = np.bincount(tokens.languages, minlength=ANY_LANGUAGE + 1)[:ANY_LANGUAGE]
    return LANGUAGES[int(told.argmax())] if told.any() else LANGUAGES[0]


def _learn(pack: Pack) -> _Model:
    criteria = tuple(sorted({rule.criterion for rule in pack.rules}))
    known, weights = {}, {}
    for language in LANGUAGES:
        counts = [_counts(_examples(pack, code, language)) for code in criteria]
        known[language], weights[language] = _weigh(counts)
    return _Model(criteria, known, weights)


def _examples(pack: Pack, criterion: str, language: str) -> Iterable[str]:
    yield from pack.wordings.get(language, {}).get(criterion, ())
    for rule in pack.for_criterion(criterion):
        if form := rule.forms.get(language):
            yield from form.finds


def _counts(sentences: Iterable[str]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for sentence in sentences:
        long = (word for word in words(sentence) if len(word) >= _SHORTEST_WORD)
        counts.update({number_of(fold(word)) for word in long} - set(_STOP_IDS))
    return counts


def _weigh(counts: list[Counter[int]]) -> tuple[_Numbers, _Weights]:
    """Weigh words by how much more often one criterion's sentences hold them."""
    together: Counter[int] = sum(counts, Counter())
    known = np.array(sorted(together) or [0], np.int64)
    weights = np.full((len(known), len(counts)), _STRANGE_WORD, np.float32)
    rows = {word: row for row, word in enumerate(known.tolist())}
    total = sum(together.values())
    for column, mine in enumerate(counts):
        own = sum(mine.values())
        for word, count in mine.items():
            usual = together[word] / total
            share = (count / own + _SMOOTHING * usual) / (1 + _SMOOTHING)
            weights[rows[word], column] = math.log(share / usual)
    return known, weights


_STOP_IDS: Final = tuple(number_of(fold(word)) for word in _STOP_WORDS)


def _stop_ids() -> _Numbers:
    return np.array(_STOP_IDS, np.int64)


def _passed_over() -> _Numbers:
    return np.array([SECTIONS.index(one) for one in _PASSED_OVER], np.int64)
