"""What a reviewer sees marked is what was found: drawn at random, from real files."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from criteria.finding import matching
from criteria.language.inflection import LANGUAGES
from criteria.packs import rules
from workers.extract import documents, places
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from criteria.evidence import Page, Passage

FOLDER = Path(__file__).parents[2] / "workers" / "example" / "documents"
AT_ONCE = 20


@dataclass(frozen=True)
class Drawn:
    path: Path
    page: Page
    passage: Passage


@pytest.fixture(scope="module")
def passages() -> list[Drawn]:
    """Every passage that is proposed in the worked example's documents."""
    pack, found = rules.load("wwc-2022"), []
    for path in sorted(FOLDER.iterdir()):
        try:
            pages = documents.read(path, path.name).pages
        except Unreadable:
            continue
        by_number = {page.number: page for page in pages}
        for proposal in matching.find(pages, pack, name=path.name):
            found += [
                Drawn(path, by_number[one.page], one) for one in proposal.passages
            ]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quote_is_exactly_the_words_of_its_page(
    passages: list[Drawn], language: str
) -> None:
    drawn = _draw([one for one in passages if one.page.language == language])

    assert drawn
    for one in drawn:
        start, end = one.passage.start, one.passage.end
        assert one.page.text[start:end] == one.passage.quote
        assert one.passage.quote.strip()


def test_the_boxes_on_a_page_hold_the_quoted_words_and_no_others(
    passages: list[Drawn],
) -> None:
    drawn = _draw([one for one in passages if one.path.suffix == ".pdf"])

    assert len(drawn) == AT_ONCE
    for one in drawn:
        assert _letters(_in_boxes(one)) == _letters(one.passage.quote)


def _draw(found: list[Drawn]) -> list[Drawn]:
    """As many as a person would look at, always the same ones."""
    chance = random.Random(len(found))  # noqa: S311 - what to look at, not a secret
    return chance.sample(found, min(AT_ONCE, len(found)))


def _in_boxes(one: Drawn) -> str:
    """What another part of PDFium says stands in the boxes of a passage."""
    span = (one.passage.start, one.passage.end)
    [boxes] = places.places(one.path, one.path.name, one.page.number, [span])
    document = pypdfium2.PdfDocument(one.path)
    sheet = document[one.page.number - 1]
    width, height = sheet.get_size()
    text = sheet.get_textpage()
    told = []
    for box in boxes:
        # Letters of the lines above and below reach into a line a little.
        part = (box.bottom - box.top) / 6
        told.append(
            text.get_text_bounded(
                left=box.left * width - 0.5,
                right=box.right * width + 0.5,
                top=(1 - box.top - part) * height,
                bottom=(1 - box.bottom + part) * height,
            )
        )
    document.close()
    return " ".join(told)


def _letters(text: str) -> str:
    return re.sub(r"[\s\u00ad\u2010\ufffe-]+", "", unicodedata.normalize("NFKC", text))
