from __future__ import annotations

from datetime import date

import pytest

from criteria.about import registers
from criteria.about.registers import Fate, Line

HEADS = ["Criterion", "Title", "Link", "Date", "Note"]
CODES = {"DM1", "OD2"}
TODAY = date(2026, 6, 30)


def _line(**given: str) -> Line:
    whole = {"criterion": "DM1", "title": "Policy", "address": "https://a.example/p"}
    return Line(2, **(whole | given))


def _fates(*found: Line, here: dict[str, set[str]] | None = None) -> list[Fate]:
    told = registers.judged(found, CODES, here or {}, today=TODAY)
    return [fate for _line, fate in told]


@pytest.mark.parametrize(
    "heads",
    [
        HEADS,
        ["Criterio", "Título", "Enlace", "Fecha", "Nota"],
        ["CRITÉRIO", "título:", "Ligação / ignored", "Data", "Nota", "Endereço"],
        ["Critère", "Titre", "Lien", "Date", "Remarque"],
    ],
)
def test_headings_are_known_in_four_languages(heads: list[str]) -> None:
    address = heads.index("Endereço") if "Endereço" in heads else 2
    row = ["dm 1", "Plan  of\ndata", "", "2026-03-31", "It says so.", ""]
    row[address] = "https://a.example/p"

    found = registers.lines([[["a list"]], [["Our evidence"], [], heads, row, []]])

    [line] = found
    assert line == Line(
        4, "DM1", "Plan of data", "https://a.example/p", "2026-03-31", "It says so."
    )


def test_a_sheet_without_the_headings_has_no_lines() -> None:
    assert registers.lines([[["Criterion", "Title"], ["DM1", "Policy"]]]) == ()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("2026-03-31 00:00:00", date(2026, 3, 31)),
        ("31.03.2026", date(2026, 3, 31)),
        ("05/05/2026", date(2026, 5, 5)),
        ("03/04/2026", None),
        ("12/13/2026", None),
        ("2026-02-30", None),
        ("last spring", None),
    ],
)
def test_a_day_is_taken_where_it_can_be_but_one(typed: str, day: date | None) -> None:
    assert _line(day=typed).seen_on == day
    assert _fates(_line(day=typed)) == [Fate.NEW if day else Fate.BAD_DATE]


def test_a_page_was_seen_today_or_before() -> None:
    fates = [_fates(_line(day=typed)) for typed in ("2026-06-30", "2026-07-01")]

    assert fates == [[Fate.NEW], [Fate.TO_COME]]


@pytest.mark.parametrize(
    ("given", "fate"),
    [
        ({}, Fate.NEW),
        ({"criterion": "DM9"}, Fate.NO_CRITERION),
        ({"title": ""}, Fate.NO_TITLE),
        ({"title": "x" * 200}, Fate.NEW),
        ({"title": "x" * 201}, Fate.TOO_LONG),
        ({"address": "S:\\drive\\plan.docx"}, Fate.BAD_ADDRESS),
        ({"address": "javascript:alert(1)"}, Fate.BAD_ADDRESS),
        ({"address": "https://"}, Fate.BAD_ADDRESS),
    ],
)
def test_each_fault_has_its_own_fate(given: dict[str, str], fate: Fate) -> None:
    assert _fates(_line(**given)) == [fate]


def test_what_is_here_gets_links_and_nothing_twice() -> None:
    found = (
        _line(),
        _line(),
        _line(criterion="OD2"),
        _line(address="https://b.example/"),
        _line(address="https://b.example/", criterion="OD2"),
    )

    assert _fates(*found, here={"https://b.example/": {"DM1"}}) == [
        Fate.NEW,
        Fate.TWICE,
        Fate.LINKED,
        Fate.HERE,
        Fate.LINKED,
    ]
