from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from criteria.review.sampling import is_drawn

shares = st.integers(0, 100)


def test_all_and_none_are_drawn_whole() -> None:
    keys = [str(n) for n in range(200)]

    assert all(is_drawn(key, seed="s", share=100) for key in keys)
    assert not any(is_drawn(key, seed="s", share=0) for key in keys)


def test_a_fifth_is_about_a_fifth_and_hangs_on_the_seed() -> None:
    keys = [str(n) for n in range(1000)]

    drawn = [[is_drawn(key, seed=seed, share=20) for key in keys] for seed in "ab"]

    assert [sum(one) for one in drawn] == [200, 206]
    assert drawn[0] != drawn[1]


@given(st.text(), st.text(), shares, shares)
def test_a_larger_share_holds_the_smaller_one(
    key: str, seed: str, one: int, other: int
) -> None:
    small, large = sorted((one, other))

    assert is_drawn(key, seed=seed, share=large) >= is_drawn(
        key, seed=seed, share=small
    )
