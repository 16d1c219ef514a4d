from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import backups, decisions, events, invariants, links
from storage.errors import Refused
from storage.models import Assessment, Document, Verdict
from tests.factories import make_link, make_person, make_read_document, upload

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Store


def _fill(store: Store) -> Assessment:
    document_id = upload(store, "The committee met.")
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        link = make_link(
            session, document=make_read_document(session, document=document)
        )
        decisions.decide(
            session, link.id, Verdict.CONFIRMED, by=make_person(session), seen=0
        )
        return session.get_one(Assessment, document.assessment_id)


def test_what_was_backed_up_comes_back_into_an_empty_installation(
    store: Store, empty: Store, tmp_path: Path
) -> None:
    assessment = _fill(store)

    made = backups.make(store, tmp_path / "backup")
    restored = backups.restore(empty, tmp_path / "backup")

    assert restored == made
    assert [f.broken for f in invariants.examine(empty)] == [()] * 15
    with store.snapshot() as before, empty.snapshot() as after:
        assert links.claims(after, assessment) == links.claims(before, assessment)
        head = events.head(before, assessment.city_id)
        assert events.head(after, assessment.city_id) == head
        [link] = links.queue(after, assessment, links.Filters(standing=None))
        [decision] = decisions.history(after, link.id)
        [same] = decisions.history(before, link.id)
        assert decision.at == same.at


def test_a_second_backup_copies_only_new_blobs(store: Store, tmp_path: Path) -> None:
    upload(store, "The committee met.")
    backups.make(store, tmp_path)
    [first] = (tmp_path / "blobs").iterdir()
    written = first.stat().st_mtime_ns
    upload(store, "The committee voted.")

    counts = backups.make(store, tmp_path)

    assert counts.blobs == 2
    assert first.stat().st_mtime_ns == written


def test_a_backup_is_not_restored_over_data(store: Store, tmp_path: Path) -> None:
    upload(store, "The committee met.")
    backups.make(store, tmp_path)

    with pytest.raises(Refused) as refused:
        backups.restore(store, tmp_path)

    assert refused.value.sentence == (
        "This installation holds data already. Restore into an empty one."
    )


def test_a_damaged_backup_is_refused_whole(
    store: Store, empty: Store, tmp_path: Path
) -> None:
    upload(store, "The committee met.")
    backups.make(store, tmp_path / "backup")
    [blob] = (tmp_path / "backup" / "blobs").iterdir()
    blob.write_bytes(b"The committee mat.")

    with pytest.raises(Refused) as refused:
        backups.restore(empty, tmp_path / "backup")

    assert refused.value.sentence == f"{blob} is damaged. Take another backup."


def test_a_folder_without_a_backup_is_refused(empty: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        backups.restore(empty, tmp_path)

    assert refused.value.sentence == (
        f"{tmp_path} holds no whole backup: backup.json is missing. Name another."
    )
