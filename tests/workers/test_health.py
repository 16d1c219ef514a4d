"""What the doctor says of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.settings import Settings
from storage.store import Store
from workers import health

if TYPE_CHECKING:
    from pathlib import Path


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


def _of_the_database(store: Store) -> health.Finding:
    [found] = [one for one in health.examine(store) if one.part == "database"]
    return found
