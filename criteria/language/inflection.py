"""Light inflection: number, and in Spanish, Portuguese and French also gender.

``key`` maps a folded word to what it has in common with its other forms, ``forms`` goes
back. Stemming proper is not used: with the accents folded away it makes one word of
*datos*, *date* and *dated*.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

LANGUAGES: Final = ("en", "es", "pt", "fr")

# Shorter words are mostly grammar or acronyms: "los" is no plural of "lo".
_SHORTEST: Final = 4

# Words that keep to themselves whatever their endings: "data" is no feminine of "dato",
# nor "plaza" of "plazo". All words in brackets are forms of the one before them.
_IRREGULAR: Final = {
    "en": "analysis (analyses) criterion (criteria) index (indices) person (people)",
    "es": "autobus (autobus autobuses) banca (banca bancas) carga (carga cargas) "
    "casa (casa casas) cuenta (cuenta cuentas) data (data) interes (interes intereses) "
    "marca (marca marcas) pais (pais paises) plaza (plaza plazas) "
    "puerta (puerta puertas) vez (veces) voz (voces)",
    "pt": "agil (ageis) banca (banca bancas) carga (carga cargas) casa (casa casas) "
    "cidadao (cidada cidadas) civil (civis) conta (conta contas) contabil (contabeis) "
    "data (data datas) dificil (dificeis) facil (faceis) fragil (frageis) "
    "habil (habeis) lei (leis) marca (marca marcas) pais (pais paises) perfil (perfis) "
    "porta (porta portas) util (uteis)",
    "fr": "annee (annee annees) choix (choix) donnee (donnee donnees) "
    "duree (duree durees) entree (entree entrees) idee (idee idees) "
    "journee (journee journees) mis (mis mise mises) portee (portee portees) "
    "pris (pris) priv (prive prives) prix (prix) soiree (soiree soirees) "
    "travaux (travaux)",
}
_OF_IRREGULAR: Final[dict[str, dict[str, str]]] = {
    language: {
        form: word
        for word, forms in re.findall(r"(\w+) \(([^)]+)\)", written)
        for form in forms.split()
    }
    for language, written in _IRREGULAR.items()
}
_UNCHANGED: Final = frozenset(
    {"news", "goods", "series", "species", "always", "across"}
)


def _english(word: str) -> str:
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
    if word.endswith(("z", "ce", "ces")):
        # "voz" has "voces", and "avance" has "avances".
        return word[: word.rindex("z" if word[-1] == "z" else "c")] + "c"
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


_FRENCH: Final = (
    ("elle", "el"),
    ("enne", "en"),
    ("euse", "eu"),
    ("trice", "teur"),
    ("ive", "if"),
    ("que", "c"),
    ("ee", ""),
    ("e", ""),
)


def _french(word: str) -> str:
    if word.endswith("aux"):
        return word[:-1] if word.endswith("eaux") else word[:-3] + "al"
    single = word[:-1] if word.endswith(("s", "x")) else word
    for feminine, masculine in _FRENCH:
        # "tiree" goes with "tire", of which the "e" stays.
        shortest = _SHORTEST + (feminine == "ee")
        if single.endswith(feminine) and len(single) > shortest:
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
        ("c", ("z", "ce", "ces")),
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
        ("", ("", "s", "x", "e", "es", "ee", "ees")),
        ("al", ("aux",)),
        ("c", ("que", "ques")),
        ("eau", ("eaux",)),
        ("eu", ("euse", "euses")),
        ("teur", ("trice", "trices")),
        ("el", ("elle", "elles")),
        ("en", ("enne", "ennes")),
        ("if", ("ive", "ives")),
    ),
}


def key(word: str, language: str) -> str:
    """Return what a folded word shares with its other forms in a language."""
    if irregular := _OF_IRREGULAR[language].get(word):
        return irregular
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
    irregular = _OF_IRREGULAR[language].items()
    found.update(form for form, single in irregular if single == base)
    return tuple(sorted(form for form in found if key(form, language) == base))
