from __future__ import annotations

import pytest

from criteria.finding.matching import fires
from criteria.packs import amendments, rules
from criteria.packs.ruleset import RulesError

EDITION = "wwc-2022"
NEW = """id: DM1.barge-data
criterion: DM1
title: Barges and their data
strength: strong
en:
  any: [barge data]
"""


def test_without_changes_it_is_the_shipped_pack_itself() -> None:
    assert amendments.amended(EDITION, {}).pack is rules.load(EDITION)


def test_every_shipped_rule_reads_the_same_from_its_own_text() -> None:
    shipped = rules.load(EDITION)

    again = [amendments.read(_source(r.id), EDITION, r.id) for r in shipped.rules]

    assert again == list(shipped.rules)


def test_a_rule_written_as_it_is_shipped_changes_nothing() -> None:
    first = rules.load(EDITION).rules[0].id

    pack = amendments.amended(EDITION, {first: _source(first)}).pack

    assert pack is rules.load(EDITION)


def test_a_rule_is_added_and_holds_where_it_says() -> None:
    found = amendments.amended(EDITION, {"DM1.barge-data": NEW})

    assert found.faults == {}
    assert fires("The barge data are out.", found.pack, "en") == {"DM1.barge-data"}
    assert found.pack.digest != rules.load(EDITION).digest
    assert found.pack.wordings == rules.load(EDITION).wordings


def test_a_rule_is_changed_where_it_stands_and_no_other_is_touched() -> None:
    shipped = rules.load(EDITION)
    third = shipped.rules[2]
    text = _source(third.id).replace(third.title, "Another title")

    pack = amendments.amended(EDITION, {third.id: text}).pack

    titles = [rule.title for rule in pack.rules]
    assert titles[2] == "Another title"
    assert titles[:2] + titles[3:] == [
        rule.title for rule in shipped.rules if rule != third
    ]


def test_a_retired_rule_is_gone() -> None:
    first = rules.load(EDITION).rules[0]

    pack = amendments.amended(EDITION, {first.id: amendments.RETIRED}).pack

    assert list(pack.rules) == list(rules.load(EDITION).rules[1:])


def test_a_text_that_cannot_be_read_leaves_its_rule_as_shipped() -> None:
    first = rules.load(EDITION).rules[0]
    text = _source(first.id).replace("strength: strong", "strength: iron")

    found = amendments.amended(EDITION, {first.id: text})

    assert found.pack is rules.load(EDITION)
    assert found.faults == {
        first.id: (
            f"Rule {first.id}: “strength” is iron, not one of strong, fair, weak.",
        )
    }


def test_equal_changes_give_equal_digests_in_any_order() -> None:
    other = NEW.replace("barge-data", "boat-data")
    one = amendments.amended(EDITION, {"DM1.barge-data": NEW, "DM1.boat-data": other})
    two = amendments.amended(EDITION, {"DM1.boat-data": other, "DM1.barge-data": NEW})

    assert one.pack.digest == two.pack.digest
    assert one.pack.digest != amendments.amended(EDITION, {"DM1.a": NEW}).pack.digest


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ("criterion: DM1", "criterion: XX9", "wwc-2022 has no criterion XX9."),
        ("strength", "item: DM1.99\nstrength", "DM1 has no item DM1.99."),
        (
            "id: DM1.barge-data",
            "id: DM1.other",
            "The id stays DM1.barge-data: an id is never used for another rule.",
        ),
        (
            "any: [barge data]",
            'any: ["@no"]',
            "Rule DM1.barge-data, en, any: the concept @no is not in concepts*.yaml.",
        ),
        (
            "any: [barge data]",
            "pattern: '(a+)+'",
            "Rule DM1.barge-data, en: the key “pattern” is not known.",
        ),
        (NEW, "- a list", "A mapping is expected at the top."),
    ],
)
def test_a_faulty_rule_is_refused_with_sentences(
    was: str, now: str, fault: str
) -> None:
    with pytest.raises(RulesError) as refused:
        amendments.read(NEW.replace(was, now), EDITION, "DM1.barge-data")

    assert refused.value.faults[0] == fault


def test_a_regular_expression_is_but_words() -> None:
    rule = amendments.read(NEW.replace("barge data", '"(barge|boat).* data"'), EDITION)
    pack = amendments.amended(
        EDITION, {rule.id: NEW.replace("barge data", '"(barge|boat).* data"')}
    ).pack

    assert "DM1.barge-data" not in fires("The boat has data.", pack, "en")
    assert "DM1.barge-data" in fires("A barge boat data sheet.", pack, "en")


def _source(rule_id: str) -> str:
    return amendments.source(EDITION, rule_id)
