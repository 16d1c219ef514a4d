from __future__ import annotations

from datetime import date

import pytest

from criteria.evidence import Page, Reading
from workers.extract import dates, facts, readability
from workers.extract.facts import Signature


def reading(text: str, language: str = "en") -> Reading:
    return Reading("text", language, (Page(1, text, language),), title="Policy")


@pytest.mark.parametrize(
    ("text", "language", "first", "last"),
    [
        ("June 4, 2023", "en", (2023, 6, 4), (2023, 6, 4)),
        ("this 4th day of June, 2023", "en", (2023, 6, 4), (2023, 6, 4)),
        ("4 de junio de 2023", "es", (2023, 6, 4), (2023, 6, 4)),
        ("4 días del mes de junio de 2023", "es", (2023, 6, 4), (2023, 6, 4)),
        ("1º de março de 2023", "pt", (2023, 3, 1), (2023, 3, 1)),
        ("1er août 2023", "fr", (2023, 8, 1), (2023, 8, 1)),
        ("2023-06-04", "other", (2023, 6, 4), (2023, 6, 4)),
        ("06/04/2023", "en", (2023, 6, 4), (2023, 6, 4)),
        ("06/04/2023", "es", (2023, 4, 6), (2023, 4, 6)),
        ("13/04/2023", "en", (2023, 4, 13), (2023, 4, 13)),
        ("February 2024", "en", (2024, 2, 1), (2024, 2, 29)),
        ("FY2023", "en", (2023, 1, 1), (2023, 12, 31)),
        ("FY 2023-24", "en", (2023, 1, 1), (2024, 12, 31)),
        ("exercício de 2023", "pt", (2023, 1, 1), (2023, 12, 31)),
    ],
)
def test_date_is_read_with_its_words(
    text: str,
    language: str,
    first: tuple[int, int, int],
    last: tuple[int, int, int],
) -> None:
    [found] = dates.find(Page(1, f"It says {text} here.", language))

    assert (found.first, found.last) == (date(*first), date(*last))


@pytest.mark.parametrize(
    "text", ["99/99/2023", "February 30, 2023", "call 311 in 1850"]
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert [d for d in dates.find(Page(1, text, "en")) if d.first == d.last] == []


def test_day_of_the_document_is_the_one_it_was_adopted_on() -> None:
    found = facts.of(
        reading(
            "The law of May 2, 2019 says so. Adopted on June 4, 2023 by the council."
        )
    )

    assert found.day == date(2023, 6, 4)
    assert len(found.dates) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("as in Ordinance No. 2023-14 of", "Ordinance No. 2023-14"),
        ("según el Decreto N° 1119 de", "Decreto N° 1119"),
        ("a Lei nº 12.527 de", "Lei nº 12.527"),
        ("le règlement 2021-5 de", "règlement 2021-5"),
    ],
)
def test_number_of_an_act_is_found(text: str, words: str) -> None:
    [mark] = facts.of(reading(text)).acts

    assert mark.words == words


def test_draft_mark_counts_at_the_edge_of_a_page_only() -> None:
    middle = "x" * 600 + " the draft budget " + "x" * 600

    assert len(facts.of(reading("DRAFT\nOpen data policy")).drafts) == 1
    assert facts.of(reading(middle)).drafts == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The city publishes.", Signature.NONE),
        ("Signed: ______________", Signature.EMPTY),
        ("______________\nMayor", Signature.EMPTY),
        ("Signed: Ana Ruiz", Signature.FILLED),
        ("/s/ Ana Ruiz", Signature.FILLED),
        ("Digitally signed by Ana Ruiz", Signature.DIGITAL),
        ("Documento assinado digitalmente por Ana Ruiz", Signature.DIGITAL),
    ],
)
def test_signature_block_is_judged(text: str, expected: Signature) -> None:
    assert facts.of(reading(text)).signature == expected


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 1.0, 1.0),
        ("The city publishes its budget and its contracts every year. " * 4, 0.95, 1.0),
        ("Thx ctv pblshs bdgt cntrcts vry yr rprts strngth lmts " * 4, 0.0, 0.3),
        ("\ufffd\ue001\ue002 city " * 20, 0.0, 0.6),
        ("thecitypublishesitsbudgetandallofitscontracts " * 20, 0.0, 0.1),
    ],
)
def test_readability_falls_with_what_cannot_be_read(
    text: str, least: float, most: float
) -> None:
    assert least <= readability.score(Page(1, text)) <= most
