from __future__ import annotations

from criteria.evidence import Page
from criteria.tokenising import tokenise, tokenise_in_parts
from criteria.tokens import PARTED, to_keep
from workers.words import Words

PAGES = [Page(n, "The data policy is adopted. " * 9, "en") for n in range(1, 9)]


def test_a_small_document_is_kept_as_its_searchable_form_and_used_again() -> None:
    kept = to_keep(tokenise_in_parts(PAGES))

    with Words.of(PAGES) as anew, Words.of([], kept) as again:
        assert len(anew) == len(again) == 1
        assert anew.to_bytes() == again.to_bytes() == kept
    assert kept == tokenise(PAGES).to_bytes()


def test_a_large_document_keeps_a_mark_and_its_parts_are_made_anew() -> None:
    parts = [*tokenise_in_parts(PAGES, 50)]

    with Words(parts) as words:
        assert [part.to_bytes() for part in words] == [p.to_bytes() for p in parts]
        mark = words.to_bytes()
        assert mark == to_keep(parts) == PARTED
    assert len(parts) > 1
    with Words.of(PAGES, mark) as again:
        assert again.to_bytes() == tokenise(PAGES).to_bytes()
