from __future__ import annotations

from datetime import date

from criteria.editions import standard
from criteria.editions.edition import Effort
from criteria.evidence import Reason, Standing, Statement, Unread
from criteria.scores import scoring
from criteria.scores.scoring import Gap, GapReason
from tests.criteria.editions.small import (
    TODAY,
    make_claim,
    make_criterion,
    make_standard,
)

UNDECIDED, REJECTED = Standing.UNDECIDED, Standing.REJECTED


def _gap(found: scoring.Score, code: str = "X1") -> Gap:
    gap = found.gap(code)
    assert gap is not None
    return gap


def test_criterion_without_links_has_no_evidence() -> None:
    small = make_standard(
        [make_criterion("X1", items=2, documents=("a memo", "a map"))]
    )

    gap = _gap(scoring.score(small, [], on=TODAY))

    assert gap.reason == GapReason.NO_EVIDENCE
    assert gap.why == "No document has been linked to it."
    assert gap.missing == ("X1.1: Part 1 of X1.", "X1.2: Part 2 of X1.")
    assert gap.next_step == (
        "Find it, or write and adopt it, and upload it, for instance: a memo; a map."
    )
    assert gap.documents == ("a memo", "a map")


def test_criterion_without_a_list_lacks_its_requirement() -> None:
    gap = _gap(scoring.score(make_standard(1), [], on=TODAY))

    assert gap.missing == ("The city does X1.",)
    assert gap.next_step == "Find it, or write and adopt it, and upload it."


def test_unread_pages_make_a_criterion_without_links_unknown() -> None:
    found = scoring.score(
        make_standard(2),
        [make_claim("X2", REJECTED)],
        unread=[Unread("plan.pdf", pages=2)],
        on=TODAY,
    )

    gap = _gap(found)
    assert gap.reason == GapReason.UNKNOWN
    assert gap.why == ("It is not known: no link was found. 2 pages could not be read.")
    assert gap.next_step == (
        "Look why each could not be read, and upload a copy that can be. Until then "
        "nobody knows what stands there."
    )
    assert _gap(found, "X2").reason == GapReason.REJECTED


def test_documents_that_wait_to_be_read_make_it_unknown_too() -> None:
    waits = Unread("plan.pdf", waits=True)
    half = Unread("plan.pdf", pages=1)
    found = scoring.score(make_standard(1), [], unread=[waits, half], on=TODAY)
    only = scoring.score(make_standard(1), [], unread=[waits] * 3, on=TODAY)

    assert _gap(found).why == (
        "It is not known: no link was found. 1 page could not be read. "
        "1 document still waits to be read."
    )
    assert _gap(only).why == (
        "It is not known: no link was found. 3 documents still wait to be read."
    )
    assert _gap(only).next_step == "Wait until the documents are read."


def test_links_that_wait_are_counted_with_what_they_say() -> None:
    small = make_standard([make_criterion("X1", items=2)])
    claims = [
        make_claim("X1", UNDECIDED, link="1", items=("X1.2",)),
        make_claim("X1", UNDECIDED, link="2", statement=Statement.PLANNED),
        make_claim("X1", UNDECIDED, link="3", statement=Statement.DENIED),
        make_claim("X1", UNDECIDED, link="4", statement=Statement.DENIED),
    ]

    gap = _gap(scoring.score(small, claims, on=TODAY))

    assert gap.reason == GapReason.WAITS_FOR_REVIEW
    assert gap.why == (
        "4 links wait for review. 1 of them speaks of plans only. "
        "2 of them say that it is missing."
    )
    assert gap.missing == (
        "X1.1: Part 1 of X1.",
        "X1.2 (1 link for it to review): Part 2 of X1.",
    )
    assert gap.next_step == "Have the 4 links reviewed, best first."
    assert (gap.waiting, gap.planned) == (4, 1)


def test_links_that_speak_of_plans_ask_for_what_was_done() -> None:
    small = make_standard([make_criterion("X1", documents=("a memo",))])
    claims = [
        make_claim("X1", UNDECIDED, statement=Statement.PLANNED),
        make_claim("X1", REJECTED, statement=Statement.PLANNED),
    ]

    gap = _gap(scoring.score(small, claims, on=TODAY))

    assert gap.next_step == (
        "Have the link reviewed. Then upload what shows the plan carried out, for "
        "instance: a memo."
    )
    assert gap.planned == 2


def test_link_that_denies_it_does_not_hide_the_work_to_do() -> None:
    claims = [make_claim("X1", UNDECIDED, statement=Statement.DENIED)]

    gap = _gap(scoring.score(make_standard(1), claims, on=TODAY))

    assert gap.reason == GapReason.WAITS_FOR_REVIEW
    assert gap.next_step == "Find it, or write and adopt it, and upload it."


def test_rejections_are_told_with_their_reasons() -> None:
    claims = [
        make_claim("X1", REJECTED, link="1", reason=Reason.ANOTHER_BODY),
        make_claim("X1", REJECTED, link="2", reason=Reason.OUT_OF_DATE),
        make_claim("X1", REJECTED, link="3", reason=Reason.OUT_OF_DATE),
        make_claim("X1", REJECTED, link="4"),
    ]

    gap = _gap(scoring.score(make_standard(1), claims, on=TODAY))

    assert gap.reason == GapReason.REJECTED
    assert gap.why == "4 links were rejected: 2 out of date, 1 about another body."
    assert gap.rejected == ((Reason.OUT_OF_DATE, 2), (Reason.ANOTHER_BODY, 1))
    assert gap.next_step == "Upload a newer document."


def test_stale_evidence_is_told_with_its_dates() -> None:
    small = make_standard([make_criterion("X1", window_months=12)])
    claims = [
        make_claim("X1", link="1", dated=date(2024, 5, 1)),
        make_claim("X1", link="2", dated=date(2025, 11, 24)),
    ]

    gap = _gap(scoring.score(small, claims, on=TODAY))

    assert gap.reason == GapReason.STALE
    assert gap.why == (
        "The newest confirmed evidence is of 2025-11-24; with a window of 12 months it "
        "must be of 2025-11-25 or later."
    )
    assert gap.next_step == "Upload evidence of 2025-11-25 or later."


def test_evidence_dated_ahead_does_not_count_yet() -> None:
    small = make_standard([make_criterion("X1", window_months=12)])

    gap = _gap(
        scoring.score(small, [make_claim("X1", dated=date(2027, 1, 1))], on=TODAY)
    )

    assert gap.reason == GapReason.STALE
    assert gap.why == (
        "The confirmed evidence is of 2027-01-01, after the day of this score."
    )


def test_incomplete_evidence_says_how_many_items_it_shows() -> None:
    small = make_standard([make_criterion("X1", items=3, needed=3)])
    claims = [
        make_claim("X1", items=("X1.1", "X1.3")),
        make_claim("X1", UNDECIDED, items=("X1.2",)),
    ]

    gap = _gap(scoring.score(small, claims, on=TODAY))
    alone = _gap(scoring.score(small, claims[:1], on=TODAY))

    assert gap.reason == GapReason.INCOMPLETE
    assert gap.why == (
        "Confirmed evidence shows 2 of the 3 items that are needed. 1 link waits for "
        "review."
    )
    assert gap.missing == ("X1.2 (1 link for it to review): Part 2 of X1.",)
    assert gap.next_step == "Have the link reviewed."
    assert alone.next_step == "Upload or link evidence for X1.2."


def test_blocked_criterion_names_what_it_waits_for() -> None:
    small = make_standard(
        [make_criterion("X1", requires=("X2", "X3")), *_plain("X2", "X3")]
    )

    found = scoring.score(small, [make_claim("X1")], on=TODAY)

    gap = _gap(found)
    assert gap.reason == GapReason.BLOCKED
    assert gap.why == ("Its own evidence is enough. It needs X2, X3 to be met first.")
    assert gap.missing == ("X2 is not met.", "X3 is not met.")
    assert gap.next_step == "Close the gap of X2 first."


def test_criterion_without_evidence_also_tells_what_it_requires() -> None:
    small = make_standard([make_criterion("X1", requires=("X2",)), *_plain("X2")])

    gap = _gap(scoring.score(small, [], on=TODAY))

    assert gap.reason == GapReason.NO_EVIDENCE
    assert gap.why == (
        "No document has been linked to it. It needs X2 to be met first."
    )


def test_met_criteria_are_no_gaps_and_gaps_keep_the_order_of_the_edition() -> None:
    found = scoring.score(make_standard(4), [make_claim("X2")], on=TODAY)

    assert [gap.criterion for gap in found.gaps] == ["X1", "X3", "X4"]
    assert found.gap("X2") is None


def test_gap_tells_the_known_count_and_that_the_list_is_ours() -> None:
    found = scoring.score(standard.load("wwc-2022"), [], on=TODAY)

    gap = _gap(found, "DM3")
    assert gap.must_meet is not None
    assert (gap.must_meet.count, gap.must_meet.of) == (4, 5)
    assert not gap.official
    assert gap.effort == Effort.WRITE


def test_every_gap_of_the_standard_tells_what_to_do() -> None:
    found = scoring.score(standard.load("wwc-2022"), [], on=TODAY)

    assert len(found.gaps) == 43
    assert [g.criterion for g in found.gaps if not g.next_step.endswith(".")] == []
    assert [g.criterion for g in found.gaps if not (g.missing and g.documents)] == []


def _plain(*codes: str) -> list[standard.Criterion]:
    return [make_criterion(code) for code in codes]
