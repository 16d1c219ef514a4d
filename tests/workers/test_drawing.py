from __future__ import annotations

import io
from typing import TYPE_CHECKING

from click.testing import CliRunner
from reportlab.pdfgen.canvas import Canvas

from storage import decisions, documents, illustrations, images, links
from storage.models import Assessment, Document, Verdict
from tests.factories import make_assessment, make_person
from workers import drawing, reading
from workers.cli import assay

if TYPE_CHECKING:
    import pytest

    from storage.store import Store


def _pdf(*lines: str) -> io.BytesIO:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(612, 792))
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 20 * number, line)
    canvas.save()
    made.seek(0)
    return made


def _receive(store: Store, contents: io.BytesIO, name: str) -> str:
    blob = store.blobs.put(contents, limit=1_000_000)
    with store.transaction() as session:
        return documents.receive(session, make_assessment(session), name, blob).id


def test_a_page_is_drawn_with_its_passages_where_they_stand(store: Store) -> None:
    document_id = _receive(
        store,
        _pdf(
            "Ordinance No. 118.",
            "The City Council adopted this Open Data Policy in 2024.",
        ),
        "policy.pdf",
    )
    reading.read(store, document_id)
    with store.transaction() as session:
        images.want(session, session.get_one(Document, document_id), 1)

    drawing.draw(store, document_id, 1)

    with store.snapshot() as session:
        document = session.get_one(Document, document_id)
        image = images.find(session, document, 1)
        assert image is not None
        assert image.sha256 is not None
        assert next(store.blobs.stream(image.sha256))[:3] == b"\xff\xd8\xff"
        found = {link.criterion: link for link in links.of_document(session, document)}
        [box] = found["OD1"].passages[0].places or []
    left, top, right, bottom = box
    assert 0.11 < left < 0.13 < right < 0.7
    assert (792 - 695) / 792 < top < bottom < (792 - 670) / 792


def test_a_page_that_cannot_be_drawn_says_so(store: Store) -> None:
    document_id = _receive(store, io.BytesIO(b"Minutes of June."), "minutes.txt")
    reading.read(store, document_id)
    with store.transaction() as session:
        images.want(session, session.get_one(Document, document_id), 1)

    drawing.draw(store, document_id, 1)

    with store.snapshot() as session:
        image = images.find(session, session.get_one(Document, document_id), 1)
        assert image is not None
        assert (image.sha256, image.problem) == (None, images.NOT_DRAWN)


def test_the_pages_of_confirmed_evidence_are_drawn_for_the_report(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The City Council adopted this Open Data Policy in 2024."
    document_id = _receive(store, _pdf(text), "policy.pdf")
    reading.read(store, document_id)
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        reviewer = make_person(session)
        link = links.of_document(session, document)[0]
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=reviewer, seen=0)
        assessment = session.get_one(Assessment, document.assessment_id)
        missing = illustrations.missing(session, assessment)
    monkeypatch.setenv("ASSAY_HOME", str(store.settings.home))
    monkeypatch.setenv("ASSAY_DATABASE_URL", store.settings.database)

    told = CliRunner().invoke(assay, ["draw", assessment.id])

    assert missing == [(document_id, 1)]
    assert told.stderr == "1 pages drawn, 0 left.\n"
    with store.snapshot() as session:
        [image] = illustrations.made(session, assessment).values()
        assert image.sha256 is not None


def test_the_pages_of_first_passages_are_wanted_as_soon_as_a_document_is_read(
    store: Store,
) -> None:
    policy = "The City Council adopted this Open Data Policy in 2024."
    pdf, text = (
        _receive(store, _pdf(policy), "policy.pdf"),
        _receive(store, io.BytesIO(policy.encode()), "policy.txt"),
    )

    for document_id in (pdf, text):
        reading.read(store, document_id)

    with store.snapshot() as session:
        wanted = [
            images.find(session, session.get_one(Document, document_id), 1)
            for document_id in (pdf, text)
        ]
    assert [image is not None for image in wanted] == [True, False]
