from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import suppositions
from storage.errors import NotFound, Refused
from storage.models import Assessment
from tests.factories import (
    make_assessment,
    make_link,
    make_person,
)

if TYPE_CHECKING:
    from storage.store import Store


def test_a_supposition_of_the_same_name_replaces_what_it_was(store: Store) -> None:
    with store.transaction() as session:
        person, link = make_person(session), make_link(session)
        assessment = session.get_one(Assessment, link.assessment_id)
        suppositions.suppose(session, assessment, "Spring", by=person, added=["DM2"])
        suppositions.suppose(
            session, assessment, "Spring ", by=person, confirmed=[link.id]
        )

        [row] = suppositions.listed(session, assessment)

        assert (row.confirmed, row.added) == ([link.id], [])
        assert suppositions.named(session, assessment, "Spring") is row
        assert link.decided == 0
        suppositions.forget(session, assessment, row.id)
        assert suppositions.listed(session, assessment) == []


def test_a_supposition_needs_a_name_and_something_to_suppose(store: Store) -> None:
    with store.transaction() as session:
        assessment = make_assessment(session)
        with pytest.raises(Refused, match="a name"):
            suppositions.suppose(session, assessment, " ", by=None, added=["DM1"])
        with pytest.raises(Refused, match="at least one"):
            suppositions.suppose(session, assessment, "Empty", by=None)


def test_a_supposition_of_another_assessment_is_not_found(store: Store) -> None:
    with store.transaction() as session:
        assessment, other = make_assessment(session), make_assessment(session)
        row = suppositions.suppose(session, other, "X", by=None, added=["DM1"])

        with pytest.raises(NotFound):
            suppositions.get(session, assessment, row.id)
