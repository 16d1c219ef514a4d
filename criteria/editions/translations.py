"""A standard in the reader's language.

The programme publishes its standard in English. Every other language is our own
translation, by text: what an installation has entered itself, for which there is none,
stays as it was entered.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from criteria import catalogues
from criteria.editions import outcomes, snapshot
from criteria.editions.edition import StandardError
from criteria.editions.standard import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from criteria.editions.edition import Criterion, Standard

    Tell = Callable[[str], str]


@lru_cache(maxsize=64)
def told_in(standard: Standard, language: str) -> Standard:
    """The same standard with its texts in a language. Its digest stays what it was.

    Names of levels and codes are the programme's and stay.
    """
    return _through(standard, teller(standard.edition, language))


def teller(edition: str, language: str) -> Tell:
    """What tells a text that lies beside an edition in a language."""
    known = catalogues.read(FOLDER / edition / "translations", language)
    return lambda text: known.gettext(text) if text else text


def beside(edition: str) -> list[str]:
    """Every text of an edition's Data Snapshot and its outcomes, in their order."""
    found: list[str] = []
    with suppress(StandardError):
        asked = snapshot.load(edition)
        found += [asked.statement, asked.eligibility]
        found += [question.text for question in asked.questions]
    with suppress(StandardError):
        wanted = outcomes.load(edition)
        found += [wanted.statement, *(one.text for one in wanted.outcomes)]
    return found


def texts(standard: Standard) -> list[str]:
    """Every text of a standard that wants a translation, once, in its order."""
    found: dict[str, None] = {}

    def note(text: str) -> str:
        found.setdefault(text)
        return text

    _through(standard, note)
    return [text for text in found if text]


def _through(standard: Standard, tell: Tell) -> Standard:
    return replace(
        standard,
        rounding_note=tell(standard.rounding_note),
        statement=tell(standard.statement),
        notes=_all(standard.notes, tell),
        practices=tuple(
            replace(one, name=tell(one.name), description=tell(one.description))
            for one in standard.practices
        ),
        criteria=tuple(_criterion(one, tell) for one in standard.criteria),
    )


def _criterion(criterion: Criterion, tell: Tell) -> Criterion:
    return replace(
        criterion,
        name=tell(criterion.name),
        requirement=tell(criterion.requirement),
        items=tuple(replace(item, text=tell(item.text)) for item in criterion.items),
        documents=_all(criterion.documents, tell),
        hooks=_all(criterion.hooks, tell),
        notes=_all(criterion.notes, tell),
    )


def _all(texts: tuple[str, ...], tell: Tell) -> tuple[str, ...]:
    return tuple(tell(text) for text in texts)
