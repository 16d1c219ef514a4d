"""Locked versions beside the releases that an index tells of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tools import advisories, releases
from tools.releases import Behind, Pin

LOCK = """Flask==3.1.2 \\
    --hash=sha256:0
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:1
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:2
numpy==2.5.4 ; python_full_version >= '3.12' \\
    --hash=sha256:3
"""
OLD, NEW = "python_full_version < '3.12'", "python_full_version >= '3.12'"


def test_a_lock_names_a_version_for_each_range_of_pythons() -> None:
    assert releases.pins(LOCK) == [
        Pin("flask", "3.1.2"),
        Pin("colorama", "0.4.6"),
        Pin("numpy", "2.4.6", OLD),
        Pin("numpy", "2.5.4", NEW),
    ]


@pytest.mark.parametrize(
    ("released", "found"),
    [
        ("flask==3.1.2\ncolorama==0.4.6\n", {}),
        ("flask==3.1.10\n", {Pin("flask", "3.1.2"): "3.1.10"}),
        ("flask==3.1.1\n", {}),
        (f"numpy==2.4.6 ; {OLD}\nnumpy==2.5.4 ; {NEW}\n", {}),
        (
            f"numpy==2.4.7 ; {OLD}\nnumpy==2.5.4 ; {NEW}\n",
            {Pin("numpy", "2.4.6", OLD): "2.4.7"},
        ),
        ("numpy==2.5.4\n", {Pin("numpy", "2.4.6", OLD): "2.5.4"}),
    ],
)
def test_a_part_is_behind_where_a_newer_release_is_for_its_pythons(
    released: str, found: dict[Pin, str]
) -> None:
    assert releases.newer(releases.pins(LOCK), releases.pins(released)) == found


def test_a_part_is_late_if_a_newer_release_was_out_before_what_is_promised() -> None:
    asked = []

    def index(names: set[str], before: datetime | None) -> list[Pin]:
        asked.append((names, before))
        return releases.pins("flask==3.1.2\n" if before else "flask==3.1.3\n")

    now = datetime(2026, 11, 26, tzinfo=UTC)

    recent = list(releases.behind([Pin("flask", "3.1.2")], index, now))
    old = list(releases.behind([Pin("flask", "3.1.1")], index, now))

    assert recent == [Behind(Pin("flask", "3.1.2"), "3.1.3", is_late=False)]
    assert [(one.is_late, one.word) for one in old] == [(True, "LATE")]
    assert asked[1] == ({"flask"}, datetime(2026, 10, 27, tzinfo=UTC))


def test_what_is_kept_back_is_still_what_is_locked() -> None:
    locked = {
        (pin.name, pin.version)
        for lock in advisories.LOCKS
        for pin in releases.pins((releases.ROOT / lock).read_text())
    }

    assert set(releases.HELD) <= locked
