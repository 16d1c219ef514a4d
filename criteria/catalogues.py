"""Catalogues of translated messages, read from the files that translators edit."""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from criteria.language.inflection import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LANGUAGES", "read"]


@cache
def read(folder: Path, language: str) -> NullTranslations:
    """The messages of a folder in a language; none, if it has no such file.

    A message that is not translated, or is marked as doubtful, stays in English.
    """
    path = folder / f"{language}.po"
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    packed = io.BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    return GNUTranslations(packed)
