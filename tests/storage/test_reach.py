"""Each loader asks whether a person reaches the city; no page has to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import (
    assessments,
    decisions,
    documents,
    links,
    precedents,
    reach,
    registers,
)
from storage.errors import NotFound
from storage.models import Role, Verdict
from tests import factories

if TYPE_CHECKING:
    from storage.store import Store


@pytest.fixture
def database() -> str:
    """The conditions are the same on both kinds of database."""
    return ""


def test_each_loader_finds_nothing_of_another_city(store: Store) -> None:
    with store.transaction() as session:
        city = factories.make_city(session)
        assessment = factories.make_assessment(session, city=city)
        document = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=document)
        own = factories.make_person(session, role=Role.CITY, city=city)
        stranger = factories.make_person(session, role=Role.CITY)
        register = registers.receive(session, assessment, "list.csv", b"x", by=own)

        for load, found in (
            (assessments.visible, assessment),
            (documents.visible, document),
            (links.visible, link),
            (registers.visible, register),
        ):
            assert load(session, own, found.id).id == found.id
            with pytest.raises(NotFound):
                load(session, stranger, found.id)


def test_precedents_are_of_cities_that_one_reviews(store: Store) -> None:
    with store.transaction() as session:
        here, there = (factories.make_read_document(session) for _ in range(2))
        mine, other = (factories.make_link(session, document=d) for d in (here, there))
        wide = factories.make_person(session)
        narrow = factories.make_person(session, every_city=False)
        reach.assign(session, narrow, [here.city_id], every_city=False)
        for link in (mine, other):
            decisions.decide(session, link.id, Verdict.CONFIRMED, by=wide, seen=0)
        link = links.visible(session, wide, mine.id)

        seen = {
            who.id: [one.link for one in precedents.of(session, link, who) or ()]
            for who in (wide, narrow)
        }

    assert seen == {wide.id: [other.id], narrow.id: []}
