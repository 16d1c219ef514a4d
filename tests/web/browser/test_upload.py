"""Uploading: dropped or chosen, with progress, and without scripts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from storage import documents
from storage.models import Role
from tests import factories

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

    from tests.web.browser.opening import Opener, Site

pytestmark = pytest.mark.browser


def _files(count: int) -> list[FilePayload]:
    return [
        {"name": f"{n}.txt", "mimeType": "text/plain", "buffer": f"Text {n}.".encode()}
        for n in range(count)
    ]


def _kept(site: Site) -> list[str]:
    with site.store.snapshot() as session:
        found = documents.listed(session, site.empty)
    return sorted(document.name for document in found)


def test_chosen_files_are_sent_one_by_one_and_the_list_follows(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.LEAD)
    page.goto(f"/assessments/{site.empty.id}/documents")

    page.locator("#file").set_input_files(_files(5))

    page.locator("#sending li").nth(4).get_by_text("kept").wait_for()
    page.locator("#documents").get_by_text("5 documents").wait_for()
    assert _kept(site) == [f"{n}.txt" for n in range(5)]


def test_a_file_that_is_refused_says_why_and_the_others_go_on(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.LEAD)
    page.goto(f"/assessments/{site.empty.id}/documents")
    empty: FilePayload = {"name": "e.txt", "mimeType": "text/plain", "buffer": b""}

    page.locator("#file").set_input_files([empty, *_files(1)])

    page.locator("#sending").get_by_text("The file is empty.").wait_for()
    page.locator("#sending").get_by_text("kept").wait_for()
    assert _kept(site) == ["0.txt"]


def test_of_many_kept_files_only_the_number_is_told(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.LEAD)
    page.goto(f"/assessments/{site.empty.id}/documents")
    empty: FilePayload = {"name": "e.txt", "mimeType": "text/plain", "buffer": b""}
    twin: FilePayload = {**_files(1)[0], "name": "twin.txt"}

    page.locator("#file").set_input_files([*_files(6), empty])
    page.locator("#sending").get_by_text("Files kept: 6").wait_for()
    page.locator("#file").set_input_files([twin])

    page.locator("#sending").get_by_text(
        "twin.txt is here already, as 0.txt."
    ).wait_for()
    rows = page.locator("#sending li .name").all_inner_texts()
    assert rows == ["e.txt", "twin.txt"]


def test_files_can_be_dropped(open_page: Opener, site: Site) -> None:
    page = open_page(Role.LEAD)
    page.goto(f"/assessments/{site.empty.id}/documents")

    page.evaluate(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["Dropped."], "dropped.txt"));
          document.getElementById("upload").dispatchEvent(
            new DragEvent("drop", { dataTransfer: carried, bubbles: true }));
        }"""
    )

    page.locator("#sending").get_by_text("kept").wait_for()
    assert _kept(site) == ["dropped.txt"]


def test_without_scripts_one_form_sends_them_all(open_page: Opener, site: Site) -> None:
    page = open_page(Role.LEAD, scripts=False)
    page.goto(f"/assessments/{site.empty.id}/documents")

    page.locator("#file").set_input_files(_files(3))
    page.get_by_role("button", name="Upload").click()

    page.get_by_text("3 files are kept and will be read shortly.").wait_for()
    assert _kept(site) == ["0.txt", "1.txt", "2.txt"]


def test_the_state_of_a_document_moves_by_itself(open_page: Opener, site: Site) -> None:
    with site.store.transaction() as session:
        waiting = factories.make_document(session, assessment=site.empty)
    page = open_page(Role.LEAD)
    page.goto(f"/assessments/{site.empty.id}/documents")
    page.locator("#documents").get_by_text("Waiting", exact=True).wait_for()

    with site.store.transaction() as session:
        factories.make_read_document(session, document=session.merge(waiting))

    page.locator("#documents").get_by_text("Read", exact=True).wait_for()
    page.locator("#documents[data-done]").wait_for()


def test_a_large_file_is_sent_in_parts_and_is_one_document(
    open_page: Opener, site: Site
) -> None:
    page = open_page(Role.LEAD)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.goto(f"/assessments/{site.empty.id}/documents")
    contents = b"The committee met. " * 500_000
    large: FilePayload = {"name": "l.txt", "mimeType": "text/plain", "buffer": contents}

    page.locator("#file").set_input_files([large])

    page.locator("#sending").get_by_text("kept").wait_for()
    assert asked.count("PATCH") == 3
    twin: FilePayload = {**large, "name": "twin.txt"}
    page.locator("#file").set_input_files([twin])
    page.locator("#sending").get_by_text("is here already, as l.txt.").wait_for()
    with site.store.snapshot() as session:
        [document] = documents.listed(session, site.empty)
    assert document.sha256 == hashlib.sha256(contents).hexdigest()
