"""Everything as one ZIP: asked for, shown in each state, taken, and brought in."""

from __future__ import annotations

import hashlib
import io
import shutil
from typing import TYPE_CHECKING

from click.testing import CliRunner

from storage import confidential, documents, events, parcels
from storage.deeds import Deed
from storage.models import Role
from storage.parcel_models import Parcel, ParcelState
from storage.settings import Settings
from storage.store import Store
from tests import factories
from tests.web.browsing import Visitor, visitor
from tests.web.confirming import confirm, first
from web.app import create_app
from workers import packing
from workers.cli import assay

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from storage.models import Assessment


def _filled(store: Store, assessment: Assessment) -> None:
    """Give an assessment a document with its bytes, and one that is confidential."""
    for name, secret in (("open.txt", False), ("closed.txt", True)):
        blob = store.blobs.put(io.BytesIO(name.encode()), limit=100)
        with store.transaction() as session:
            document = documents.receive(session, assessment, name, blob)
            factories.make_read_document(session, document=document, text=name)
            factories.make_link(session, document=document, quote=name)
            confidential.mark(session, document, confidential=secret, by=None)


def _packed(citizen: Visitor, store: Store, assessment: Assessment) -> str:
    _filled(store, assessment)
    citizen.post(f"/assessments/{assessment.id}/everything")
    packing.pack_next(store)
    return f"/assessments/{assessment.id}/everything.zip"


def _told(store: Store, assessment: Assessment) -> list[tuple[Deed, str]]:
    with store.snapshot() as session:
        found = events.listed(session, assessment.city_id)
    return [(one.deed, (one.content or {})["name"]) for one in reversed(found)]


def test_the_page_tells_each_state_and_what_to_do(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/everything"
    _filled(store, assessment)

    none = citizen.text(path)
    citizen.post(path)
    waiting, polled = citizen.text(path), citizen.get(path, X_Polling="yes")
    with store.transaction() as session:
        row = session.get_one(Parcel, assessment.id)
        row.state, row.done, row.total = ParcelState.PACKING, 1, 2
    being_packed = citizen.text(path)
    with store.transaction() as session:
        session.get_one(Parcel, assessment.id).state = ParcelState.WAITING
    packing.pack_next(store)
    ready, done = citizen.text(path), citizen.get(path, X_Polling="yes")
    citizen.post(f"{path}/removal")
    ended = citizen.text(path)

    assert "Nobody has asked for it yet." in none
    assert "2 documents : each original as it came" in none
    assert "1 document in it is confidential" in none
    assert "A worker begins with it shortly. Asked for by Tom Okafor" in waiting
    assert "1 of 2 files" in being_packed
    assert "Download the ZIP" in ready
    assert "The last one was removed" in ended
    assert [one.headers.get("X-Done") for one in (polled, done)] == ["no", "yes"]
    assert polled.data.lstrip().startswith(b"<p role")


def test_the_zip_is_a_file_to_save_and_each_download_is_told(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    path = _packed(citizen, store, assessment)
    before = len(_told(store, assessment))

    whole = citizen.get(path)
    rest = citizen.get(path, Range="bytes=100-")

    with store.snapshot() as session:
        row = session.get_one(Parcel, assessment.id)
    assert hashlib.sha256(whole.data).hexdigest() == row.sha256
    assert (whole.status_code, rest.status_code) == (200, 206)
    assert rest.data == whole.data[100:]
    assert rest.headers["Content-Range"] == f"bytes 100-{row.size - 1}/{row.size}"
    assert whole.headers["Content-Type"] == "application/zip"
    assert whole.headers["Content-Length"] == str(row.size)
    assert whole.headers["Content-Disposition"] == (
        f"attachment; filename=assay-Riverbend-{row.asked:%Y-%m-%d}.zip"
    )
    policy = whole.headers["Content-Security-Policy"]
    assert policy == "sandbox; default-src 'none'"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        _told(store, assessment)[before:]
        == [
            (Deed.EXPORT_TAKEN, "wwc-2022"),
            (Deed.LOOKED_AT, "closed.txt"),
        ]
        * 2
    )


def test_it_is_the_citys_and_the_leads_and_no_reviewers(
    citizen: Visitor,
    lead: Visitor,
    reviewer: Visitor,
    store: Store,
    assessment: Assessment,
) -> None:
    path = _packed(citizen, store, assessment)
    page = f"/assessments/{assessment.id}/take-away"

    answers = [one.get(path).status_code for one in (citizen, lead, reviewer)]
    offered = ["Everything" in one.text(page) for one in (citizen, lead, reviewer)]

    assert answers == [200, 200, 403]
    assert offered == [True, True, False]


def test_before_it_is_ready_and_after_it_has_ended_there_is_nothing(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    path = f"/assessments/{assessment.id}/everything"
    answers = [citizen.get(f"{path}.zip").status_code]
    citizen.post(path)
    answers.append(citizen.get(f"{path}.zip").status_code)
    packing.pack_next(store)
    removed = citizen.post(f"{path}/removal").status_code
    answers.append(citizen.get(f"{path}.zip").status_code)

    assert (answers, removed) == ([404, 404, 404], 303)
    assert citizen.post(f"{path}/removal").status_code == 404


def test_what_is_taken_away_and_brought_in_elsewhere_has_the_same_score(
    lead: Visitor,
    store: Store,
    assessment: Assessment,
    tmp_path: Path,
    empty_tables: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with store.transaction() as session:
        city = session.get_one(type(assessment.city), assessment.city_id)
        city.population = 90_000
    _filled(store, assessment)
    confirm(store, assessment, *first(5))
    with store.snapshot() as session:
        bare = documents.listed(session, assessment)
    for document in bare:
        if not store.blobs.has(document.sha256):
            blob = store.blobs.put(io.BytesIO(b"minutes"), limit=100)
            with store.transaction() as session:
                found = session.get_one(type(document), document.id)
                found.sha256 = blob.sha256
    lead.post(f"/assessments/{assessment.id}/everything")
    packing.pack_next(store)
    path = tmp_path / "all.zip"
    path.write_bytes(lead.get(f"/assessments/{assessment.id}/everything.zip").data)

    monkeypatch.setenv("ASSAY_HOME", str(tmp_path / "second"))
    (tmp_path / "second").mkdir()
    shutil.copy(empty_tables, tmp_path / "second" / "assay.db")
    second = Store(Settings(home=tmp_path / "second"))
    brought = CliRunner().invoke(assay, ["import", str(path)])
    with second.transaction() as session:
        person = factories.make_person(session, role=Role.LEAD)
    there = visitor(create_app(second), second, person)

    assert brought.stdout == f"{assessment.id}\n", brought.exception
    for page in ("score", "proof"):
        shown = f"/assessments/{assessment.id}/{page}"
        assert there.text(shown) == lead.text(shown)
    score = f"/assessments/{assessment.id}/score.json"
    here, elsewhere = lead.get(score).get_json(), there.get(score).get_json()
    assert elsewhere == here | {"history": elsewhere["history"]}
    second.close()


def test_looking_at_the_page_asks_for_nothing_and_is_part_of_the_plan(
    citizen: Visitor, store: Store, assessment: Assessment
) -> None:
    page = citizen.get(f"/assessments/{assessment.id}/everything").text
    plan = f'<a href="/assessments/{assessment.id}/plan" aria-current="true"'
    assert plan in " ".join(page.split())

    with store.snapshot() as session:
        assert parcels.find(session, assessment) is None
