from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import decisions, revisions
from storage.errors import Conflict
from storage.models import Assessment, Verdict
from tests.factories import (
    make_link,
    make_person,
)

if TYPE_CHECKING:
    from storage.store import Store


WHOLE = {"digest": "d" * 64, "edition": "wwc-2022", "version": "1"}


def test_a_revision_is_kept_once_and_never_changed(store: Store) -> None:
    with store.transaction() as session:
        for name in ("first", "second"):
            revisions.keep(session, WHOLE | {"name": name})

    with store.snapshot() as session:
        [kept] = revisions.listed(session, "wwc-2022")
        assert kept.content == WHOLE | {"name": "first"}
        assert revisions.content(session, "d" * 64) == kept.content
        assert revisions.content(session, "e" * 64) is None


def test_an_assessment_keeps_its_standard_once_something_is_decided(
    store: Store,
) -> None:
    with store.transaction() as session:
        person, link = make_person(session), make_link(session)
        assessment = session.get_one(Assessment, link.assessment_id)
        revisions.use(session, assessment, "a" * 64)
        decisions.decide(session, link.id, Verdict.CONFIRMED, by=person, seen=0)

        with pytest.raises(Conflict, match="keeps its standard"):
            revisions.use(session, assessment, "b" * 64)

        assert assessment.standard_digest == "a" * 64
