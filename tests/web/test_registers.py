from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from criteria.about.registers import Fate, Line, lines
from criteria.evidence import Standing
from storage import documents, links, registers
from storage.models import Role, Shape
from tests import factories
from tests.web.browsing import Visitor, visitor
from web.registers import fates

if TYPE_CHECKING:
    from flask import Flask

    from storage.models import Assessment
    from storage.store import Store

ROWS = (
    Line(2, "DM1", "Data plan", "https://a.example/plan", "2026-03-31", "Adopted."),
    Line(3, "OD2", "Data plan", "https://a.example/plan"),
    Line(4, "DM99", "Portal", "https://a.example/portal"),
)


def _uploaded(citizen: Visitor, assessment: Assessment) -> str:
    answer = citizen.post(
        f"/assessments/{assessment.id}/register", file=(io.BytesIO(b"a,b"), "list.csv")
    )
    assert answer.status_code == 303
    return answer.headers["Location"]


def _read(store: Store, path: str, found: tuple[Line, ...] = ROWS) -> None:
    with store.transaction() as session:
        registers.keep(session, path.rsplit("/", 1)[-1], found)


def test_a_list_waits_shows_what_it_would_do_and_is_brought_in_once(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    path = _uploaded(citizen, assessment)
    waiting = citizen.text(path)
    _read(store, path)

    preview = citizen.text(path)
    with store.snapshot() as session:
        before = documents.listed(session, assessment)
    first, second = citizen.post(path), citizen.post(path)

    assert "The spreadsheet is being read." in waiting
    assert "2 rows would change something. 1 row cannot be taken as it is." in preview
    assert preview.index(fates()[Fate.NO_CRITERION]) < preview.index("Data plan")
    assert before == []
    assert (first.status_code, second.status_code) == (303, 400)
    with store.snapshot() as session:
        [document] = documents.listed(session, assessment)
        found = links.of_document(session, document)
    assert (document.shape, document.address) == (Shape.LINK, "https://a.example/plan")
    assert {(link.criterion, link.standing) for link in found} == {
        ("DM1", Standing.UNDECIDED),
        ("OD2", Standing.UNDECIDED),
    }
    with store.blobs.local(document.sha256) as kept:
        assert kept.read_text("utf-8") == (
            "Data plan\n\nhttps://a.example/plan\n\nSeen on 2026-03-31.\n\nAdopted.\n"
        )


def test_a_page_that_waits_asks_for_its_middle_until_it_is_done(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    path = _uploaded(citizen, assessment)
    waits = citizen.get(path, X_Polling="yes")
    _read(store, path)
    done = citizen.get(path, X_Polling="yes")

    assert "<html" not in done.text
    assert [a.headers.get("X-Done") for a in (waits, done)] == ["no", "yes"]


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_the_template_is_a_list_that_is_understood(
    citizen: Visitor, assessment: Assessment, language: str
) -> None:
    citizen.client.set_cookie("language", language)
    given = citizen.get(f"/assessments/{assessment.id}/register/template.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(given.data))
    [evidence, criteria] = [
        [list(map(str, row)) for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    ]
    row = ["DM1", "Data plan", "https://a.example/plan", "2026-03-31", "Adopted."]

    assert lines([[*evidence, row]]) == ROWS[:1]
    assert criteria[1][0] == "DM1"
    assert len(criteria) == 44


def test_a_list_of_another_city_is_not_here(
    app: Flask, citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    path = _uploaded(citizen, assessment)
    with store.transaction() as session:
        stranger = factories.make_person(session, role=Role.CITY)
    other = visitor(app, store, stranger)

    answers = [other.get(path), other.post(path)]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_file_that_is_no_list_is_refused(
    citizen: Visitor, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/register"

    answers = [
        citizen.post(path),
        citizen.post(path, file=(io.BytesIO(b""), "a.csv")),
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
