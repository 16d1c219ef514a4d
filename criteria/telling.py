"""Sentences that can be told in the reader's language.

They are English text like any other until somebody who knows the reader asks for them
again: then their message is looked up, and their values are filled in anew.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Language(Protocol):
    """What is asked of a language."""

    def one(self, message: str) -> str:
        """The message in this language; in English if it is not known."""
        ...

    def counted(self, one: str, many: str, count: int) -> str:
        """The form of a message that goes with a count."""
        ...

    def day(self, when: date) -> str:
        """A day as it is written in this language."""
        ...

    def decimal(self, number: Decimal) -> str:
        """A number, with all of its decimals, as it is written in this language."""
        ...


class Told(str):
    """English text that knows how it was made."""

    __slots__ = ("many", "message", "number", "parts", "values")

    message: str
    many: str
    number: int
    values: Mapping[str, object]
    parts: tuple[str, ...]


def tell(message: str, **values: object) -> Told:
    """A sentence with its ``%(name)s`` filled in."""
    return _told(message % values if values else message, message, values)


def tell_number(one: str, many: str, count: int, **values: object) -> Told:
    """The form of a sentence that goes with a count, which is ``%(num)s`` in it."""
    values = {"num": count, **values}
    told = _told((one if count == 1 else many) % values, one, values)
    told.many, told.number = many, count
    return told


def tell_all(parts: Iterable[str], between: str = " ") -> Told:
    """Several sentences, or the members of a list, as one text. Empty ones fall out."""
    kept = tuple(part for part in parts if part)
    told = _told(between.join(kept), between, {})
    told.parts = kept
    return told


def retold(text: str, language: Language) -> str:
    """The same text in a language; one that does not know how it was made, as it is."""
    if not isinstance(text, Told):
        return text
    if text.parts:
        return text.message.join(retold(part, language) for part in text.parts)
    values = {name: _value(value, language) for name, value in text.values.items()}
    message = (
        language.counted(text.message, text.many, text.number)
        if text.many
        else language.one(text.message)
    )
    return message % values if values else message


def _told(text: str, message: str, values: Mapping[str, object]) -> Told:
    told = Told(text)
    told.message, told.values = message, values
    told.many, told.number, told.parts = "", 0, ()
    return told


def _value(value: object, language: Language) -> object:
    if isinstance(value, str):
        return retold(value, language)
    if isinstance(value, Decimal):
        return language.decimal(value)
    return language.day(value) if isinstance(value, date) else value
