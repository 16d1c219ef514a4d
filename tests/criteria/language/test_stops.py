from __future__ import annotations

from itertools import pairwise

import pytest

from criteria.evidence import Page
from criteria.language.tokenising import tokenise


def _sentences(*texts: str) -> list[str]:
    """Return what each piece of some pages begins with, up to its last word's end."""
    tokens = tokenise([Page(number, text, "en") for number, text in enumerate(texts)])
    bounds = [*tokens.pieces.tolist(), tokens.count]
    page_of = [0] * tokens.count
    for page, first in enumerate(tokens.pages.tolist()):
        page_of[first:] = [page] * (tokens.count - first)
    return [
        texts[page_of[first]][
            int(tokens.starts[first]) : int(
                tokens.starts[end - 1] + tokens.lengths[end - 1]
            )
        ]
        for first, end in pairwise(bounds)
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It met. It voted.", ["It met", "It voted"]),
        ("It met.\nIt voted!  Why? Done", ["It met", "It voted", "Why", "Done"]),
        ("It met (twice.) It voted.", ["It met (twice", "It voted"]),
        ("He said \u201cyes.\u201d It voted.", ["He said \u201cyes", "It voted"]),
        ("It met. \u00bfPor qu\u00e9? No.", ["It met", "Por qu\u00e9", "No"]),
        ("See Sec. 5 of it.", ["See Sec. 5 of it"]),
        ("The Dept. Head met Dr. Ruiz.", ["The Dept. Head met Dr. Ruiz"]),
        ("Signed by J. Smith, etc. Done.", ["Signed by J. Smith, etc. Done"]),
        ("The U.S. City met.", ["The U.S. City met"]),
        ("It grew by 5. It fell.", ["It grew by 5", "It fell"]),
        ("5. It fell.", ["5. It fell"]),
        ("It has no. Yes.", ["It has no. Yes"]),
        ("It met ... then left.", ["It met ... then left"]),
        ("It met" + "." * 20 + " " * 30 + "It left.", ["It met", "It left"]),
        ("It met... Then it left.", ["It met", "Then it left"]),
        ("It met. then left.", ["It met. then left"]),
        ("It met.Then it left.", ["It met.Then it left"]),
        ("Se reuni\u00f3. \u00c9l vot\u00f3.", ["Se reuni\u00f3", "\u00c9l vot\u00f3"]),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(
    text: str, sentences: list[str]
) -> None:
    assert _sentences(text) == sentences


def test_neither_a_page_nor_a_block_lends_its_sentence_to_the_next() -> None:
    assert _sentences("It met.", "It voted. No", "no.\n\nYes. Or not.") == [
        "It met", "It voted", "No", "no", "Yes", "Or not",
    ]  # fmt: skip
