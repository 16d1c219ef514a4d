from __future__ import annotations

from dataclasses import replace
from datetime import date

from criteria.evidence import Standing
from criteria.scores import scoring
from criteria.scores.proof import of_criterion, prove
from tests.criteria.editions.small import (
    TODAY,
    make_claim,
    make_criterion,
    make_standard,
)


def test_proof_leads_from_the_level_to_the_links() -> None:
    small = make_standard(
        [
            make_criterion("X1", items=2, needed=1, window_months=12),
            make_criterion("X2", requires=("X1",)),
        ],
        levels=(("Silver", 50), ("Gold", 80)),
    )
    claims = [
        make_claim("X1", link="1", items=("X1.2",), dated=date(2026, 3, 1)),
        make_claim("X1", Standing.REJECTED, link="2"),
        make_claim("X2", Standing.UNDECIDED, link="3"),
    ]

    steps = prove(small, scoring.score(small, claims, on=TODAY))

    window = "from 2025-11-25 to 2026-11-25 counts"
    assert (
        "\n".join(steps.lines())
        == f"""\
yes The level is Silver.
  yes Silver takes 50 %: 1 of 2 criteria.
  no  Gold takes 80 %: 2 of 2 criteria.
  yes 1 of 2 criteria are met (50.0 %).
    yes X1 Name of X1 is met.
      yes A confirmed link counts for it.
        yes Link 1 (doc-X1) is confirmed. It is dated 2026-03-01; {window}.
        no  Link 2 (doc-X1) is rejected. Its date is unknown; {window}.
      yes 1 of 1 needed items are shown: X1.2.
    no  X2 Name of X2 is not met.
      no  A confirmed link counts for it.
        no  Link 3 (doc-X2) waits for review.
      yes X1 is met first."""
    )


def test_proof_of_an_edition_known_in_part_tells_no_level() -> None:
    part = replace(make_standard(2), announced=45)

    steps = prove(part, scoring.score(part, [make_claim("X1")], on=TODAY))

    assert (
        steps.text == "No level can be told: 2 of the 45 criteria of small are known."
    )
    assert not steps.holds


def test_links_of_the_proof_can_be_followed() -> None:
    small = make_standard(1)

    steps = prove(small, scoring.score(small, [make_claim("X1", link="7")], on=TODAY))

    found = [steps]
    links = []
    while found:
        step = found.pop()
        links += [step.link] if step.link else []
        found += step.parts
    assert links == ["7"]


def test_proof_of_one_criterion_is_the_part_that_tells_of_it() -> None:
    small = make_standard(2)
    score = scoring.score(small, [make_claim("X1")], on=TODAY)

    whole = prove(small, score)

    assert of_criterion(small, score, "X1") == whole.parts[-1].parts[0]
