from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.authoring import wording
from criteria.language.sections import Section
from criteria.packs.rules import load, parse, read
from criteria.packs.ruleset import Clause, RulesError, Scope

if TYPE_CHECKING:
    from pathlib import Path

CONCEPTS = """
concepts:
  body: {en: [data committee, data board], es: [comité de datos]}
"""
RULES = """
rules:
  - id: DM1.body
    criterion: DM1
    item: DM1.1
    title: A body looks after data
    strength: strong
    kinds: [charter, minutes]
    never_under: [contents, definitions]
    en:
      any: ["@body", steering group]
      all: [[meets, met], [minutes]]
      near: {any: [quarterly], within: 12}
      not: [geographic, {any: [committee on roads], within: hit}]
      finds: ["The data committee meets quarterly and keeps minutes."]
    es: {any: ["@body"]}
"""


def _faults(*texts: str) -> tuple[str, ...]:
    files = {f"{number}.yaml": text for number, text in enumerate(texts)}
    with pytest.raises(RulesError) as caught:
        parse({"concepts.yaml": CONCEPTS, **files}, edition="test")
    return caught.value.faults


def _faults_of(form: str) -> tuple[str, ...]:
    head = "rules: [{id: A, criterion: DM1, title: t, strength: weak, "
    return _faults(f"{head}en: {form}}}]")


def test_a_rule_is_read_with_its_concepts_spelled_out() -> None:
    [rule] = parse({"concepts.yaml": CONCEPTS, "a.yaml": RULES}, edition="test").rules

    assert rule.forms["en"].phrases == (
        "data committee",
        "data board",
        "steering group",
    )
    assert rule.forms["es"].phrases == ("comité de datos",)
    assert rule.forms["en"].needs == (
        Clause(("meets", "met"), Scope.SENTENCE),
        Clause(("minutes",), Scope.SENTENCE),
        Clause(("quarterly",), 12),
    )
    assert rule.forms["en"].bars == (
        Clause(("geographic",), Scope.SENTENCE),
        Clause(("committee on roads",), Scope.HIT),
    )
    assert rule.never_under == (Section.CONTENTS, Section.DEFINITIONS)


def test_without_any_the_first_group_of_all_is_the_main_one() -> None:
    text = RULES.replace('any: ["@body", steering group]\n      all', "all")
    [rule] = parse({"concepts.yaml": CONCEPTS, "a.yaml": text}, edition="test").rules

    assert rule.forms["en"].phrases == ("meets", "met")
    assert rule.forms["en"].needs[0] == Clause(("minutes",))


def test_a_reviewer_reads_the_rule_in_plain_words_of_their_language() -> None:
    [rule] = parse({"concepts.yaml": CONCEPTS, "a.yaml": RULES}, edition="test").rules

    assert wording.in_words(rule, "en") == (
        "Looks for “data committee”, “data board” or “steering group”, with “meets” or "
        "“met” in the same sentence, with “minutes” in the same sentence, with "
        "“quarterly” within 12 words, but not with “geographic” in the same sentence, "
        "but not with “committee on roads” in the same words."
    )
    assert wording.in_words(rule, "es") == "Busca “comité de datos”."


def test_the_plain_words_tell_of_the_form_for_the_language_of_the_text() -> None:
    [rule] = parse({"concepts.yaml": CONCEPTS, "a.yaml": RULES}, edition="test").rules

    said = [
        wording.in_words(rule, reader, found_in=text)
        for reader, text in (("en", "es"), ("fr", "es"), ("es", "pt"))
    ]

    assert said == [
        "Looks for “comité de datos”.",
        "Cherche “comité de datos”.",
        "Busca “comité de datos”.",
    ]


def test_the_same_rules_have_the_same_digest_and_others_another() -> None:
    files = {"concepts.yaml": CONCEPTS, "a.yaml": RULES}
    changed = {**files, "a.yaml": RULES.replace("12", "13")}

    first = parse(files, edition="test")

    assert parse(files, edition="test").digest == first.digest
    assert parse(changed, edition="test").digest != first.digest


def test_all_faults_are_told_at_once_with_their_places() -> None:
    text = """
rules:
  - {id: A, criterion: DM1, strength: big, kinds: [novel], xx: 1}
  - {id: A, criterion: DM1, title: t, strength: weak, en: {any: [data]}}
"""

    assert _faults(text, "rules: 3") == (
        "0.yaml: rule A: the key “xx” is not known.",
        "0.yaml: rule A: “title” is missing or no text.",
        "0.yaml: rule A: no language has a form.",
        "0.yaml: rule A: “strength” is big, not one of strong, fair, weak.",
        "0.yaml: rule A: “novel” is not a kind of document.",
        "1.yaml: the key “rules” with a list is missing.",
        "0.yaml: the id A is used twice (first in 0.yaml).",
    )


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ("{any: []}", "0.yaml: rule A, en: “any” has no phrase."),
        (
            "{any: [no]}",
            "0.yaml: rule A, en, any: “False” is no text: put it in quotes.",
        ),
        (
            "{any: [a, '@none']}",
            "0.yaml: rule A, en, any: the concept @none is not in concepts*.yaml.",
        ),
        ("{any: [a, '...']}", "0.yaml: rule A, en, any: “...” has no word in it."),
        (
            "{any: [a b c d e f g h i j k l m]}",
            (
                "0.yaml: rule A, en, any: “a b c d e f g h i j k l m” has more than "
                "12 words."
            ),
        ),
        ("{any: [a], nah: 1}", "0.yaml: rule A, en: the key “nah” is not known."),
        (
            "{any: [a], near: {any: [b], within: 0}}",
            (
                "0.yaml: rule A, en, near: “within” is 0, not hit, sentence, "
                "paragraph, section, page, document or 1 to 500 words."
            ),
        ),
        ("{any: [a], all: b}", "0.yaml: rule A, en: “all” is no list of groups."),
    ],
)
def test_a_faulty_form_is_refused(form: str, fault: str) -> None:
    assert fault in _faults_of(form)


def test_a_key_that_stands_twice_is_refused() -> None:
    [fault, _] = _faults("rules:\n  - id: A\n    id: B\n")

    assert "the key 'id' stands twice" in fault


def test_a_folder_is_read_by_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "wwc-1999" / "rules"
    folder.mkdir(parents=True)
    (folder / "concepts.yaml").write_text(CONCEPTS, encoding="utf-8")
    (folder / "dm.yaml").write_text(RULES, encoding="utf-8")

    pack = read(folder)

    assert (pack.edition, [rule.id for rule in pack.rules]) == (
        "wwc-1999",
        ["DM1.body"],
    )
    assert pack.rule("DM1.body").file == "dm.yaml"
    assert pack.for_criterion("DM2") == ()


def test_an_edition_without_rules_is_refused() -> None:
    with pytest.raises(RulesError, match="There are no rules for the standard no-such"):
        load("no-such")
