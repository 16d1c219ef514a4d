"""Every requirement of docs/asvs.csv that applies names code and a test that exist."""

from __future__ import annotations

import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "asvs.csv").read_text("utf-8")
ROWS = list(csv.DictReader(TEXT.splitlines()))


def test_each_requirement_stands_once_with_where_it_is_done() -> None:
    ids = [row["requirement"] for row in ROWS]
    told = [(row["applies"], bool(row["where"]), bool(row["test"])) for row in ROWS]
    places = {row["where"] for row in ROWS if row["where"]}

    assert len(ids) == len(set(ids))
    assert [one for one in ids if not re.fullmatch(r"\d+\.\d+\.\d+", one)] == []
    assert set(told) == {("yes", True, True), ("no", False, False)}
    assert [one for one in sorted(places) if not (ROOT / one).exists()] == []


def test_every_test_that_is_named_exists() -> None:
    named = {row["test"] for row in ROWS if row["test"]}

    missing = [
        one
        for one in sorted(named)
        if f"def {one.partition('::')[2]}("
        not in (ROOT / one.partition("::")[0]).read_text("utf-8")
    ]

    assert missing == []
