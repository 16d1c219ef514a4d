"""Light inflection: number, and in Spanish, Portuguese and French also gender.

``key`` maps a folded word to what it has in common with its other forms, ``forms`` goes
back. Stemming proper is not used: with the accents folded away it makes one word of
*datos*, *date* and *dated*.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

LANGUAGES: Final = ("en", "es", "pt", "fr")

# Shorter words are mostly grammar or acronyms: "los" is no plural of "lo".
_SHORTEST: Final = 4

_IRREGULAR: Final = {
    "analyses": "analysis",
    "criteria": "criterion",
    "indices": "index",
    "people": "person",
}
_UNCHANGED: Final = frozenset(
    {"news", "goods", "series", "species", "always", "across"}
)


def _english(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > _SHORTEST:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    is_single = word.endswith(("ss", "us")) or word in _UNCHANGED
    is_single |= word.endswith("is") and len(word) > _SHORTEST
    return word if is_single else word.removesuffix("s")


def _gender(word: str) -> str:
    if word.endswith("ora"):
        return word[:-1]
    if word.endswith("a"):
        return word[:-1] + "o"
    return word[:-1] if word.endswith("e") else word


def _spanish(word: str) -> str:
    if word.endswith("ces"):
        return word[:-3] + "z"
    if word.endswith("es"):
        return word[:-2]
    return _gender(word.removesuffix("s"))


_PORTUGUESE: Final = (
    ("oes", "ao"),
    ("aes", "ao"),
    ("ais", "al"),
    ("eis", "el"),
    ("ois", "ol"),
    ("ns", "m"),
    ("es", ""),
)


def _portuguese(word: str) -> str:
    for plural, single in _PORTUGUESE:
        if word.endswith(plural):
            return word.removesuffix(plural) + single
    return _gender(word.removesuffix("s"))


_FRENCH: Final = (("elle", "el"), ("enne", "en"), ("ive", "if"), ("e", ""))


def _french(word: str) -> str:
    if word.endswith("aux"):
        return word[:-1] if word.endswith("eaux") else word[:-3] + "al"
    single = word[:-1] if word.endswith(("s", "x")) else word
    for feminine, masculine in _FRENCH:
        if single.endswith(feminine) and len(single) > _SHORTEST:
            return single.removesuffix(feminine) + masculine
    return single


_KEYS: Final = {
    "en": _english,
    "es": _spanish,
    "pt": _portuguese,
    "fr": _french,
}

# What may stand at the end of a form, by the end of its key.
_ENDINGS: Final[dict[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "en": (("", ("", "s", "es")), ("y", ("ies",))),
    "es": (
        ("", ("", "s", "es", "e")),
        ("o", ("a", "as", "os")),
        ("or", ("ora", "oras")),
        ("z", ("ces",)),
    ),
    "pt": (
        ("", ("", "s", "es", "e")),
        ("o", ("a", "as", "os")),
        ("or", ("ora", "oras")),
        ("ao", ("oes", "aes")),
        ("al", ("ais",)),
        ("el", ("eis",)),
        ("ol", ("ois",)),
        ("m", ("ns",)),
    ),
    "fr": (
        ("", ("", "s", "x", "e", "es")),
        ("al", ("aux",)),
        ("eau", ("eaux",)),
        ("el", ("elle", "elles")),
        ("en", ("enne", "ennes")),
        ("if", ("ive", "ives")),
    ),
}


def key(word: str, language: str) -> str:
    """Return what a folded word shares with its other forms in a language."""
    if len(word) < _SHORTEST or not word.isalpha():
        return word
    return _KEYS[language](word)


@lru_cache(maxsize=1 << 16)
def forms(word: str, language: str) -> tuple[str, ...]:
    """Return all words, in order, whose ``key`` is that of this folded word."""
    base = key(word, language)
    found = {word}
    for tail, endings in _ENDINGS[language]:
        if base.endswith(tail):
            stem = base[: len(base) - len(tail)]
            found.update(stem + ending for ending in endings)
    if language == "en":
        found.update(form for form, single in _IRREGULAR.items() if single == base)
    return tuple(sorted(form for form in found if key(form, language) == base))
