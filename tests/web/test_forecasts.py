from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from criteria import standard
from criteria.forecast import Point
from tests.web.confirming import confirm
from web.forecasts import drawn

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


def test_the_calendar_names_the_day_of_the_drop_and_the_paper(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    today = date.today()  # noqa: DTZ011 - the page asks the clock as well
    confirm(store, assessment, "BF3", dated=today - timedelta(days=400))

    page = citizen.get(f"/assessments/{assessment.id}/calendar").text

    assert page.count("<svg") == 1
    assert "Lost:" in page
    assert "The criterion is lost." in page


def test_nothing_to_renew_is_said(citizen: Visitor, assessment: Assessment) -> None:
    said = citizen.text(f"/assessments/{assessment.id}/calendar")

    assert "No confirmed evidence grows too old within two years." in said


def test_the_curve_is_drawn_in_steps() -> None:
    whole = standard.load("wwc-2022")
    points = [
        Point(date(2026, 1, 1), 43, None, (), ()),
        Point(date(2027, 1, 1), 0, None, ("DM1",), ()),
    ]

    found = drawn(whole, points, 43)

    assert found.line == "M 40 16.0 H 334.6 V 186.0 H 630"
    assert [drop.name for drop in found.drops] == ["2027-01-01"]
    assert [level.name for level in found.levels] == [
        "Silver 22",
        "Gold 30",
        "Platinum 37",
    ]
