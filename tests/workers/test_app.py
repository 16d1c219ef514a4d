from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from storage import logs
from storage.settings import Settings
from storage.store import Store
from tests.factories import upload

if TYPE_CHECKING:
    from pathlib import Path


def test_the_log_of_a_task_carries_the_id_of_the_request_that_began_it(
    home: Path, valkey: str
) -> None:
    environment = os.environ | {
        "ASSAY_HOME": str(home),
        "ASSAY_BROKER_URL": valkey,
        "ASSAY_LOG_JSON": "1",
        "ASSAY_WORKER_PROCESSES": "1",
    }
    store = Store(Settings.from_env(environment))
    logs.begin("abc123")
    document_id = upload(store, "%PDF-1.7 and then nothing of it", name="plan.pdf")
    logs.begin("another")  # whoever finds it, the lines are of the request it came by
    assert store.queue.nudge(document_id)

    words = [sys.executable, "-m", "workers.cli", "worker"]
    with subprocess.Popen(
        words, env=environment, stderr=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stderr is not None
        told = next(line for line in worker.stderr if "is unreadable" in line)
        worker.terminate()
        worker.stderr.read()

    line = json.loads(told)
    assert (line["request"], line["from"]) == ("abc123", "workers.reading")
    assert line["says"] == f"Document {document_id} is unreadable: damaged."
    store.close()
