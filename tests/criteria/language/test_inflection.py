from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.language.inflection import LANGUAGES, forms, key


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "inventory", "inventories"),
        ("en", "process", "processes"),
        ("en", "database", "databases"),
        ("en", "kpi", "kpis"),
        ("en", "criterion", "criteria"),
        ("es", "indicador", "indicadores"),
        ("es", "contratacion", "contrataciones"),
        ("es", "publico", "publicas"),
        ("es", "gestor", "gestoras"),
        ("es", "informe", "informes"),
        ("es", "avance", "avances"),
        ("es", "capaz", "capaces"),
        ("es", "voz", "voces"),
        ("es", "interes", "intereses"),
        ("pt", "avaliacao", "avaliacoes"),
        ("pt", "lei", "leis"),
        ("pt", "contabil", "contabeis"),
        ("pt", "sensivel", "sensiveis"),
        ("pt", "municipal", "municipais"),
        ("pt", "painel", "paineis"),
        ("pt", "ordem", "ordens"),
        ("pt", "base", "bases"),
        ("fr", "municipal", "municipaux"),
        ("fr", "annuel", "annuelles"),
        ("fr", "donnee", "donnees"),
        ("fr", "tableau", "tableaux"),
        ("fr", "ouvert", "ouvertes"),
        ("fr", "public", "publiques"),
        ("fr", "publie", "publiees"),
        ("fr", "directeur", "directrices"),
        ("fr", "nombreux", "nombreuse"),
        ("fr", "prive", "privees"),
    ],
)
def test_number_and_gender_make_no_difference(
    language: str, one: str, other: str
) -> None:
    assert key(one, language) == key(other, language)
    assert {one, other} <= set(forms(one, language))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "performance", "performed"),
        ("en", "indicator", "indicated"),
        ("en", "analysis", "analyst"),
        ("en", "bus", "bu"),
        ("es", "dato", "date"),
        ("es", "contrato", "contratacion"),
        ("es", "gestion", "gestiona"),
        ("pt", "dado", "data"),
        ("es", "plazo", "plaza"),
        ("es", "caso", "casas"),
        ("es", "dato", "data"),
        ("pt", "conto", "contas"),
        ("fr", "marche", "marcheur"),
        ("fr", "donne", "donnees"),
        ("fr", "entre", "entrees"),
        ("fr", "pris", "prix"),
    ],
)
def test_other_words_stay_other_words(language: str, one: str, other: str) -> None:
    assert key(one, language) != key(other, language)


@given(st.text("abeilmnorsuxyz", min_size=1, max_size=9), st.sampled_from(LANGUAGES))
def test_every_form_has_the_key_of_its_word(word: str, language: str) -> None:
    found = forms(word, language)

    assert word in found
    assert {key(form, language) for form in found} == {key(word, language)}
