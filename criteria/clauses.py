"""Sentences taken apart into words and clauses, as the reach of cues needs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from criteria.text import fold, word_spans

if TYPE_CHECKING:
    from criteria.cueing import Language

_BREAK: Final = re.compile(r"[;()\[\]—–]|[.!?]\s")
_COORDINATORS: Final = frozenset({"and", "but", "y", "e", "et", "mas", "pero", "mais"})
_ENGLISH_PAST: Final = "ed"
_SHORT: Final = 4  # "need", "feed"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as raw and folded words, with what stands before each word."""

    text: str
    raw: tuple[str, ...]
    folded: tuple[str, ...]
    before: tuple[str, ...]
    starts: tuple[int, ...]
    line: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Sentence:
        """Take a sentence apart."""
        starts, ends = (array.tolist() for array in word_spans(text))
        raw = [text[a:b] for a, b in zip(starts, ends, strict=True)]
        folded = [fold(word) or "·" for word in raw]
        gaps = zip([0, *ends], starts, strict=False)
        offsets, at = [], 0
        for word in folded:
            offsets.append(at)
            at += len(word) + 1
        return cls(
            text,
            tuple(raw),
            tuple(folded),
            tuple(text[a:b] for a, b in gaps),
            tuple(starts),
            " ".join(folded) + " ",
            tuple(offsets),
        )

    def words_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the first word, and the one after the last, of a span of the text."""
        inside = [n for n, at in enumerate(self.starts) if start <= at < end]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)


@dataclass(frozen=True, slots=True)
class Reach:
    """The words whose cues count for a hit: those of its clause.

    Words before ``first`` and from ``end`` on do not count, nor do the ``skipped``
    ones of an inserted clause.
    """

    first: int
    end: int
    skipped: frozenset[int]

    def holds(self, word: int) -> bool:
        """Tell whether a cue that starts with a word counts."""
        return self.first <= word < self.end and word not in self.skipped


def reach(sentence: Sentence, hit: tuple[int, int], language: Language) -> Reach:
    """Return the clause of a hit, given by its first word and its end."""
    insets = _insets(sentence, language)
    for first, end in insets:
        if first <= hit[0] < end:
            return Reach(first, end, frozenset())
    skipped = frozenset(word for first, end in insets for word in range(first, end))
    first, end = 0, len(sentence.raw)
    for word in range(1, len(sentence.raw)):
        if word in skipped or hit[0] < word < hit[1]:
            continue
        if _parts(sentence, first, word, language):
            if word <= hit[0]:
                first = word
            else:
                end = word
                break
        elif word >= hit[1] and _ends_reach(sentence, hit, first, word, language):
            end = word
            break
    return Reach(first, end, skipped)


def _insets(sentence: Sentence, language: Language) -> list[tuple[int, int]]:
    """Return the relative clauses that stand between two commas."""
    found: list[tuple[int, int]] = []
    opened = 0
    for word in range(1, len(sentence.raw)):
        if opened and "," in sentence.before[word]:
            found.append((opened, word))
            opened = 0
        elif (
            "," in sentence.before[word] and sentence.folded[word] in language.relatives
        ):
            opened = word
    return found


def _parts(sentence: Sentence, first: int, word: int, language: Language) -> bool:
    """Tell whether a new clause starts with a word; the last one started at first."""
    gap, folded = sentence.before[word], sentence.folded[word]
    if _BREAK.search(gap):
        return True
    if "," in gap:
        if folded in language.clauses and sentence.raw[word].lower() == folded:
            return _has_verb(sentence, first, word, language)
        return sentence.folded[first] in language.fronted
    return (
        folded in _COORDINATORS
        and sentence.raw[word].lower() == folded
        and word + 1 < len(sentence.raw)
        and sentence.folded[word + 1] in language.verbs
        and _has_verb(sentence, first, word, language)
    )


def _has_verb(sentence: Sentence, first: int, word: int, language: Language) -> bool:
    return any(
        w in language.verbs or (w.endswith(_ENGLISH_PAST) and len(w) > _SHORT)
        for w in sentence.folded[first:word]
    )


def _ends_reach(
    sentence: Sentence, hit: tuple[int, int], first: int, word: int, language: Language
) -> bool:
    """Tell whether what follows a word says nothing of the hit before it.

    So it is after *that*, unless the hit is the subject whose verb is still to come: *a
    form that asks for results will follow*.
    """
    if sentence.folded[word] not in language.complements:
        return False
    is_subject = word == hit[1] and not _has_verb(sentence, first, hit[0], language)
    return not is_subject
