from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.authoring import checks
from criteria.authoring.checks import Fault
from criteria.packs import rules
from tests.criteria.editions.small import make_criterion, make_standard

if TYPE_CHECKING:
    from criteria.packs.ruleset import Pack


def _pack(form: str, *, more: str = "") -> Pack:
    text = f"""
rules:
  - id: DM1.body
    criterion: DM1
    item: DM1.1
    title: A body looks after data
    strength: strong
    en: {form}
{more}
"""
    return rules.parse({"a.yaml": text}, edition="small")


def _faults(pack: Pack, fault: Fault) -> list[str]:
    found = [*checks.try_examples(pack), *checks.lint(pack)]
    return [f.sentence for f in found if f.fault is fault]


def test_sentence_that_is_not_found_is_a_finding() -> None:
    pack = _pack("{any: [data council], finds: [The data board met.]}")

    assert _faults(pack, Fault.MISSED) == ["It does not find “The data board met.”"]


def test_sentence_that_should_be_left_alone_is_a_finding() -> None:
    pack = _pack("{any: [data council], ignores: [A data council was named.]}")

    assert _faults(pack, Fault.TAKEN) == [
        "It should ignore “A data council was named.”"
    ]


def test_sentences_that_hold_are_no_findings() -> None:
    pack = _pack(
        "{any: [data council], near: [meets], finds: [The data council meets.],"
        " ignores: [The data council. It meets.]}"
    )

    assert list(checks.try_examples(pack)) == []


def test_each_language_without_a_form_is_a_finding() -> None:
    pack = _pack("{any: [data council]}")

    assert _faults(pack, Fault.NO_FORM) == [
        "There is no form in es.",
        "There is no form in pt.",
        "There is no form in fr.",
    ]


@pytest.mark.parametrize(
    ("finds", "count"), [("[One., Two.]", 0), ("[One., One.]", 1), ("[One.]", 1)]
)
def test_two_different_sentences_are_wanted(finds: str, count: int) -> None:
    pack = _pack(f"{{any: [council], finds: {finds}, ignores: [One., Two.]}}")

    assert len(_faults(pack, Fault.FEW_EXAMPLES)) == count


def test_phrase_of_stop_words_is_a_finding() -> None:
    pack = _pack("{any: [for the, data council]}")

    assert _faults(pack, Fault.STOP_WORDS) == [
        "“for the” has only words that stand everywhere."
    ]


def test_phrase_that_folds_to_another_is_a_finding() -> None:
    pack = _pack("{any: [data council, Data-Councils]}")

    assert _faults(pack, Fault.DOUBLED) == [
        "“Data-Councils” finds what “data council” finds."
    ]


def test_needed_phrase_that_holds_a_shorter_one_is_a_finding() -> None:
    pack = _pack("{any: [data council], near: [meets every week, meets]}")

    assert _faults(pack, Fault.SHADOWED) == [
        "“meets every week” is found by “meets” anyway."
    ]


def test_main_phrase_that_holds_a_shorter_one_is_fine() -> None:
    pack = _pack("{any: [city data council, data council]}")

    assert _faults(pack, Fault.SHADOWED) == []


def test_phrase_that_its_own_bar_takes_away_is_a_finding() -> None:
    pack = _pack("{any: [vendor data council, data board], not: [vendor]}")

    assert _faults(pack, Fault.UNREACHABLE) == [
        "“vendor data council” can never hold: “vendor” takes it away."
    ]


def test_need_that_a_bar_always_takes_away_is_a_finding() -> None:
    pack = _pack("{any: [data council], near: [the vendor], not: [vendor]}")

    assert _faults(pack, Fault.UNREACHABLE) == [
        "A needed clause (the vendor …) is always taken away."
    ]


@pytest.mark.parametrize(
    ("clauses", "told"),
    [
        ("all: [[data council], [meets weekly], [meets, sits]]", ["meets"]),
        ("all: [[data council], [meets weekly], [sits]]", []),
        ("near: [{any: [meets weekly], within: page}, {any: [meets]}]", []),
        ("not: [{any: [vendor council]}, {any: [vendor]}]", ["vendor council"]),
        ("not: [{any: [vendor]}, {any: [sports]}]", []),
    ],
)
def test_clause_that_another_makes_idle_is_a_finding(
    clauses: str, told: list[str]
) -> None:
    any_ = "" if clauses.startswith("all") else "any: [data council], "

    found = _faults(_pack(f"{{{any_}{clauses}}}"), Fault.SHADOWED)

    assert [said.split("“")[1].split("”")[0] for said in found] == told


def test_form_that_asks_for_what_another_rule_asks_for_is_a_finding() -> None:
    again = """
  - id: DM1.again
    criterion: DM1
    title: The same in other letters
    strength: fair
    en: {any: [Data-Councils, board of data], not: [vendors]}
  - id: DM1.wider
    criterion: DM1
    title: Without the bar
    strength: fair
    en: {any: [Data-Councils, board of data]}
"""
    pack = _pack("{any: [board of data, data council], not: [vendor]}", more=again)

    assert _faults(pack, Fault.REPEATED) == ["It asks for just what DM1.body asks for."]


def test_codes_and_items_are_held_against_a_standard() -> None:
    pack = _pack("{any: [data council]}")
    standard = make_standard([make_criterion("DM1", items=2), make_criterion("DM2")])

    found = list(checks.compare(pack, standard))

    assert [(f.fault, f.sentence) for f in found] == [
        (Fault.UNCOVERED, "No rule speaks for the item DM1.2."),
        (Fault.UNCOVERED, "No rule speaks for the criterion DM2."),
    ]


def test_code_that_a_standard_lacks_is_a_finding() -> None:
    pack = _pack("{any: [data council]}")
    standard = make_standard([make_criterion("OD1")])

    found = [f for f in checks.compare(pack, standard) if f.rule == "DM1.body"]

    assert [f.fault for f in found] == [Fault.UNKNOWN_CODE, Fault.UNKNOWN_CODE]


def test_report_counts_sentences_and_spoilt_rules() -> None:
    pack = _pack(
        "{any: [data council], near: [meets], finds: [The data council meets.],"
        " ignores: [The data council.]}"
    )

    report = checks.check(pack)

    assert report.examples == 2
    assert [(t.rule, t.made, t.caught) for t in report.mutants] == [("DM1.body", 2, 1)]
    assert report.mutation_score == 0.5


def test_report_of_no_rules_has_nothing_to_catch() -> None:
    pack = rules.parse({"a.yaml": "rules: []"}, edition="small")

    assert checks.check(pack).mutation_score == 1.0
