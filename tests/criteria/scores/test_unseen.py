from __future__ import annotations

import pytest

from criteria.editions import standard
from criteria.evidence import Unread
from criteria.packs import rules
from criteria.scores import scoring
from criteria.scores.gaps import GapReason
from criteria.scores.unseen import Unseen, by_kind, kind_of
from tests.criteria.editions.small import TODAY, make_criterion, make_standard


def _reasons(*unread: Unread) -> dict[str, GapReason]:
    small = make_standard(
        [
            make_criterion("X1", kinds=("minutes", "survey")),
            make_criterion("X2", kinds=("job-description",)),
            make_criterion("X3"),
        ]
    )
    found = scoring.score(small, [], unread=unread, on=TODAY)
    return {gap.criterion: gap.reason for gap in found.gaps}


def test_an_unread_page_leaves_unknown_what_could_stand_in_its_document() -> None:
    assert _reasons(Unread("minutes of may.pdf", pages=1)) == {
        "X1": GapReason.UNKNOWN,
        "X2": GapReason.NO_EVIDENCE,
        "X3": GapReason.UNKNOWN,
    }


def test_a_document_of_no_known_kind_may_hold_anything() -> None:
    assert set(_reasons(Unread("scan0001.pdf", pages=1)).values()) == {
        GapReason.UNKNOWN
    }


def test_a_document_that_waits_leaves_unknown_as_well() -> None:
    assert _reasons(Unread("job description.docx", waits=True)) == {
        "X1": GapReason.NO_EVIDENCE,
        "X2": GapReason.UNKNOWN,
        "X3": GapReason.UNKNOWN,
    }


def test_with_everything_read_nothing_is_unknown() -> None:
    assert set(_reasons().values()) == {GapReason.NO_EVIDENCE}


@pytest.mark.parametrize(
    ("unread", "kind"),
    [
        (Unread("acta-2026-06.pdf"), "minutes"),
        (Unread("scan.pdf", head="Encuesta de usuarios"), "survey"),
        (Unread("scan.pdf"), ""),
    ],
)
def test_the_kind_is_told_by_name_and_first_words(unread: Unread, kind: str) -> None:
    assert kind_of(unread) == kind


def test_what_is_unseen_is_counted_by_kind() -> None:
    unread = [
        Unread("survey.pdf", pages=2),
        Unread("scan.pdf", waits=True),
        Unread("survey 2.pdf", pages=1),
    ]

    assert by_kind(unread) == {"": Unseen(0, 1), "survey": Unseen(3, 0)}


def test_what_a_rule_is_meant_for_may_show_its_criterion() -> None:
    edition = standard.load("wwc-2022")
    meant = {
        (rule.criterion, kind)
        for rule in rules.load("wwc-2022").rules
        for kind in rule.kinds
        if kind != "other"
    }
    may = {(one.code, kind) for one in edition.criteria for kind in one.kinds}

    assert meant - may == set()
