from __future__ import annotations

from datetime import UTC, date, datetime
from html import unescape
from typing import TYPE_CHECKING

import pytest

from criteria.editions import standard, translations
from web import texts
from web.words import size

if TYPE_CHECKING:
    from storage.models import Assessment
    from tests.web.browsing import Visitor


def test_english_needs_no_catalogue() -> None:
    assert (
        texts.gettext("%(name)s is added.", name="Riverbend") == "Riverbend is added."
    )
    assert texts.ngettext("%(num)s page", "%(num)s pages", 1) == "1 page"
    assert texts.ngettext("%(num)s page", "%(num)s pages", 3) == "3 pages"


def test_a_language_that_is_not_offered_is_answered_in_english() -> None:
    texts.speak("xx")

    assert texts.spoken() == "en"


def test_unknown_remark_with_a_per_cent_sign_is_told_as_it_is() -> None:
    assert texts.remarked("Kept at 100 % or so") == "Kept at 100 % or so"


def test_titles_of_rules_are_told_or_say_that_they_stay_in_english() -> None:
    texts.speak("es")
    told = texts.titled("Sharing Data", "wwc-2022")
    own = texts.titled("Ours & new", "wwc-2022")
    texts.speak("en")

    assert told == "Compartir datos"
    assert own == '<span lang="en">Ours &amp; new</span>'
    assert texts.titled("Ours & new", "wwc-2022") == "Ours &amp; new"


def test_days_and_moments_are_written_out() -> None:
    assert texts.day(date(2026, 3, 31)) == "31 March 2026"
    instant = datetime(2026, 3, 31, 9, 5, tzinfo=UTC)
    assert texts.moment(instant) == "31 Mar 2026, 09:05 UTC"


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 KB"), (4_100_000, "4.1 MB")],
)
def test_sizes_are_in_units_of_a_thousand(count: int, shown: str) -> None:
    assert size(count) == shown


@pytest.mark.parametrize(
    ("language", "gap"),
    [
        ("es", "No se le ha enlazado ningún documento."),
        ("pt", "Nenhum documento foi vinculado a ele."),
        ("fr", "Aucun document ne lui est lié."),
    ],
)
def test_pages_the_standard_and_the_reasons_of_gaps_speak_the_readers_language(
    reviewer: Visitor, assessment: Assessment, language: str, gap: str
) -> None:
    reviewer.client.set_cookie("language", language)
    held = standard.load(assessment.edition)

    page = unescape(reviewer.get(f"/assessments/{assessment.id}/score").text)

    name = translations.told_in(held, language).criterion("DM1").name
    assert name != held.criterion("DM1").name
    assert f'<html lang="{language}"' in page
    assert name in page
    assert gap in page


def test_a_refusal_speaks_the_readers_language(lead: Visitor) -> None:
    lead.client.set_cookie("language", "es")

    page = lead.post("/people", email="ana", role="reviewer").text

    assert "'ana' no es una dirección de correo." in unescape(page)
