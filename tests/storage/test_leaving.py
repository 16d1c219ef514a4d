"""A city leaves: nothing of it stays but hashes, and no backup brings it back."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import (
    arriving,
    backups,
    care,
    chain,
    decisions,
    documents,
    events,
    images,
    invariants,
    leaving,
    people,
    presence,
    requests,
    runs,
    schema,
    tombstones,
    views,
)
from storage.clock import now
from storage.deeds import Deed
from storage.models import City, Document, Role, Verdict
from storage.settings import Settings
from storage.store import Store
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from storage.blobs import Blob

OWN, SHARED = b"Only here.", b"In both cities."


@dataclass(frozen=True, slots=True)
class Two:
    """A city that leaves and one that stays, which share a file."""

    leaves: str
    stays: str
    blobs: dict[str, Blob]
    upload: str


def _two(store: Store) -> Two:
    blobs = {
        name: store.blobs.put(io.BytesIO(data), limit=99)
        for name, data in (("own", OWN), ("shared", SHARED), ("picture", b"jpeg"))
    }
    with store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
        ids = []
        for name in ("Marker", "Lima"):
            city = factories.make_city(session, name=name)
            assessment = factories.make_assessment(session, city=city)
            person = factories.make_person(session, role=Role.CITY, city=city)
            people.start_session(session, person)
            people.make_link(session, person)
            document = documents.receive(
                session, assessment, f"{name}.txt", blobs["shared"], by=person
            )
            factories.make_read_document(session, document=document, text=name)
            link = factories.make_link(session, document=document, quote=name)
            decisions.decide(session, link.id, Verdict.CONFIRMED, by=lead, seen=0)
            presence.enter(session, link, lead)
            views.save(session, assessment, lead, "Strong", {"strength": "strong"})
            care.take(session, assessment, "DM1", by=person, owner=name)
            requests.ask(
                session,
                assessment,
                "DM1",
                by=person,
                department=name,
                due=now(session).date(),
            )
            ids.append(city.id)
            if name == "Marker":
                alone = documents.receive(
                    session, assessment, "own.txt", blobs["own"], by=person
                )
                images.want(session, alone, 1)
                images.keep(session, alone.id, 1, sha256=blobs["picture"].sha256)
                upload = arriving.begin(
                    session, assessment, "big", 5, by=person, limit=9
                ).id
        runs.start(session, "wwc-2022", changes={}, digest="d" * 64)
    store.blobs.keep_part(upload, 0, b"ab")
    return Two(ids[0], ids[1], blobs, upload)


def _leave(store: Store, city_id: str) -> None:
    with store.transaction() as session:
        left = leaving.remove(session, session.get_one(City, city_id))
    leaving.clear(store, left)


def _everything(store: Store) -> dict[str, str]:
    """All rows of all tables, as text by table."""
    with store.snapshot() as session:
        return {
            table.name: " ".join(
                json.dumps([str(value) for value in row])
                for row in session.execute(sa.select(table))
            )
            for table in schema.TABLES.sorted_tables
        }


def test_nothing_of_a_city_stays_but_hashes_and_that_it_left(store: Store) -> None:
    two = _two(store)

    _leave(store, two.leaves)

    told = _everything(store)
    by_id = {name for name, text in told.items() if two.leaves in text}
    by_name = {name for name, text in told.items() if "Marker" in text}
    assert by_id == {"event", "event_head", "tombstone"}
    assert by_name == {"event"}  # that it was removed
    with store.snapshot() as session:
        own = events.listed(session, two.leaves)
        assert [e.deed for e in own if e.content is not None] == [Deed.CITY_REMOVED]
        [last] = events.listed(session, None, limit=1)
        assert (last.deed, (last.content or {})["name"]) == (
            Deed.CITY_REMOVED,
            "Marker",
        )
        assert chain.verify(session) == []
        assert session.scalar(sa.select(sa.func.count(Document.id))) == 1


def test_its_files_pictures_and_parts_go_and_a_shared_file_stays(
    store: Store,
) -> None:
    two = _two(store)

    _leave(store, two.leaves)

    kept = {name: store.blobs.has(blob.sha256) for name, blob in two.blobs.items()}
    assert kept == {"own": False, "shared": True, "picture": False}
    with store.blobs.joined(two.upload) as parts:
        assert parts.read() == b""
    assert {f.broken for f in invariants.examine(store)} == {()}


def test_what_is_to_be_cleared_is_what_no_other_city_holds(store: Store) -> None:
    two = _two(store)

    with store.transaction() as session:
        left = leaving.remove(session, session.get_one(City, two.leaves))

    own = {two.blobs["own"].sha256, two.blobs["picture"].sha256}
    assert set(left.blobs) == own


def test_a_file_that_another_city_hands_in_meanwhile_stays(store: Store) -> None:
    two = _two(store)
    with store.transaction() as session:
        left = leaving.remove(session, session.get_one(City, two.leaves))
    with store.transaction() as session:
        documents.receive(
            session, factories.make_assessment(session), "again", two.blobs["own"]
        )

    leaving.clear(store, left)

    assert store.blobs.has(two.blobs["own"].sha256)


def test_an_older_backup_does_not_bring_it_back(
    store: Store, tmp_path: Path, empty_tables: Path
) -> None:
    two = _two(store)
    backups.make(store, tmp_path / "old")
    _leave(store, two.leaves)
    named = Store(Settings(home=tmp_path / "named"))
    beside = Store(Settings(home=tmp_path / "beside", blobs_url=store.settings.blobs))
    for empty, gone in ((named, frozenset({two.leaves})), (beside, frozenset())):
        shutil.copy(empty_tables, empty.settings.home / "assay.db")

        backups.restore(empty, tmp_path / "old", gone=gone)

        with empty.snapshot() as session:
            assert list(session.scalars(sa.select(City.id))) == [two.stays]
            assert tombstones.known(session) == {two.leaves}
            assert chain.verify(session) == []
        assert not empty.blobs.has(two.blobs["own"].sha256)
        assert empty.blobs.has(two.blobs["shared"].sha256)
        empty.close()


def test_the_next_backup_carries_the_tombstone_and_drops_the_files(
    store: Store, empty: Store, tmp_path: Path
) -> None:
    two = _two(store)
    backups.make(store, tmp_path / "backup")
    _leave(store, two.leaves)

    backups.make(store, tmp_path / "backup")

    names = {path.name for path in (tmp_path / "backup" / "blobs").iterdir()}
    assert names == {two.blobs["shared"].sha256}
    backups.restore(empty, tmp_path / "backup")
    with empty.snapshot() as session:
        assert tombstones.known(session) == {two.leaves}
