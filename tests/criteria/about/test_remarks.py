from __future__ import annotations

from criteria.about import remarks


def test_remark_is_told_apart_from_what_was_filled_in() -> None:
    packed = remarks.PACKED % {"count": 3}
    lost = remarks.NOT_KEPT % {"name": "a: b.txt", "problem": "It is empty."}

    assert remarks.apart(packed) == (remarks.PACKED, {"count": "3"})
    assert remarks.apart(remarks.CUT) == (remarks.CUT, {})
    assert remarks.apart("100 % kept") == ("100 % kept", {})
    assert lost == "a: b.txt: It is empty."
    message, values = remarks.apart(lost)
    assert message % values == lost
