from __future__ import annotations

from datetime import date

from criteria.evidence import Page
from storage.planning_models import DatedBy
from workers import datefinding


def test_dates_are_proposed_with_their_kind_page_and_exact_quote() -> None:
    text = (
        "Open Data Policy. Adopted on 4 March 2024 by the council.\n\n"
        "Last reviewed 9 May 2026. It rained on 1 June 2025."
    )

    found = datefinding.proposed([Page(1, "Cover", "en"), Page(2, text, "en")])

    assert [(one.kind, one.begins, one.page) for one in found] == [
        (DatedBy.ADOPTED, date(2024, 3, 4), 2),
        (DatedBy.REVIEWED, date(2026, 5, 9), 2),
    ]
    assert [one.quote in text for one in found] == [True, True]
    assert "4 March 2024" in found[0].quote


def test_the_same_date_is_proposed_once_and_a_long_list_is_cut() -> None:
    days = "\n\n".join(f"Adopted on {n} March 2024." for n in range(1, 20))

    found = datefinding.proposed([Page(1, days + "\n\n" + days, "en")])

    assert [one.begins.day for one in found] == list(range(1, 9))


def test_dates_are_found_in_four_languages() -> None:
    pages = [
        Page(1, "La política fue aprobada el 4 de marzo de 2024.", "es"),
        Page(2, "A política foi aprovada em 5 de março de 2024.", "pt"),
        Page(3, "La politique a été adoptée le 6 mars 2024.", "fr"),
    ]

    found = datefinding.proposed(pages)

    assert [(one.kind, one.begins.day) for one in found] == [
        (DatedBy.ADOPTED, 4),
        (DatedBy.ADOPTED, 5),
        (DatedBy.ADOPTED, 6),
    ]
