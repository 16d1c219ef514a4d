from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.editions import snapshot, standard
from criteria.editions.snapshot import Answer, Eligibility, Overview
from criteria.editions.standard import StandardError
from tests.criteria.editions.small import make_standard

if TYPE_CHECKING:
    from pathlib import Path


def test_each_question_matches_a_leading_criterion_of_its_practice() -> None:
    questions = snapshot.load("wwc-2022").questions

    assert [(q.number, q.criterion) for q in questions] == [
        (1, "DM1"),
        (2, "LC1"),
        (3, "PA1"),
        (4, "OD3"),
        (5, "BF2"),
        (6, "EVAL2"),
        (7, "RDC2"),
        (8, "CI2"),
    ]
    wwc = standard.load("wwc-2022")
    practices = [wwc.criterion(q.criterion).practice for q in questions]
    assert sorted(practices) == sorted(practice.code for practice in wwc.practices)


def test_snapshot_says_that_it_is_no_official_score() -> None:
    statement = snapshot.load("wwc-2022").statement

    assert "it is no official score and decides nothing" in statement


@pytest.mark.parametrize(
    ("population", "country", "found", "both"),
    [
        (29_999, "US", Eligibility(people=False, country=True), False),
        (30_000, "US", Eligibility(people=True, country=True), True),
        (30_001, "br", Eligibility(people=True, country=True), True),
        (500_000, "FR", Eligibility(people=True, country=False), False),
        (None, "MX", Eligibility(people=None, country=True), False),
    ],
)
def test_two_plain_checks_say_who_may_take_part(
    *, population: int | None, country: str, found: Eligibility, both: bool
) -> None:
    eligibility = snapshot.eligible(
        snapshot.load("wwc-2022"), population=population, country=country
    )

    assert eligibility == found
    assert eligibility.both is both


def test_only_a_yes_claims_a_criterion() -> None:
    answers = {1: Answer.YES, 2: Answer.PARTLY, 3: Answer.NO, 4: Answer.UNKNOWN}

    found = snapshot.overview(snapshot.load("wwc-2022"), answers)

    assert found == Overview(
        yes=1,
        partly=1,
        answered=4,
        total=8,
        claimed=("DM1",),
    )


def test_edition_without_a_snapshot_is_told() -> None:
    with pytest.raises(StandardError, match=r"^wwc-2018 has no Data Snapshot\.$"):
        snapshot.load("wwc-2018")


def test_faulty_snapshot_is_refused_with_all_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.yaml"
    path.write_text(
        """\
edition: other
statement: Ours.
population: many
eligibility: All.
questions:
  - {number: 1, text: Is it?, criterion: X1, match: strong}
  - {number: 1, text: Is it?, criterion: X9, match: strong}
""",
        encoding="utf-8",
    )

    with pytest.raises(StandardError) as refused:
        snapshot.read(path, make_standard(2))

    faults = [f.removeprefix("snapshot.yaml, ") for f in refused.value.faults]
    assert faults == [
        "line 1: it is of other, and lies with small.",
        "line 3, population: a whole number of at least 1 is wanted here.",
        "line 7, questions › 2: the number 1 is used twice.",
        "line 7, questions › 2: there is no criterion X9.",
    ]
