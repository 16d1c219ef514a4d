"""The numbers of days and years that acts write out in words, in four languages.

All are written without accents and in small letters, as they are looked for.
"""

from __future__ import annotations

from functools import cache

_UNITS = {
    "en": "one two three four five six seven eight nine",
    "es": "un|uno|primero dos tres cuatro cinco seis siete ocho nueve",
    "pt": "um|primeiro dois tres quatro cinco seis sete oito nove",
    "fr": "un|premier deux trois quatre cinq six sept huit neuf",
}
_TEENS = {
    "en": "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen",
    "es": "diez once doce trece catorce quince dieciseis diecisiete dieciocho"
    " diecinueve",
    "pt": "dez onze doze treze catorze|quatorze quinze dezesseis|dezasseis"
    " dezessete|dezassete dezoito dezenove|dezanove",
    "fr": "dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
}
_ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh"
    " twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth"
    " nineteenth"
}
# What is written for 20 and 30 alone, and before a unit.
_TENS = {
    "en": (("twenty|twentieth", "twenty-"), ("thirty|thirtieth", "thirty-")),
    "es": (("veinte", "veinti"), ("treinta", "treinta y ")),
    "pt": (("vinte", "vinte e "), ("trinta", "trinta e ")),
    "fr": (("vingt", "vingt-|vingt et "), ("trente", "trente-|trente et ")),
}
THOUSANDS = {
    "en": "two thousand(?: and)?",
    "es": "dos mil",
    "pt": "dois mil(?: e)?",
    "fr": "deux mille?",
}


@cache
def numbers(language: str) -> dict[str, int]:
    """What the words for 1 to 39 mean, each written with single spaces and hyphens."""
    found: dict[str, int] = {}
    units = _written(_UNITS[language], 1)
    ordinals = _written(_ORDINALS.get(language, ""), 1)
    for ten, (alone, before) in enumerate(_TENS[language], 2):
        found |= dict.fromkeys(alone.split("|"), ten * 10)
        for opening in before.split("|"):
            found |= {
                opening + word: ten * 10 + number
                for word, number in (units | ordinals).items()
                if number < 10  # noqa: PLR2004 - the first number of two digits
            }
    return found | units | _written(_TEENS[language], 10) | ordinals


def _written(words: str, first: int) -> dict[str, int]:
    """Number words from the first on; some may be written in two ways."""
    return {
        word: number
        for number, ways in enumerate(words.split(), first)
        for word in ways.split("|")
    }
