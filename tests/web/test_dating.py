from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from storage import dating
from storage.models import Document
from storage.planning_models import DatedBy
from tests import factories

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor


DAY = date(2026, 3, 9)


def _document(store: Store, assessment: Assessment) -> str:
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        found = dating.Proposed(
            DatedBy.ADOPTED, DAY, DAY, 1, "Adopted 9 March 2026", certain=True
        )
        dating.propose(session, document, [found])
        return document.id


def test_a_reviewer_confirms_a_proposed_date_with_its_quote(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    document_id = _document(store, assessment)
    path = f"/documents/{document_id}/dates"
    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        [proposed] = dating.of_document(session, document)

    before = reviewer.text(path)
    answer = reviewer.post(path, accept=proposed.id)
    after = reviewer.text(path)

    assert "Adopted or in effect 9 March 2026 Adopted 9 March 2026 Page 1" in before
    assert answer.status_code == 303
    assert "Adopted or in effect 9 March 2026 Adopted 9 March 2026 Set aside" in after
    assert "No date in the text says what it is of." in after


def test_a_city_hears_who_confirms_dates(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    said = citizen.text(f"/documents/{_document(store, assessment)}/dates")

    assert "A reviewer or the lead confirms dates." in said
    assert "Enter a date" not in said


def test_a_date_can_be_typed_in_and_set_aside(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    path = f"/documents/{_document(store, assessment)}/dates"

    reviewer.post(path, kind="period", begins="2026-01-01", ends="2026-03-31")
    entered = reviewer.text(path)
    reviewer.post(path, set_aside="period")

    assert "Period covered 1 January 2026 to 31 March 2026" in entered
    assert "Period covered Not known" in reviewer.text(path)


def test_the_city_sees_dates_and_does_not_confirm_them(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    path = f"/documents/{_document(store, assessment)}/dates"

    answer = citizen.post(path, kind="adopted", begins="2026-01-01")

    assert answer.status_code == 403
    main = citizen.get(path).text.partition("<main")[2].partition("</main>")[0]
    assert "<button" not in main


def test_what_is_no_date_is_refused(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    path = f"/documents/{_document(store, assessment)}/dates"

    given = [{"kind": "adopted"}, {"kind": "x", "begins": "2026-01-01"}]
    codes = [reviewer.post(path, **fields).status_code for fields in given]

    assert codes == [400, 400]
