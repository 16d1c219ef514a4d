from __future__ import annotations

import pytest

from workers.extract import language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The council shall publish the budget of the city each year.", "en"),
        ("El concejo publicará el presupuesto de la ciudad cada año.", "es"),
        ("A câmara publicará o orçamento da cidade em cada ano.", "pt"),
        ("La ciudad adoptó la política de datos.", "es"),
        ("Le conseil publie le budget de la ville chaque année.", "fr"),
        ("Il consiglio pubblica il bilancio della città ogni anno.", "other"),
        ("Der Rat veröffentlicht den Haushalt der Stadt in jedem Jahr.", "other"),
        ("Ana Ruiz 14.2 Boston 3,200 Main Street 12/04/2023", "other"),
        ("Budget", "other"),
        ("", "other"),
    ],
)
def test_language_is_told_by_small_words(text: str, expected: str) -> None:
    assert language.detect(text) == expected


def test_long_text_is_judged_by_more_than_its_beginning() -> None:
    table = "12.4 13.5 14.6 Norte Sur\n" * 400
    words = "La ciudad publica los datos de cada obra en el portal. " * 200

    assert language.detect(table + words) == "es"
