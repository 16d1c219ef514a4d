from __future__ import annotations

import pytest

from criteria.evidence import Page, Proposal
from criteria.finding.matching import find
from criteria.packs.ruleset import Strength
from tests.criteria.packs.small_packs import make_pack, make_rule

PACK = make_pack(
    make_rule("data committee", id="A", item="DM1.1", kinds=("minutes",)),
    make_rule("meets quarterly", id="B", item="DM1.2", strength=Strength.FAIR),
    make_rule("stewards", id="C", item="DM1.3", strength=Strength.WEAK),
)


def _link(text: str, kind: str = "minutes") -> Proposal:
    [link] = find([Page(1, text, "en")], PACK, kind=kind)
    return link


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("The data committee meets quarterly.", "The data committee meets."),
        (
            "The data committee met. Its stewards came.",
            "The data committee met. Its members came.",
        ),
        ("The data committee met.", "The data committee will meet."),
        ("The data committee will meet.", "The data committee did not meet."),
        ("The data committee met.", "# DATA COMMITTEE"),
        (
            "The data committee met. Roads. Data committees elsewhere met.",
            "The data committee met. Roads. Members elsewhere met.",
        ),
        ("The data committee met.", "# Definitions\n\nThe data committee met."),
        ("The data committee met.", "The data committee met. " + "Roads. " * 9000),
    ],
)
def test_what_says_more_scores_higher(more: str, less: str) -> None:
    assert _link(more).score > _link(less).score


def test_the_kind_a_rule_is_meant_for_scores_higher() -> None:
    text = "The data committee met."

    assert _link(text, "minutes").score > _link(text, "press").score


def test_the_parts_add_up_to_the_score() -> None:
    link = _link("The data committee meets quarterly. Its stewards came to the table.")

    assert [name for name, _ in link.parts] == [
        "rules",
        "sentences",
        "terms",
        "items",
        "place",
        "length",
        "likeness",
    ]
    assert sum(value for _, value in link.parts) == pytest.approx(link.score, abs=0.001)


def test_the_passages_shown_speak_for_different_items_first() -> None:
    text = "The data committee met. A data committee rose. It meets quarterly. " * 3

    link = _link(text)

    assert [p.item for p in link.passages[:2]] == ["DM1.1", "DM1.2"]
    assert len(link.passages) == 5
