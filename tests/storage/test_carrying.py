"""Exports and imports: what is carried, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from storage import (
    assessments,
    decisions,
    events,
    exported,
    exports,
    imports,
    invariants,
    lines,
    links,
    models,
    turns,
)
from storage.columns import new_id
from storage.deeds import Deed
from storage.errors import Refused
from storage.models import Assessment, Document, Link, Role, Verdict
from tests.factories import make_link, make_person, make_read_document, upload

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Store


def _filled(store: Store) -> Assessment:
    document_id = upload(store, "The committee met.")
    with store.transaction() as session:
        document = session.get_one(Document, document_id)
        assert turns.document(session) == document.id
        make_link(session, document=make_read_document(session, document=document))
        [link] = links.of_document(session, document)
        lead = make_person(session, role=Role.LEAD, name="Lea Diaz")
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=lead, seen=0)
        return assessments.get(session, document.assessment_id)


def _refusal(store: Store, folder: Path) -> str:
    with pytest.raises(Refused) as refused:
        imports.bring_in(store, exported.read(folder))
    return refused.value.sentence


def test_an_import_brings_the_assessment_and_nobody_who_can_sign_in(
    store: Store, empty: Store, tmp_path: Path
) -> None:
    assessment = _filled(store)
    exports.make(store, assessment.id, tmp_path / "export")

    brought = imports.bring_in(empty, exported.read(tmp_path / "export"))

    assert brought == assessment.id
    assert [f.broken for f in invariants.examine(empty)] == [()] * 15
    with store.snapshot() as before, empty.snapshot() as after:
        there, here = (assessments.get(s, brought) for s in (before, after))
        assert (here.city.name, here.opened) == (there.city.name, there.opened)
        assert links.claims(after, here) == links.claims(before, there)
        told = events.listed(after, here.city_id)
        [judge] = after.query(models.Person)
    assert (judge.name, judge.role) == ("Lea Diaz", Role.REVIEWER)
    assert (judge.every_city, judge.password_hash) == (False, None)
    assert told[0].deed is Deed.ASSESSMENT_IMPORTED


def test_a_city_with_a_code_that_is_no_country_comes_in_as_it_was(
    store: Store, empty: Store, tmp_path: Path
) -> None:
    assessment = _filled(store)
    with store.transaction() as session:
        assessments.city(session, assessment.city_id).country = "XX"
    exports.make(store, assessment.id, tmp_path / "export")

    imports.bring_in(empty, exported.read(tmp_path / "export"))

    with empty.snapshot() as session:
        assert assessments.city(session, assessment.city_id).country == "XX"


def test_the_same_assessment_comes_in_again_only_as_a_new_one(
    store: Store, tmp_path: Path
) -> None:
    assessment = _filled(store)
    exports.make(store, assessment.id, tmp_path / "export")

    assert _refusal(store, tmp_path / "export") == (
        "This assessment is here already. To have it a second time, as a new one, "
        "run: assay import FOLDER --as-new"
    )
    new = imports.bring_in(store, exported.read(tmp_path / "export"), as_new=True)

    with store.snapshot() as session:
        old, copy = (
            assessments.get(session, assessment.id),
            assessments.get(session, new),
        )
        assert copy.city_id == old.city_id
        [one], [other] = (
            links.queue(session, a, links.Filters(standing=None)) for a in (old, copy)
        )
        assert one.id != other.id
        assert other.document.assessment_id == new
        [decision] = decisions.history(session, other.id)
        assert decision.by.name == "Lea Diaz"


@pytest.mark.parametrize("kind", ["rows", "original", "manifest", "gone"])
def test_a_spoilt_file_is_named_and_nothing_is_changed(
    store: Store, empty: Store, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "export"
    exports.make(store, _filled(store).id, folder)
    [original] = (folder / "originals").iterdir()
    path = {
        "rows": folder / "decision.jsonl",
        "original": original,
        "manifest": folder / "manifest.json",
        "gone": folder / "page.jsonl",
    }[kind]
    if kind == "gone":
        path.unlink()
    else:
        text = path.read_text("utf-8")
        path.write_text(text.replace("e", "a", 1), "utf-8")

    fate = "missing" if kind == "gone" else "not as it was exported"
    assert _refusal(empty, folder) == f"{path} is {fate}. Take another export."
    with empty.snapshot() as session:
        assert assessments.all_of(session) == []
        assert session.query(Link).count() == 0


def test_a_row_that_hangs_on_something_else_is_refused(
    store: Store, empty: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    exports.make(store, _filled(store).id, folder)
    path = folder / "page.jsonl"
    [page] = lines.read(path)
    lines.write(path, [page | {"document_id": new_id()}])
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["files"]["page.jsonl"] = exports.digest(path)
    manifest["seal"] = exports.seal(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")

    assert _refusal(empty, folder) == (
        f"{path} names what is not in this export. Take another one."
    )


def test_a_folder_in_use_is_not_written_into(store: Store, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(Refused) as refused:
        exports.make(store, _filled(store).id, tmp_path)

    assert refused.value.sentence == f"{tmp_path} is not empty. Name a new folder."
