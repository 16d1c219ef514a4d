from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import Page
from criteria.finding.hits import find_hits
from criteria.language.buckets import Postings
from criteria.language.searchable import Searchable
from criteria.language.tokenising import tokenise
from criteria.language.tokens import Tokens
from criteria.packs.compiled import CompiledPack
from criteria.packs.ruleset import Clause, Form, Pack, Rule, Scope, Strength
from tests.criteria.finding import slow_reference

if TYPE_CHECKING:
    from tests.criteria.finding.slow_reference import Document

# Few words, so that they meet often; among them forms of one another.
_WORDS = st.sampled_from(
    [
        "data", "policy", "policies", "committee", "committees", "meets", "meet",
        "open", "KPI", "kpi", "publico", "publica", "publicos", "of",
    ]
)  # fmt: skip
_BROKEN = _WORDS.filter(lambda word: len(word) > 3).map(
    lambda word: word[:2] + slow_reference.BREAK + word[2:]
)
_CELL = st.lists(_WORDS, min_size=1, max_size=7)
_SENTENCE = st.lists(_WORDS | _BROKEN, min_size=1, max_size=7)
_BLOCK = st.tuples(
    st.sampled_from(["text", "items"]), st.lists(_SENTENCE, min_size=1, max_size=4)
) | st.tuples(st.just("row"), st.lists(_CELL, min_size=1, max_size=4))
_DOCUMENT = st.lists(st.lists(_BLOCK, max_size=4), min_size=1, max_size=3)
_PLAIN_PHRASE = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)
_PHRASE = _PLAIN_PHRASE | _PLAIN_PHRASE.map(lambda phrase: f"={phrase}=")
_PHRASES = st.lists(_PHRASE, min_size=1, max_size=3, unique=True).map(tuple)
_WITHIN = st.integers(1, 6) | st.sampled_from(
    [Scope.SENTENCE, Scope.PARAGRAPH, Scope.PAGE, Scope.DOCUMENT]
)
_NEED = st.builds(Clause, _PHRASES, _WITHIN)
_BAR = st.builds(Clause, _PHRASES, _WITHIN | st.just(Scope.HIT))
_FORM = st.builds(
    Form,
    st.sampled_from(["en", "es"]),
    _PHRASES,
    st.lists(_NEED, max_size=2).map(tuple),
    st.lists(_BAR, max_size=2).map(tuple),
)


def _pack(forms: list[Form]) -> Pack:
    rules = tuple(
        Rule(f"R{number}", "DM1", "a rule", Strength.STRONG, {form.language: form})
        for number, form in enumerate(forms)
    )
    return Pack("test", rules, "")


def _fast(
    tokens: Tokens, pack: Pack, *, by_postings: bool = False
) -> set[slow_reference.Hit]:
    prepared = CompiledPack(pack)
    text = Searchable.of([tokens])
    postings = Postings(text.ids) if by_postings else None
    hits = find_hits(text, prepared, postings)
    rows = zip(hits.forms, hits.starts, hits.ends, strict=True)
    return {(prepared.forms[f][0].id, int(start), int(end)) for f, start, end in rows}


@settings(max_examples=150, deadline=None)
@given(_DOCUMENT, st.lists(_FORM, min_size=1, max_size=4))
def test_finds_exactly_what_the_slow_reference_finds(
    document: Document, forms: list[Form]
) -> None:
    texts = slow_reference.render(document)
    pages = [Page(number, text) for number, text in enumerate(texts, 1)]
    pack = _pack(forms)

    tokens = tokenise(pages)

    assert tokens.count == len(slow_reference.places(document))
    expected = slow_reference.hits(document, pack)
    assert _fast(tokens, pack) == expected
    assert _fast(tokens, pack, by_postings=True) == expected


@settings(max_examples=50, deadline=None)
@given(_DOCUMENT, st.lists(_FORM, min_size=1, max_size=2))
def test_finds_the_same_in_the_stored_form(
    document: Document, forms: list[Form]
) -> None:
    texts = slow_reference.render(document)
    tokens = tokenise([Page(number, text) for number, text in enumerate(texts, 1)])
    pack = _pack(forms)

    stored = Tokens.from_bytes(tokens.to_bytes())

    assert _fast(stored, pack) == _fast(tokens, pack)


@settings(max_examples=50, deadline=None)
@given(st.lists(_DOCUMENT, min_size=1, max_size=3), _FORM)
def test_documents_in_one_row_are_searched_as_each_alone(
    documents: list[Document], form: Form
) -> None:
    pack = _pack([form])
    each = [
        tokenise([Page(n, text) for n, text in enumerate(slow_reference.render(d), 1)])
        for d in documents
    ]

    together = find_hits(Searchable.of(each), CompiledPack(pack))

    firsts = [sum(tokens.count for tokens in each[:n]) for n in range(len(each))]
    assert sorted(
        zip(together.starts.tolist(), together.ends.tolist(), strict=True)
    ) == (
        sorted(
            (start + first, end + first)
            for document, first in zip(documents, firsts, strict=True)
            for _, start, end in slow_reference.hits(document, pack)
        )
    )
