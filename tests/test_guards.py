from __future__ import annotations

from tools.guards import ROOT, every


def test_every_guard_still_stands_where_it_can_be_taken_out() -> None:
    for guard in every():
        text = (ROOT / guard.file).read_text("utf-8")

        assert guard.applied(text) != text, guard.what
