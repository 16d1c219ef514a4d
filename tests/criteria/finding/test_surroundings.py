from __future__ import annotations

import pytest

from criteria.evidence import Page, Statement
from criteria.finding.matching import find
from criteria.finding.passages import collect
from criteria.language.parts import Parts
from criteria.language.sections import Section, of_heading
from criteria.language.tokenising import tokenise
from tests.criteria.packs.small_packs import make_pack, make_rule

ENGLISH = make_pack(make_rule("data policy"))
SPANISH = make_pack(make_rule("datos abiertos", language="es"))


def _statement(text: str, name: str = "") -> Statement:
    pages = [Page(1, text, "en")]
    parts = Parts.of(pages, tokenise(pages))
    [found] = collect(parts, ENGLISH, name=name, kind="policy")
    return found.judgement.statement


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("policy.pdf", "The city follows a data policy.", Statement.STATED),
        ("policy_DRAFT_v2.pdf", "The city follows a data policy.", Statement.PLANNED),
        ("policy.pdf", "DRAFT\n\nThe city follows a data policy.", Statement.PLANNED),
        ("drafting.pdf", "The city follows a data policy.", Statement.STATED),
    ],
)
def test_a_document_that_calls_itself_a_draft_states_nothing(
    name: str, text: str, said: Statement
) -> None:
    assert _statement(text, name) is said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("☐ The city follows a data policy.", Statement.UNCLEAR),
        ("[ ] The city follows a data policy.", Statement.UNCLEAR),
        ("☒ The city follows a data policy.", Statement.STATED),
        ("☑ The city follows a data policy.", Statement.STATED),
        ("[x] The city follows a data policy.", Statement.STATED),
        ("It has an office. ☐ It follows a data policy.", Statement.UNCLEAR),
        ("The city has ☒ an office ☐ a data policy.", Statement.UNCLEAR),
        ("The city has ☐ an office ☒ a data policy.", Statement.STATED),
        ("☐ It has an office. It follows a data policy.", Statement.STATED),
        ("The city follows a data policy. ☐ It has an office.", Statement.STATED),
    ],
)
def test_a_box_that_is_not_ticked_states_nothing(text: str, said: Statement) -> None:
    assert _statement(text) is said


@pytest.mark.parametrize(
    "text",
    [
        "The city follows a data policy.\n\nAbout the Authors\n\nAnn sells software.\n",
        "La ciudad\n\nSobre la autora\n\nAna la sigue, la data policy.\n",
        "A city leads\nBy Ann B. Lee March 3, 2024\nThe city follows a data policy.\n",
        "Une ville\nPar Anne Roy le 3 mars 2024\nElle suit sa data policy.\n",
    ],
)
def test_what_names_its_author_speaks_of_others(text: str) -> None:
    assert _statement(text) is Statement.OTHERS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Cookies! " * 3 + "They have a data policy.", Statement.UNCLEAR),
        ("Cookies! " * 2 + "The city has a data policy.", Statement.STATED),
        ("The city has a data policy. " + "Roads. " * 1200 + "Cookies! " * 3, "stated"),
    ],
)
def test_the_notice_of_a_website_says_little_of_the_city(text: str, said: str) -> None:
    assert _statement(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "By Council Member Ann Lee\n\nThe city follows a data policy.\n",
        "The city follows a data policy, signed by Ann Lee on March 3, 2024.\n",
    ],
)
def test_who_moves_or_signs_a_paper_is_no_author(text: str) -> None:
    assert _statement(text) is Statement.STATED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("In 2027 the city plans to adopt:\n- a data policy\n", Statement.PLANNED),
        ("In 2021 the city adopted:\n- a charter\n- a data policy\n", Statement.STATED),
        ("# Next Steps\n\nA data policy for all.\n", Statement.PLANNED),
        ("# Next Steps\n\nRoads.\n\n# Law\n\nA data policy.\n", Statement.STATED),
        ("# 4. Case Studies\n\nA data policy for all.\n", Statement.OTHERS),
        ("# Survey Questions\n\nA data policy for all\n", Statement.QUESTION),
    ],
)
def test_lists_and_headings_speak_for_what_stands_under_them(
    text: str, said: Statement
) -> None:
    assert _statement(text) is said


def test_the_articles_of_a_law_order_in_the_future_tense() -> None:
    law = (
        "ORDENANZA 12\n\nArtículo 1. Objeto.\n\n"
        "Las dependencias publicarán sus datos abiertos.\n"
    )
    news = "Noticias\n\nLas dependencias publicarán sus datos abiertos.\n"

    [in_law] = find([Page(1, law, "es")], SPANISH, name="ordenanza-12.pdf")
    [in_news] = find([Page(1, news, "es")], SPANISH, name="noticia.pdf")

    assert in_law.statement is Statement.STATED
    assert in_news.statement is Statement.PLANNED


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Table of Contents", Section.CONTENTS),
        ("ÍNDICE", Section.CONTENTS),
        ("Article II. Definitions", Section.DEFINITIONS),
        ("3. Glosario", Section.DEFINITIONS),
        ("CONSIDERANDO", Section.RECITALS),
        ("Próximos pasos", Section.NEXT_STEPS),
        ("Prochaines étapes", Section.NEXT_STEPS),
        ("Data governance", None),
        ("Recommendations of the auditor and what became of them", None),
    ],
)
def test_a_heading_tells_what_its_section_is_for(
    heading: str, section: Section | None
) -> None:
    assert of_heading(heading) is section


def test_a_contents_heading_does_not_swallow_the_document() -> None:
    text = f"CONTENTS\nRoads\nTrees\n\n{'Much was done. ' * 20}The data policy holds.\n"

    assert _statement(text) is Statement.STATED
