"""The words of the pages in the reader's language. English stands in the code."""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.dates import format_datetime
from babel.numbers import format_decimal
from markupsafe import Markup

from criteria import catalogues, countries, telling
from criteria.about import remarks
from criteria.editions import translations
from criteria.speech import Speech
from criteria.telling import Told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from gettext import NullTranslations

FOLDER = Path(__file__).with_name("translations")
ENGLISH = "en"
NAMES = {ENGLISH: "English", "es": "Español", "pt": "Português", "fr": "Français"}

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@cache
def offered() -> tuple[str, ...]:
    """The languages that have a catalogue; English needs none."""
    found = [
        language
        for language in NAMES
        if language == ENGLISH or (FOLDER / f"{language}.po").is_file()
    ]
    return tuple(found)


def speak(language: str) -> None:
    """Answer this request in a language, or in English if it is not offered."""
    _spoken.set(language if language in offered() else ENGLISH)


def spoken() -> str:
    """The language of this request."""
    return _spoken.get()


def gettext(message: str, **values: object) -> str:
    """A message in the reader's language, its ``%(name)s`` filled in."""
    said = _catalogue(spoken()).gettext(message)
    return said % values if values else said


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """The form of a message that goes with a count, which is ``%(num)s`` in it."""
    said = _catalogue(spoken()).ngettext(one, many, count)
    return said % {"num": count, **values}


_ = gettext


def plain(message: str) -> str:
    """A message as it is kept, to be filled in by whoever asks."""
    # A catalogue answers nothing with the facts about itself.
    return _catalogue(spoken()).gettext(message) if message else message


def marked(message: str, /, **values: object) -> Markup:
    """A message in a page, its ``%(name)s`` filled in and escaped."""
    if not values:
        return _whole(FOLDER, spoken(), message)
    return Markup(plain(message)) % values  # noqa: S704 - ours, and what is filled in is escaped


def marked_plural(one: str, many: str, count: int, /, **values: object) -> Markup:
    """The form of a message in a page that goes with a count, ``%(num)s`` in it."""
    said = _catalogue(spoken()).ngettext(one, many, count)
    return Markup(said) % {"num": count, **values}  # noqa: S704 - as above


@lru_cache(maxsize=1 << 12)
def _whole(folder: Path, language: str, message: str) -> Markup:
    # A page says the same hundred messages to everybody.
    said = catalogues.read(folder, language).gettext(message) if message else message
    return Markup(said % {})  # noqa: S704 - ours


def day(when: date) -> str:
    """A day in words, such as 25 November 2026."""
    return _speech().day(when)


def moment(instant: datetime) -> str:
    """A moment in UTC, to the minute."""
    return f"{format_datetime(instant, 'd MMM y, HH:mm', locale=_speech().locale)} UTC"


def number(value: float | str, form: str = "#,##0.##") -> str:
    """A number as the reader's language writes it, by a pattern of CLDR."""
    return format_decimal(value, form, locale=_speech().locale)


def country(code: str) -> str:
    """The name of a country, of which its code of ISO 3166 is kept."""
    return countries.name(code, _speech().locale)


def every_country() -> Sequence[tuple[str, str]]:
    """The code and name of each country, by name."""
    return countries.named(_speech().locale)


def told(value: object) -> object:
    """What a page shows of a value: sentences of ours in the reader's language."""
    return telling.retold(value, _speech()) if isinstance(value, Told) else value


def kept(message: str | None) -> str | None:
    """A sentence of ours that was kept in English, in the reader's language."""
    return plain(message) if message else message


def remarked(sentence: str) -> str:
    """What was remarked on a document, in the reader's language."""
    message, values = remarks.apart(sentence)
    said = plain(message)
    filled = {name: plain(one) for name, one in values.items()}
    return said % filled if filled else said


def titled(title: str, edition: str) -> Markup:
    """A rule's title in the reader's language; what stays in English says so."""
    said = translations.teller(edition, spoken())(title)
    if said == title and spoken() != ENGLISH:
        return Markup('<span lang="en">{}</span>').format(title)
    return Markup.escape(said)


def _catalogue(language: str) -> NullTranslations:
    return catalogues.read(FOLDER, language)


def _speech() -> Speech:
    return Speech(FOLDER, spoken())
