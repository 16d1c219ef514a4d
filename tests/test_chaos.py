"""The short form of ``make chaos``: one fault of each kind, then the checker."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from bench.chaos import installation, storm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.chaos.installation import Installation

COUNT = 24


@pytest.fixture
def broken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "ENDPOINT_URL", "REGION"):
        monkeypatch.setenv(f"AWS_{name}", "")  # what is set later is taken back
    made = installation.make(tmp_path)
    made.start()
    yield made
    made.stop()


def test_whatever_dies_no_acknowledged_document_is_lost_or_doubled(
    broken_in: Installation,
) -> None:
    dice = random.Random(1)  # noqa: S311 - it chooses which worker dies
    assessment, told = broken_in.opened(), storm.Told()
    sending = storm.begin_uploads(broken_in, assessment, COUNT, told)
    for fault in storm.faults(broken_in).values():
        fault(dice)
    sending.join()
    storm.age(broken_in)

    storm.judge(broken_in, assessment, told)

    assert (told.acknowledged, told.lost, told.doubled) == (COUNT, 0, 0)
    assert (told.stuck, told.broken) == (0, [])
