from __future__ import annotations

import pytest

from criteria.evidence import Page
from workers.extract import readability


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 1.0, 1.0),
        ("The city publishes its budget and its contracts every year. " * 4, 0.95, 1.0),
        ("Thx ctv pblshs bdgt cntrcts vry yr rprts strngth lmts " * 4, 0.0, 0.3),
        ("\ufffd\ue001\ue002 city " * 20, 0.0, 0.6),
        ("thecitypublishesitsbudgetandallofitscontracts " * 20, 0.0, 0.1),
    ],
)
def test_readability_falls_with_what_cannot_be_read(
    text: str, least: float, most: float
) -> None:
    assert least <= readability.score(Page(1, text)) <= most
