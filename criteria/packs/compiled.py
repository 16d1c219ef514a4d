"""A pack of rules, prepared once for matching: clauses and conditions as numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.language.inflection import LANGUAGES
from criteria.language.sections import SECTIONS
from criteria.language.spans import ranges
from criteria.packs.phrases import PhraseIndex
from criteria.packs.ruleset import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.language.tokens import Flags, Ids, Numbers
    from criteria.packs.ruleset import Clause, Form, Pack, Rule

SCOPES: Final = tuple(Scope)
_SLOT_BITS: Final = 20
_SPREAD: Final = np.uint32(0x9E3779B1)
WORDS: Final = len(SCOPES)
"""The number of the scope "so many words"; the others are numbered as in ``SCOPES``."""


class CompiledPack:
    """The rules of a pack as arrays, one row for each form of a rule.

    ``needs`` and ``bars`` hold rows of clause, scope and words for each form; -1 for
    none.
    """

    def __init__(self, pack: Pack) -> None:
        self.forms: tuple[tuple[Rule, Form], ...] = tuple(
            (rule, form) for rule in pack.rules for form in rule.forms.values()
        )
        self._phrases: dict[tuple[str, str], int] = {}
        self._clauses: dict[tuple[int, ...], int] = {}
        self.mains = np.array(
            [self._clause(form.phrases, form.language) for _, form in self.forms],
            np.int64,
        )
        self.needs = self._conditions([form.needs for _, form in self.forms])
        self.bars = self._conditions([form.bars for _, form in self.forms])
        self.index = PhraseIndex(tuple(self._phrases))
        self.languages = np.array(
            [LANGUAGES.index(language) for _, language in self._phrases], np.int64
        )
        self.never_under = np.array(
            [
                sum(1 << SECTIONS.index(section) for section in rule.never_under)
                for rule, _ in self.forms
            ],
            np.int64,
        )
        pairs = [(p, c) for ps, c in self._clauses.items() for p in ps]
        mains = set(self.mains.tolist())
        used = set(self.needs[:, :, 0].ravel()) | set(self.bars[:, :, 0].ravel())
        phrases = len(self._phrases)
        self.mains_of = Grouped([(p, c) for p, c in pairs if c in mains], phrases)
        self.conditions_of = Grouped([(p, c) for p, c in pairs if c in used], phrases)
        self._members = np.array(
            sorted(c * phrases + p for p, c in pairs if c in used), np.int64
        )
        self._likely = np.zeros(1 << _SLOT_BITS, np.bool_)
        self._likely[_slot(self._members)] = True
        forms = [(clause, form) for form, clause in enumerate(self.mains.tolist())]
        self.forms_of = Grouped(forms, len(self._clauses))

    def marked(self, clauses: Numbers) -> tuple[Flags, Flags]:
        """Return a row of all clauses with some marked, and one of their phrases."""
        asked = np.zeros(len(self._clauses), np.bool_)
        asked[clauses] = True
        phrases = np.zeros(len(self._phrases), np.bool_)
        count = max(len(self._phrases), 1)
        phrases[self._members[asked[self._members // count]] % count] = True
        return asked, phrases

    def has_phrase(self, clauses: Numbers, phrases: Numbers) -> Flags:
        """Tell of each clause whether the phrase beside it is one of its own."""
        keys = clauses * len(self._phrases) + phrases
        found = self._likely[_slot(keys)]
        sure = np.searchsorted(self._members, keys[found])
        sure[sure == len(self._members)] = 0
        found[found] = self._members[sure] == keys[found]
        return np.asarray(found, np.bool_)

    def _clause(self, phrases: Sequence[str], language: str) -> int:
        numbers = [
            self._phrases.setdefault((phrase, language), len(self._phrases))
            for phrase in phrases
        ]
        alike = tuple(sorted(set(numbers)))
        return self._clauses.setdefault(alike, len(self._clauses))

    def _conditions(self, of_forms: Sequence[tuple[Clause, ...]]) -> Numbers:
        most = max((len(clauses) for clauses in of_forms), default=0)
        rows = np.full((most, len(of_forms), 3), -1, np.int64)
        for number, clauses in enumerate(of_forms):
            language = self.forms[number][1].language
            for slot, clause in enumerate(clauses):
                within = clause.within
                count = 0 if isinstance(within, Scope) else within
                scope = SCOPES.index(within) if isinstance(within, Scope) else WORDS
                known = self._clause(clause.phrases, language)
                rows[slot, number] = (known, scope, count)
        return rows


def _slot(keys: Numbers) -> Ids:
    """Spread numbers over a table that says which of them are worth looking up."""
    mixed = keys.astype(np.uint32) * _SPREAD ^ (keys >> 32).astype(np.uint32)
    return np.asarray(mixed >> np.uint32(32 - _SLOT_BITS), np.uint32)


class Grouped:
    """Pairs of numbers, to be read as: for this first number, all second ones."""

    def __init__(self, pairs: Sequence[tuple[int, int]], count: int) -> None:
        found = np.array(sorted(pairs), np.int64).reshape(-1, 2)
        self._values = found[:, 1].copy()
        counts = np.bincount(found[:, 0], minlength=count)
        self._firsts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)

    def expand(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """Return for each of these numbers its place and, in turn, its values."""
        firsts = self._firsts[numbers]
        counts = self._firsts[numbers + 1] - firsts
        which, entries = ranges(firsts, counts)
        return which, self._values[entries]


@lru_cache(maxsize=16)
def _compiled(digest: str, holder: _Holder) -> CompiledPack:  # noqa: ARG001 - the key
    return CompiledPack(holder.pack)


class _Holder:
    """Carries a pack past the cache, which is to look at its digest alone."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)


def compiled(pack: Pack) -> CompiledPack:
    """Return a pack prepared for matching; one digest is prepared once."""
    return _compiled(pack.digest, _Holder(pack))
