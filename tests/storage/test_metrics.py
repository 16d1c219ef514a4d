from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from prometheus_client import generate_latest

from storage import metrics
from storage.clock import now
from tests.factories import make_document

if TYPE_CHECKING:
    from pathlib import Path

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
from storage import metrics, schema
from storage.settings import Settings
from storage.store import Store
settings = Settings.from_env()
metrics.keep_in(settings)
store = Store(settings)
schema.upgrade(store)
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


def test_figures_of_several_processes_are_added_up(tmp_path: Path) -> None:
    environment = os.environ | {"ASSAY_HOME": str(tmp_path)}
    for _ in range(2):
        words = [sys.executable, "-c", TELL]
        subprocess.run(words, env=environment, check=True)

    words = [sys.executable, "-c", READ]
    told = subprocess.run(
        words, env=environment, check=True, capture_output=True, text=True
    ).stdout

    lines = told.splitlines()
    assert 'assay_http_seconds_count{code="200",route="/livez"} 2.0' in lines
    assert 'assay_step_seconds_count{outcome="well",step="read_document"} 2.0' in lines
    assert "assay_decisions_conflict_total 2.0" in lines
