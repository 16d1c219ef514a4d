from __future__ import annotations

import pytest

from criteria.about import facts
from criteria.about.facts import Signature
from criteria.evidence import Page


def pages(text: str) -> tuple[Page, ...]:
    return (Page(1, text, "en"),)


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
    [mark] = facts.of(pages(text)).acts

    assert mark.words == words


def test_act_is_named_once_with_its_place_and_without_the_full_stop() -> None:
    text = "Under Ordinance No. 14. See ordinance 14 and Ordinance No. 15."

    first, second = facts.of(pages(text)).acts

    assert (first.words, second.words) == ("Ordinance No. 14", "Ordinance No. 15")
    assert text[first.start : first.end] == first.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("DRAFT\nOpen data policy", "DRAFT"),
        ("Policy\nDraft 0.4 for comment\n", "Draft 0.4 for comment"),
        ("x\n" * 600 + "Borrador", "Borrador"),
        ("x" * 600 + "\nDraft\n" + "x" * 600, ""),
        ("They read the draft.", ""),
        ("Draft budgets of all departments are published in the spring of a year.", ""),
    ],
)
def test_draft_mark_is_a_short_line_at_the_edge_of_a_page(
    text: str, words: str
) -> None:
    found = facts.of(pages(text)).draft

    assert ("" if found is None else found.words) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The city publishes.", Signature.NONE),
        ("Signed: ______________", Signature.EMPTY),
        ("______________\nMayor", Signature.EMPTY),
        ("Signed: Ana Ruiz", Signature.FILLED),
        ("/s/ Ana Ruiz", Signature.FILLED),
        ("_" * 90 + "\n" + "_" * 40 + "\n" + "_" * 40 + "\n", Signature.NONE),
        ("Signed: ____\n/s/ Ana Ruiz", Signature.FILLED),
        ("Digitally signed by Ana Ruiz", Signature.DIGITAL),
        ("Documento assinado digitalmente por Ana Ruiz", Signature.DIGITAL),
    ],
)
def test_signature_block_is_judged(text: str, expected: Signature) -> None:
    assert facts.of(pages(text)).signature == expected
