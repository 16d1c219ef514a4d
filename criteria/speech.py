"""A language with the catalogue in which the program's own messages stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from criteria import catalogues

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Speech:
    """How messages and days are said in a language; see `criteria.telling.Language`."""

    folder: Path
    language: str

    def one(self, message: str) -> str:
        """The message in this language; nothing stays nothing."""
        # A catalogue answers nothing with the facts about itself.
        known = catalogues.read(self.folder, self.language)
        return known.gettext(message) if message else message

    def counted(self, one: str, many: str, count: int) -> str:
        """The form of a message that goes with a count."""
        known = catalogues.read(self.folder, self.language)
        return known.ngettext(one, many, count)

    def day(self, when: date) -> str:
        """A day in words, such as 25 November 2026."""
        return format_date(when, "long", locale=self.locale)

    def decimal(self, number: Decimal) -> str:
        """A number, with all of its decimals, such as 51,1."""
        places = max(0, -int(number.as_tuple().exponent))
        form = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(number, form, locale=self.locale)

    @property
    def locale(self) -> Locale:
        """How numbers and days are written."""
        # British English writes the day first, as the other three languages do.
        return Locale.parse("en_GB" if self.language == ENGLISH else self.language)
