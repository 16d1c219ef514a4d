"""Whatever lies in the queue, the worker lives on, and no row changes by it."""

from __future__ import annotations

import base64
import json
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import redis

from storage.models import Document, DocumentState
from storage.queue import READ_DOCUMENT
from storage.settings import Settings
from storage.store import Store
from tests.factories import upload

if TYPE_CHECKING:
    from collections.abc import Iterator


MOST_LOOKS = 450  # for a minute and a half, however slow the machine


class Touch:
    """What makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.path,)


def _message(
    task: str, body: bytes, *, kind: str = "application/json", **more: object
) -> str:
    """A message as the broker holds it."""
    headers = {
        "task": task,
        "id": os.urandom(8).hex(),
        "lang": "py",
        "argsrepr": "",
        "kwargsrepr": "",
    }
    delivery = {"exchange": "", "routing_key": "read"}
    properties = {
        "correlation_id": "x",
        "delivery_mode": 2,
        "delivery_info": delivery,
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": os.urandom(8).hex(),
    }
    whole = {
        "body": base64.b64encode(body).decode(),
        "content-encoding": "utf-8" if kind.endswith("json") else "binary",
        "content-type": kind,
        "headers": headers,
        "properties": properties,
    }
    return json.dumps(whole | more)


def _arguments(*values: object) -> bytes:
    return json.dumps([values, {}, {"callbacks": None, "chord": None}]).encode()


def _poison(victim: str, touched: Path) -> Iterator[str]:
    pickled = pickle.dumps(Touch(touched))
    yield _message(READ_DOCUMENT, pickled, kind="application/x-python-serialize")
    yield _message("os.system", _arguments(f"touch {touched}"))
    yield _message(READ_DOCUMENT, b"\xff\x00 no JSON")
    yield _message(READ_DOCUMENT, b"{}")
    yield _message(READ_DOCUMENT, _arguments())
    yield _message(READ_DOCUMENT, _arguments({"id": victim}))
    yield _message(READ_DOCUMENT, _arguments("x' OR 1=1 --"))
    yield _message(READ_DOCUMENT, _arguments("x" * 5_000_000))
    yield _message(READ_DOCUMENT, _arguments(victim), headers={})


def _garbage() -> Iterator[str | bytes]:
    """What is no message at all."""
    yield from (b"\x00\xff\xfe", "", "not JSON", "null", "7", '"text"', "[]", "{}")
    yield "[" * 200_000
    yield json.dumps({"properties": None})
    yield json.dumps({"properties": {"delivery_tag": {"a": 1}}, "body": 7})
    yield _message(READ_DOCUMENT, b"x", properties={"delivery_tag": "x"})
    yield json.dumps({"body": "*" * 20_000_000, "properties": {}})


def _waits(store: Store, document_id: str) -> bool:
    with store.snapshot() as session:
        state = session.get_one(Document, document_id).state
    return state in {DocumentState.WAITING, DocumentState.READING}


def _left(valkey: str) -> int:
    with redis.Redis.from_url(valkey) as broker:
        return int(broker.llen("read"))


def test_a_poisoned_queue_leaves_the_worker_alive_and_the_rows_untouched(
    tmp_path: Path, home: Path, valkey: str
) -> None:
    environment = os.environ | {
        "ASSAY_HOME": str(home),
        "ASSAY_BROKER_URL": valkey,
        "ASSAY_WORKER_PROCESSES": "1",
    }
    store = Store(Settings.from_env(environment))
    victim = upload(store, "%PDF-1.7 and then nothing", name="victim.pdf")
    with store.transaction() as session:
        session.get_one(Document, victim).attempts = 3  # nobody may read it any more
    good = upload(store, "%PDF-1.7 and then nothing of it", name="plan.pdf")
    poison = [*_poison(victim, tmp_path / "touched"), *_garbage()]
    with redis.Redis.from_url(valkey) as broker:
        broker.flushall()
        # The first that is pushed is the first that is taken.
        for message in poison:
            broker.lpush("read", message)
    store.queue.nudge(good)

    words = [sys.executable, "-m", "workers.cli", "worker"]
    with subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL) as worker:
        for _ in range(MOST_LOOKS):
            if worker.poll() is not None or not (_waits(store, good) or _left(valkey)):
                break
            threading.Event().wait(0.2)
        alive = worker.poll() is None
        worker.terminate()

    assert (alive, _waits(store, good), _left(valkey)) == (True, False, 0)
    assert not (tmp_path / "touched").exists()
    with store.snapshot() as session:
        row = session.get_one(Document, victim)
        assert (row.state, row.attempts, row.lease) == (DocumentState.WAITING, 3, None)
    store.close()
