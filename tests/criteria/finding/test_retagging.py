from __future__ import annotations

from collections import Counter

import pytest

from criteria.evidence import Page
from criteria.finding.matching import find
from criteria.finding.retagging import Archive
from criteria.language.tokenising import tokenise
from criteria.language.tokens import Tokens
from criteria.packs.ruleset import Clause, Scope
from tests.criteria.packs.small_packs import make_pack, make_rule

PACK = make_pack(
    make_rule("data committee", id="A"),
    make_rule("data", id="B", needs=(Clause(("minutes",), Scope.DOCUMENT),)),
    make_rule("comité de datos", id="C", language="es"),
)
TEXTS = [
    "The data commit-\ntee met. Data committees keep data.",
    "",
    "El comité de datos guarda data y minutes.",
    "The data is in the minutes of the data committee.",
]
LANGUAGES = ["en", "en", "es", "en"]
STORED = [
    tokenise([Page(1, text, language)]).to_bytes()
    for text, language in zip(TEXTS, LANGUAGES, strict=True)
]
FOUND = [
    Counter({"A": 2}),
    Counter(),
    Counter({"C": 1}),
    Counter({"A": 1, "B": 2}),
]


def test_many_documents_are_surveyed_as_each_would_be_alone() -> None:
    assert Archive(STORED).survey(PACK) == FOUND
    assert [Archive([one]).survey(PACK)[0] for one in STORED] == FOUND
    assert Archive([]).survey(PACK) == []


def test_kept_tokens_give_the_same_links_as_the_pages() -> None:
    pages = [Page(1, TEXTS[3], "en")]

    again = find(pages, PACK, tokens=Tokens.from_bytes(STORED[3]))

    assert again == find(pages, PACK)
    assert [link.criterion for link in again] == ["DM1"]


def test_tokens_of_another_version_are_refused() -> None:
    with pytest.raises(ValueError, match="of another version"):
        Tokens.from_bytes(b"ASSAYT00" + STORED[0][8:])
