"""What docs/rules.md says about the rule language is what the language does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from criteria.about.kinds import KINDS
from criteria.authoring import checks, trial
from criteria.authoring.checks import Fault
from criteria.finding.matching import fires
from criteria.language.sections import Section
from criteria.language.tokenising import LONGEST_PHRASE
from criteria.packs import amendments, rules
from criteria.packs.ruleparsing import LONGEST_WINDOW
from criteria.packs.ruleset import Pack, RulesError, Scope, Strength

PAGE = (Path(__file__).parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
ALONE = [text for text in EXAMPLES if text.startswith("id: ")]
[CONCEPTS] = [text for text in EXAMPLES if text.startswith("concepts:")]
[FILE] = [text for text in EXAMPLES if text.startswith("rules:")]
# Examples are shorter than a rule that ships.
LEFT_OUT = {Fault.NO_FORM, Fault.FEW_EXAMPLES}


def _slips(pack: Pack) -> list[str]:
    found = [*checks.try_examples(pack), *checks.lint(pack)]
    return [one.sentence for one in found if one.fault not in LEFT_OUT]


def _told(heading: str) -> list[str]:
    """The first column of the table that begins with this heading."""
    rows = PAGE.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [re.sub(r"`", "", row.split("|")[1]).strip() for row in rows]


def test_every_example_is_one_of_these() -> None:
    assert len(EXAMPLES) == len(ALONE) + 2


@pytest.mark.parametrize("text", ALONE, ids=lambda text: text.split()[1])
def test_a_rule_on_the_page_does_what_its_sentences_say(text: str) -> None:
    rule = amendments.read(text, "wwc-2022")

    assert _slips(trial.alone(rule)) == []
    assert all(form.finds and form.ignores for form in rule.forms.values())


def test_the_file_on_the_page_is_read_with_its_concepts() -> None:
    pack = rules.parse({"concepts.yaml": CONCEPTS, "a.yaml": FILE}, edition="page")

    assert _slips(pack) == []
    assert fires("The list of the barges is long.", pack, "en") == {"DM2.boats"}


def test_the_tables_and_lists_are_whole() -> None:
    assert _told("within") == [scope.value for scope in Scope]
    assert _told("strength") == [strength.value for strength in Strength]
    for name, known in (
        ("Sections are told by their headings", [one.value for one in Section]),
        ("Kinds of document, for `kinds`", list(KINDS)),
    ):
        told = PAGE.split(f"{name}:", 1)[1].split(".\n", 1)[0]
        assert re.findall(r"`([a-z-]+)`", told) == known
    assert f"from 1 to {LONGEST_WINDOW}" in PAGE
    assert LONGEST_PHRASE == 12  # as the page says in a word


def test_every_key_of_a_rule_is_told_and_no_other_is_taken() -> None:
    told = set(re.findall(r"`([a-z_]+)`", " ".join(_told_rows("key"))))
    text = ALONE[0].replace("strength: strong", "strength: strong\nextra: x")

    assert told == {
        *("id", "criterion", "item", "title", "strength", "kinds", "never_under"),
        *("en", "es", "pt", "fr", "any", "all", "near", "not", "finds", "ignores"),
    }
    with pytest.raises(RulesError, match="the key “extra” is not known"):
        amendments.read(text, "wwc-2022")


def _told_rows(heading: str) -> list[str]:
    """The first columns of all tables that begin with this heading."""
    tables = PAGE.split(f"| {heading} |")[1:]
    return [
        row.split("|")[1]
        for table in tables
        for row in table.split("\n\n", 1)[0].splitlines()[2:]
    ]
