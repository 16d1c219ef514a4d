from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.authoring.quality import Quality, gathered, wilson
from criteria.evidence import Standing

# R. G. Newcombe, Two-sided confidence intervals for the single proportion, in
# Statistics in Medicine 17 (1998), 857-872, table I, method 3.
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("confirmed", "decided", "low", "high"), NEWCOMBE)
def test_the_interval_is_that_of_published_examples(
    confirmed: int, decided: int, low: float, high: float
) -> None:
    found = wilson(confirmed, decided)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@settings(max_examples=100, deadline=None)
@given(decided=st.integers(1, 500), data=st.data())
def test_the_interval_holds_the_share_and_mirrors(
    decided: int, data: st.DataObject
) -> None:
    confirmed = data.draw(st.integers(0, decided))
    one, other = wilson(confirmed, decided), wilson(decided - confirmed, decided)

    assert 0 <= one.low <= confirmed / decided + 1e-12
    assert confirmed / decided - 1e-12 <= one.high <= 1 + 1e-12
    assert one.low == pytest.approx(1 - other.high, abs=1e-9)


@pytest.mark.parametrize(("confirmed", "decided"), [(0, 0), (3, 2), (-1, 2)])
def test_no_share_has_no_interval(confirmed: int, decided: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(confirmed, decided)


@pytest.mark.parametrize(
    ("confirmed", "rejected", "needs"),
    [(0, 0, False), (0, 3, False), (0, 4, True), (2, 8, False), (2, 9, True)],
)
def test_a_rule_needs_work_once_its_whole_interval_is_under_the_line(
    confirmed: int, rejected: int, *, needs: bool
) -> None:
    decided = confirmed + rejected

    assert Quality(decided, confirmed, rejected).needs_work is needs


def test_counts_are_gathered_by_key() -> None:
    told = gathered(
        [
            ("a", Standing.CONFIRMED, True, 2),
            ("a", Standing.REJECTED, False, 1),
            ("a", Standing.UNDECIDED, False, 4),
            ("b", Standing.UNDECIDED, True, 1),
        ]
    )

    assert told == {"a": Quality(7, 2, 1, 2), "b": Quality(1, 0, 0, 1)}
    assert (told["a"].precision, told["b"].precision) == (2 / 3, None)
