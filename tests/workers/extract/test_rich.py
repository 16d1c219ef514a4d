from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.evidence import SegmentKind
from tests.workers.extract import making

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read

TEXT, NOTE = SegmentKind.PARAGRAPH, SegmentKind.NOTE


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        (
            rb"\pard\plain Hello world{\footnote\pard\plain a note}",
            [(TEXT, "Hello world"), (NOTE, "a note")],
        ),
        (rb"{\b\deleted gone\deleted0 kept words}", [(TEXT, "kept words")]),
        (rb"{\v hidden}Kept \v hidden\v0 words", [(TEXT, "Kept words")]),
        (
            rb"It stays.{\deleted gone{\footnote\pard\plain note{\annotation a}}}",
            [(TEXT, "It stays.")],
        ),
        (
            (
                rb"{\fonttbl{\f0\fcharset204 Arial;}}\f0\'cf\'eb\'e0\'ed is a plan"
                rb"{\footnote\pard\f0\'c3\'ee\'e4}{\footnote\pard Second}."
            ),
            [
                (TEXT, "\N{CYRILLIC CAPITAL LETTER PE}\u043b\u0430\u043d is a plan."),
                (NOTE, "\N{CYRILLIC CAPITAL LETTER GHE}\u043e\u0434"),
                (NOTE, "Second"),
            ],
        ),
        (rb"\b\footnote Not a note.", [(TEXT, "Not a note.")]),
    ],
    ids=["plain", "deleted", "hidden", "deleted note", "fonts", "no group"],
)
def test_rich_text_keeps_each_word_where_it_belongs(
    read: Read, body: bytes, blocks: list[tuple[SegmentKind, str]]
) -> None:
    [page] = read(rb"{\rtf1\ansi\ansicpg1252 " + body + b"}", "policy.rtf").pages

    assert making.blocks(page) == blocks


def test_rich_text_with_a_number_too_long_for_one_is_read(read: Read) -> None:
    data = rb"{\rtf1 The city met.\'0e" + b"1" * 5000 + rb"\'0f Done.}"

    [page] = read(data, "policy.rtf").pages

    assert page.text.startswith("The city met.")
