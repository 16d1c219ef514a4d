"""How much a document reads like evidence, by the words of our own example sentences.

Rules find what their author thought of. Beside them stands a plain count of words, see
``vocabulary``: each sentence of a document is scored for every criterion. A document's
degree comes from its best sentence and its five best, less what a long document would
reach by chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.finding import vocabulary
from criteria.finding.vocabulary import SHORTEST_WORD, STOP_WORDS
from criteria.language.inflection import LANGUAGES
from criteria.language.sections import SECTIONS, Section
from criteria.language.tokens import ANY_LANGUAGE, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from criteria.finding.vocabulary import Numbers, Vocabulary, Weights
    from criteria.language.parts import Part, Parts
    from criteria.language.tokens import Tokens
    from criteria.packs.ruleset import Pack

# Learnt by logistic regression on labelled documents; see docs/performance.md.
_OF_BEST: Final = 1.8
_OF_FIVE_BEST: Final = 0.6
# More than regression says, so that long and short documents can have one measure.
_BY_CHANCE: Final = 1.3
# A text of less is no surer than one of so many sentences.
_FEWEST_SENTENCES: Final = 10
_BEST: Final = 5
_FEWEST_WORDS: Final = 3
_LONGEST_SENTENCE: Final = 60
_AT_ONCE: Final = 40_000
_SENTENCES_AT_ONCE: Final = 10_000
_SHOWN: Final = 3
_FIGURES: Final = 10_000
_PASSED_OVER: Final = {
    Section.CONTENTS,
    Section.REFERENCES,
    Section.RUNNING,
    Section.BOILERPLATE,
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like evidence for a criterion a document reads, and where most.

    ``degree`` is below 0 for a document that is about something else. ``places`` are
    its best sentences, best first: the first word, the one after the last, and the word
    that weighs most. That is no number: *2022* weighs, but tells nobody a reason.
    """

    criterion: str
    degree: float
    places: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Model:
    """What the words of every language say of each of the criteria."""

    criteria: tuple[str, ...]
    vocabularies: Mapping[str, Vocabulary]


_models: dict[str, _Model] = {}


def measure(parts: Parts, pack: Pack) -> list[Likeness]:
    """Return how like evidence a document reads, for every criterion with examples.

    An edition without example sentences gives none.
    """
    if not pack.wordings or not parts.count:
        return []
    model = _models.get(pack.digest)
    if model is None:
        criteria = tuple(sorted({rule.criterion for rule in pack.rules}))
        model = _Model(criteria, vocabulary.learn(pack, criteria))
        _models[pack.digest] = model
    best = _best(parts, model)
    highest = np.sort(best.scores, axis=0).clip(min=0)
    degrees = _OF_BEST * highest[-1] + _OF_FIVE_BEST * highest.sum(axis=0)
    degrees -= _BY_CHANCE * math.log(max(best.count, _FEWEST_SENTENCES))
    places = _places(parts, model, best)
    return [
        Likeness(criterion, round(float(degrees[column]), 4), tuple(places[column]))
        for column, criterion in enumerate(model.criteria)
    ]


@dataclass(frozen=True, slots=True)
class _Best:
    """The best sentences of each criterion, best first; of equal ones the earlier.

    There is a row for each place and a column for each criterion; ``count`` is how many
    sentences there are in all.
    """

    scores: Weights
    starts: Numbers
    ends: Numbers
    count: int


def _best(parts: Parts, model: _Model) -> _Best:
    columns = len(model.criteria)
    nowhere = np.zeros((0, columns), np.int64)
    best = _Best(np.zeros((0, columns), np.float32), nowhere, nowhere, 0)
    main = _main_language(parts)
    for part in parts.each():
        tokens, bounds = part.tokens, part.text.bounds
        every = _sentences(bounds.sentences - part.first, tokens.count)
        for at in range(0, len(every) - 1, _SENTENCES_AT_ONCE):
            starts = every[at : at + _SENTENCES_AT_ONCE + 1]
            scores = _score(tokens, starts, model, main)
            best = _better(best, scores, starts + part.first)
    return best


def _better(best: _Best, scores: Weights, starts: Numbers) -> _Best:
    """Return the best of what was found so far and of further sentences."""
    rows = np.argsort(-scores, axis=0, kind="stable")[:_BEST]
    found = np.concatenate((best.scores, np.take_along_axis(scores, rows, 0)))
    order = np.argsort(-found, axis=0, kind="stable")[:_BEST]

    def ordered(before: Numbers, further: Numbers) -> Numbers:
        return np.take_along_axis(np.concatenate((before, further)), order, 0)

    return _Best(
        np.take_along_axis(found, order, 0),
        ordered(best.starts, starts[rows]),
        ordered(best.ends, starts[rows + 1]),
        best.count + len(starts) - 1,
    )


def _places(
    parts: Parts, model: _Model, best: _Best
) -> list[list[tuple[int, int, int]]]:
    """Return the places to show of each criterion, best first."""
    found: list[list[tuple[int, int, int]]] = [[] for _ in model.criteria]
    asked = [
        (column, row)
        for column in range(len(found))
        for row in range(min(_SHOWN, len(best.scores)))
        if best.scores[row, column] > 0
    ]
    heaviest: dict[tuple[int, int], int] = {}
    main = _main_language(parts)
    for part, numbers in parts.in_turn([int(best.starts[r, c]) for c, r in asked]):
        for column, row in (asked[number] for number in numbers):
            words = int(best.starts[row, column]), int(best.ends[row, column])
            ids = _ids(part, words)
            weights = _vocabulary(part, words[0], model, main).weigh(ids)[:, column]
            weights[_are_figures(ids)] = -np.inf
            heaviest[column, row] = words[0] + int(weights.argmax())
    for column, row in asked:
        words = int(best.starts[row, column]), int(best.ends[row, column])
        found[column].append((*words, heaviest[column, row]))
    return found


def _ids(part: Part, words: tuple[int, int]) -> Numbers:
    first, end = words[0] - part.first, words[1] - part.first
    return part.tokens.ids[first:end].astype(np.int64)


def _vocabulary(part: Part, word: int, model: _Model, main: str) -> Vocabulary:
    """Return the vocabulary of the language of a word's page."""
    tokens = part.tokens
    page = int(np.searchsorted(tokens.pages, word - part.first, "right")) - 1
    return model.vocabularies[(*LANGUAGES, main)[int(tokens.languages[page])]]


def _sentences(bounds: Numbers, count: int) -> Numbers:
    """Where sentences start, long ones cut, with the end of the last."""
    starts = bounds[bounds < count]
    cuts = -(-np.diff(starts, append=count) // _LONGEST_SENTENCE)
    ahead = np.repeat(np.cumsum(cuts) - cuts, cuts)
    at = np.repeat(starts, cuts) + (np.arange(len(ahead)) - ahead) * _LONGEST_SENTENCE
    return np.append(at, count)


def _score(tokens: Tokens, starts: Numbers, model: _Model, main: str) -> Weights:
    """Score every sentence for every criterion."""
    words = slice(int(starts[0]), int(starts[-1]))
    ids = tokens.ids[words].astype(np.int64)
    sentence = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    counted = (tokens.lengths[words] >= SHORTEST_WORD) & ~np.isin(ids, _stop_ids())
    counted &= ~np.isin(_sections(tokens)[words], _passed_over())
    pairs = np.unique((sentence[counted] << 32) | ids[counted])
    of, word = pairs >> 32, pairs & 0xFFFFFFFF
    sizes = np.bincount(of, minlength=len(starts) - 1)
    page = np.searchsorted(tokens.pages, starts[of], "right") - 1
    language = tokens.languages[page]
    scores = np.zeros((len(starts) - 1, len(model.criteria)), np.float32)
    for number, name in enumerate((*LANGUAGES, main)):
        mine = language == number
        for at in range(0, int(mine.sum()), _AT_ONCE):
            part = np.flatnonzero(mine)[at : at + _AT_ONCE]
            np.add.at(scores, of[part], model.vocabularies[name].weigh(word[part]))
    scores = vocabulary.sized(scores, sizes)
    scores[sizes < _FEWEST_WORDS] = 0
    return scores


def _sections(tokens: Tokens) -> Numbers:
    """The section of every word."""
    blocks = tokens.blocks.astype(np.int64)
    sizes = np.diff(np.append(blocks, tokens.count))
    return np.repeat(tokens.block_sections.astype(np.int64), sizes)


def _main_language(parts: Parts) -> str:
    told = parts.leaves[:ANY_LANGUAGE]
    return LANGUAGES[int(told.argmax())] if told.any() else LANGUAGES[0]


def _stop_ids() -> Numbers:
    return np.array(sorted(STOP_WORDS), np.int64)


def _are_figures(ids: Numbers) -> npt.NDArray[np.bool_]:
    """Which words are one of them; ``isin`` would sort them all for each sentence."""
    figures = _figures()
    nearest = figures[figures.searchsorted(ids).clip(max=len(figures) - 1)]
    same: npt.NDArray[np.bool_] = nearest == ids
    return same


@cache
def _figures() -> Numbers:
    """The words that are a year or another small number alone."""
    written = {f"{n:0{digits}}" for digits in (1, 2, 3) for n in range(_FIGURES)}
    return np.array(sorted(map(number_of, written)), np.int64)


def _passed_over() -> Numbers:
    return np.array([SECTIONS.index(one) for one in _PASSED_OVER], np.int64)
