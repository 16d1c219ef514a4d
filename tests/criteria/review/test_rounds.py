from __future__ import annotations

from criteria.review.rounds import (
    BY,
    LOCKED,
    MOVES,
    Ground,
    Move,
    Party,
    Stage,
    ground,
    line,
)
from criteria.review.rounds import offered as moves


def test_each_role_is_offered_its_own_moves() -> None:
    offered = {
        stage: tuple(" ".join(moves(stage, party)) for party in Party)
        for stage in Stage
    }

    assert offered == {
        Stage.GATHERING: ("submit", "", "submit"),
        Stage.SUBMITTED: ("withdraw", "begin", "begin withdraw"),
        Stage.IN_REVIEW: ("", "", "return close"),
        Stage.RETURNED: ("submit", "", "submit"),
        Stage.RESUBMITTED: ("withdraw", "begin", "begin withdraw"),
        Stage.CLOSED: ("", "", "reopen"),
    }


def test_every_stage_is_reached_and_left_by_a_move() -> None:
    assert {stage for stage, _move in MOVES} == set(Stage)
    assert set(MOVES.values()) == set(Stage)
    assert set(BY) == set(Move)


def test_a_city_moves_only_into_and_out_of_what_locks_it() -> None:
    theirs = [
        (stage in LOCKED, led in LOCKED)
        for (stage, move), led in MOVES.items()
        if Party.CITY in BY[move]
    ]

    assert theirs == [(False, True), (True, False), (False, True), (True, False)]


def test_every_stage_stands_in_the_line_of_its_round() -> None:
    assert set(line(1)) | set(line(2)) == set(Stage)
    assert line(2) == line(3)


def test_a_later_round_rejects_on_a_ground_alone() -> None:
    def found(*, confirmed: bool, same: bool, asked: bool, let: bool) -> Ground | None:
        return ground(
            confirmed=confirmed, same_basis=same, challenged=asked, excepted=let
        )

    assert found(confirmed=True, same=True, asked=False, let=False) is None
    assert [
        found(confirmed=False, same=True, asked=False, let=False),
        found(confirmed=True, same=False, asked=False, let=False),
        found(confirmed=True, same=True, asked=True, let=False),
        found(confirmed=True, same=True, asked=False, let=True),
    ] == [
        Ground.NOT_CONFIRMED,
        Ground.BASIS_CHANGED,
        Ground.CHALLENGED,
        Ground.EXCEPTED,
    ]
