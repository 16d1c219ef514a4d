"""Every requirement of docs/asvs.csv that applies names code and a test that exist."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "asvs.csv").read_text("utf-8")
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = list(csv.DictReader(TEXT.splitlines()))
# How many requirements of levels 1 and 2 each section begins with; those of 3 follow.
SECTIONS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2
4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3
6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2
10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1
12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3
15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
"""
# Those of level 3 that are our real risks.
RISKS = {
    *("1.2.10", "1.3.12", "2.3.5", "5.2.4", "5.2.5", "5.2.6", "5.3.3", "8.3.2"),
    "15.4.2",
}


def test_every_requirement_of_the_first_two_levels_is_there_and_the_risks_are() -> None:
    counts = [one.split(":") for one in SECTIONS.split()]
    whole = {f"{part}.{n + 1}" for part, count in counts for n in range(int(count))}
    listed = [row["requirement"] for row in ROWS if row["level"] in {"1", "2"}]

    assert (len(whole), sorted(listed)) == (253, sorted(whole))
    assert {row["requirement"] for row in ROWS} >= RISKS


def test_each_requirement_stands_once_with_where_it_is_done() -> None:
    ids = [row["requirement"] for row in ROWS]
    told = [(row["applies"], bool(row["where"]), bool(row["test"])) for row in ROWS]
    places = {row["where"] for row in ROWS if row["where"]}

    assert len(ids) == len(set(ids))
    assert [one for one in ids if not re.fullmatch(r"\d+\.\d+\.\d+", one)] == []
    assert [row["requirement"] for row in ROWS if not row["what"]] == []
    assert set(told) <= {
        ("yes", True, True),
        ("read", True, False),
        ("not met", False, False),
        ("no", False, False),
    }
    assert [one for one in sorted(places) if not (ROOT / one).exists()] == []


def test_every_test_that_is_named_exists() -> None:
    attacks = re.findall(r"`(tests/[\w/]+\.py::\w+)`", PAGE)
    named = {row["test"] for row in ROWS if row["test"]} | {*attacks}

    missing = [
        one
        for one in sorted(named)
        if f"def {one.partition('::')[2]}("
        not in (ROOT / one.partition("::")[0]).read_text("utf-8")
    ]

    assert (missing, len(attacks) > 20) == ([], True)


def test_every_threat_of_the_list_has_its_test() -> None:
    numbers = [int(one) for one in re.findall(r"^\| (\d+) \| .*`tests/", PAGE, re.M)]

    assert (numbers, {*numbers}) == (sorted(numbers), {*range(1, 35)})


def test_the_page_counts_what_the_list_holds() -> None:
    counts = Counter((row["level"], row["applies"]) for row in ROWS)

    for level in "12":
        held = [counts[level, told] for told in ("yes", "read", "not met", "no")]
        assert f"| {level} | {' | '.join(map(str, held))} |" in PAGE
