from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.editions import standard
from criteria.editions.standard import StandardError
from criteria.evidence import Standing
from criteria.scores import crosswalk
from criteria.scores.crosswalk import Confidence, Relation
from tests.criteria.editions.small import TODAY, make_claim

if TYPE_CHECKING:
    from pathlib import Path


def test_every_criterion_of_both_editions_has_its_row() -> None:
    found = crosswalk.load("wwc-2022")

    older = [c.code for c in standard.load("wwc-2018").criteria]
    newer = [c.code for c in standard.load("wwc-2022").criteria]
    assert [code for code in older if not found.onward(code)] == []
    assert set(newer) <= {row.after for row in found.rows}


def test_origins_name_domains_of_the_first_edition() -> None:
    domains = {practice.code for practice in standard.load("wwc-2017").practices}

    named = {code for row in crosswalk.load("wwc-2022").rows for code in row.origin}

    assert named == domains


def test_one_criterion_may_become_two() -> None:
    rows = crosswalk.load("wwc-2022").onward("DG2")

    assert [(r.after, r.relation, r.confidence) for r in rows] == [
        ("DM1", Relation.WIDENED, Confidence.HIGH),
        ("LC5", Relation.SPLIT, Confidence.MEDIUM),
    ]


def test_nothing_moves_as_met() -> None:
    claims = [
        make_claim("OD1", link="1", items=("OD1.1",)),
        make_claim("DG2", link="2"),
        make_claim("OD2", link="3"),
        make_claim("PA1", Standing.UNDECIDED, link="4"),
    ]

    move = crosswalk.preview(crosswalk.load("wwc-2022"), claims, on=TODAY)

    assert [(m.claim.link, m.row.after, m.reread) for m in move.moved] == [
        ("1", "OD1", False),
        ("2", "DM1", True),
        ("2", "LC5", True),
    ]
    assert [claim.link for claim in move.left] == ["3"]
    assert (move.before.met, move.before.level) == (3, None)
    assert (move.after.met, move.after.documented.met) == (0, 3)


def test_edition_without_a_crosswalk_is_told() -> None:
    with pytest.raises(StandardError, match=r"^No crosswalk leads to wwc-2017\.$"):
        crosswalk.load("wwc-2017")


def test_faulty_crosswalk_is_refused_with_all_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "crosswalk.yaml"
    path.write_text(
        """\
from: wwc-2018
to: wwc-2222
statement: Ours.
rows:
  - {before: DG9, after: DM1, relation: new, confidence: sure, change: A, basis: B}
  - {before: DG1, relation: same, confidence: low, change: No., basis: No.}
""",
        encoding="utf-8",
    )

    with pytest.raises(StandardError) as refused:
        crosswalk.read(path)

    listed = "one of these is wanted here: high, medium, low."
    faults = [f.removeprefix("crosswalk.yaml, ") for f in refused.value.faults]
    assert faults == [
        "line 1: to: there is no standard wwc-2222.",
        f"line 5, rows › 1 › confidence: {listed}",
        "line 5, rows › 1: wwc-2018 has no criterion DG9.",
        "line 6, rows › 2: after is missing; only a dropped criterion leads nowhere.",
    ]


def test_crosswalk_leads_from_one_edition_straight_to_the_next() -> None:
    assert crosswalk.leading("wwc-2018", "wwc-2022") is crosswalk.load("wwc-2022")
    with pytest.raises(StandardError, match="from wwc-2017 to wwc-2022"):
        crosswalk.leading("wwc-2017", "wwc-2022")
