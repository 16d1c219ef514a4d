from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from storage import assessments
from storage.settings import Settings
from storage.store import Store
from tests import factories
from workers import reading
from workers.cli import assay

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("ASSAY_HOME", str(home))
    store = Store(Settings(home=home))
    yield store
    store.close()


def _lima(store: Store) -> str:
    document_id = factories.upload(store, "The committee met.", name="minutes.txt")
    with store.transaction() as session:
        [assessment] = assessments.all_of(session)
        assessment.city.name = "Lima"
    return document_id


def _names(store: Store) -> list[str]:
    with store.snapshot() as session:
        return [city.name for city in assessments.cities(session)]


def test_a_city_is_deleted_once_its_name_is_typed_and_takes_its_bundle(
    store: Store, tmp_path: Path
) -> None:
    document_id = _lima(store)
    words = ["cities", "delete", "Lima", "--bundle", str(tmp_path / "bundle")]

    ran = CliRunner().invoke(assay, words, input="Lima\n")

    assert (ran.exit_code, _names(store)) == (0, [])
    [folder] = (tmp_path / "bundle").iterdir()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["assessment"] == folder.name
    gone = CliRunner().invoke(assay, ["cities", "gone"]).stdout.split()
    assert f"Its tombstone is {gone[0]}." in ran.stderr
    reading.read(store, document_id)  # a message that was on its way finds nothing


@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        (["--no-bundle"], "lima\n", "That is another name, so nothing was deleted."),
        ([], "Lima\n", "Give --bundle FOLDER, or --no-bundle."),
    ],
)
def test_a_city_stays_without_its_name_or_a_word_about_its_bundle(
    store: Store, words: list[str], typed: str, sentence: str
) -> None:
    _lima(store)

    ran = CliRunner().invoke(assay, ["cities", "delete", "Lima", *words], input=typed)

    assert (ran.exit_code != 0, _names(store)) == (True, ["Lima"])
    assert sentence in ran.stderr
