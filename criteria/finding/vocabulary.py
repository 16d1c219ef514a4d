"""What words say of a criterion, learnt from our own example sentences.

Each edition has, per criterion and language, sentences as they might stand in evidence.
A word weighs by how much more often it stands in the sentences of one criterion than in
all, the logarithm of that ratio, smoothed; a sentence by its words' weights over the
root of their number. The unit is what an example sentence reaches for its own criterion
when it is left out of the count, so that languages with many and with few examples
compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from criteria.language.inflection import LANGUAGES
from criteria.language.text import fold, words
from criteria.language.tokens import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from criteria.packs.ruleset import Pack

Numbers: TypeAlias = npt.NDArray[np.int64]
Weights: TypeAlias = npt.NDArray[np.float32]

SHORTEST_WORD: Final = 3
# Measured on labelled documents, where a factor of two either way changes little.
_SMOOTHING: Final = 0.3
_STRANGE_WORD: Final = -0.2
_USUAL_LENGTH: Final = 20
# So that few examples do not make much of little.
_LEAST_UNIT: Final = 1.0
_STOP_WORDS: Final = (
    "the and for with that this are was were has have its their our from into not all "
    "any can will shall must may each per which who what when where how los las del "
    "que con por para una uno sus como des une est dans pour par sur aux dos das uma "
    "com nos nas seu sua"
)
# What every decree and all minutes say of themselves, whatever they are about. English
# has so many examples that its words of this kind stand in those of every criterion.
_WORDS_OF_FORM: Final = (
    "articulo articulos art decreto decretos decreta resolucion resoluciones resuelve "
    "acuerdo acuerdos ordenanza ordenanzas ley leyes considerando "
    "visto publiquese cumplase comuniquese archivese registrese vigencia paragrafo "
    "inciso acta actas sesion sesiones quorum anexo capitulo titulo boletin gaceta "
    "dispuesto conforme numeral literal adoptase apruebase crease autorizase senor "
    "senora artigo artigos portaria lei leis resolucao publique vigor ata atas sessao "
    "sessoes pauta diario disposto unico fica ficam senhor senhora article articles "
    "arrete arretes deliberation deliberations reglement loi lois "
    "seance seances proces verbal considerant annexe chapitre titre vigueur unanimite "
    "monsieur madame"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The weights of a language's words: a row for each word, a column a criterion.

    The last row is for every word that no example sentence holds.
    """

    words: Numbers
    weights: Weights

    def weigh(self, numbers: Numbers) -> Weights:
        """Return the weights of words, one row each."""
        at = np.searchsorted(self.words, numbers).clip(max=len(self.words) - 1)
        at[self.words[at] != numbers] = len(self.words)
        return np.asarray(self.weights[at], np.float32)


def sized(sums: Weights, counts: Numbers) -> Weights:
    """Return what sentences of so many words score, by the sums of their weights."""
    return np.asarray(sums / np.sqrt(counts + _USUAL_LENGTH)[:, None], np.float32)


def learn(pack: Pack, criteria: Sequence[str]) -> dict[str, Vocabulary]:
    """Return the vocabulary of every language, with a column for each criterion."""
    found = {}
    for language in LANGUAGES:
        sentences = [
            (column, _words(text))
            for column, code in enumerate(criteria)
            for text in _examples(pack, code, language)
        ]
        found[language] = _weigh(sentences, len(criteria))
    return found


def _examples(pack: Pack, criterion: str, language: str) -> Iterator[str]:
    yield from pack.wordings.get(language, {}).get(criterion, ())
    for rule in pack.for_criterion(criterion):
        if form := rule.forms.get(language):
            yield from form.finds


def _words(sentence: str) -> list[int]:
    long = (word for word in words(sentence) if len(word) >= SHORTEST_WORD)
    return sorted({number_of(fold(word)) for word in long} - STOP_WORDS)


def _weigh(sentences: Sequence[tuple[int, list[int]]], criteria: int) -> Vocabulary:
    known = np.array(sorted({w for _, ws in sentences for w in ws}) or [0], np.int64)
    sizes = np.array([len(ws) for _, ws in sentences], np.int64)
    columns = np.repeat(np.array([c for c, _ in sentences], np.int64), sizes)
    flat = np.array([w for _, ws in sentences for w in ws], np.int64)
    rows = np.searchsorted(known, flat)
    counts = np.zeros((len(known), criteria), np.int64)
    np.add.at(counts, (rows, columns), 1)
    own, together = counts.sum(axis=0), counts.sum(axis=1)
    weights = np.full((len(known) + 1, criteria), _STRANGE_WORD, np.float32)
    at, of = np.nonzero(counts)
    weights[at, of] = _told(counts[at, of], own[of], together[at], len(flat))
    left_out = _told(
        counts[rows, columns] - 1, own[columns], together[rows] - 1, len(flat)
    )
    return Vocabulary(known, (weights / _unit(left_out, sizes)).astype(np.float32))


def _told(mine: Numbers, own: Numbers, together: Numbers, total: int) -> Weights:
    """Return the weights of words that stand so often in one criterion's sentences.

    ``own`` is how many words those have; ``together`` and ``total`` are of all.
    """
    usual = np.maximum(together, 1) / max(total, 1)
    share = (mine / np.maximum(own, 1) + _SMOOTHING * usual) / (1 + _SMOOTHING)
    weights = np.where(mine > 0, np.log(share / usual), _STRANGE_WORD)
    return np.asarray(weights, np.float32)


def _unit(weights: Weights, sizes: Numbers) -> float:
    """Return what sentences score on average, by their words' weights."""
    if not len(sizes):
        return 1.0
    sums = np.zeros(len(sizes))
    np.add.at(sums, np.repeat(np.arange(len(sizes)), sizes), weights)
    return max(float((sums / np.sqrt(sizes + _USUAL_LENGTH)).mean()), _LEAST_UNIT)


STOP_WORDS: Final = frozenset(
    number_of(word) for word in f"{_STOP_WORDS} {_WORDS_OF_FORM}".split()
)
