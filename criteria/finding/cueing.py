"""Cues: words that tell a fact from a plan, a lack or somebody else's doing.

They are kept in ``cues/<language>.yaml``. "a/b" is either word, "*ed" any that ends so,
"..3" up to three words of any kind; a mark in front says for which side of the cue it
counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.language.sentence import Sentence

_FOLDER: Final = Path(__file__).parent / "cues"
_PLAIN: Final = re.compile(r"[a-z0-9/. *]+")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that change what a passage says.

    ``ahead`` and ``behind``: counts for what follows, for what stands before it;
    ``everywhere``: in the whole sentence instead of its own clause.
    """

    words: str
    pattern: re.Pattern[str]
    ahead: bool = True
    behind: bool = True
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue and the words of the sentence where it stands."""

    words: str
    first: int
    end: int
    cue: Cue


class Cues:
    """The cues of one kind, found by their first word."""

    def __init__(self, written: list[str]) -> None:
        self._by_word: defaultdict[str, list[Cue]] = defaultdict(list)
        for line in written:
            cue = _cue(line)
            for word in cue.words.split()[0].split("/"):
                self._by_word[word].append(cue)

    def find(self, sentence: Sentence) -> Iterator[CueHit]:
        """Return the cues in a sentence, in its order."""
        for place, word in enumerate(sentence.folded):
            for cue in self._by_word.get(word, ()):
                at = sentence.offsets[place]
                match = cue.pattern.match(sentence.line, at)
                if match:
                    count = match.group().count(" ")
                    end = place + count
                    yield CueHit(match.group().strip(), place, end, cue)


def _cue(line: str) -> Cue:
    mark = line.split(" ", 1)[0] if line[0] in "<>!" else ""
    words = line[len(mark) :].strip()
    if not _PLAIN.fullmatch(words):
        raise ValueError(f"The cue “{line}” is not written in folded words.")
    return Cue(
        words,
        re.compile(_pattern(words)),
        ahead="<" not in mark,
        behind=">" not in mark,
        everywhere="!" in mark,
    )


def _pattern(written: str) -> str:
    parts = []
    for word in written.split():
        if word.startswith(".."):
            parts.append(rf"(?:\S+ ){{0,{int(word[2:])}}}?")
        else:
            words = word.replace("/", "|").replace("*", r"\S*")
            parts.append(f"(?:{words}) ")
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Language:
    """All cues of a language; see ``cues/en.yaml`` for what each kind means."""

    masks: Cues
    planned: Cues
    denied: Cues
    conditional: Cues
    funding: Cues
    others: Cues
    law: Cues
    example: Cues
    own: Cues
    question: Cues
    meaning: Cues
    spoken_of: Cues
    effects: Cues
    making: Cues
    handing: Cues
    deadline: Cues
    recurring: Cues
    in_force: Cues
    clauses: frozenset[str]
    relatives: frozenset[str]
    complements: frozenset[str]
    fronted: frozenset[str]
    verbs: frozenset[str]


_LISTS: Final = ("clauses", "relatives", "complements", "fronted", "verbs")


@lru_cache(maxsize=8)
def cues(language: str) -> Language:
    """Return the cues of a language; those of English for one without."""
    path = _FOLDER / f"{language}.yaml"
    if not path.exists():
        path = _FOLDER / "en.yaml"
    written: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    found: dict[str, Any] = {
        name: frozenset(lines) if name in _LISTS else Cues(lines)
        for name, lines in written.items()
    }
    return Language(**found)
