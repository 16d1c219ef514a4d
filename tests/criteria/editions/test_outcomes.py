from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.editions import outcomes
from criteria.editions.standard import StandardError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("shown", "met"),
    [((), False), (("air",), True), (("broadband", "chosen"), True), (("sea",), False)],
)
def test_one_outcome_is_enough(*, shown: tuple[str, ...], met: bool) -> None:
    assert outcomes.load("wwc-2022").met(shown) is met


def test_requirement_says_that_it_may_not_be_in_force() -> None:
    found = outcomes.load("wwc-2022")

    assert "whether it is still in force is not known" in found.statement
    assert [one.code for one in found.outcomes] == ["air", "broadband", "chosen"]


def test_edition_without_one_is_told() -> None:
    with pytest.raises(StandardError, match=r"^wwc-2018 has no outcome requirement\.$"):
        outcomes.load("wwc-2018")


def test_faulty_requirement_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.yaml"
    path.write_text(
        "edition: x\nneeded: 2\noutcomes: [{code: air, text: Clean.}]\n",
        encoding="utf-8",
    )

    with pytest.raises(StandardError) as refused:
        outcomes.read(path)

    assert refused.value.faults == (
        "outcomes.yaml, line 1: 2 outcomes are needed, 1 are listed.",
        "outcomes.yaml, line 1: statement is missing.",
    )
