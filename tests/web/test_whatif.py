from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.evidence import Standing
from storage import links
from tests import factories
from tests.web.confirming import confirm, first

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


def test_a_what_if_tells_what_would_be_and_touches_no_decision(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    made = confirm(store, assessment, *first(22))
    path = f"/assessments/{assessment.id}/what-if"

    answer = citizen.post(path, name="We lose one", rejected=made["DM1"])
    said = citizen.text(path)

    assert answer.status_code == 303
    assert "We lose one 22 , Silver 21 , no level Which criteria DM2 DM3" in said
    assert "− DM1" in said
    with store.snapshot() as session:
        [link] = links.of_criterion(session, assessment, "DM1")
    assert (link.standing, link.decided) == (Standing.CONFIRMED, 1)


def test_a_what_if_is_removed(citizen: Visitor, assessment: Assessment) -> None:
    path = f"/assessments/{assessment.id}/what-if"
    citizen.post(path, name="More", added="DM1")
    address = citizen.get(path).text.partition(f'action="{path}/')[2].partition('"')[0]

    answer = citizen.post(f"{path}/{address}")

    assert answer.status_code == 303
    assert "Nothing is supposed yet." in citizen.text(path)


def test_links_of_others_cannot_be_supposed(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        theirs = factories.make_link(session).id

    answer = citizen.post(
        f"/assessments/{assessment.id}/what-if", name="Theirs", confirmed=theirs
    )

    assert answer.status_code == 400
