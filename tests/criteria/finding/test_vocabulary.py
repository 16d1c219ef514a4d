from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from criteria.finding import vocabulary
from criteria.language.text import fold
from criteria.language.tokens import number_of
from tests.criteria.packs.small_packs import make_pack, make_rule

if TYPE_CHECKING:
    from criteria.finding.vocabulary import Vocabulary

CODES = ("DM2", "RDC3")


def _learn(**sentences: tuple[str, ...]) -> Vocabulary:
    pack = replace(make_pack(make_rule("x")), wordings={"en": sentences})
    return vocabulary.learn(pack, CODES)["en"]


def _weights(found: Vocabulary, word: str) -> list[float]:
    row: list[float] = found.weigh(np.array([number_of(fold(word))]))[0].tolist()
    return row


def test_a_word_of_one_criterion_speaks_for_it_and_a_shared_one_for_none() -> None:
    found = _learn(
        DM2=("register of datasets", "register kept yearly"),
        RDC3=("vendor grades kept yearly", "vendor letters"),
    )

    register, kept = _weights(found, "Register"), _weights(found, "kept")

    assert register[0] > 0 > register[1]
    assert abs(kept[0]) < register[0] / 2


def test_strange_and_empty_words_weigh_alike_for_all() -> None:
    found = _learn(DM2=("register the datasets",), RDC3=("vendor grades",))

    assert _weights(found, "prayer") == _weights(found, "the")
    assert len(set(_weights(found, "prayer"))) == 1


def test_words_of_the_form_of_a_paper_weigh_like_strange_ones() -> None:
    found = _learn(
        DM2=("Artículo: séance", "register kept"), RDC3=("vendor letters kept",)
    )

    assert _weights(found, "artículo") == _weights(found, "prayer")
    assert _weights(found, "Séance") == _weights(found, "prayer")


def test_few_examples_do_not_make_much_of_little() -> None:
    register = ("register", "datasets", "custodian", "refresh")
    found = _learn(
        DM2=tuple(" ".join((*register, n)) for n in "abcdefgh"),
        RDC3=tuple(f"vendor grades punctuality complaints {n}" for n in "stuvwxyz"),
    )

    numbers = np.array([number_of(word) for word in register])
    sums = found.weigh(numbers).sum(axis=0, keepdims=True)

    # Each word stands in all sentences of one criterion and in none of the other, so
    # its share is twice the usual; the unit would be less than 1, and 1 is the least.
    assert vocabulary.sized(sums, np.array([4]))[0, 0] == pytest.approx(
        4 * np.log((2 + 0.3) / 1.3) / np.sqrt(4 + 20)
    )


def test_language_without_examples_knows_no_word() -> None:
    pack = replace(make_pack(make_rule("x")), wordings={"en": {"DM2": ("register",)}})

    found = vocabulary.learn(pack, CODES)["fr"]

    assert len(set(_weights(found, "registre"))) == 1
