from __future__ import annotations

import re

from tools.guards import ROOT, every

WITHIN = re.compile(r"reach\.within\(person, \w+\.(?:city_id|id)\)")


def test_every_guard_still_stands_where_it_can_be_taken_out() -> None:
    for guard in every():
        text = (ROOT / guard.file).read_text("utf-8")

        assert guard.applied(text) != text, guard.what


def test_no_two_guards_share_a_name() -> None:
    names = [(guard.kind, guard.what) for guard in every()]

    assert len(names) == len({*names})


def test_every_condition_on_a_persons_cities_is_a_guard() -> None:
    found = {
        (str(path.relative_to(ROOT)), condition)
        for path in (ROOT / "storage").glob("*.py")
        for condition in WITHIN.findall(path.read_text("utf-8"))
    }

    assert found == {(g.file, g.old) for g in every() if WITHIN.fullmatch(g.old)}
