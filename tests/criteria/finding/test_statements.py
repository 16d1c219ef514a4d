from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import pytest
import yaml

from criteria.evidence import Statement
from criteria.finding.statements import Context, Judgement, judge
from criteria.language.inflection import LANGUAGES
from criteria.language.sections import Section


class _Pair(TypedDict, total=False):
    thing: str
    stated: str
    trap: str
    says: str
    kind: str


def _pairs(language: str) -> list[_Pair]:
    path = Path(__file__).parent / "traps" / f"{language}.yaml"
    pairs: list[_Pair] = yaml.safe_load(path.read_text(encoding="utf-8"))["pairs"]
    return pairs


def _judge(
    sentence: str, thing: str, language: str = "en", context: Context | None = None
) -> Judgement:
    at = sentence.lower().index(thing.lower())
    return judge(sentence, (at, at + len(thing)), language, context or Context())


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_traps(language: str) -> None:
    assert len(_pairs(language)) >= 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_trap_counts_as_stated(language: str) -> None:
    fooled = [
        pair["trap"]
        for pair in _pairs(language)
        if _said(pair, pair["trap"], language) is Statement.STATED
    ]

    assert fooled == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_stated_counts_as_stated(language: str) -> None:
    missed = [
        pair["stated"]
        for pair in _pairs(language)
        if _said(pair, pair["stated"], language) is not Statement.STATED
    ]

    assert missed == []


def _said(pair: _Pair, sentence: str, language: str) -> Statement:
    context = Context(kind=pair.get("kind", ""))
    return _judge(sentence, pair["thing"], language, context).statement


def test_a_cue_is_named_in_the_judgement() -> None:
    found = _judge("The city plans to adopt a data policy.", "data policy")

    assert found == Judgement(Statement.PLANNED, ("plans to",))


def test_cues_that_contradict_each_other_are_unclear() -> None:
    found = _judge("The draft data policy was published in March.", "data policy")

    assert found == Judgement(Statement.UNCLEAR, ("draft", "was published"))


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The data policy was adopted, but the portal will follow.", Statement.STATED),
        ("The portal was opened, but the data policy will follow.", Statement.PLANNED),
        ("The policy on data policy is public; a dashboard will follow.", "stated"),
        ("The city will adopt a charter, a standard and a data policy.", "planned"),
    ],
)
def test_a_cue_reaches_as_far_as_its_clause(sentence: str, said: str) -> None:
    assert _judge(sentence, "data policy").statement == said


@pytest.mark.parametrize(
    ("language", "sentence", "thing"),
    [
        ("es", "Las dependencias publicarán sus datos abiertos.", "datos abiertos"),
        ("pt", "Os órgãos publicarão seus dados abertos.", "dados abertos"),
        ("fr", "Les services publieront leurs données ouvertes.", "données ouvertes"),
    ],
)
def test_the_future_is_an_order_in_an_article_of_a_law_and_a_plan_elsewhere(
    language: str, sentence: str, thing: str
) -> None:
    law = Context(kind="ordinance", in_article=True)
    press = Context(kind="press", in_article=True)

    assert _judge(sentence, thing, language, law).statement is Statement.STATED
    assert _judge(sentence, thing, language, press).statement is Statement.PLANNED
    assert _judge(sentence, thing, language).statement is Statement.PLANNED


@pytest.mark.parametrize(
    ("language", "sentence", "thing"),
    [
        ("en", "Article 4. The rule will improve data quality.", "data quality"),
        ("es", "Artículo 4. La norma facilitará los datos abiertos.", "datos abiertos"),
        ("pt", "Art. 4. A norma facilitará os dados abertos.", "dados abertos"),
        ("fr", "Article 4. La règle facilitera le budget ouvert.", "budget ouvert"),
    ],
)
def test_what_a_law_will_bring_about_is_no_order(
    language: str, sentence: str, thing: str
) -> None:
    law = Context(kind="ordinance", in_article=True)

    assert _judge(sentence, thing, language, law).statement is Statement.PLANNED


@pytest.mark.parametrize(
    ("language", "sentence", "thing"),
    [
        ("es", "Segunda. El área llevará los datos abiertos.", "datos abiertos"),
        ("pt", "Terceira: a área manterá os dados abertos.", "dados abertos"),
    ],
)
def test_a_clause_may_be_counted_in_words(
    language: str, sentence: str, thing: str
) -> None:
    assert _judge(sentence, thing, language).statement is Statement.STATED


def test_a_definition_binds_in_a_law_alone() -> None:
    sentence = "“Data inventory” means a list that the clerk keeps."

    law = _judge(sentence, "Data inventory", "en", Context("ordinance"))
    guide = _judge(sentence, "Data inventory", "en", Context("guide"))

    assert law.statement is Statement.STATED
    assert guide.statement is Statement.UNCLEAR


def test_will_binds_the_contractor_in_a_contract_only() -> None:
    sentence = "The contractor will submit monthly performance reports."

    in_contract = _judge(sentence, "performance reports", "en", Context("contract"))
    elsewhere = _judge(sentence, "performance reports", "en", Context("press"))

    assert in_contract.statement is Statement.STATED
    assert elsewhere.statement is Statement.OTHERS


@pytest.mark.parametrize(
    ("context", "said"),
    [
        (Context(draft=True), Statement.PLANNED),
        (Context(section=Section.NEXT_STEPS), Statement.PLANNED),
        (Context(section=Section.ELSEWHERE), Statement.OTHERS),
        (Context(section=Section.QUESTIONS), Statement.QUESTION),
        (Context(lead="In 2027 the city plans to introduce:"), Statement.PLANNED),
        (Context(lead="In 2021 the city introduced:"), Statement.STATED),
        (Context(section=Section.RECITALS), Statement.STATED),
        (Context(for_visitors=True), Statement.UNCLEAR),
    ],
)
def test_list_section_and_document_speak_too(context: Context, said: Statement) -> None:
    assert (
        _judge("a data policy for all", "data policy", "en", context).statement is said
    )


def test_the_month_of_may_is_no_condition() -> None:
    in_may = _judge("The data policy was signed in May.", "data policy")
    may = _judge("The director may sign the data policy.", "data policy")

    assert in_may.statement is Statement.STATED
    assert may.statement is Statement.CONDITIONAL
