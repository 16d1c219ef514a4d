from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.evidence import Standing
from criteria.scores import scoring
from criteria.scores.forecast import (
    Period,
    Point,
    Renewal,
    curve,
    last_day,
    renewals,
    rhythm,
    scheduled,
)
from tests.criteria.editions.small import (
    TODAY,
    make_claim,
    make_criterion,
    make_standard,
)
from tests.criteria.scores.cases import chances, random_claims, random_standard


def test_curve_tells_when_the_score_drops_and_rises() -> None:
    small = make_standard(
        [make_criterion("X1", window_months=12), make_criterion("X2")],
        levels=(("Silver", 50), ("Gold", 100)),
    )
    claims = [
        make_claim("X1", link="1", dated=date(2026, 3, 1)),
        make_claim("X1", link="2", dated=date(2027, 6, 1)),
        make_claim("X2", link="3"),
    ]

    silver, gold = small.levels
    assert curve(small, claims, on=TODAY) == (
        Point(TODAY, 2, gold, (), ()),
        Point(date(2027, 3, 2), 1, silver, ("X1",), ()),
        Point(date(2027, 6, 1), 2, gold, (), ("X1",)),
        Point(date(2028, 6, 2), 1, silver, ("X1",), ()),
    )


def test_renewals_name_the_paper_and_its_last_day() -> None:
    small = make_standard(
        [make_criterion("X1", window_months=12), make_criterion("X2")]
    )
    claims = [
        make_claim("X1", link="1", document="memo", dated=date(2026, 3, 1)),
        make_claim("X1", link="2", document="note", dated=date(2026, 5, 1)),
        make_claim("X1", link="3", document="old", dated=date(2020, 5, 1)),
        make_claim("X1", Standing.UNDECIDED, link="4", dated=date(2026, 4, 1)),
        make_claim("X2", link="5", dated=date(2026, 4, 1)),
        make_claim("X1", link="6", document="late", dated=date(2028, 4, 1)),
    ]

    assert renewals(small, claims, on=TODAY) == (
        Renewal("1", "memo", "X1", date(2027, 3, 1), loses=False),
        Renewal("2", "note", "X1", date(2027, 5, 1), loses=True),
    )


@pytest.mark.parametrize(
    ("dated", "months", "last"),
    [
        (date(2024, 11, 25), 24, date(2026, 11, 25)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 2, 28), 1, date(2026, 3, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
    ],
)
def test_last_day_is_the_last_one_that_counts(
    dated: date, months: int, last: date
) -> None:
    small = make_standard([make_criterion("X1", window_months=months)])
    claim = make_claim("X1", dated=dated)

    assert last_day(small, claim) == last
    assert scoring.score(small, [claim], on=last).met == 1
    assert scoring.score(small, [claim], on=last + timedelta(days=1)).met == 0


def test_evidence_without_window_or_date_never_grows_old() -> None:
    small = make_standard(
        [make_criterion("X1", window_months=12), make_criterion("X2")]
    )

    assert last_day(small, make_claim("X1")) is None
    assert last_day(small, make_claim("X2", dated=date(2000, 1, 1))) is None


def test_curve_is_the_score_of_every_single_day() -> None:
    for chance in chances(12, seed=5):
        small = random_standard(chance)
        claims = random_claims(chance, small, documents=4)
        points = curve(small, claims, on=TODAY, months=13)

        by_day = {}
        current = points[0].met
        for n in range(396):
            day = TODAY + timedelta(days=n)
            current = next((p.met for p in points if p.on == day), current)
            by_day[day] = current

        assert by_day == {
            day: scoring.score(small, claims, on=day).met for day in by_day
        }


def test_quarterly_meetings_are_looked_for_in_the_last_four_quarters() -> None:
    dates = [date(2026, m, 10) for m in (2, 5, 8, 9, 11, 12)] + [date(2025, 11, 3)]

    found = rhythm(dates, every_months=3, on=TODAY)

    assert found.periods == (
        Period(date(2025, 10, 1), date(2025, 12, 31), (date(2025, 11, 3),)),
        Period(date(2026, 1, 1), date(2026, 3, 31), (date(2026, 2, 10),)),
        Period(date(2026, 4, 1), date(2026, 6, 30), (date(2026, 5, 10),)),
        Period(
            date(2026, 7, 1), date(2026, 9, 30), (date(2026, 8, 10), date(2026, 9, 10))
        ),
    )
    assert found.kept
    assert found.latest == (date(2026, 11, 10), date(2026, 9, 10))


def test_the_lines_of_a_schedule_name_its_days() -> None:
    text = (
        "Board meetings in 2026\n\n- 2026-03-31 Data board meets\n- 2026-06-30\n"
        "- 20260930 Last\n-\n- 2026-02-30\n- minutes of 2026-01-01\n\n2026-12-31\n"
    )

    assert scheduled(text) == (
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 9, 30),
    )


def test_one_quarter_without_a_meeting_breaks_the_rhythm() -> None:
    dates = [date(2026, m, 10) for m in (2, 4, 6)] + [date(2025, 11, 3)]

    assert not rhythm(dates, every_months=3, on=TODAY).kept


@given(
    dates=st.lists(st.dates(date(2024, 1, 1), date(2027, 1, 1)), max_size=20),
    more=st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    every=st.sampled_from((1, 2, 3, 4, 6, 12)),
)
def test_another_date_never_breaks_a_rhythm(
    dates: list[date], more: date, every: int
) -> None:
    before = rhythm(dates, every_months=every, on=TODAY)

    after = rhythm([*dates, more], every_months=every, on=TODAY)

    assert after.kept or not before.kept
