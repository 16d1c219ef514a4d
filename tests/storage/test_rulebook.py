from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import rulebook
from storage.errors import Conflict, Refused
from storage.rule_models import Act
from tests.factories import make_person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Person
    from storage.store import Store

EDITION = "wwc-2022"


def _write(session: Session, person: Person, rule: str, text: str, seen: int) -> None:
    rulebook.change(
        session, EDITION, rule, Act.WRITTEN, by=person, seen=seen, text=text
    )


def _publish(session: Session, person: Person, seen: int, why: str = "Tried") -> int:
    made = rulebook.publish(
        session, EDITION, digest="d" * 64, why=why, by=person, seen=seen
    )
    return made.number


def test_a_draft_gathers_changes_and_nothing_is_in_force_before_it_is_published(
    store: Store,
) -> None:
    with store.transaction() as session:
        person = make_person(session)
        _write(session, person, "DM1.a", "first", 0)
        _write(session, person, "DM1.a", "second", 1)
        rulebook.change(session, EDITION, "OD1.b", Act.RETIRED, by=person, seen=2)

    with store.snapshot() as session:
        made = rulebook.draft(session, EDITION)
        assert made.changes == {"DM1.a": "second", "OD1.b": rulebook.RETIRED}
        assert (sorted(made.differs), made.seen) == (["DM1.a", "OD1.b"], 3)
        assert rulebook.in_force(session, EDITION) == {}
        assert rulebook.draft(session, "wwc-2018").changes == {}
        assert [c.text for c in rulebook.changes(session, EDITION, rule="DM1.a")] == [
            "second",
            "first",
        ]


def test_a_published_version_is_in_force_and_keeps_who_when_and_why(
    store: Store,
) -> None:
    with store.transaction() as session:
        person = make_person(session, name="Marta Reyes")
        _write(session, person, "DM1.a", "first", 0)
        _publish(session, person, 1, "Too many false friends")
        _write(session, person, "OD1.b", "other", 1)
        _publish(session, person, 2)

    with store.snapshot() as session:
        second, first = rulebook.versions(session, EDITION)
        assert (first.number, first.changes) == (1, {"DM1.a": "first"})
        assert (first.why, first.by.called) == ("Too many false friends", "Marta Reyes")
        assert second.changes == {"DM1.a": "first", "OD1.b": "other"}
        assert rulebook.in_force(session, EDITION) == second.changes
        assert rulebook.draft(session, EDITION).differs == set()


def test_a_rule_goes_back_to_what_is_in_force_or_to_what_is_shipped(
    store: Store,
) -> None:
    with store.transaction() as session:
        person = make_person(session)
        _write(session, person, "DM1.a", "first", 0)
        _publish(session, person, 1)
        _write(session, person, "DM1.a", "second", 1)
        rulebook.change(session, EDITION, "DM1.a", Act.LEFT, by=person, seen=2)
        left = rulebook.draft(session, EDITION)
        rulebook.change(session, EDITION, "DM1.a", Act.RESTORED, by=person, seen=3)
        restored = rulebook.draft(session, EDITION)

    assert (left.changes, sorted(left.differs)) == ({"DM1.a": "first"}, [])
    assert (restored.changes, sorted(restored.differs)) == ({}, ["DM1.a"])


def test_of_two_who_change_the_draft_the_second_is_told(store: Store) -> None:
    with store.transaction() as session:
        person = make_person(session)
        _write(session, person, "DM1.a", "first", 0)

    with store.transaction() as session:
        with pytest.raises(Conflict, match="in between"):
            _write(session, person, "DM1.b", "other", 0)
        with pytest.raises(Conflict, match="in between"):
            _publish(session, person, 0)

    with store.snapshot() as session:
        assert rulebook.draft(session, EDITION).changes == {"DM1.a": "first"}


def test_the_same_number_twice_is_refused_by_the_database_too(store: Store) -> None:
    with store.transaction() as session:
        person = make_person(session)
        _write(session, person, "DM1.a", "first", 0)
        row = rulebook.changes(session, EDITION)[0]
        again = type(row)(
            edition=EDITION,
            number=1,
            rule="DM1.b",
            act=Act.RETIRED,
            by_id=person.id,
            at=row.at,
        )
        session.expunge(row)

        with pytest.raises(Conflict, match="in between"):
            rulebook._append(session, again, is_next=True)  # noqa: SLF001 - the race itself


def test_a_version_needs_a_reason_and_a_difference(store: Store) -> None:
    with store.transaction() as session:
        person = make_person(session)
        with pytest.raises(Refused, match="Say why"):
            _publish(session, person, 0, "  ")
        with pytest.raises(Refused, match="the same as the version in force"):
            _publish(session, person, 0)
