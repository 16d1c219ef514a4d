from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from storage.models import Role
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


@pytest.fixture
def page(store: Store, assessment: Assessment) -> str:
    """The page of the plan, of an assessment with a document of two links."""
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        for code in ("DM1", "OD1"):
            factories.make_link(session, document=document, criterion=code)
    return f"/assessments/{assessment.id}/assignment"


def _fields(visitor: Visitor, page: str) -> dict[str, str]:
    text = visitor.get(page).text
    return dict(re.findall(r'name="(seed|digest)" value="(\w+)"', text))


def test_the_lead_looks_at_the_plan_and_applies_it(
    lead: Visitor, reviewer: Visitor, assessment: Assessment, page: str
) -> None:
    queue = f"/assessments/{assessment.id}/review?assigned=me"
    before = reviewer.text(queue)

    planned = lead.text(page)
    stale = lead.post(page, seed="x", digest="y")
    applied = lead.post(page, **_fields(lead, page))

    assert "Ana Ruiz Every language 0 2 1" in planned
    assert stale.status_code == 409
    assert "Links or reviewers have changed since this plan was made." in stale.text
    assert applied.status_code == 303
    after = lead.text(page)
    assert "Assigned: 2." in after
    assert "every link that waits has its reviewers" in after
    assert "No link passes these filters." in before
    assert "DM1" in reviewer.text(queue).partition("Best match first")[2]


def test_the_plan_says_why_something_could_not_be_assigned(
    lead: Visitor, store: Store, page: str
) -> None:
    none = lead.text(page)
    with store.transaction() as session:
        only = factories.make_person(session, name="Ben Osei").id
    lead.post(f"/people/{only}", role="reviewer", every_city="yes", reads="pt")

    said = lead.text(page)

    assert "No reviewer judges this city yet." in none
    assert "minutes.txt 2 No reviewer judges this city. Assign it to one." in none
    assert "Ben Osei Portuguese 0 0 0" in said
    assert "minutes.txt 2 Nobody who is free reads its language." in said


def test_only_the_lead_assigns(as_role: Callable[..., Visitor], page: str) -> None:
    assert as_role(Role.REVIEWER).get(page).status_code == 403
