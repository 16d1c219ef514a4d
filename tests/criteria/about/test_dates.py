from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.about.dates import DateKind, find

DAY = date(2024, 3, 7)


@pytest.mark.parametrize(
    ("language", "text", "kind", "quote"),
    [
        ("en", "Adopted by the council on March 7, 2024.", "adopted", "March 7, 2024"),
        ("en", "The order takes effect on 7 March 2024.", "effective", "7 March 2024"),
        ("en", "Last updated: Mar. 7th, 2024", "reviewed", "Mar. 7th, 2024"),
        ("en", "Minutes of the meeting of 2024-03-07", "held", "2024-03-07"),
        ("en", "March 7, 2024 (approved)", "adopted", "March 7, 2024"),
        ("en", "Printed on 03/07/2024", "other", "03/07/2024"),
        ("es", "Aprobada el 7 de marzo de 2024.", "adopted", "7 de marzo de 2024"),
        ("es", "Entra en vigor el 07/03/2024", "effective", "07/03/2024"),
        ("es", "Última actualización: 7 mar 2024", "reviewed", "7 mar 2024"),
        (
            "es",
            "Acta de la sesión del 7 de Marzo del 2024",
            "held",
            "7 de Marzo del 2024",
        ),
        ("pt", "Lei aprovada em 7 de março de 2024", "adopted", "7 de março de 2024"),
        ("pt", "Vigência a partir de 07.03.2024", "effective", "07.03.2024"),
        ("pt", "Atualizado em 7 de mar. de 2024", "reviewed", "7 de mar. de 2024"),
        ("pt", "Ata da reunião de 7º de março de 2024", "held", "7º de março de 2024"),
        ("fr", "Adopté le 7 mars 2024", "adopted", "7 mars 2024"),
        ("fr", "En vigueur depuis le 07-03-2024", "effective", "07-03-2024"),
        ("fr", "Mise à jour le 7 mars 2024", "reviewed", "7 mars 2024"),
        ("fr", "Procès-verbal de la séance du 7 mars 2024", "held", "7 mars 2024"),
        ("other", "Aprobada el 7 de marzo de 2024.", "adopted", "7 de marzo de 2024"),
    ],
)
def test_day_is_found_with_its_quote_and_kind(
    language: str, text: str, kind: str, quote: str
) -> None:
    [found] = find(text, language)

    assert (found.begins, found.ends) == (DAY, DAY)
    assert (found.kind, found.quote) == (kind, quote)
    assert text[found.start : found.end] == quote


@pytest.mark.parametrize(
    ("language", "text", "begins", "ends"),
    [
        ("en", "in February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("es", "durante agosto de 2023", date(2023, 8, 1), date(2023, 8, 31)),
        ("fr", "en août 2023", date(2023, 8, 1), date(2023, 8, 31)),
        ("en", "in Q3 2024", date(2024, 7, 1), date(2024, 9, 30)),
        ("en", "the fourth quarter of 2024", date(2024, 10, 1), date(2024, 12, 31)),
        ("es", "el primer trimestre de 2024", date(2024, 1, 1), date(2024, 3, 31)),
        ("pt", "no segundo trimestre de 2024", date(2024, 4, 1), date(2024, 6, 30)),
        ("fr", "le troisième trimestre 2024", date(2024, 7, 1), date(2024, 9, 30)),
        ("fr", "au T1 2024", date(2024, 1, 1), date(2024, 3, 31)),
    ],
)
def test_month_or_quarter_is_a_period(
    language: str, text: str, begins: date, ends: date
) -> None:
    [found] = find(text, language)

    assert (found.begins, found.ends, found.kind) == (begins, ends, DateKind.PERIOD)
    assert found.certain


@pytest.mark.parametrize(
    ("language", "text", "quote"),
    [
        ("en", "the budget for fiscal year 2024-25", "fiscal year 2024-25"),
        ("en", "FY2024 measures", "FY2024"),
        ("en", "the FY24 budget", "FY24"),
        ("en", "in FY’24-25", "FY’24-25"),
        ("fr", "pour l’exercice financier 2024", "exercice financier 2024"),
        ("fr", "année financière 2024-2025", "année financière 2024-2025"),
        ("es", "el presupuesto del ejercicio fiscal 2024", "ejercicio fiscal 2024"),
        ("pt", "no exercício de 2024", "exercício de 2024"),
        ("fr", "pour l'exercice 2024", "exercice 2024"),
    ],
)
def test_fiscal_year_is_a_period_that_is_not_certain(
    language: str, text: str, quote: str
) -> None:
    [found] = find(text, language)

    assert (found.quote, found.kind, found.certain) == (quote, DateKind.PERIOD, False)
    assert (found.begins, found.ends) == (date(2024, 1, 1), date(2024, 12, 31))


def test_fiscal_year_of_two_digits_from_70_on_is_of_the_last_century() -> None:
    found = find("FY98, FY70 and FY69", "en")

    assert [one.begins.year for one in found] == [1998, 1970, 2069]


@pytest.mark.parametrize(
    ("language", "text", "day", "certain"),
    [
        ("en", "03/04/2026", date(2026, 3, 4), False),
        ("es", "03/04/2026", date(2026, 4, 3), False),
        ("en", "25/04/2026", date(2026, 4, 25), True),
        ("pt", "04/25/2026", date(2026, 4, 25), True),
        ("fr", "04/04/2026", date(2026, 4, 4), True),
    ],
)
def test_numbers_alone_are_read_by_the_custom_of_the_language(
    language: str,
    text: str,
    day: date,
    certain: bool,  # noqa: FBT001 - a table's column
) -> None:
    [found] = find(text, language)

    assert (found.begins, found.certain) == (day, certain)


@pytest.mark.parametrize(
    "text",
    [
        "31 February 2024",
        "2024-13-01",
        "45/45/2024",
        "3 out of 2024 replies",
        "room 2024",
        "version 1.2.2024.7a",
        "the mayor may 2024",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert [f.quote for f in find(text, "en") if f.begins == f.ends] == []


def test_several_dates_stand_in_order_with_their_own_cues() -> None:
    text = (
        "Adopted on May 2, 2022; last reviewed on June 3, 2024.\n\n"
        "The next meeting is on July 4, 2025."
    )

    assert [(f.kind, f.begins) for f in find(text, "en")] == [
        (DateKind.ADOPTED, date(2022, 5, 2)),
        (DateKind.REVIEWED, date(2024, 6, 3)),
        (DateKind.HELD, date(2025, 7, 4)),
    ]


def test_cue_of_another_sentence_does_not_count() -> None:
    [found] = find("The plan was adopted. Printed on May 2, 2022.", "en")

    assert found.kind == DateKind.OTHER


def test_date_across_lines_is_found() -> None:
    [found] = find("Adopted on March\n7, 2024", "en")

    assert (found.begins, found.quote) == (DAY, "March\n7, 2024")


@given(text=st.text(), language=st.sampled_from(("en", "es", "pt", "fr", "other")))
def test_every_quote_stands_where_it_says(text: str, language: str) -> None:
    mixed = f"{text} 7/3/2024 {text} 2024-03-07"

    found = find(mixed, language)

    assert [mixed[one.start : one.end] for one in found] == [f.quote for f in found]
    assert "2024" in found[-1].quote


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "adopted this 4th day of June, 2023"),
        ("en", "signed this Twenty-First day of May, Two Thousand and Twenty-Three"),
        ("es", "Dado a los 4 días del mes de junio de 2023"),
        (
            "es",
            "Dado a los cuatro (4) días del mes de junio del año dos mil veintitrés",
        ),
        ("pt", "assinada aos 4 dias do mês de junho de 2023"),
        ("pt", "aprovada em quatro de junho de dois mil e vinte e três"),
        ("fr", "adopté le 4e jour du mois de juin 2023"),
        ("fr", "Fait à Laval le quatre juin deux mille\nvingt-trois"),
        ("other", "aprobado a los cuatro días del mes de junio de dos mil veintitrés"),
    ],
)
def test_day_is_read_as_acts_write_it_out(language: str, text: str) -> None:
    [found] = find(f"The {text}.", language)

    day = date(2023, 5, 21) if "May" in text else date(2023, 6, 4)
    assert (found.begins, found.ends, found.kind) == (day, day, DateKind.ADOPTED)
    assert found.certain
