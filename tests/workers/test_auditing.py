"""The history checked from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from storage.settings import Settings
from storage.store import Store
from workers.cli import assay

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSAY_HOME", str(home))
    for name in ("Riverbend", "Elsewhere"):
        assert _run("add", "city", name, "--country", "CO").exit_code == 0
    return home


def _run(*words: str) -> Result:
    return CliRunner().invoke(assay, list(words))


def _cut(home: Path) -> None:
    """Take the chain of one city away as if it had never been."""
    store = Store(Settings(home=home))
    with store.engine.begin() as connection:
        for statement in (
            "DROP TRIGGER event_remains",
            "DELETE FROM event",
            "DELETE FROM event_head",
        ):
            connection.exec_driver_sql(statement)
    store.close()


@pytest.mark.usefixtures("home")
def test_a_whole_history_is_said_to_be_whole(tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.json"
    anchor.write_text(_run("audit", "head").stdout)

    result = _run("audit", "verify", "--anchor", str(anchor))

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "The history is whole: 2 events.\n"


def test_a_history_cut_off_is_told_by_the_anchor_alone(
    home: Path, tmp_path: Path
) -> None:
    anchor = tmp_path / "anchor.json"
    anchor.write_text(_run("audit", "head").stdout)
    first, second = (end["chain"] for end in json.loads(anchor.read_text()))
    _cut(home)

    alone = _run("audit", "verify")
    anchored = _run("audit", "verify", "--anchor", str(anchor))

    assert alone.exit_code == 0
    assert anchored.exit_code == 1
    assert anchored.stdout.splitlines() == [
        f"{chain} 1: this event is missing: the anchor knows later ones."
        for chain in (first, second)
    ]
