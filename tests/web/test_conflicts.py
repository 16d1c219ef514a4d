from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests import factories

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


def test_a_reviewer_enters_a_conflict_and_the_city_is_closed_to_them(
    reviewer: Visitor, lead: Visitor, assessment: Assessment
) -> None:
    none = reviewer.text("/conflicts")
    fields = {"city": assessment.city_id, "relation": "family"}

    undated = reviewer.post("/conflicts", **fields)
    kept = reviewer.post("/conflicts", **fields, begins="2026-01-31", note="A cousin")
    barred = reviewer.get(f"/assessments/{assessment.id}/review")

    assert "No conflict is entered." in none
    assert undated.status_code == 400
    assert "Enter the day from which it holds." in undated.text
    assert kept.status_code == 303
    assert barred.status_code == 403
    assert "between you and Riverbend since 31 January 2026" in barred.text
    assert "ask the programme lead: Marta Reyes." in barred.text
    for visitor in (reviewer, lead):
        assert "Family or close friend there A cousin" in visitor.text("/conflicts")


def test_a_reviewer_recuses_themselves_and_the_lead_ends_it(
    reviewer: Visitor, lead: Visitor, assessment: Assessment
) -> None:
    page = f"/assessments/{assessment.id}"
    silent = reviewer.post(f"{page}/recusal", why="")
    reviewer.post(f"{page}/recusal", why="I have advised them.")
    barred = reviewer.get(page).status_code
    [interest] = re.findall(r"/conflicts/(\w{26})", lead.get("/conflicts").text)
    day = {"relation": "recused", "begins": "2026-01-01"}

    early = lead.post(f"/conflicts/{interest}", **day, ends="2025-01-01")
    own = reviewer.post(f"/conflicts/{interest}", **day, ends="2026-01-02")
    lead.post(f"/conflicts/{interest}", **day, ends="2026-01-02")

    assert (silent.status_code, barred, early.status_code) == (400, 403, 400)
    assert own.status_code == 403
    assert "Over" in reviewer.text("/conflicts")
    assert reviewer.get(page).status_code == 200


def test_the_lead_enters_anybodys_conflict_and_a_reviewer_only_theirs(
    lead: Visitor, reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        ben = factories.make_person(session, name="Ben Osei").id
    fields = {"city": assessment.city_id, "relation": "office", "begins": "2026-01-01"}

    reviewer.post("/conflicts", **fields, person=ben)
    lead.post("/conflicts", **fields, person=ben)
    elsewhere = lead.post("/conflicts", **fields | {"city": "x"}, person=ben)

    table = lead.text("/conflicts").partition("Enter a conflict")[0]
    assert (table.count("Ana Ruiz Riverbend"), table.count("Ben Osei Riverbend")) == (
        1,
        1,
    )
    assert "Choose a city of the list." in elsewhere.text
