"""The clause around a hit: how far a cue reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from criteria.finding.cueing import Language
    from criteria.language.sentence import Sentence

_BREAK: Final = re.compile(r"[;()\[\]—–]|[.!?]\s")
_COORDINATORS: Final = frozenset({"and", "but", "y", "e", "et", "mas", "pero", "mais"})
_ENGLISH_PAST: Final = "ed"
_SHORT: Final = 4  # "need", "feed"


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
