from __future__ import annotations

import pytest

from criteria.review import twins

PASSAGE = "The Data Committee meets every quarter and keeps minutes of its decisions."


@pytest.mark.parametrize(
    ("other", "is_near"),
    [
        (PASSAGE, True),
        (
            "the DATA committee, meets every quarter & keeps minutes of its décisions",
            False,
        ),
        (PASSAGE.replace("décisions", "decisions").upper(), True),
        (PASSAGE + " Today.", True),
        (PASSAGE.replace("quarter", "month"), False),
        ("Minutes are kept.", False),
        ("", False),
        ("…", False),
    ],
)
def test_a_near_duplicate_shares_most_rows_of_words(
    other: str, *, is_near: bool
) -> None:
    assert twins.near(PASSAGE, {"it": other}) == ["it"] * is_near


def test_a_share_of_four_fifths_is_near_and_less_is_not() -> None:
    # Of ten words, eight rows of three; of one word more or two, nine and ten.
    words = [f"w{number}" for number in range(12)]
    ten, eleven, twelve = (" ".join(words[:count]) for count in (10, 11, 12))

    assert twins.near(ten, {"eleven": eleven, "twelve": twelve}) == [
        "eleven",
        "twelve",
    ]
    assert twins.near(" ".join(words[:9]), {"twelve": twelve}) == []


def test_short_texts_are_near_if_they_are_equal() -> None:
    assert twins.near("Adopted.", {"a": "ADOPTED", "b": "Adopted today"}) == ["a"]
    assert twins.near("…", {"a": "…"}) == []


def test_the_likest_share_the_most_words_with_any_of_the_texts() -> None:
    others = {
        "far": "Roads are repaved each summer.",
        "near": "The Data Committee meets every month.",
        "nearest": "The Data Committee meets every quarter.",
    }

    like = twins.likest(["Nothing", PASSAGE], others, most=2)

    assert like == ["nearest", "near"]
