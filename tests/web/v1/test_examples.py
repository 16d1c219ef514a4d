"""The examples of the docs, run as one script against a server."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from waitress import create_server  # type: ignore[import-untyped]  # it has none

from criteria.evidence import Standing
from storage.models import Document, DocumentState, Link, Role
from tests import factories
from tests.web.browsing import show_token
from web.v1 import contract
from workers import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from storage.models import Assessment
    from storage.store import Store

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
SCRIPT = "\n".join(re.findall(r"```bash\n(.*?)```", PAGE.read_text(), re.DOTALL))


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """Where the application is served as in earnest."""
    server = create_server(app, listen="127.0.0.1:0", threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(5)


def _read_what_waits(store: Store, over: threading.Event) -> None:
    """What a worker does; the broker is away."""
    while not over.wait(0.1):
        with store.snapshot() as session:
            waiting = sa.select(Document.id).where(
                Document.state == DocumentState.WAITING
            )
            due = session.scalars(waiting).all()
        for document_id in due:
            reading.read(store, document_id)


def test_the_examples_of_the_docs_work_as_they_stand_there(
    app: Flask, store: Store, assessment: Assessment, server: str, tmp_path: Path
) -> None:
    with store.transaction() as session:
        city = assessment.city
        people = {
            "TOKEN": factories.make_person(session, role=Role.LEAD),
            "CITY_TOKEN": factories.make_person(session, role=Role.CITY, city=city),
        }
    tokens = {
        name: show_token(app.test_client(), store, one) for name, one in people.items()
    }
    script = re.sub(r"^export .*$", "", SCRIPT, flags=re.MULTILINE)
    over = threading.Event()
    worker = threading.Thread(target=_read_what_waits, args=(store, over))
    worker.start()

    try:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=tmp_path,
            env=os.environ | {"ASSAY": server} | tokens,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    finally:
        over.set()
        worker.join()

    assert (done.returncode, done.stderr) == (0, "")
    with store.snapshot() as session:
        documents = session.scalars(sa.select(Document).order_by(Document.received))
        names = [(one.name, one.size) for one in documents]
        link = session.scalars(sa.select(Link).where(Link.decided > 0)).one()
    assert names == [("policy.txt", 143), ("minutes.txt", 41)]
    assert (link.standing, link.decided) == (Standing.UNDECIDED, 2)
    assert "The city has adopted an open data policy" in done.stdout
    assert "\n304\n" in done.stdout


def test_the_examples_ask_at_every_address() -> None:
    named = {
        "assessment_id": "$ASSESSMENT",
        "document_id": "$DOCUMENT",
        "edition": "wwc-2022",
        "link_id": "$LINK",
    }
    paths = [
        re.sub(r"{(\w+)}", lambda name: named.get(name[1], "$PLACE"), path)
        for path in contract.document()["paths"]
    ]

    asked = re.findall(r'"\$ASSAY/api/v1([^"?]*)', SCRIPT)
    missing = [path for path in paths if path not in asked]

    assert missing == ["/arriving/$PLACE"]  # its whole address is an answer
