"""The future tense of Spanish, Portuguese and French verbs, by their endings.

Accents decide: *publicará* is a plan, *publicara* is not. So this looks at the word as
it was written, not at its folded form.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_FUTURES: Final = {
    "es": re.compile(r"\w+(?:[aei]|[dbr])r(?:á|án|emos)"),
    "pt": re.compile(r"\w+[aei]r(?:á|ão|emos)|(?:ter|ser|far|dir|ir)(?:á|ão)"),
    "fr": re.compile(
        r"\w+(?:[eiuy]|aît|oît|tt|[dvr])r(?:a|ont)|(?:au|se|fe|i)r(?:a|ont)"
    ),
}
_CONDITIONALS: Final = {
    "es": re.compile(r"(?:ser|habr|tendr|deber|\w+[ae]r)ían?"),
    "pt": re.compile(r"(?:ser|haver|ter|dever|far)iam?"),
    "fr": re.compile(r"\w+(?:[eiuy]|aît|tt|[dvr])r(?:ait|aient)"),
}
_NOT_FUTURE: Final = {
    "es": frozenset({"extremos", "supremos", "queremos", "operemos"}),
    "pt": frozenset({"verão", "barão", "queremos", "ceará", "pará", "temos"}),
    "fr": frozenset({"extra", "ultra", "infra", "opéra", "caméra", "tantra", "intra"}),
}
# What may be done is a condition and no plan.
_ABLE: Final = ("podr", "poder", "pourr")
# After one of these stands a noun: la auditoría, una mayoría.
_BEFORE_NOUN: Final = frozenset(
    word
    for line in (
        "la una de su y e o las unas esta dicha",
        "nuestra cada por en con a sin",
    )
    for word in line.split()
)


def is_future(raw: str, before: str, language: str) -> bool:
    """Tell whether a word is a verb that says what shall or would be.

    ``before`` is the folded word in front of it.
    """
    if language not in _FUTURES or raw.isupper():
        return False
    word = unicodedata.normalize("NFC", raw).lower()
    if word in _NOT_FUTURE[language] or word.startswith(_ABLE):
        return False
    if _FUTURES[language].fullmatch(word):
        return True
    would = _CONDITIONALS[language].fullmatch(word)
    return would is not None and before not in _BEFORE_NOUN
