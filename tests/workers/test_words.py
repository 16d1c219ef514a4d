from __future__ import annotations

from criteria.evidence import Page
from criteria.language.tokenising import tokenise, tokenise_in_parts
from criteria.language.tokens import PARTED, to_keep
from workers.words import searchable

PAGES = [Page(n, "The data policy is adopted. " * 9, "en") for n in range(1, 9)]


def test_a_small_document_is_kept_as_its_searchable_form_and_used_again() -> None:
    with searchable(PAGES) as anew:
        kept = to_keep(anew)
    with searchable(PAGES, kept) as again:
        assert len(again) == 1
        assert to_keep(again) == kept
    assert kept == tokenise(PAGES).to_bytes()


def test_what_was_kept_with_a_page_more_is_made_anew() -> None:
    kept = tokenise([*PAGES[:4], Page(5, ""), *PAGES[5:]]).to_bytes()
    with_text = [*PAGES[:4], *PAGES[5:]]

    with searchable(with_text, kept) as again:
        assert to_keep(again) == tokenise(with_text).to_bytes()


def test_a_large_document_keeps_a_mark_and_its_parts_are_made_anew() -> None:
    parts = [part.to_bytes() for part in tokenise_in_parts(PAGES, 50)]

    with searchable(PAGES, words=50) as filed:
        assert [part.to_bytes() for part in filed] == parts
        assert filed[-1].to_bytes() == parts[-1]
        assert to_keep(filed) == PARTED
    with searchable(PAGES, PARTED, words=50) as again:
        assert [part.to_bytes() for part in again] == parts
    assert len(parts) > 1
