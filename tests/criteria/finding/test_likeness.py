from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from criteria.authoring import explain, wording
from criteria.evidence import Page, Statement
from criteria.finding import likeness, matching, ranking
from criteria.language.inflection import LANGUAGES
from criteria.language.parts import Parts
from criteria.language.tokenising import tokenise
from criteria.packs import examples, rules
from criteria.packs.ruleset import RulesError, Strength

if TYPE_CHECKING:
    from pathlib import Path

    from criteria.packs.ruleset import Pack

RULES = """
rules:
  - id: DM2.inventory
    criterion: DM2
    title: An inventory
    strength: strong
    en: {any: [data inventory], finds: [The data inventory is kept.]}
  - id: RDC3.card
    criterion: RDC3
    title: A report card
    strength: strong
    en: {any: [vendor report card], finds: [Each vendor report card is filed.]}
"""
WORDINGS = {
    "en": {
        "DM2": (
            "The register lists every dataset with its custodian and refresh date.",
            "Departments add new datasets to the register each spring.",
            "Every custodian checks the register for missing datasets.",
        ),
        "RDC3": (
            "Suppliers are graded side by side on punctuality and complaints.",
            "The grades of all suppliers are compared before the next season.",
            "A supplier with poor grades receives a letter.",
        ),
    }
}
REGISTER = (
    "The register of datasets was checked in May. Its custodian lists the refresh date "
    "of every dataset. The custodian of each department adds datasets to the register."
)
COUNCIL = "The council met on Monday. The mayor opened the session with a short prayer."


def _pack() -> Pack:
    """Two criteria with examples, among many whose words are other ones."""
    others = {
        f"X{n}": tuple(f"alpha{n} beta{n} gamma{i}{n}" for i in range(4))
        for n in range(30)
    }
    pack = rules.parse({"a.yaml": RULES}, edition="test")
    known = tuple(replace(pack.rules[0], id=c, criterion=c, forms={}) for c in others)
    return replace(
        pack,
        rules=pack.rules + known,
        wordings={"en": WORDINGS["en"] | others},
        digest=pack.digest + "w",
    )


def _degrees(text: str, pack: Pack) -> dict[str, float]:
    tokens = tokenise([Page(1, text, "en")])
    found = likeness.measure(Parts.of([], tokens), pack)
    return {one.criterion: one.degree for one in found}


def test_a_number_alone_is_not_the_word_that_is_shown() -> None:
    texts = ("In 2031 the custodian checked 45 grids.", "In 2031 the gauge was 07.")
    wordings = WORDINGS["en"] | {"DM2": texts}
    pack = replace(_pack(), wordings={"en": wordings}, digest="numbers")
    page = Page(1, "On 2031, 2031 and 45 the custodian wrote. It rained.", "en")

    found = likeness.measure(Parts.of([page], tokenise([page])), pack)

    [place] = next(one.places for one in found if one.criterion == "DM2")
    assert page.text.split()[place[2]] == "custodian"


def test_a_document_is_most_like_the_criterion_whose_words_it_uses() -> None:
    found = _degrees(REGISTER, _pack())

    assert max(found, key=lambda criterion: found[criterion]) == "DM2"
    assert found["DM2"] > ranking.LEAST_DEGREE
    assert found["RDC3"] < 0.0


def test_a_document_about_something_else_is_like_nothing() -> None:
    found = _degrees(COUNCIL, _pack())

    assert len(found) == 32
    assert max(found.values()) < 0.0


def test_an_edition_without_examples_measures_nothing() -> None:
    pack = rules.parse({"a.yaml": RULES}, edition="test")

    assert _degrees(REGISTER, pack) == {}


def test_what_no_rule_finds_is_proposed_with_its_exact_words() -> None:
    pages = [Page(1, REGISTER, "en")]

    [link] = matching.find(pages, _pack())

    assert link.criterion == "DM2"
    assert {passage.rule for passage in link.passages} == {"DM2.alike"}
    for passage in link.passages:
        assert REGISTER[passage.start : passage.end] == passage.quote
    parts = dict(link.parts)
    assert (parts["rules"], parts["likeness"]) == (0.0, link.score)


def test_what_reads_most_alike_is_shown_first_and_says_what_the_link_says() -> None:
    most = "The register will list every dataset with its custodian and refresh date."
    text = f"The custodian of the register checks each dataset. {most}"

    [link] = matching.find([Page(1, text, "en")], _pack())

    assert link.passages[0].quote == most
    assert link.statement is Statement.PLANNED
    assert [p.statement for p in link.passages[1:]] == [Statement.STATED]


def test_a_rule_that_holds_is_worth_more_where_the_document_reads_alike() -> None:
    text = f"The data inventory is kept. {REGISTER}"
    plain = replace(_pack(), wordings={}, digest="plain")

    [alone] = matching.find([Page(1, text, "en")], plain)
    [together] = matching.find([Page(1, text, "en")], _pack())

    assert together.score > alone.score
    assert together.passages[0].rule == "DM2.inventory"


def test_nothing_is_proposed_below_the_least_degree() -> None:
    found = _degrees(COUNCIL, _pack())

    assert max(found.values()) < ranking.LEAST_DEGREE
    assert matching.find([Page(1, COUNCIL, "en")], _pack()) == []


def test_a_weak_sign_and_some_likeness_suffice_together() -> None:
    pack = _pack()
    weak = replace(pack.rules[0], strength=Strength.WEAK)
    pack = replace(pack, rules=(weak, *pack.rules[1:]), digest="weak")
    found = {
        text: [p.criterion for p in matching.find([Page(1, text, "en")], pack)]
        for text in (
            "A data inventory.",
            "The custodian went home early and slept well.",
            "The custodian of a data inventory went home early with datasets.",
        )
    }

    assert list(found.values()) == [[], [], ["DM2"]]


def test_what_reads_alike_is_not_enough_where_it_is_somebody_elses() -> None:
    text = f"{REGISTER} {REGISTER}"
    signed = f"{text}\n\nAbout the author: she came in May."

    [own] = matching.find([Page(1, text, "en")], _pack())

    assert own.statement is Statement.STATED
    assert matching.find([Page(1, signed, "en")], _pack()) == []


def test_its_receipt_replays_and_its_rule_speaks_in_every_language() -> None:
    pack, pages = _pack(), [Page(1, REGISTER, "en")]
    [link] = matching.find(pages, pack)

    replayed = explain.replay(link.passages[0].receipt, pages, pack)
    words = {wording.in_words(pack.rule("DM2.alike"), x) for x in LANGUAGES}

    assert replayed.holds
    assert len(words) == 4


def test_examples_are_read_by_language_and_criterion(tmp_path: Path) -> None:
    pack = rules.parse({"a.yaml": RULES}, edition="test")
    (tmp_path / "en.yaml").write_text("DM2: [The register is kept.]\n")

    found = examples.added(pack, tmp_path)

    assert found.wordings == {"en": {"DM2": ("The register is kept.",)}}
    assert found.digest != pack.digest


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("xx.yaml", "DM2: [a]", "xx.yaml: there is no language xx."),
        ("en.yaml", "ZZ9: [a]", "en.yaml: no rule speaks for a criterion ZZ9."),
        ("en.yaml", "DM2: a", "en.yaml: DM2 is no list of sentences."),
        ("en.yaml", "[a]", "en.yaml: a mapping is expected at the top."),
    ],
)
def test_examples_that_cannot_be_used_are_refused(
    tmp_path: Path, name: str, text: str, fault: str
) -> None:
    pack = rules.parse({"a.yaml": RULES}, edition="test")
    (tmp_path / name).write_text(text)

    with pytest.raises(RulesError) as refused:
        examples.added(pack, tmp_path)

    assert refused.value.faults == (fault,)
