from __future__ import annotations

import pytest
from babel import Locale

from criteria import countries
from criteria.editions import snapshot


def test_the_countries_are_those_of_the_standard_and_no_others() -> None:
    others = [
        code for code in ("XX", "ZZ", "XA", "EU", "UN", "CQ") if code in countries.CODES
    ]

    assert (len(countries.CODES), others) == (249, [])
    assert {*snapshot.load("wwc-2022").countries} - countries.CODES == set()


@pytest.mark.parametrize(
    ("language", "brazil", "first"),
    [
        ("en_GB", "Brazil", ["Afghanistan", "Åland Islands", "Albania"]),
        ("es", "Brasil", ["Afganistán", "Albania", "Alemania"]),
        ("pt", "Brasil", ["Afeganistão", "África do Sul", "Albânia"]),
        ("fr", "Brésil", ["Afghanistan", "Afrique du Sud", "Albanie"]),
    ],
)
def test_countries_are_named_and_sorted_in_a_language(
    language: str, brazil: str, first: list[str]
) -> None:
    locale = Locale.parse(language)

    assert countries.name("BR", locale) == brazil
    assert [name for _code, name in countries.named(locale)[:3]] == first


def test_a_code_that_is_no_country_s_is_shown_as_it_was_kept() -> None:
    assert countries.name("XX", Locale("es")) == "XX"
