from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from PIL import Image
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from criteria.evidence import Statement
from storage import care, documents, illustrations, images, links
from tests import factories
from tests.web.confirming import confirm, first
from web import workbook
from workers.cli import assay

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store
    from tests.web.browsing import Visitor

FIGURES = ("confirmed", "documented", "proposed")
FORMULA = '=HYPERLINK("http://example.org","x")'


def _csv(visitor: Visitor, path: str) -> list[list[str]]:
    text = visitor.get(path).data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def _sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _pdf_text(data: bytes) -> str:
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.usefixtures("commands")
def test_the_score_is_the_same_everywhere(
    citizen: Visitor,
    store: Store,
    assessment: Assessment,
) -> None:
    confirm(store, assessment, *first(23))
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        factories.make_link(session, document=document, criterion="EVAL1")
        factories.make_link(
            session,
            document=document,
            criterion="EVAL2",
            statement=Statement.PLANNED,
        )
    base = f"/assessments/{assessment.id}"

    values = citizen.get(f"{base}/score.json").get_json()
    told = json.loads(
        CliRunner().invoke(assay, ["score", assessment.id, "--json"]).stdout
    )
    table = {row[0]: row[1] for row in _csv(citizen, f"{base}/scorecard.csv") if row}
    sheet = {
        row[0]: row[1]
        for row in _sheets(citizen.get(f"{base}/scorecard.xlsx").data)["Score"]
    }
    pages = [citizen.text(f"{base}/{page}") for page in ("score", "report", "proof")]

    pages.append(_pdf_text(citizen.get(f"{base}/report.pdf").data))

    assert values["digest"] == told["digest"] == table["digest"] == sheet["digest"]
    assert [
        (*(values[figure]["met"] for figure in FIGURES), values["level"]),
        (*(told[figure] for figure in FIGURES), told["level"]),
        (*(int(table[figure]) for figure in FIGURES), table["level"]),
        (*(int(sheet[figure]) for figure in FIGURES), sheet["level"]),
    ] == [(23, 24, 25, "Silver")] * 4
    for said in pages:
        assert re.search(r"\b23 of 43 criteria (are )?met", said)
        assert values["digest"][:16] in said


def test_the_scorecard_lists_every_criterion_with_its_evidence(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    confirm(store, assessment, "DM1")

    rows = _csv(citizen, f"/assessments/{assessment.id}/scorecard.csv")

    head = next(n for n, row in enumerate(rows) if row[:1] == ["criterion"])
    assert len(rows) - head == 1 + 43
    found = dict(zip(rows[head], rows[head + 1], strict=True))
    assert (found["criterion"], found["met"], found["evidence"]) == (
        "DM1",
        "yes",
        "minutes.txt",
    )


def test_the_gap_list_names_who_closes_each_gap(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
        care.take(
            session,
            assessment,
            "DM1",
            by=person,
            owner=FORMULA,
            due=date(2026, 12, 24),
            note="Soon.",
        )

    rows = _csv(citizen, f"/assessments/{assessment.id}/gap-list.csv")

    assert rows[0][-3:] == ["owner", "due", "note"]
    assert rows[1][-3:] == [f"'{FORMULA}", "2026-12-24", "Soon."]


def test_no_cell_of_the_workbook_is_a_formula_or_an_address() -> None:
    data = workbook.made(
        {"One": [("name",), (FORMULA,), ("http://example.org",), (7,)]}
    )

    assert _sheets(data) == {
        "One": [["name"], [f"'{FORMULA}"], ["http://example.org"], [7.0]]
    }
    assert b"<f>" not in data


def test_files_are_named_by_city_and_day(
    citizen: Visitor, assessment: Assessment
) -> None:
    answer = citizen.get(f"/assessments/{assessment.id}/scorecard.xlsx")

    assert answer.headers["Content-Disposition"].startswith(
        "attachment; filename=scorecard-Riverbend-"
    )


def test_the_report_holds_every_criterion_and_the_quotes(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    confirm(store, assessment, "DM1")

    page = citizen.get(f"/assessments/{assessment.id}/report").text

    assert page.count('<article class="whole"') == 43
    assert page.count("<blockquote") == 1
    assert "The committee met." in page
    assert page.count('<a href="#practice-') == page.count('id="practice-')


def test_the_report_as_pdf_is_tagged_for_screen_readers(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    confirm(store, assessment, "DM1")

    answer = citizen.get(f"/assessments/{assessment.id}/report.pdf")
    again = citizen.get(f"/assessments/{assessment.id}/report.pdf")

    pdf = PdfReader(io.BytesIO(answer.data))
    root: Any = pdf.trailer["/Root"]
    assert answer.content_type == "application/pdf"
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en")
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Report: Riverbend"
    assert "The committee met." in _pdf_text(answer.data)
    assert answer.data == again.data


def _pictured(store: Store, assessment: Assessment) -> None:
    """Have the page of the confirmed evidence drawn, as a worker does."""
    jpeg = io.BytesIO()
    Image.new("RGB", (85, 110), "white").save(jpeg, "JPEG")
    sha256 = store.blobs.put(io.BytesIO(jpeg.getvalue()), limit=10_000).sha256
    with store.transaction() as session:
        for document_id, page in illustrations.want(session, assessment):
            images.keep(session, document_id, page, sha256=sha256)


def _confirmed_pdf(store: Store, assessment: Assessment) -> None:
    confirm(store, assessment, "DM1")
    with store.transaction() as session:
        [document] = documents.listed(session, assessment)
        document.kind = "pdf"
        [link] = links.of_document(session, document)
        link.passages[0].places = [[0.1, 0.2, 0.5, 0.25]]


def test_the_report_shows_the_pages_that_are_drawn_and_where_the_passage_stands(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    _confirmed_pdf(store, assessment)
    _pictured(store, assessment)
    base = f"/assessments/{assessment.id}"

    page = citizen.get(f"{base}/report").text
    pdf = citizen.get(f"{base}/report.pdf").data

    [address] = re.findall(r'<img src="(/documents/[^"]+)"', page)
    assert citizen.get(address).content_type == "image/jpeg"
    assert page.count('<rect class="first"') == 1
    assert "There is no picture of this page." not in page
    assert sum(len(one.images) for one in PdfReader(io.BytesIO(pdf)).pages) == 1


def test_the_report_misses_no_picture_of_what_has_no_pages_to_draw(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    confirm(store, assessment, "DM1")
    base = f"/assessments/{assessment.id}"

    assert "no picture" not in citizen.text(f"{base}/report")
    assert "no picture" not in _pdf_text(citizen.get(f"{base}/report.pdf").data)


def test_the_report_says_where_there_is_no_picture_and_has_them_drawn(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    _confirmed_pdf(store, assessment)
    base = f"/assessments/{assessment.id}"

    said = citizen.text(f"{base}/report")
    answer = citizen.post(f"{base}/report/pictures")

    assert "1 page of the evidence has no picture yet." in said
    assert "There is no picture of this page." in said
    assert "There is no picture of this page." in _pdf_text(
        citizen.get(f"{base}/report.pdf").data
    )
    assert answer.headers["Location"] == f"{base}/report"
    with store.snapshot() as session:
        [(_place, image)] = illustrations.made(session, assessment).items()
        assert (image.page, image.is_over) == (1, False)


def test_no_text_of_a_stranger_acts_in_the_pdf(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
        care.take(
            session, assessment, "DM1", by=person, owner='#read("/etc/passwd") $x$ *b*'
        )

    answer = citizen.get(f"/assessments/{assessment.id}/report.pdf")

    assert '#read("/etc/passwd") $x$ *b*' in _pdf_text(answer.data)
