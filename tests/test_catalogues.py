"""What the catalogues of translations must hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

from criteria.catalogues import LANGUAGES
from criteria.editions import standard
from tools.texts import of_pages, of_standard
from web import texts

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog

FOLDERS = [
    texts.FOLDER,
    *(standard.FOLDER / edition / "translations" for edition in standard.editions()),
]
FILES = [folder / f"{language}.po" for folder in FOLDERS for language in LANGUAGES[1:]]
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_translation_fills_in_what_its_message_does(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)

    wrong = [
        message.id
        for message in catalogue
        if message.id and message.string and not _agree(message.id, message.string)
    ]

    assert wrong == []


def _agree(message: object, told: object) -> bool:
    if isinstance(message, tuple | list) and isinstance(told, tuple | list):
        wanted = set(PLACEHOLDER.findall(str(message[1])))
        forms = [set(PLACEHOLDER.findall(str(form))) for form in told if form]
        # "one document" may leave its number out.
        return all(wanted - {"%(num)s"} <= form <= wanted for form in forms)
    return sorted(PLACEHOLDER.findall(str(message))) == sorted(
        PLACEHOLDER.findall(str(told))
    )


def test_every_language_is_offered() -> None:
    assert texts.offered() == LANGUAGES


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_no_message_is_left_in_english(path: Path) -> None:
    edition = path.parts[-3]
    wanted = of_pages() if edition == "web" else of_standard(edition)
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)

    left = [one.id for one in wanted if one.id and not _is_told(catalogue, one.id)]

    # make texts LANGUAGE=es shows them.
    assert left == []


def _is_told(catalogue: Catalog, message: str | tuple[str, ...] | list[str]) -> bool:
    found = catalogue.get(message if isinstance(message, str) else message[0])
    if found is None:
        return False
    told = found.string
    return all(told) if isinstance(told, tuple | list) else bool(told)
