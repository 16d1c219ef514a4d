"""How much a document reads like evidence, by the words of our own example sentences.

Rules find what their author thought of. Beside them stands a plain count of words, see
``vocabulary``: each sentence of a document is scored for every criterion. A document's
degree comes from its best sentence and its five best, less what a long document would
reach by chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria import vocabulary
from criteria.inflection import LANGUAGES
from criteria.sections import SECTIONS, Section
from criteria.tokens import ANY_LANGUAGE
from criteria.vocabulary import SHORTEST_WORD, STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from criteria.ruleset import Pack
    from criteria.tokens import Bounds, Tokens
    from criteria.vocabulary import Numbers, Vocabulary, Weights

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
_SHOWN: Final = 3
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
    that weighs most.
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


def measure(tokens: Tokens, bounds: Bounds, pack: Pack) -> list[Likeness]:
    """Return how like evidence a document reads, for every criterion with examples.

    An edition without example sentences gives none.
    """
    if not pack.wordings or not tokens.count:
        return []
    model = _models.get(pack.digest)
    if model is None:
        criteria = tuple(sorted({rule.criterion for rule in pack.rules}))
        model = _Model(criteria, vocabulary.learn(pack, criteria))
        _models[pack.digest] = model
    starts = _sentences(bounds, tokens.count)
    scores = _score(tokens, starts, model)
    best = np.sort(scores, axis=0)[-_BEST:].clip(min=0)
    degrees = _OF_BEST * best[-1] + _OF_FIVE_BEST * best.sum(axis=0)
    degrees -= _BY_CHANCE * math.log(max(len(starts) - 1, _FEWEST_SENTENCES))
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
    heaviest = int(model.vocabularies[language].weigh(ids)[:, column].argmax())
    return (*words, words[0] + heaviest)


def _sentences(bounds: Bounds, count: int) -> Numbers:
    """Where sentences start, long ones cut, with the end of the last."""
    starts = [start for start in bounds.sentences.tolist() if start < count]
    cuts: list[int] = []
    for first, end in pairwise([*starts, count]):
        cuts += range(first, end, _LONGEST_SENTENCE)
    return np.array([*cuts, count], np.int64)


def _score(tokens: Tokens, starts: Numbers, model: _Model) -> Weights:
    """Score every sentence for every criterion."""
    count = tokens.count
    ids = tokens.ids[:count].astype(np.int64)
    sentence = np.searchsorted(starts, np.arange(count), "right") - 1
    counted = (tokens.lengths >= SHORTEST_WORD) & ~np.isin(ids, _stop_ids())
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
            np.add.at(scores, of[part], model.vocabularies[name].weigh(word[part]))
    scores = vocabulary.sized(scores, sizes)
    scores[sizes < _FEWEST_WORDS] = 0
    return scores


def _sections(tokens: Tokens) -> Numbers:
    """The section of every word."""
    blocks = tokens.blocks.astype(np.int64)
    sizes = np.diff(np.append(blocks, tokens.count))
    return np.repeat(tokens.block_sections.astype(np.int64), sizes)


def _main_language(tokens: Tokens) -> str:
    told = np.bincount(tokens.languages, minlength=ANY_LANGUAGE + 1)[:ANY_LANGUAGE]
    return LANGUAGES[int(told.argmax())] if told.any() else LANGUAGES[0]


def _stop_ids() -> Numbers:
    return np.array(sorted(STOP_WORDS), np.int64)


def _passed_over() -> Numbers:
    return np.array([SECTIONS.index(one) for one in _PASSED_OVER], np.int64)
