"""Locked versions beside the advisories that are about them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tools import advisories

if TYPE_CHECKING:
    from pathlib import Path

LOCK = "Flask==3.1.2 \\\n    --hash=sha256:0 \\\npypdf==6.0.0\n"


def advisory(*events: dict[str, str], **more: object) -> dict[str, Any]:
    told = {"type": "ECOSYSTEM", "events": list(events)}
    package = {"ecosystem": "PyPI", "name": "PyPDF"}
    return {
        "id": "ONE",
        "published": "2026-10-01T00:00:00Z",
        "affected": [{"package": package, "ranges": [told]}],
        **more,
    }


@pytest.mark.parametrize(
    ("told", "mended"),
    [
        (advisory({"introduced": "0"}, {"fixed": "6.0.1"}), ["6.0.1"]),
        (advisory({"introduced": "0"}, {"fixed": "6.0.0"}), []),
        (advisory({"introduced": "6.0.1"}, {"fixed": "7"}), []),
        (advisory({"introduced": "0"}), [""]),
        (advisory({"introduced": "0"}, {"last_affected": "6.0.0"}), [""]),
        (
            advisory(
                {"introduced": "0"},
                {"fixed": "5"},
                {"introduced": "6"},
                {"fixed": "6.2"},
            ),
            ["6.2"],
        ),
        (advisory({"introduced": "0"}, withdrawn="2026-10-02T00:00:00Z"), []),
    ],
)
def test_a_locked_version_is_held_against_an_advisory(
    tmp_path: Path, told: dict[str, Any], mended: list[str]
) -> None:
    (tmp_path / "one.yaml").write_text(yaml.safe_dump(told))

    found = list(advisories.found(advisories.locked(LOCK), advisories.read(tmp_path)))

    assert [one.mended for one in found] == mended
    assert {one.version for one in found} <= {"6.0.0"}


def test_a_weakness_is_late_after_the_time_that_is_promised() -> None:
    told = advisory({"introduced": "0"})
    [one] = advisories.found(advisories.locked(LOCK), [told])

    days = [one.is_late(datetime(2026, 10, day, tzinfo=UTC)) for day in (31, 30)]

    assert days == [False, False]
    assert one.is_late(datetime(2026, 11, 1, tzinfo=UTC))
