"""The rounds of an assessment: its states, the moves between them, and who makes them.

A city hands in, the programme reviews, returns with requests or closes. What an earlier
round let stand may fall in a later one only on a ground.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Stage(StrEnum):
    """Where an assessment is. One whose city never handed in is gathering."""

    GATHERING = "gathering"
    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    CLOSED = "closed"


class Move(StrEnum):
    """What takes an assessment from one stage to another; going back comes last."""

    SUBMIT = "submit"
    BEGIN = "begin"
    RETURN = "return"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


class Party(StrEnum):
    """Who makes a move; the words are those of the roles."""

    CITY = "city"
    REVIEWER = "reviewer"
    LEAD = "lead"


class Ground(StrEnum):
    """Why a later round may reject a link."""

    NOT_CONFIRMED = "not-confirmed"  # no earlier round let it stand; new ones too
    BASIS_CHANGED = "basis-changed"
    CHALLENGED = "challenged"
    EXCEPTED = "excepted"


MOVES: Mapping[tuple[Stage, Move], Stage] = {
    (Stage.GATHERING, Move.SUBMIT): Stage.SUBMITTED,
    (Stage.SUBMITTED, Move.WITHDRAW): Stage.GATHERING,
    (Stage.SUBMITTED, Move.BEGIN): Stage.IN_REVIEW,
    (Stage.IN_REVIEW, Move.RETURN): Stage.RETURNED,
    (Stage.IN_REVIEW, Move.CLOSE): Stage.CLOSED,
    (Stage.RETURNED, Move.SUBMIT): Stage.RESUBMITTED,
    (Stage.RESUBMITTED, Move.WITHDRAW): Stage.RETURNED,
    (Stage.RESUBMITTED, Move.BEGIN): Stage.IN_REVIEW,
    (Stage.CLOSED, Move.REOPEN): Stage.IN_REVIEW,
}
_CITY_SIDE = frozenset({Party.CITY, Party.LEAD})
_REVIEW_SIDE = frozenset({Party.REVIEWER, Party.LEAD})
BY: Mapping[Move, frozenset[Party]] = {
    Move.SUBMIT: _CITY_SIDE,
    Move.WITHDRAW: _CITY_SIDE,
    Move.BEGIN: _REVIEW_SIDE,
    Move.RETURN: frozenset({Party.LEAD}),
    Move.CLOSE: frozenset({Party.LEAD}),
    Move.REOPEN: frozenset({Party.LEAD}),
}
# Moves that are made with a word to the others.
WITH_REASON = frozenset({Move.RETURN, Move.REOPEN})
# While the programme has it, the city's side stays as it was handed in.
LOCKED = frozenset({Stage.SUBMITTED, Stage.IN_REVIEW, Stage.RESUBMITTED, Stage.CLOSED})
_FIRST = (Stage.GATHERING, Stage.SUBMITTED, Stage.IN_REVIEW, Stage.CLOSED)
_LATER = (Stage.RETURNED, Stage.RESUBMITTED, Stage.IN_REVIEW, Stage.CLOSED)


def offered(stage: Stage, party: Party) -> list[Move]:
    """The moves that somebody may make at a stage, in the order of the list."""
    return [move for move in Move if (stage, move) in MOVES and party in BY[move]]


def line(number: int) -> tuple[Stage, ...]:
    """The stages that a round goes through, counted from 1."""
    return _FIRST if number == 1 else _LATER


def ground(
    *, confirmed: bool, same_basis: bool, challenged: bool, excepted: bool
) -> Ground | None:
    """Why a link may be rejected in a later round, or None if it may not.

    ``confirmed`` is how it stood when the last round ended; ``same_basis`` that its
    passages are those that were judged then.
    """
    if not confirmed:
        return Ground.NOT_CONFIRMED
    if not same_basis:
        return Ground.BASIS_CHANGED
    if challenged:
        return Ground.CHALLENGED
    return Ground.EXCEPTED if excepted else None
