from __future__ import annotations

import io
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import images
from storage.models import Document, Link
from storage.text_models import PageText
from tests import factories
from tests.web.browsing import Visitor, words

if TYPE_CHECKING:
    from storage.images import PageImage
    from storage.models import Assessment
    from storage.store import Store


def _link(store: Store, assessment: Assessment, *, kind: str = "pdf") -> str:
    """A link whose passage stands on page 1 of a document of this format."""
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        document.kind = kind
        link = factories.make_link(session, document=document, criterion="OD1")
        link.passages[0].places = [[0.1, 0.2, 0.5, 0.25]]
        return link.id


def _wanted(store: Store, link_id: str) -> PageImage | None:
    with store.snapshot() as session:
        link = session.get_one(Link, link_id)
        return images.find(session, session.get_one(Document, link.document_id), 1)


def _drawn(
    store: Store, link_id: str, contents: bytes | None, *, problem: str | None = None
) -> str:
    """Answer as a worker does; gives the address of the picture."""
    sha256 = contents and store.blobs.put(io.BytesIO(contents), limit=100).sha256
    with store.transaction() as session:
        link = session.get_one(Link, link_id)
        document = session.get_one(Document, link.document_id)
        images.want(session, document, 1)
        images.keep(session, document.id, 1, sha256=sha256 or None, problem=problem)
        return f"/documents/{document.id}/pages/1.jpg"


def test_a_page_is_drawn_when_somebody_asks_and_not_by_looking(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    link_id = _link(store, assessment)

    said = reviewer.text(f"/links/{link_id}")
    before = _wanted(store, link_id)
    answer = reviewer.post(f"/links/{link_id}/picture")

    assert "This page has not been drawn yet." in said
    assert before is None
    assert answer.headers["Location"] == f"/links/{link_id}"
    assert _wanted(store, link_id) is not None
    assert "The page is being drawn." in reviewer.text(f"/links/{link_id}")


def test_a_drawn_page_is_shown_with_its_passage_where_it_stands(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    link_id = _link(store, assessment)
    address = _drawn(store, link_id, b"jpeg")

    part = reviewer.get(f"/links/{link_id}/picture")
    picture = reviewer.get(address)
    again = reviewer.get(address, If_None_Match=picture.headers["ETag"])

    assert f'src="{address}"' in part.text
    assert '<rect class="first" x="0.1" y="0.2" width="0.4" height=' in part.text
    assert part.headers["X-Done"] == "yes"
    assert (picture.data, picture.content_type) == (b"jpeg", "image/jpeg")
    assert picture.headers["Cache-Control"] == "private, no-cache"
    assert again.status_code == 304


def test_a_page_that_cannot_be_drawn_falls_back_to_its_text_and_says_why(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    link_id = _link(store, assessment)
    address = _drawn(store, link_id, None, problem=images.NOT_DRAWN)

    said = reviewer.text(f"/links/{link_id}")

    assert images.NOT_DRAWN in said
    assert "The committee met." in said
    assert reviewer.get(address).status_code == 404


def test_a_format_without_pages_shows_its_text_alone(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    link_id = _link(store, assessment, kind="docx")

    page = reviewer.get(f"/links/{link_id}")
    asked = reviewer.post(f"/links/{link_id}/picture")

    assert "Draw the page" not in page.text
    assert "view=page" not in page.text
    assert asked.status_code == 303
    assert _wanted(store, link_id) is None


def test_all_matches_of_a_document_are_a_view_of_its_own(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    link_id = _link(store, assessment)
    with store.transaction() as session:
        document = session.get_one(Document, session.get_one(Link, link_id).document_id)
        factories.make_link(session, document=document, criterion="DM1")

    said = words(reviewer.get(f"/links/{link_id}?view=matches"))

    assert "OD1 Open Data Policy" in said
    assert "DM1 Implementing Data Strategy and Governance" in said


def test_a_page_that_was_recognised_says_so_beside_its_picture(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    link_id = _link(store, assessment)
    typed = reviewer.text(f"/links/{link_id}")
    with store.transaction() as session:
        session.execute(sa.update(PageText).values(by_ocr=True))

    assert "Page 1 of 1 · read from a picture" in reviewer.text(f"/links/{link_id}")
    assert "read from a picture" not in typed
