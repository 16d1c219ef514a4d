from __future__ import annotations

import pytest

from criteria.evidence import Page
from criteria.finding.hits import find_hits
from criteria.language.searchable import Searchable
from criteria.language.text import fold, word_spans, words
from criteria.language.tokenising import tokenise
from criteria.packs.compiled import compiled
from criteria.packs.rules import parse
from tests.criteria.packs.small_packs import compiled_phrases


def test_a_letter_above_latin_1_changes_no_word_beside_it() -> None:
    written = "\u00c9t\u00e9 of the city's co\u00adop(s) 1\u00ba"
    starts, ends = word_spans(written)

    wide_starts, wide_ends = word_spans(f"{written} \u0416")

    assert wide_starts.tolist()[:-1] == starts.tolist() == [0, 4, 7, 11, 18, 27]
    assert wide_ends.tolist()[:-1] == ends.tolist() == [3, 6, 10, 15, 23, 28]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ﬁnance", "finance"),
        ("oﬀer", "offer"),
        ("cœur", "coeur"),
        ("évaluation", "evaluation"),
        ("e\u0301valuation", "evaluation"),
        ("ＫＰＩ", "kpi"),
        ("per\u00adformance", "performance"),
        ("da\u200bta", "data"),
    ],
)
def test_a_word_is_compared_without_case_accents_and_ligatures(
    written: str, folded: str
) -> None:
    assert fold(written) == folded


def test_words_are_parted_by_marks_and_lose_possessives_and_endings() -> None:
    text = "The City’s contract(s), data-driven snake_case: l’évaluation n.º 5"

    assert words(text) == [
        "the", "city", "contract", "data", "driven", "snake", "case", "l",
        "evaluation", "n", "5",
    ]  # fmt: skip


# What stands in front makes every later place wrong where a copy of the text is
# searched: the lower case of İ has two characters, and so has the folded ß.
_FRONT = "İß ﬀ 😀 "

_SAME = [
    ("performance measure", "performance measure"),
    ("Performance Measure", "performance measure"),
    ("PERFORMANCE MEASURE", "performance measure"),
    ("performance measures", "performance measure"),
    ("evaluación de impacto", "evaluacion de impacto"),
    ("evaluacio\u0301n de impacto", "evaluación de impacto"),
    ("EVALUACIÓN DE IMPACTO", "evaluación de impacto"),
    ("ofﬁce of data", "office of data"),
    ("per\u00adfor\u00admance measure", "performance measure"),
    ("perfor-\nmance measure", "performance measure"),
    ("perfor\u00ad\nmance measure", "performance measure"),
    ("perfor\u2010\r\n  mance measure", "performance measure"),
    ("per-\nformance mea-\nsure", "performance measure"),
    ("data-\ndriven ci-\nty", "data driven city"),
    ("data-\ndriven city", "data driven city"),
    ("data-driven city", "data driven city"),
    ("data\u2011driven city", "data-driven city"),
    ("data\u00a0driven city", "data driven city"),
    ("data\ndriven city", "data driven city"),
    ("data\u202fdriven\u3000city", "data driven city"),
    ("city\u2019s data policy", "city data policy"),
    ("city's data policy", "city's data policy"),
    ("l\u2019évaluation externe", "l'evaluation externe"),
    ("contract(s) signed", "contract signed"),
    ("KPIs reported", "KPI reported"),
    ("ｄａｔａ policy", "data policy"),
    ("da\u200bta policy", "data policy"),
    ("data\u00b2 policy", "data policy"),
    ("data_policy", "data policy"),
    ("\u200edata\u200f policy", "data policy"),
    ("da\u0308ta policy", "data policy"),
    ("Straße data", "strasse data"),
]


@pytest.mark.parametrize(("written", "phrase"), _SAME)
def test_a_phrase_is_found_however_its_words_are_written(
    written: str, phrase: str
) -> None:
    language = "es" if "impacto" in phrase else "en"
    text = f"{_FRONT}{written} 😀"

    tokens = tokenise([Page(1, text, language)])
    hits = find_hits(
        Searchable.of([tokens]), compiled_phrases(phrase, language=language)
    )

    [start], [end] = hits.starts.tolist(), hits.ends.tolist()
    first = int(tokens.starts[start])
    last = int(tokens.starts[end - 1] + tokens.lengths[end - 1])
    assert text[first:last].strip("\u200e\u200f\u00ad") in (
        written.strip("\u200e\u200f"),
        written.removesuffix("s"),
    )


@pytest.mark.parametrize(
    ("written", "phrase"),
    [
        ("metadata policy", "data policy"),
        ("data policymaker", "data policy"),
        ("data\n\npolicy", "data policy"),
        ("data. Policy", "data policy"),
        ("| data | policy |", "data policy"),
        ("- data\n- policy", "data policy"),
        ("kpi", "=KPI="),
        ("data policies", "=data policy="),
    ],
)
def test_a_phrase_is_not_found_inside_words_or_across_bounds(
    written: str, phrase: str
) -> None:
    tokens = tokenise([Page(1, written, "en")])

    assert (
        find_hits(Searchable.of([tokens]), compiled_phrases(phrase)).starts.tolist()
        == []
    )


def test_a_form_counts_only_where_its_language_is_spoken() -> None:
    pages = [Page(1, "A data da reunião. " * 9, "pt"), Page(2, "Data policy.", "en")]
    rules = (
        "rules: [{id: A, criterion: DM1, title: t, strength: weak, en: {any: [data]}}]"
    )
    pack = parse({"a.yaml": rules}, edition="test")

    tokens = tokenise(pages)

    hits = find_hits(Searchable.of([tokens]), compiled(pack))
    assert hits.starts.tolist() == [36]
