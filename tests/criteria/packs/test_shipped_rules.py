from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.authoring import checks
from criteria.editions import standard
from criteria.packs import rules
from criteria.packs.ruleset import alike

if TYPE_CHECKING:
    from criteria.authoring.checks import Report

EDITION = "wwc-2022"


@pytest.fixture(scope="module")
def report() -> Report:
    return checks.check(rules.load(EDITION), standard.load(EDITION))


def test_every_sentence_of_the_shipped_rules_holds_and_nothing_is_suspicious(
    report: Report,
) -> None:
    assert [(f.rule, f.language, f.sentence) for f in report.findings] == []


def test_every_shipped_rule_notices_four_of_five_spoilt_versions(
    report: Report,
) -> None:
    weak = [tally for tally in report.mutants if tally.share < 0.8]

    assert [(tally.rule, round(tally.share, 2)) for tally in weak] == []


def test_every_criterion_has_several_rules() -> None:
    pack = rules.load(EDITION)

    few = [
        criterion.code
        for criterion in standard.load(EDITION).criteria
        if len(pack.for_criterion(criterion.code)) < 2
    ]

    assert few == []


def test_each_title_wants_one_translation_and_an_edition_without_rules_none() -> None:
    of_rules = {rule.title for rule in rules.load(EDITION).rules}

    told = rules.titles(EDITION)

    assert sorted(told) == sorted(of_rules | {alike("DM1").title})
    assert rules.titles("wwc-2017") == []
