from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from prometheus_client import generate_latest

from storage import metrics
from storage.clock import now
from storage.settings import Settings
from tests.factories import make_document

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from storage.store import Store

TELL = """
from storage import metrics
from storage.settings import Settings
metrics.keep_in(Settings.from_env())
metrics.begin_step()
metrics.end_step("read_document", well=True)
metrics.answered("/livez", 200, 0.02)
metrics.conflicted()
"""
READ = """
from prometheus_client import generate_latest
from storage import metrics
from storage.settings import Settings
from storage.store import Store
settings = Settings.from_env()
metrics.keep_in(settings)
store = Store(settings)
print(generate_latest(metrics.of_store(store)).decode())
"""


def test_the_oldest_pending_work_and_the_states_are_told(store: Store) -> None:
    with store.transaction() as session:
        document = make_document(session)
        document.received = now(session) - timedelta(seconds=700)

    told = generate_latest(metrics.of_store(store)).decode()

    figures = dict(line.rsplit(" ", 1) for line in told.splitlines() if line[0] != "#")
    assert float(figures["assay_oldest_pending_seconds"]) >= 700
    assert float(figures['assay_documents{state="waiting"}']) == 1
    assert float(figures["assay_workers_seen"]) == 0
    assert float(figures['assay_queue_waiting{queue="read"}']) == 1
    assert float(figures['assay_queue_oldest_seconds{queue="read"}']) >= 700
    assert float(figures['assay_queue_workers{queue="ocr"}']) == 0


def test_figures_of_several_processes_and_hosts_are_added_up(home: Path) -> None:
    environment = os.environ | {"ASSAY_HOME": str(home)}
    for _ in range(2):
        words = [sys.executable, "-c", TELL]
        subprocess.run(words, env=environment, check=True)
    mine = home / "metrics" / socket.gethostname()
    shutil.copytree(mine, home / "metrics" / "another-host")

    words = [sys.executable, "-c", READ]
    told = subprocess.run(
        words, env=environment, check=True, capture_output=True, text=True
    ).stdout

    lines = told.splitlines()
    assert 'assay_http_seconds_count{code="200",route="/livez"} 4.0' in lines
    assert 'assay_step_seconds_count{outcome="well",step="read_document"} 4.0' in lines
    assert "assay_decisions_conflict_total 4.0" in lines


def test_figures_of_processes_that_ended_long_ago_are_removed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    host = tmp_path / "metrics" / "host"
    host.mkdir(parents=True)
    for name, age in (("counter_1.db", 3 * 86_400), ("counter_2.db", 86_400)):
        (host / name).touch()
        os.utime(host / name, (time.time() - age,) * 2)

    metrics.tidy(settings)

    assert [path.name for path in metrics.files(settings)] == ["counter_2.db"]


def test_where_nothing_may_be_written_figures_are_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(metrics.FOLDER, raising=False)
    (tmp_path / "metrics").write_text("a file where the folder should be")

    metrics.keep_in(Settings(home=tmp_path))

    assert metrics.FOLDER not in os.environ
