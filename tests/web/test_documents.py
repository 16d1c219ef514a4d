from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage import documents, jobs
from storage.blobs import Blob
from storage.models import Document, DocumentState, Role
from storage.quotas import Quota
from tests import factories
from tests.web.browsing import Visitor, visitor, words
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Assessment
    from storage.store import Store


def _file(text: str, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode()), name


def _names(store: Store) -> list[str]:
    with store.snapshot() as session:
        return sorted(session.scalars(sa.select(Document.name)).all())


def test_an_empty_list_says_what_to_upload(
    citizen: Visitor, assessment: Assessment
) -> None:
    said = citizen.text(f"/assessments/{assessment.id}/documents")

    assert "Drop files here, or choose them" in said
    assert "There are no documents yet. Policies, ordinances, minutes" in said


def test_several_files_of_one_form_are_kept_and_wait_to_be_read(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/documents"

    answer = citizen.post(
        path, file=[_file("One.", "one.txt"), _file("Two.", "two.txt")]
    )

    assert (answer.status_code, answer.location) == (303, path)
    assert _names(store) == ["one.txt", "two.txt"]
    said = citizen.text(path)
    assert "2 files are kept and will be read shortly." in said
    assert "2 of 2 wait to be read." in said


def test_the_bytes_are_kept_as_they_came(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    citizen.post(
        f"/assessments/{assessment.id}/documents", file=_file("One.", "one.txt")
    )

    with store.snapshot() as session:
        [document] = documents.listed(session, assessment)
    assert b"".join(store.blobs.stream(document.sha256)) == b"One."


def test_a_script_gets_its_answer_as_json(
    citizen: Visitor, assessment: Assessment
) -> None:
    answer = citizen.client.post(
        f"/assessments/{assessment.id}/documents",
        data={"form_token": citizen.token(), "file": _file("One.", "one.txt")},
        headers={"Accept": "application/json"},
    )

    assert (answer.status_code, answer.json) == (200, {"kept": 1, "said": ""})


def test_sending_no_file_says_to_choose_one(
    citizen: Visitor, assessment: Assessment
) -> None:
    answer = citizen.post(f"/assessments/{assessment.id}/documents")

    assert answer.status_code == 400
    assert "Choose one or more files, then upload them." in words(answer)


def test_an_empty_file_is_refused_with_a_sentence(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    answer = citizen.client.post(
        f"/assessments/{assessment.id}/documents",
        data={"form_token": citizen.token(), "file": _file("", "empty.txt")},
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 400
    assert answer.json == {
        "sentence": "The file is empty. Choose the one that holds the text."
    }
    assert _names(store) == []


def test_a_form_that_is_too_large_is_answered_with_a_sentence(
    store: Store, assessment: Assessment
) -> None:
    store.settings = replace(store.settings, max_upload_mb=1)
    with store.transaction() as session:
        person = factories.make_person(
            session, role=Role.CITY, city=assessment.city, name="Tom"
        )
    citizen = visitor(create_app(store), store, person)

    answer = citizen.client.post(
        f"/assessments/{assessment.id}/documents",
        data=b"x" * 2_100_000,
        content_type="multipart/form-data; boundary=part",
    )

    assert answer.status_code == 413
    assert "One upload may hold 1 MB in all." in words(answer)
    # Whatever the form is for, and whether or not it keeps files.
    part = '--part\r\nContent-Disposition: form-data; name="'
    form = f'{part}form_token"\r\n\r\n{citizen.token()}\r\n{part}file"; filename="x"'
    idle = citizen.client.post(
        "/account/keys",
        data=f"{form}\r\n\r\n{'x' * 2_100_000}\r\n--part--\r\n".encode(),
        content_type="multipart/form-data; boundary=part",
    )
    assert idle.status_code == 413


def test_a_reviewer_adds_no_documents(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/documents"

    answer = reviewer.post(path, file=_file("One.", "one.txt"))

    assert answer.status_code == 403
    assert _names(store) == []
    assert "Drop files here" not in reviewer.text(path)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\x.txt", "x.txt"),
        ("C:\\x.txt", "x.txt"),
        ("line\r\nbreak.txt", "line  break.txt"),
        ('quo"te;.txt', 'quo"te;.txt'),
        ("año 2026.txt", "año 2026.txt"),
    ],
)
def test_a_name_is_shown_and_given_back_but_is_never_a_path(
    citizen: Visitor, store: Store, assessment: Assessment, name: str, shown: str
) -> None:
    blob = store.blobs.put(io.BytesIO(b"One."), limit=100)
    with store.transaction() as session:
        document = documents.receive(session, assessment, name, blob)

    answer = citizen.get(f"/documents/{document.id}/original")

    assert document.name == shown
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert ("\r" in disposition, "\n" in disposition) == (False, False)


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.xhtml", "a.pdf", "a.mht"])
def test_the_original_comes_as_a_file_to_save_in_which_nothing_can_act(
    citizen: Visitor, store: Store, assessment: Assessment, name: str
) -> None:
    content = b"<script>alert(1)</script>"
    blob = store.blobs.put(io.BytesIO(content), limit=100)
    with store.transaction() as session:
        document = documents.receive(session, assessment, name, blob)

    answer = citizen.get(f"/documents/{document.id}/original")

    assert answer.data == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    policy = answer.headers["Content-Security-Policy"]
    assert policy == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unreadable_document_says_what_to_do_and_can_be_read_again(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        document = factories.make_document(session, assessment=assessment)
        claim = jobs.claim(session, document.id)
        assert claim is not None
        jobs.give_up(session, claim, "password", "This PDF asks for a password.")

    said = citizen.text(f"/documents/{document.id}")
    answer = citizen.post(f"/documents/{document.id}/reading")

    assert "This PDF asks for a password." in said
    assert answer.status_code == 303
    with store.snapshot() as session:
        again = session.get_one(Document, document.id)
        assert (again.state, again.attempts) == (DocumentState.WAITING, 0)


def test_the_fragment_asks_for_nothing_new_while_nothing_has_changed(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        factories.make_document(session, assessment=assessment)
    path = f"/assessments/{assessment.id}/documents/progress"

    first = citizen.get(path)
    again = citizen.get(path, If_None_Match=first.headers["ETag"])

    assert first.headers["X-Done"] == "no"
    assert "<html" not in first.text
    assert (again.status_code, again.data) == (304, b"")


def test_the_fragment_says_when_all_is_read(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        factories.make_read_document(session, assessment=assessment)

    answer = citizen.get(f"/assessments/{assessment.id}/documents/progress")

    assert answer.headers["X-Done"] == "yes"


def test_a_document_shows_its_text_with_its_passages_marked(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        document = factories.make_read_document(
            session, assessment=assessment, text="The committee met. It was late."
        )
        link = factories.make_link(session, document=document, criterion="DM1")

    page = citizen.get(f"/documents/{document.id}")

    mark = f'<mark class="passage" id="{link.id}-0">The committee met.</mark>'
    assert mark in page.text
    assert "DM1 Implementing Data Strategy and Governance" in words(page)


def test_a_document_says_what_is_known_of_its_file(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        document = factories.make_read_document(
            session, assessment=assessment, text="DRAFT\nOrdinance No. 14\nSigned: ____"
        )
        document.origin = {"author": "Ana Ruiz", "program": "Writer"}

    said = citizen.text(f"/documents/{document.id}")

    assert "Kind of document Ordinance or decree" in said
    assert "Author Ana Ruiz Made with Writer Draft “DRAFT”, Page 1" in said
    assert "Acts named Ordinance No. 14, Page 1" in said
    assert "Signature A signature block without a name, Page 1" in said


def test_words_of_a_document_and_its_name_cannot_act_on_the_page(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    attack = '"><img src=x onerror=alert(1)></script>'
    with store.transaction() as session:
        named = factories.make_document(session, assessment=assessment, name=attack)
        document = factories.make_read_document(session, document=named, text=attack)

    page = citizen.get(f"/documents/{document.id}")

    assert page.text.count("<img src=x") == 0
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.text


def test_older_documents_are_one_page_further(
    as_role: Callable[..., Visitor], store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        for n in range(101):
            factories.make_document(session, assessment=assessment, name=f"{n:03}.txt")
    citizen = as_role(Role.CITY)

    newest = citizen.text(f"/assessments/{assessment.id}/documents")
    older = citizen.text(f"/assessments/{assessment.id}/documents?from=101")

    assert ("101 documents" in newest, "Older" in newest) == (True, True)
    assert (newest.count(".txt"), older.count(".txt")) == (100, 1)


def test_a_city_without_room_is_told_so_and_nothing_is_kept(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    store.quota = Quota(files=1)

    answer = citizen.post(
        f"/assessments/{assessment.id}/documents",
        file=[(io.BytesIO(b"a"), "a.txt"), (io.BytesIO(b"b"), "b.txt")],
    )

    assert "A city may keep 1 documents here." in words(answer)
    assert list(store.blobs.all()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [("", ["Language not known"]), ("Ny praefektur.", ["Another language"])],
)
def test_the_language_of_what_has_no_text_is_not_known(
    citizen: Visitor, store: Store, assessment: Assessment, text: str, said: list[str]
) -> None:
    with store.transaction() as session:
        document = factories.make_read_document(
            session, assessment=assessment, text=text
        )
        document.language = "other"

    page = citizen.text(f"/documents/{document.id}")

    phrases = ("Language not known", "Another language")
    assert [phrase for phrase in phrases if phrase in page] == said


def test_an_archive_leads_to_its_files_and_they_back_to_it(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        here = session.merge(assessment)
        archive = factories.make_document(session, assessment=here, name="all.zip")
        inner = documents.receive(
            session, here, "minutes.txt", Blob("a" * 64, 9), parent=archive
        )
        factories.make_read_document(session, document=archive, text="minutes.txt")
        archive.kind = "zip"

    listed = citizen.get(f"/assessments/{assessment.id}/documents").text
    page = citizen.get(f"/documents/{archive.id}").text
    within = citizen.get(f"/documents/{inner.id}").text

    assert (
        f'data-count="1" href="/documents/{archive.id}#held">1</a> file in it' in listed
    )
    assert f'href="/documents/{inner.id}">minutes.txt</a>' in page
    assert "No rule found anything in this document." not in page
    assert f'Came in <a href="/documents/{archive.id}">all.zip</a>' in within


def test_a_city_is_asked_for_help_and_a_reviewer_told_what_was_not_read(
    citizen: Visitor, reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        here = session.merge(assessment)
        locked = factories.make_document(session, assessment=here, name="locked.pdf")
        locked.state = DocumentState.UNREADABLE
    paths = [
        f"/assessments/{assessment.id}{rest}"
        for rest in ("", "/documents", "/lists/unreadable")
    ]

    for path in paths:
        assert "your help" in citizen.text(path)
        assert "your help" not in reviewer.text(path)
        assert "Could not be read" in reviewer.text(path)
