from __future__ import annotations

from collections import Counter
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

from criteria.editions import standard
from criteria.editions.standard import Level, Rounding, StandardError
from tests.criteria.editions.small import SMALL, make_criterion, make_standard

if TYPE_CHECKING:
    from pathlib import Path


def _read(folder: Path, text: str) -> standard.Standard:
    path = folder / "standard.yaml"
    path.write_text(text, encoding="utf-8")
    return standard.read(path)


def _faults(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(StandardError) as refused:
        _read(folder, text)
    return tuple(f.removeprefix("standard.yaml, ") for f in refused.value.faults)


def test_wwc_2022_has_43_criteria_in_eight_practices() -> None:
    found = standard.load("wwc-2022")

    assert Counter(c.practice for c in found.criteria) == {
        "DM": 9,
        "LC": 7,
        "OD": 4,
        "PA": 5,
        "BF": 3,
        "RDC": 8,
        "CI": 3,
        "EVAL": 4,
    }
    assert len(found.criteria) == found.announced == 43
    assert found.complete


def test_wwc_2022_shows_no_checklist_as_official() -> None:
    found = standard.load("wwc-2022")

    assert [c.code for c in found.criteria if c.official] == []
    assert [c.code for c in found.criteria if not c.items or not c.documents] == []
    assert found.statement == (
        "The checklists and lists of documents are our wording, made to help a city "
        "find its evidence. They are not the programme's and are not official. The "
        "programme shows its own lists only in its closed portal."
    )


def test_known_must_meet_counts_are_told_and_do_not_bind() -> None:
    found = standard.load("wwc-2022")

    told = {
        c.code: (c.must_meet.count, c.must_meet.of)
        for c in found.criteria
        if c.must_meet
    }
    assert told == {"DM3": (4, 5), "DM5": (2, 3)}
    assert {c.needed for c in found.criteria} == {0}


def test_wwc_2022_knows_its_windows_and_rhythms() -> None:
    found = standard.load("wwc-2022").criteria

    assert {c.code: c.window_months for c in found if c.window_months} == {"BF3": 24}
    assert {c.code: c.rhythm_months for c in found if c.rhythm_months} == {
        "DM1": 3,
        "PA2": 3,
        "RDC5": 3,
    }


@pytest.mark.parametrize(
    ("met", "level", "following"),
    [
        (0, None, "Silver"),
        (21, None, "Silver"),
        (22, "Silver", "Gold"),
        (23, "Silver", "Gold"),
        (29, "Silver", "Gold"),
        (30, "Gold", "Platinum"),
        (31, "Gold", "Platinum"),
        (36, "Gold", "Platinum"),
        (37, "Platinum", None),
        (38, "Platinum", None),
        (43, "Platinum", None),
    ],
)
def test_wwc_2022_level_changes_at_its_count(
    met: int, level: str | None, following: str | None
) -> None:
    found = standard.load("wwc-2022")

    reached, above = found.level(met), found.next_level(met)
    assert (reached.name if reached else None) == level
    assert (above.name if above else None) == following


def test_rounding_decides_a_share_between_the_printed_bounds() -> None:
    gold = Level("Gold", 67)

    counts = {way: gold.least(45, way) for way in Rounding}

    # 30 of 45 are 66.7 percent.
    assert counts == {Rounding.EXACT: 31, Rounding.NEAREST: 30, Rounding.UP: 30}


def test_rounding_up_takes_any_share_above_the_percentage_before() -> None:
    gold = Level("Gold", 68)

    # 29 of 43 are 67.4 percent.
    assert gold.reached(29, 43, Rounding.UP)
    assert not gold.reached(29, 43, Rounding.NEAREST)
    assert not gold.reached(29, 43, Rounding.EXACT)


def test_no_level_is_reached_of_no_criteria() -> None:
    assert not Level("Silver", 51).reached(0, 0)


def test_standard_cannot_be_changed() -> None:
    found = standard.load("wwc-2022")

    with pytest.raises(FrozenInstanceError):
        found.edition = "mine"  # type: ignore[misc]  # frozen


def test_digest_tells_content_and_not_layout(tmp_path: Path) -> None:
    first = _read(tmp_path, SMALL)
    laid_out = _read(tmp_path, "# a remark\n" + SMALL.replace("'", '"'))
    changed = _read(tmp_path, SMALL.replace("It is shown.", "It is hidden."))

    assert laid_out.digest == first.digest
    assert changed.digest != first.digest
    assert len(first.digest) == 64


def test_unknown_edition_is_refused_with_those_known() -> None:
    with pytest.raises(
        StandardError, match=r"^There is no standard wwc-1999\. Known: "
    ):
        standard.load("wwc-1999")


def test_every_edition_that_comes_along_is_sound() -> None:
    loaded = [standard.load(edition).edition for edition in standard.shelf()]

    assert loaded == ["wwc-2022", "wwc-2018", "wwc-2017"]


def test_only_editions_known_as_a_whole_can_be_opened() -> None:
    assert standard.editions() == ("wwc-2022",)
    assert [e for e in standard.shelf() if standard.load(e).complete] == ["wwc-2022"]


def test_unknown_codes_are_refused() -> None:
    small = make_standard([make_criterion("X1")])

    with pytest.raises(StandardError, match=r"^small has no criterion X9\.$"):
        small.criterion("X9")
    with pytest.raises(StandardError, match=r"^small has no practice Z\.$"):
        small.practice("Z")


def test_official_list_needs_all_its_items_unless_a_count_is_given(
    tmp_path: Path,
) -> None:
    ours = _read(tmp_path, SMALL)
    official = _read(tmp_path, SMALL.replace("official: false", "official: true"))
    counted = _read(
        tmp_path,
        SMALL.replace("official: false", "official: true\n      needed: 0"),
    )

    assert [s.criterion("X1").needed for s in (ours, official, counted)] == [0, 1, 0]


def test_unfinished_edition_says_what_is_not_public(tmp_path: Path) -> None:
    text = SMALL.replace("announced: 2", "announced: 3")

    assert _faults(tmp_path, text) == (
        (
            "line 2: 3 criteria are announced, 2 given. "
            "Say under unlisted, at a practice, what is not public."
        ),
    )

    told = text.replace("All of it.}", "All of it., unlisted: One more.}")
    unfinished = _read(tmp_path, told)
    assert not unfinished.complete
    assert unfinished.level(2) is None
    assert unfinished.next_level(0) is None


def test_wwc_2018_tells_its_13_known_criteria_and_no_level() -> None:
    found = standard.load("wwc-2018")

    assert [c.code for c in found.criteria] == [
        *("DG1", "DG2", "DG3", "EVAL1", "EVAL2", "OD1", "OD2", "PA1", "RDC6"),
        *("SE1", "SE2", "SE3", "SE4"),
    ]
    assert found.announced == 45
    assert found.level(13) is None
    assert [p.code for p in found.practices if not p.unlisted] == []


@pytest.mark.parametrize(
    ("met", "level"),
    [
        (22, None),
        (23, "Silver"),
        (24, "Silver"),
        (30, "Silver"),
        (31, "Gold"),
        (32, "Gold"),
        (37, "Gold"),
        (38, "Platinum"),
        (39, "Platinum"),
    ],
)
def test_wwc_2018_levels_change_at_their_counts_of_45(
    met: int, level: str | None
) -> None:
    levels = standard.load("wwc-2018").levels

    reached = [lv.name for lv in levels if lv.reached(met, 45)]

    assert (reached[-1] if reached else None) == level


def test_wwc_2017_is_a_frame_without_criteria() -> None:
    found = standard.load("wwc-2017")

    assert (found.criteria, found.levels, found.announced) == ((), (), 50)
    assert len(found.practices) == 6
    assert found.level(0) is None
