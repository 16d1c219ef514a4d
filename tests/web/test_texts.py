from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from web import texts
from web.words import size


def test_english_needs_no_catalogue() -> None:
    assert (
        texts.gettext("%(name)s is added.", name="Riverbend") == "Riverbend is added."
    )
    assert texts.ngettext("%(num)s page", "%(num)s pages", 1) == "1 page"
    assert texts.ngettext("%(num)s page", "%(num)s pages", 3) == "3 pages"


def test_a_language_that_is_not_offered_is_answered_in_english() -> None:
    texts.speak("xx")

    assert texts.spoken() == "en"


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
