from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from storage import care
from storage.errors import Refused
from tests.factories import (
    make_assessment,
    make_person,
)

if TYPE_CHECKING:
    from storage.store import Store


DAY = date(2026, 12, 24)


def test_the_last_word_on_who_closes_a_gap_stands(store: Store) -> None:
    with store.transaction() as session:
        assessment, person = make_assessment(session), make_person(session)
        care.take(session, assessment, "DM1", by=person, owner="IT", note="soon")
        care.take(session, assessment, "DM1", by=person, owner=" Finance ", due=DAY)

        found = care.of(session, assessment)

        told = {code: (one.owner, one.due, one.note) for code, one in found.items()}
        assert told == {"DM1": ("Finance", DAY, "")}


def test_a_note_has_an_end(store: Store) -> None:
    with store.transaction() as session:
        assessment, person = make_assessment(session), make_person(session)
        with pytest.raises(Refused, match="2000 characters"):
            care.take(session, assessment, "DM1", by=person, note="x" * 2001)


def test_answers_are_kept_changed_and_taken_back(store: Store) -> None:
    with store.transaction() as session:
        assessment, other = make_assessment(session), make_assessment(session)
        care.answer(session, assessment, {1: "yes", 2: "no", 3: None})
        care.answer(session, assessment, {1: None, 2: "partly"})

        assert care.answers(session, assessment) == {2: "partly"}
        assert care.answers(session, other) == {}
