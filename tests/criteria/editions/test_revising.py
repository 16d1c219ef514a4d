from __future__ import annotations

import json
from dataclasses import replace

import pytest

from criteria.editions import overlay, revising, standard
from criteria.editions.edition import StandardError

OVERLAY = """
of: wwc-2022
revision: as seen
criteria:
  OD1:
    checklist: {official: true, needed: 2, items: {OD1.1: A, OD1.2: B, OD1.3: C}}
    requires: [DM1]
"""


@pytest.mark.parametrize("edition", standard.shelf())
def test_an_edition_comes_back_as_it_was_kept(edition: str) -> None:
    whole = standard.load(edition)

    kept = json.loads(json.dumps(revising.as_values(whole)))

    assert revising.from_values(kept) == whole


def test_what_was_kept_and_changed_is_refused() -> None:
    kept = revising.as_values(standard.load("wwc-2022"))
    kept["criteria"][0]["needed"] = 5

    with pytest.raises(StandardError, match="damaged"):
        revising.from_values(kept)


def test_an_overlay_is_read_from_text_and_keeps_its_own_digest() -> None:
    shipped = standard.load("wwc-2022")

    revised = overlay.parsed(OVERLAY, shipped)

    assert revised.digest != shipped.digest
    assert revising.from_values(revising.as_values(revised)) == revised
    assert [
        (change.criterion, change.what)
        for change in overlay.difference(shipped, revised)
    ] == [("OD1", "checklist"), ("OD1", "needed items"), ("OD1", "requires")]


def test_an_assessment_is_held_against_what_was_kept_or_else_what_is_shipped() -> None:
    shipped = standard.load("wwc-2022")
    other = standard.sealed(replace(shipped, version="3.1"))
    kept = {other.digest: revising.as_values(other)}

    found = [
        revising.held("wwc-2022", digest, kept.get)
        for digest in (shipped.digest, other.digest, "of before")
    ]

    assert found == [shipped, other, shipped]
