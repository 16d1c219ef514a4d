from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.editions import overlay, standard
from criteria.editions.overlay import Change
from criteria.editions.standard import Standard, StandardError
from criteria.scores import scoring
from tests.criteria.editions.small import (
    TODAY,
    make_claim,
    make_criterion,
    make_standard,
)

if TYPE_CHECKING:
    from pathlib import Path

DM5 = """\
of: wwc-2022
revision: as seen in the portal
criteria:
  DM5:
    checklist:
      official: true
      items:
        DM5.1: The first item.
        DM5.2: The second item.
        DM5.3: The third item.
"""


def _over(folder: Path, text: str, below: Standard) -> Standard:
    path = folder / "overlay.yaml"
    path.write_text(text, encoding="utf-8")
    return overlay.read(path, below)


def test_official_list_makes_the_known_count_bind(tmp_path: Path) -> None:
    wwc = standard.load("wwc-2022")

    revised = _over(tmp_path, DM5, wwc)

    dm5 = revised.criterion("DM5")
    assert (dm5.official, len(dm5.items), dm5.needed) == (True, 3, 2)
    claims = [make_claim("DM5", items=("DM5.3",))]
    assert scoring.score(wwc, claims, on=TODAY).met == 1
    assert scoring.score(revised, claims, on=TODAY).met == 0


def test_revision_has_a_digest_of_its_own_and_leaves_the_rest(tmp_path: Path) -> None:
    wwc = standard.load("wwc-2022")

    revised = _over(tmp_path, DM5, wwc)

    assert revised.digest != wwc.digest
    assert revised.edition == wwc.edition
    assert revised.version == "3.0, as seen in the portal"
    others = [c for c in revised.criteria if c.code != "DM5"]
    assert others == [c for c in wwc.criteria if c.code != "DM5"]


def test_difference_is_told_in_words(tmp_path: Path) -> None:
    small = make_standard([make_criterion("X1", items=1), make_criterion("X2")])
    text = """\
of: small
revision: second
criteria:
  X1:
    checklist: {official: true, items: {X1.1: Another.}}
    requires: [X2]
    window_months: 12
"""

    revised = _over(tmp_path, text, small)

    assert overlay.difference(small, revised) == (
        Change(
            "X1",
            "checklist",
            "our wording: X1.1 Part 1 of X1.",
            "official: X1.1 Another.",
        ),
        Change("X1", "needed items", "0", "1"),
        Change("X1", "requires", "", "X2"),
        Change("X1", "window", "none", "12 months"),
    )
    assert overlay.difference(small, small) == ()


def test_faulty_overlay_is_refused_with_all_its_faults(tmp_path: Path) -> None:
    text = """\
of: other
revision: second
criteria:
  X1: {requires: [X2], colour: red}
  X2: {requires: [X1], checklist: {official: true, needed: 2, items: {X2.1: One.}}}
  X9: {window_months: 0}
"""

    with pytest.raises(StandardError) as refused:
        _over(tmp_path, text, make_standard(2))

    faults = [f.removeprefix("overlay.yaml, ") for f in refused.value.faults]
    assert faults == [
        "line 1: it is for other, not for small.",
        "line 1: these criteria wait for each other: X1 → X2 → X1.",
        (
            "line 4, criteria › X1 › colour: this name is not known. Known: checklist, "
            "documents, requires, window_months."
        ),
        "line 5, criteria › X2: 2 items are needed, 1 are listed.",
        "line 6, criteria › X9: small has no criterion X9.",
    ]
