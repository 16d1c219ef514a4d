"""What the doctor says of the database, and of passwords in files."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

from storage.settings import Settings
from storage.store import Store
from workers import health
from workers.extract import scans

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_role_that_owns_nothing_is_well(store: Store) -> None:
    assert _of_the_database(store).well


def test_a_role_that_passes_every_wall_is_told_of(
    on_postgresql: str, tmp_path: Path
) -> None:
    above = Store(Settings(home=tmp_path, database_url=on_postgresql))

    found = _of_the_database(above)

    above.close()
    assert not found.well
    assert "See 'Two roles' in docs/operating.md" in found.says


def test_a_password_that_was_long_not_exchanged_is_told_of(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "broker"
    path.write_text("redis://127.0.0.1:1/0")
    monkeypatch.setenv("ASSAY_BROKER_URL_FILE", str(path))
    told = []
    for days in (364, 366):
        at = time.time() - days * 86_400
        os.utime(path, (at, at))
        told += [one for one in health.examine(store) if one.part == "passwords"]

    assert [one.well for one in told] == [True, False]
    assert told[1].says == (
        "ASSAY_BROKER_URL_FILE names a file of more than 365 days ago. Set a new one; "
        "'Passwords and keys' in docs/operating.md says how."
    )


def test_languages_without_a_model_are_told_with_what_to_install(store: Store) -> None:
    [found] = [one for one in health.examine(store) if one.part == "scans"]

    asked = re.findall(r"tesseract-ocr-(\w+)", found.says)
    read = re.match(r"are read in (.*?)\.", found.says)
    known = read[1].split(", ") if read else []
    assert sorted([*asked, *known]) == ["eng", "fra", "por", "spa"]
    assert tuple(known) == scans.packs()


def _of_the_database(store: Store) -> health.Finding:
    [found] = [one for one in health.examine(store) if one.part == "database"]
    return found
