"""Parcels: packed once, whole, by whoever lives; and nothing is left of the others."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage import (
    events,
    exported,
    invariants,
    jobs,
    leaving,
    parcel_jobs,
    parcels,
    turns,
)
from storage.blobs import EXPORTS
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Conflict, NotFound, Refused
from storage.models import Assessment, City, Document, Link, Role, Scan
from storage.parcel_models import Parcel, ParcelState
from tests import factories
from workers import packing, unpacking

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Store

# A worker that is killed after its second part; the rows alone make several.
KILLED = """
import os, signal
from functools import partial
from storage.holders import Zip
from storage.settings import Settings
from storage.store import Store
from workers import packing

store = Store(Settings.from_env())
keep = store.blobs.keep_part

def keep_and_die(name, at, part, *, under):
    keep(name, at, part, under=under)
    if at:
        os.kill(os.getpid(), signal.SIGKILL)

store.blobs.keep_part = keep_and_die
packing.Zip = partial(Zip, part=500)
packing.pack_next(store)
"""


def on_one(kind: str) -> pytest.MarkDecorator:
    """Run a test on one kind of database, where the other would say the same."""
    return pytest.mark.parametrize("database", [kind], indirect=True)


@pytest.fixture
def asked(store: Store) -> Assessment:
    """An assessment with one document, whose city has asked for all of it."""
    document_id = factories.upload(store, "The committee met.")
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        factories.make_link(
            session, document=factories.make_read_document(session, document=document)
        )
        assessment = session.get_one(Assessment, document.assessment_id)
    _ask(store, assessment)
    return assessment


def _ask(store: Store, assessment: Assessment) -> bool:
    with store.transaction() as session:
        city = session.get_one(City, assessment.city_id)
        person = factories.make_person(session, role=Role.CITY, city=city)
        return parcels.ask(session, assessment, by=person)


def _row(store: Store, assessment: Assessment) -> Parcel:
    with store.snapshot() as session:
        return session.get_one(Parcel, assessment.id)


def _set(store: Store, **values: object) -> None:
    with store.transaction() as session:
        session.execute(sa.update(Parcel).values(**values))


def _bury(store: Store) -> None:
    """Have the worker's lease be over."""
    with store.transaction() as session:
        past = now(session) - timedelta(seconds=1)
        session.execute(sa.update(Parcel).values(lease_until=past, nudged=past))


def _parts(store: Store) -> set[str]:
    return store.blobs.in_parts(under=EXPORTS)


def _zip(store: Store, row: Parcel) -> bytes:
    return b"".join(parcels.contents(store, row))


def _broken(store: Store) -> list[str]:
    return [f.invariant for f in invariants.examine(store) if f.broken]


def test_who_asks_twice_is_given_the_same_one_packed_whole(
    store: Store, asked: Assessment, tmp_path: Path
) -> None:
    again = _ask(store, asked)
    packing.pack_next(store)
    packing.pack_next(store)
    row = _row(store, asked)
    ready = _ask(store, asked)

    assert (again, ready) == (False, False)
    assert (row.state, row.attempts) == (ParcelState.READY, 1)
    assert (row.done, row.total, row.left_out) == (1, 1, [])
    assert row.made is not None
    assert row.ends == row.made + timedelta(days=7)
    assert _parts(store) == {row.place}
    assert _broken(store) == []
    path = tmp_path / "all.zip"
    path.write_bytes(_zip(store, row))
    assert path.stat().st_size == row.size
    with unpacking.unpacked(path) as folder:
        export = exported.read(folder)
    assert export.assessment_id == asked.id
    assert len(export.originals) == 1


@on_one("postgresql")
def test_a_worker_killed_in_the_middle_leaves_one_whole_parcel_and_no_part(
    store: Store, asked: Assessment
) -> None:
    environment = {
        "ASSAY_HOME": str(store.settings.home),
        "ASSAY_DATABASE_URL": store.settings.database_url,
    }
    died = subprocess.run(
        [sys.executable, "-c", KILLED], env=environment, check=False, timeout=60
    )
    dead = _row(store, asked)
    left = _parts(store)
    _bury(store)

    with store.transaction() as session:
        due = parcel_jobs.due(session)
        assert turns.parcel(session) == asked.id
    packing.sweep(store)
    packing.pack_next(store)

    row = _row(store, asked)
    assert died.returncode == -signal.SIGKILL
    assert (dead.state, dead.attempts) == (ParcelState.PACKING, 1)
    assert left == {f"{asked.id}/{dead.lease}"}
    assert due.waiting == [asked.id]
    assert (row.state, row.attempts) == (ParcelState.READY, 2)
    assert _parts(store) == {row.place}
    assert zipfile.ZipFile(io.BytesIO(_zip(store, row))).testzip() is None
    assert _broken(store) == []


def test_after_its_last_attempt_it_is_given_up_and_may_be_tried_again(
    store: Store, asked: Assessment
) -> None:
    for _ in range(jobs.MOST_ATTEMPTS):
        with store.transaction() as session:
            claim = parcel_jobs.claim(session, asked.id)
            assert claim is not None
        store.blobs.keep_part(claim.place, 0, b"PK", under=EXPORTS)
        _bury(store)
    with store.transaction() as session:
        assert parcel_jobs.claim(session, asked.id) is None
        assert turns.parcel(session) is None
    packing.sweep(store)
    given_up = _row(store, asked)

    again = _ask(store, asked)
    packing.pack_next(store)

    assert (given_up.state, given_up.problem) == (
        ParcelState.FAILED,
        parcel_jobs.STOPPED,
    )
    assert again is True
    row = _row(store, asked)
    assert (row.state, row.attempts, row.problem) == (ParcelState.READY, 1, None)
    assert _parts(store) == {row.place}


def test_who_lost_the_claim_keeps_nothing(store: Store, asked: Assessment) -> None:
    with store.transaction() as session:
        claim = parcel_jobs.claim(session, asked.id)
        assert claim is not None
        parcels.remove(session, asked)
    packing._pack(store, claim)  # noqa: SLF001 - a worker that was at it

    assert _row(store, asked).state is ParcelState.ENDED
    assert _parts(store) == set()
    with store.transaction() as session, pytest.raises(NotFound):
        parcels.remove(session, asked)


def test_when_its_week_is_over_the_sweep_removes_it(
    store: Store, asked: Assessment
) -> None:
    packing.pack_next(store)
    with store.transaction() as session:
        past = now(session)
        session.execute(sa.update(Parcel).values(ends=past))
    with store.snapshot() as session, pytest.raises(NotFound):
        parcels.ready(session, asked)
    packing.sweep(store)

    assert _row(store, asked).state is ParcelState.ENDED
    assert _parts(store) == set()
    with store.snapshot() as session:
        last = events.listed(session, asked.city_id)[0]
    assert last.deed is Deed.EXPORT_REMOVED


@on_one("sqlite")
def test_a_city_that_leaves_takes_its_parcel_along(
    store: Store, asked: Assessment
) -> None:
    packing.pack_next(store)
    with store.transaction() as session:
        left = leaving.remove(session, session.get_one(City, asked.city_id))
    leaving.clear(store, left)

    assert _parts(store) == set()


@on_one("sqlite")
def test_what_an_original_lacks_is_said_and_nothing_is_kept(
    store: Store, asked: Assessment
) -> None:
    with store.snapshot() as session:
        [document] = session.scalars(sa.select(Document))
    store.blobs.remove(document.sha256)
    packing.pack_next(store)

    row = _row(store, asked)
    assert row.state is ParcelState.FAILED
    assert row.problem == (
        "The file's contents are missing from the store. Whoever runs Assay brings "
        "them back from a backup."
    )
    assert _parts(store) == set()


@on_one("sqlite")
def test_an_outage_of_the_store_costs_no_attempt(
    store: Store, asked: Assessment
) -> None:
    blobs = store.settings.home / "blobs"
    blobs.rename(blobs.with_name("away"))
    blobs.write_text("in the way")
    packing.pack_next(store)

    row = _row(store, asked)
    assert (row.state, row.attempts, row.lease) == (ParcelState.WAITING, 0, None)


@on_one("sqlite")
def test_what_a_scanner_has_not_found_clean_is_left_out_with_its_links(
    store: Store, asked: Assessment, tmp_path: Path
) -> None:
    with store.transaction() as session:
        other = factories.make_document(session, assessment=asked, name="bad.txt")
        factories.make_link(
            session,
            document=factories.make_read_document(session, document=other),
            criterion="DM1",
        )
        other.scan = Scan.FOUND
    packing.pack_next(store)
    row = _row(store, asked)
    path = tmp_path / "all.zip"
    path.write_bytes(_zip(store, row))

    with unpacking.unpacked(path) as folder:
        rows = exported.read(folder).rows
    assert row.left_out == [other.id]
    assert [one["name"] for one in rows[Document.__tablename__]] == ["policy.txt"]
    assert [one["criterion"] for one in rows[Link.__tablename__]] == ["OD1"]
    with store.transaction() as session:
        parcels.ready(session, asked)
        session.execute(sa.update(Document).values(scan=Scan.FOUND))
    with store.snapshot() as session, pytest.raises(Conflict):
        parcels.ready(session, asked)


def test_the_city_served_longest_ago_has_its_turn(
    store: Store, asked: Assessment
) -> None:
    with store.transaction() as session:
        second = factories.make_assessment(session)
    _ask(store, second)
    with store.transaction() as session:
        session.execute(
            sa.update(City).where(City.id == asked.city_id).values(served=now(session))
        )

    with store.transaction() as session:
        assert turns.parcel(session) == second.id


@pytest.mark.parametrize("name", ["notes.txt", "../page.jsonl", "originals/x"])
def test_a_zip_that_is_no_export_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(name, "x")

    with pytest.raises(Refused) as refused, unpacking.unpacked(path):
        pass

    assert refused.value.sentence == (
        f"{path} holds {name}, which no export has. Take another one."
    )


def test_a_bomb_and_a_damaged_zip_are_refused(tmp_path: Path) -> None:
    bomb, cut = tmp_path / "bomb.zip", tmp_path / "cut.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("page.jsonl", bytes(65 << 20))
    cut.write_bytes(b"PK\x03\x04")

    for path in (bomb, cut):
        with pytest.raises(Refused) as refused, unpacking.unpacked(path):
            pass
        assert refused.value.sentence == (
            f"{path} is not as exports are packed. Take another one."
        )
