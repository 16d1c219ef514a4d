from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from storage import documents
from storage.clock import now
from storage.models import Shape
from tests import factories
from tests.web.browsing import Visitor, words

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store


def _names(store: Store, assessment: Assessment) -> list[str]:
    with store.snapshot() as session:
        return [document.name for document in documents.listed(session, assessment)]


def test_a_declared_link_is_kept_with_its_address_which_leads_nowhere(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    answer = citizen.post(
        f"/assessments/{assessment.id}/evidence/link",
        title="Performance dashboard",
        address="https://data.example.org/d?x=1",
        seen_on="2026-03-31",
        note="The dashboard shows progress against targets.",
    )

    assert answer.status_code == 303
    with store.snapshot() as session:
        [document] = documents.listed(session, assessment)
    kept = b"".join(store.blobs.stream(document.sha256)).decode()
    assert (document.shape, document.address) == (
        Shape.LINK,
        "https://data.example.org/d?x=1",
    )
    assert kept == (
        "Performance dashboard\n\nhttps://data.example.org/d?x=1\n\n"
        "Seen on 2026-03-31.\n\nThe dashboard shows progress against targets.\n"
    )
    page = citizen.get(f"/documents/{document.id}").text
    assert 'href="https://data.example.org' not in page


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "ftp://x.example",
        "data.example.org",
        "http://[",
        "file:///",
    ],
)
def test_an_address_that_is_none_is_shown_again_with_what_is_wrong(
    citizen: Visitor, store: Store, assessment: Assessment, address: str
) -> None:
    answer = citizen.post(
        f"/assessments/{assessment.id}/evidence/link",
        title="Dashboard",
        address=address,
        seen_on="31.3.2026",
        note="It shows it.",
    )

    said = words(answer)
    assert answer.status_code == 400
    assert "Begin the address with https:// or http://." in said
    assert "Write the day as year-month-day: 2026-03-31." in said
    assert 'value="Dashboard"' in answer.text
    assert _names(store, assessment) == []


@pytest.mark.parametrize(("days", "status"), [(0, 303), (1, 400)])
def test_a_page_cannot_have_been_seen_on_a_day_to_come(
    citizen: Visitor, store: Store, assessment: Assessment, days: int, status: int
) -> None:
    with store.snapshot() as session:
        day = now(session).date() + timedelta(days=days)

    answer = citizen.post(
        f"/assessments/{assessment.id}/evidence/link",
        title="Dashboard",
        address="https://data.example.org",
        seen_on=day.isoformat(),
        note="It shows it.",
    )

    sentence = "This day is still to come. Give the day on which the page was seen."
    assert answer.status_code == status
    assert (sentence in words(answer)) == (status == 400)
    assert len(_names(store, assessment)) == 1 - days


def test_a_written_statement_is_kept_as_text(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    citizen.post(
        f"/assessments/{assessment.id}/evidence/statement",
        title="Data governance",
        text="The board meets every quarter.",
    )

    with store.snapshot() as session:
        [document] = documents.listed(session, assessment)
    kept = b"".join(store.blobs.stream(document.sha256)).decode()
    assert (document.shape, document.name) == (Shape.STATEMENT, "Data governance.txt")
    assert kept == "Data governance\n\nThe board meets every quarter.\n"


def test_a_schedule_is_kept_in_the_order_of_its_dates(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    citizen.post(
        f"/assessments/{assessment.id}/evidence/schedule",
        title="Meetings of the data board",
        dates="2026-06-30 Second meeting\n\n2026-03-31 First meeting\n",
    )

    with store.snapshot() as session:
        [document] = documents.listed(session, assessment)
    kept = b"".join(store.blobs.stream(document.sha256)).decode()
    assert document.shape == Shape.SCHEDULE
    assert kept == (
        "Meetings of the data board\n\n"
        "- 2026-03-31 First meeting\n- 2026-06-30 Second meeting\n"
    )


@pytest.mark.parametrize(
    ("language", "line", "kept"),
    [
        ("en", "03/04/2026: Board", "2026-03-04 Board"),
        ("es", "03/04/2026 Comité", "2026-04-03 Comité"),
        ("es", "30 de junio de 2026 Comité", "2026-06-30 Comité"),
        ("fr", "31 mars 2026", "2026-03-31"),
    ],
)
def test_days_of_a_schedule_are_read_as_the_readers_language_writes_them(
    citizen: Visitor,
    store: Store,
    assessment: Assessment,
    language: str,
    line: str,
    kept: str,
) -> None:
    citizen.post("/language", language=language)
    path = f"/assessments/{assessment.id}/evidence/schedule"
    citizen.post(path, title="Meetings", dates=line)

    with store.snapshot() as session:
        [document] = documents.listed(session, assessment)
    said = b"".join(store.blobs.stream(document.sha256)).decode()
    assert said == f"Meetings\n\n- {kept}\n"


def test_a_schedule_names_the_line_that_has_no_date(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    answer = citizen.post(
        f"/assessments/{assessment.id}/evidence/schedule",
        title="Meetings",
        dates="2026-03-31 First\nevery quarter\n",
    )

    assert answer.status_code == 400
    assert "“every quarter” does not begin with a date" in words(answer)
    assert _names(store, assessment) == []


def test_what_was_declared_is_shown_by_its_title_and_shape(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    page = f"/assessments/{assessment.id}"
    citizen.post(
        f"{page}/evidence/statement", title="How we use data", text="Each month."
    )
    with store.transaction() as session:
        [document] = documents.listed(session, assessment)
        factories.make_link(
            session, document=factories.make_read_document(session, document=document)
        )
    shown = [
        citizen.text(path)
        for path in (
            *(f"{page}/documents", f"/documents/{document.id}"),
            *(f"{page}/criteria/OD1", f"{page}/history", f"{page}/calendar"),
        )
    ]

    assert ["How we use data" in one for one in shown] == [True] * 5
    assert ["How we use data.txt" in one for one in shown] == [False] * 5
    assert ["Written statement" in one for one in shown[:2]] == [True, True]
