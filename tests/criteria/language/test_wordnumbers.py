from __future__ import annotations

from criteria.language.text import fold, points_of, spans_of
from criteria.language.tokens import number_of
from criteria.language.wordnumbers import CAPITALS, WordNumbers


def _numbers(known: WordNumbers, text: str) -> list[int]:
    points = points_of(text)
    found: list[int] = known.of(text, points, *spans_of(text, points)).tolist()
    return found


def test_a_long_text_has_the_number_of_each_of_its_words() -> None:
    known = WordNumbers()
    words = [f"W\u00f6rd{n}" for n in range(20_000)]
    words[700] = "b" * 70_000
    words[15_000] = "KPI"
    expected = [number_of(fold(word)) for word in words]
    expected[15_000] |= CAPITALS

    found = _numbers(known, " ".join(words))

    assert found == expected
    assert _numbers(known, " ".join(words)) == expected


def test_more_words_than_there_are_places_keep_their_numbers() -> None:
    known = WordNumbers(places=8)
    words = [f"{n:x}q" for n in range(3_000)]

    found = _numbers(known, " ".join(words))

    assert found == [number_of(word) for word in words]
    assert _numbers(known, " ".join(words)) == found
