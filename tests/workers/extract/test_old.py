"""Files of Office before 2007. Those in ``old/`` hold a few words of ours, saved
by LibreOffice 7.4 and packed with xz, since a presentation is mostly nothing.
"""

from __future__ import annotations

import lzma
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workers.extract.test_kinds import OLE
from workers.extract.refusals import Refusal, Unreadable

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read

OLD = Path(__file__).parent / "old"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "policy.doc",
            (
                "Open data policy\n\nThe city publishes its budget every week.\n\n"
                "1. Free of charge\n2. Kept current\n\n"
                "Goal | Owner\nClean streets | Ana Ruiz"
            ),
        ),
        (
            "datasets.xls",
            (
                "Dataset | Owner | Updated\n"
                "Dataset: Street trees | Owner: Parks | Updated: 2026-03-01\n"
                "Dataset: Permits | Owner: Building | Updated: 2026-04-15"
            ),
        ),
        (
            "shares.xls",
            (
                "Shares of 2024\n\nGoal | Done | Cost | Since | Met\n"
                "Goal: Clean streets | Done: 45.5% | Cost: $1,234,567.50"
                " | Since: 2024-05-01 | Met: TRUE\n"
                "Goal: Safe parks | Done: 0.25 | Cost: 0.25\n"
                "Goal: Open data | Done: 12.5% | Met: 3\n\n"
                "Comment: Since May"
            ),
        ),
        (
            "meeting.ppt",
            (
                "Slide 1\n\nPerformance meeting of March\n\n"
                "Every department brings its measures."
            ),
        ),
        (
            "briefing.ppt",
            (
                "Slide 1\n\nBriefing of May\n\nEach team shows one measure.\n\n"
                "Notes: Ask Parks for its trees.\nThank the interns.\n\n"
                "Slide 2\n\nNext steps\n\nThe next meeting is in June."
            ),
        ),
    ],
)
def test_file_of_old_office_is_read(read: Read, name: str, text: str) -> None:
    data = lzma.decompress((OLD / f"{name}.xz").read_bytes())

    [page] = read(data, name).pages

    assert page.text == text


@pytest.mark.parametrize(
    ("stream", "refusal"),
    [
        ("WordDocument", Refusal.OLD_WORD),
        ("PowerPoint Document", Refusal.OLD_SLIDES),
    ],
)
def test_old_file_that_cannot_be_read_says_how_to_save_it(
    read: Read, stream: str, refusal: Refusal
) -> None:
    with pytest.raises(Unreadable) as problem:
        read(OLE + stream.encode("utf-16-le"), "policy")

    assert problem.value.code is refusal
