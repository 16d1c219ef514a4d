from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.editions import revising, standard
from storage import assessments, revisions
from tests.web.browsing import Visitor, words
from tests.web.confirming import confirm

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store


OVERLAY = """of: wwc-2022
revision: as seen in the portal
criteria:
  DM1:
    checklist: {official: true, needed: 2, items: {DM1.1: One, DM1.2: Two}}
"""


def test_the_lead_sees_the_difference_before_a_revision_is_kept(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/revision"

    shown = words(lead.post(path, entered=OVERLAY, step="preview"))

    assert "DM1 checklist our wording:" in shown
    assert "official: DM1.1 One DM1.2 Two" in shown
    assert "DM1 needed items 0 2" in shown
    with store.snapshot() as session:
        assert revisions.listed(session, "wwc-2022") == []


def test_a_revision_that_is_kept_is_what_the_assessment_is_held_against(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    answer = lead.post(
        f"/assessments/{assessment.id}/revision", entered=OVERLAY, step="keep"
    )

    assert answer.status_code == 303
    said = lead.text(f"/assessments/{assessment.id}/criteria/DM1")
    assert "The programme's own list." in said
    with store.snapshot() as session:
        [kept] = revisions.listed(session, "wwc-2022")
        held = assessments.get(session, assessment.id)
    assert (held.standard_digest, kept.entered) == (kept.digest, OVERLAY.strip())
    assert "In use" in lead.text(f"/assessments/{assessment.id}/editions")


def test_once_links_are_decided_the_standard_stays(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    confirm(store, assessment, "DM1")

    answer = lead.post(
        f"/assessments/{assessment.id}/revision", entered=OVERLAY, step="keep"
    )

    assert answer.status_code == 409
    assert "so it keeps its standard" in words(answer)
    with store.snapshot() as session:
        held = assessments.get(session, assessment.id)
    assert held.standard_digest == assessment.standard_digest


def test_a_faulty_file_is_told_with_its_places(
    lead: Visitor, assessment: Assessment
) -> None:
    faulty = OVERLAY.replace("DM1:", "XX1:")

    answer = lead.post(f"/assessments/{assessment.id}/revision", entered=faulty)

    assert answer.status_code == 400
    assert "wwc-2022 has no criterion XX1." in words(answer)


def test_only_the_lead_enters_the_checklist(
    citizen: Visitor, assessment: Assessment
) -> None:
    answer = citizen.get(f"/assessments/{assessment.id}/revision")

    assert answer.status_code == 403


def test_opening_an_assessment_keeps_its_edition_whole(
    lead: Visitor, store: Store
) -> None:
    lead.post("/cities", name="Northport", country="CA", edition="wwc-2022")

    with store.snapshot() as session:
        [kept] = revisions.listed(session, "wwc-2022")
        [opened] = [
            a for a in assessments.all_of(session) if a.city.name == "Northport"
        ]
    assert opened.standard_digest == kept.digest
    assert revising.from_values(kept.content) == standard.load("wwc-2022")
