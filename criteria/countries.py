"""The countries a city can lie in, by their codes of ISO 3166, with their names."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Sequence

_LENGTH = len("CO")
# Territories that CLDR names though ISO 3166 has no such country.
_NO_COUNTRIES = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())  # noqa: SIM905 - read in one line
CODES: frozenset[str] = frozenset(
    code
    for code in map(str, Locale("en").territories)
    if len(code) == _LENGTH and code not in _NO_COUNTRIES
)


def name(code: str, locale: Locale) -> str:
    """What a country is called in a language; the code itself if it is none."""
    return str(locale.territories.get(code, code)) if code in CODES else code


def named(locale: Locale) -> Sequence[tuple[str, str]]:
    """Every country's code and name, by name whatever marks its letters carry."""
    pairs = [(code, name(code, locale)) for code in CODES]
    return sorted(pairs, key=lambda pair: _plain(pair[1]))


def _plain(text: str) -> str:
    return (
        unicodedata.normalize("NFD", text.casefold()).encode("ascii", "ignore").decode()
    )
