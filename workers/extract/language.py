"""Which of our languages a text is in, by its small words.

A word that several languages share counts for each of them in part. Italian, Catalan,
German and Dutch are known only so that they are not taken for one of ours.
"""

from __future__ import annotations

import math
import re
from itertools import filterfalse

_OURS = ("en", "es", "pt", "fr")
_SMALL = {
    "en": """the of and to in is that for on with as are by this be or from at which an
        it was not have has will shall their its may all any been other these must such
        they were when should each we our your you can if more who how what into do
        about than through use no under""",
    "es": """de la que el en y los del las se por con para una su al es lo como más o
        pero sus le ha este esta entre cuando muy sin sobre también hasta hay donde
        desde todo nos durante ni contra ese eso ante e esto antes algunos qué unos
        otro otras son fue será deberá cada así según mediante dicha dicho conforme
        no a un ser están sido""",
    "pt": """de a o que e do da em um para com não uma os no se na por mais as dos como
        mas ao das à seu sua ou quando muito nos já também só pelo pela até isso ela
        entre sem mesmo aos seus quem nas esse essa num nem suas às este esta são será
        deverá foi pelos pelas sobre conforme cada ser é está há nº caput lhe ainda
        estão sido""",
    "fr": """de la le et les des en un du une que est pour qui dans a par plus pas au
        sur ne se ce il sont avec aux son cette ou leur ses être à sa elle ces mais
        comme nous vous tout fait été aussi leurs bien peut sans entre ont doit selon
        afin ainsi notre votre donc lors où dont""",
    "it": """di e il la che in un è per una con non del da i le si della sono dei al
        come nel alla più delle anche gli ha lo dalla ai nella o su essere degli questo
        questa tra""",
    "ca": """de la i que el a en els les per un amb del una es no al dels és més com
        o aquest aquesta les ha pel són seva seu també entre dels als però""",
    "de": """der die und in den von zu das mit sich des auf für ist im dem nicht ein
        eine als auch es an werden aus er hat dass sie nach wird bei einer um sind""",
    "nl": """de van het een en in is dat op te met voor zijn die niet aan er om ook
        als dan maar bij of uit nog naar wordt door over worden deze""",
}
_LETTERS = {"ã": "pt", "õ": "pt", "ñ": "es", "¿": "es", "¡": "es", "œ": "fr", "ù": "fr"}
_NEVER_FRENCH = "áíóúñ"
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 2_000
# Running text has every third word among these, a list of names hardly one in ten.
_LEAST_SHARE = 0.08
_LEAST_WORDS = 4


# What a word counts, of which each language has its share: a number that all shares,
# and their halves, divide.
_WHOLE = 2 * math.lcm(*range(1, len(_SMALL) + 1))
_BITS = 24  # for each language's count, side by side in one number
_COUNT = (1 << _BITS) - 1
_AT = {language: place * _BITS for place, language in enumerate(_SMALL)}
_LETTERS_ONLY = bytes(
    byte if byte > 127 or chr(byte).isalpha() else ord(" ")  # noqa: PLR2004 - ASCII's last
    for byte in range(256)
)


def _weights() -> dict[str, int]:
    users: dict[str, set[str]] = {}
    for language, words in _SMALL.items():
        for word in words.split():
            users.setdefault(word, set()).add(language)
    return {
        word: sum(_WHOLE // len(found) << _AT[language] for language in found)
        for word, found in users.items()
    }


_WEIGHTS = _weights()


def detect(text: str) -> str:
    """Say en, es, pt, fr, or other where it is none of them or cannot be told."""
    sample = text if len(text) <= _SAMPLE else _spread(text)
    lowered = sample.lower()
    words = _words(lowered)
    if len(words) < _LEAST_WORDS:
        return "other"
    # All languages are counted at once: a page has hundreds of words.
    total = sum(map(_WEIGHTS.__getitem__, filter(_WEIGHTS.__contains__, words)))
    scores = {language: total >> at & _COUNT for language, at in _AT.items()}
    if not lowered.isascii():
        for letter, language in _LETTERS.items():
            told = min(lowered.count(letter), len(words) // 20 + 1)
            scores[language] += told * _WHOLE
        if any(map(lowered.count, _NEVER_FRENCH)):
            scores["fr"] //= 2
    best, score = max(scores.items(), key=lambda one: (one[1], one[0]))
    enough = score / _WHOLE >= _LEAST_SHARE * len(words)
    return best if best in _OURS and enough else "other"


def _words(text: str) -> list[str]:
    """List the words, in no order; a pattern takes twice the time for ASCII's."""
    parts = text.encode(errors="replace").translate(_LETTERS_ONLY).decode().split()
    if text.isascii():
        return parts
    far = " ".join(filterfalse(str.isascii, parts))
    return [*filter(str.isascii, parts), *_WORD.findall(far)]


def _spread(text: str) -> str:
    """Take three stretches, since a document may begin with a table or a letterhead."""
    part = _SAMPLE // 3
    middle = len(text) // 2
    return "\n".join((text[:part], text[middle : middle + part], text[-part:]))
