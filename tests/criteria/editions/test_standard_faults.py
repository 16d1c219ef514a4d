from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.editions import standard
from criteria.editions.standard import StandardError
from tests.criteria.editions.small import SMALL

if TYPE_CHECKING:
    from pathlib import Path


def _faults(folder: Path, text: str) -> tuple[str, ...]:
    path = folder / "standard.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StandardError) as refused:
        standard.read(path)
    return tuple(f.removeprefix("standard.yaml, ") for f in refused.value.faults)


def test_all_faults_are_told_with_their_places(tmp_path: Path) -> None:
    text = """
edition: small
name: A small standard
version: "1"
announced: few
statement:
levels:
  - {name: Silver, percent: 51}
  - {name: Silver, percent: 50}
  - {name: Gold, percent: 101}
practices:
  - {code: X, name: First, description: All of it.}
  - {code: X, name: Again, description: All of it.}
  - {code: Y, name: Empty, description: None of it.}
criteria:
  - code: X1
    name: One
    practise: X
    practice: Z
    requirement: It is done.
    requires: [X9]
    sources: [S]
    effort: huge
    window_months: 0
    must_meet: {count: 3, of: 2, source: A page., caution: None.}
    checklist:
      official: maybe
      needed: 2
      items: {Y1.1: A part.}
  - {code: X1, name: Two, practice: X, requirement: It is shown.}
  - {code: x-3, name: Two, practice: X, requirement: It is shown., documents: one}
"""

    assert (
        "\n".join(_faults(tmp_path, text))
        == """\
line 2: 1 criteria are announced, 3 given.
line 2: since is missing.
line 5, announced: a whole number of at least 1 is wanted here.
line 6, statement: some words are wanted here.
line 9, levels › Silver: levels stand from the lowest percentage to the highest.
line 9, levels › Silver: the level Silver is used twice.
line 10, levels › Gold: no share is greater than 100 percent.
line 13, practices › X: the code X is used twice.
line 14, practices › Y: no criterion belongs to the practice Y.
line 16, criteria › X1: 2 items are needed, 1 are listed.
line 16, criteria › X1: an item is X1. and a number, not 'Y1.1'.
line 16, criteria › X1: it requires X9, which is no criterion of this edition.
line 16, criteria › X1: there is no practice Z.
line 16, criteria › X1: there is no source S.
line 18, criteria › X1 › practise: this name is not known. Did you mean practice?
line 23, criteria › X1 › effort: one of these is wanted here: find, write, practise.
line 24, criteria › X1 › window_months: a whole number of at least 1 is wanted here.
line 25, criteria › X1 › must_meet: 3 of 2 items cannot be met.
line 27, criteria › X1 › checklist › official: true or false is wanted here.
line 30, criteria › X1: the code X1 is used twice.
line 31, criteria › x-3 › documents: a list is wanted here.
line 31, criteria › x-3: a code is capital letters and a number, not 'x-3'."""
    )


def test_criteria_that_wait_for_each_other_are_refused(tmp_path: Path) -> None:
    text = SMALL.replace(
        "requirement: It is done.", "requirement: It.\n    requires: [X2]"
    )
    text = text.replace("requirement: It is shown.", "requirement: It., requires: [X1]")

    assert _faults(tmp_path, text) == (
        "line 2: these criteria wait for each other: X1 → X2 → X1.",
    )


def test_a_kind_of_document_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    text = SMALL.replace("[S]", "[S]\n    kinds: [minutes, leaflet]")

    [fault] = _faults(tmp_path, text)
    assert fault.startswith(
        "line 14, criteria › X1: there is no kind of document leaflet. Known: policy, "
    )


def test_item_named_twice_is_refused(tmp_path: Path) -> None:
    text = SMALL.replace("X1.1: A part.", "X1.1: A part.\n        X1.1: Another.")

    assert _faults(tmp_path, text) == (
        (
            "line 23, criteria › X1 › checklist › items › X1.1: "
            "this name stands here twice."
        ),
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: the file is empty."),
        (
            "- a\n- b\n",
            "line 1: a table of names and values is wanted here.",
        ),
        ("a: [", "line 2: no YAML: did not find expected node content."),
        (
            "a: &x 1\nb: *x\n",
            "line 2: write the value out; references are not read.",
        ),
    ],
)
def test_file_that_is_no_standard_is_refused(
    tmp_path: Path, text: str, fault: str
) -> None:
    assert _faults(tmp_path, text) == (fault,)


def test_file_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "standard.yaml").write_bytes(b"edition: \xff")

    with pytest.raises(StandardError, match=r"line 1: byte 9 is not UTF-8"):
        standard.read(tmp_path / "standard.yaml")
    with pytest.raises(StandardError, match=r"^none\.yaml: there is no such file\.$"):
        standard.read(tmp_path / "none.yaml")
