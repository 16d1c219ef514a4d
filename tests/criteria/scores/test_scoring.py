from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from criteria.editions import standard
from criteria.editions.standard import StandardError
from criteria.evidence import Standing, Statement, Unread
from criteria.scores import scoring
from criteria.scores.counting import months_before
from tests.criteria.editions.small import (
    TODAY,
    make_claim,
    make_criterion,
    make_standard,
)

CONFIRMED, UNDECIDED, REJECTED = (
    Standing.CONFIRMED,
    Standing.UNDECIDED,
    Standing.REJECTED,
)


@pytest.mark.parametrize(
    ("met", "percent", "share", "level", "following", "needed"),
    [
        (0, 0, "0.0", None, "Silver", 22),
        (21, 48, "48.8", None, "Silver", 1),
        (22, 51, "51.1", "Silver", "Gold", 8),
        (29, 67, "67.4", "Silver", "Gold", 1),
        (30, 69, "69.7", "Gold", "Platinum", 7),
        (36, 83, "83.7", "Gold", "Platinum", 1),
        (37, 86, "86.0", "Platinum", None, 0),
        (43, 100, "100.0", "Platinum", None, 0),
    ],
)
def test_level_changes_at_its_count(
    *,
    met: int,
    percent: int,
    share: str,
    level: str | None,
    following: str | None,
    needed: int,
) -> None:
    wwc = standard.load("wwc-2022")
    claims = [make_claim(criterion.code) for criterion in wwc.criteria[:met]]

    found = scoring.score(wwc, claims, on=TODAY)

    assert (found.met, found.total) == (met, 43)
    assert (found.confirmed.percent, found.confirmed.share) == (percent, share)
    assert (found.level.name if found.level else None) == level
    assert (found.next_level.name if found.next_level else None) == following
    assert found.needed_for_next == needed


def test_three_figures_stand_side_by_side() -> None:
    small = make_standard(4)
    claims = [
        make_claim("X1"),
        make_claim("X2", UNDECIDED),
        make_claim("X3", UNDECIDED, statement=Statement.PLANNED),
        make_claim("X4", REJECTED),
    ]

    found = scoring.score(small, claims, on=TODAY)

    assert [found.confirmed.met, found.documented.met, found.proposed.met] == [1, 2, 3]
    assert [f.level and f.level.name for f in (found.documented, found.proposed)] == [
        None,
        "Gold",
    ]
    assert found.level is None


def test_practices_are_counted_one_by_one() -> None:
    wwc = standard.load("wwc-2022")
    claims = [make_claim("DM1"), make_claim("DM2", UNDECIDED), make_claim("CI3")]

    found = scoring.score(wwc, claims, on=TODAY)

    counted = {p.code: (p.met, p.documented, p.total) for p in found.practices}
    assert counted == {
        "DM": (1, 2, 9),
        "LC": (0, 0, 7),
        "OD": (0, 0, 4),
        "PA": (0, 0, 5),
        "BF": (0, 0, 3),
        "RDC": (0, 0, 8),
        "CI": (1, 1, 3),
        "EVAL": (0, 0, 4),
    }


def test_one_confirmed_link_meets_a_criterion_whose_list_is_ours() -> None:
    small = make_standard([make_criterion("X1", items=3)])

    found = scoring.score(small, [make_claim("X1")], on=TODAY)

    assert found.criterion("X1").met
    assert found.criterion("X1").covered == ()


@pytest.mark.parametrize(("shown", "met"), [(1, False), (2, True), (3, True)])
def test_needed_items_decide_where_the_list_binds(shown: int, met: bool) -> None:  # noqa: FBT001 - a table's column
    small = make_standard([make_criterion("X1", items=3, needed=2)])
    items = ("X1.1", "X1.2", "X1.3")[:shown]

    found = scoring.score(small, [make_claim("X1", items=items)], on=TODAY)

    assert found.criterion("X1").met is met
    assert found.criterion("X1").covered == items


def test_items_of_several_links_add_up_and_doubles_do_not() -> None:
    small = make_standard([make_criterion("X1", items=3, needed=2)])
    doubled = [
        make_claim("X1", link="1", items=("X1.1",)),
        make_claim("X1", link="2", items=("X1.1", "X9.9")),
    ]
    added = [*doubled, make_claim("X1", link="3", items=("X1.3",))]

    assert not scoring.score(small, doubled, on=TODAY).criterion("X1").met
    assert scoring.score(small, added, on=TODAY).criterion("X1").covered == (
        "X1.1",
        "X1.3",
    )


@pytest.mark.parametrize(
    ("dated", "counting"),
    [
        (date(2024, 11, 24), "too-old"),
        (date(2024, 11, 25), "counts"),
        (date(2024, 11, 26), "counts"),
        (date(2026, 11, 25), "counts"),
        (date(2026, 11, 26), "not-yet"),
        (None, "counts"),
    ],
)
def test_evidence_counts_within_its_window(dated: date | None, counting: str) -> None:
    wwc = standard.load("wwc-2022")

    found = scoring.score(wwc, [make_claim("BF3", dated=dated)], on=TODAY)

    [use] = found.criterion("BF3").uses
    assert use.counting == counting
    assert found.criterion("BF3").met is (counting == "counts")


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 11, 25), 24, date(2024, 11, 25)),
    ],
)
def test_months_are_counted_by_the_calendar(
    day: date, months: int, before: date
) -> None:
    assert months_before(day, months) == before


def test_criterion_is_not_met_before_what_it_requires() -> None:
    small = make_standard(
        [
            make_criterion("X1", requires=("X2",)),
            make_criterion("X2", requires=("X3",)),
            make_criterion("X3"),
        ]
    )
    claims = [make_claim("X1"), make_claim("X2")]

    without = scoring.score(small, claims, on=TODAY)
    complete = scoring.score(small, [*claims, make_claim("X3")], on=TODAY)

    assert (without.met, complete.met) == (0, 3)
    assert without.criterion("X1").blocked_by == ("X2",)


def test_edition_known_in_part_has_no_level() -> None:
    part = replace(make_standard(3), announced=45)

    found = scoring.score(part, [make_claim(f"X{n}") for n in (1, 2, 3)], on=TODAY)

    assert (found.met, found.total, found.announced) == (3, 3, 45)
    assert (found.level, found.next_level, found.needed_for_next) == (None, None, 0)
    assert not found.complete


def test_claim_for_an_unknown_criterion_is_refused() -> None:
    with pytest.raises(
        StandardError, match=r"^Link 7 speaks for X9, which small does not have\."
    ):
        scoring.score(make_standard(2), [make_claim("X9", link="7")], on=TODAY)


def test_digest_changes_with_each_input() -> None:
    small = make_standard(2)
    claims = [make_claim("X1"), make_claim("X2", UNDECIDED)]
    changed = [claims[0], make_claim("X2", UNDECIDED, items=("X2.1",))]

    half, waits = Unread("a.pdf", pages=1), Unread("a.pdf", waits=True)
    minutes = Unread("minutes.pdf", pages=1)

    digests = {
        scoring.score(small, claims, on=TODAY).digest,
        scoring.score(small, claims[::-1], on=TODAY).digest,
        scoring.score(small, changed, on=TODAY).digest,
        scoring.score(small, claims, on=TODAY + timedelta(days=1)).digest,
        scoring.score(small, claims, on=TODAY, unread=[half]).digest,
        scoring.score(small, claims, on=TODAY, unread=[waits]).digest,
        scoring.score(small, claims, on=TODAY, unread=[minutes]).digest,
        scoring.score(make_standard(3), claims, on=TODAY).digest,
    }

    assert len(digests) == 7
