from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import assessments, events
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.models import Role
from tests.factories import (
    make_assessment,
    make_city,
    make_person,
)

if TYPE_CHECKING:
    from storage.store import Store


def test_a_city_person_sees_their_own_assessments_and_others_all(store: Store) -> None:
    with store.transaction() as session:
        cali, lima = make_city(session, name="Cali"), make_city(session, name="Lima")
        person = make_person(session, role=Role.CITY, city=lima)
        theirs = make_assessment(session, city=lima)
        other = make_assessment(session, city=cali)
        lead = make_person(session, role=Role.LEAD)

        assert [a.id for a in assessments.listed(session, person)] == [theirs.id]
        assert [a.id for a in assessments.listed(session, lead)] == [
            other.id,
            theirs.id,
        ]
        assert assessments.visible(session, person, theirs.id).city.name == "Lima"
        with pytest.raises(NotFound):
            assessments.visible(session, person, other.id)


@pytest.mark.parametrize(
    ("name", "country", "sentence"),
    [
        (" ", "CO", "Give the city a name."),
        (
            "Cali",
            "COL",
            "Give the country as a code of two letters, such as CO. 'COL' is none.",
        ),
        (
            "Cali",
            "ZZ",
            "Give the country as a code of two letters, such as CO. 'ZZ' is none.",
        ),
        ("Lima", "PE", "Lima is here already. Use it, or choose another name."),
    ],
)
def test_a_city_that_cannot_be_added_is_refused(
    store: Store, name: str, country: str, sentence: str
) -> None:
    with store.transaction() as session:
        make_city(session, name="Lima")

        with pytest.raises(Refused) as refused:
            assessments.add_city(session, name, country)

    assert refused.value.sentence == sentence


def test_a_city_is_corrected_and_the_history_keeps_what_was_before(
    store: Store,
) -> None:
    with store.transaction() as session:
        city = make_city(session, name="Sao Bento", country="BO")
        assessments.correct_city(session, city, "São Bento", "br", population=88_000)
    with store.transaction() as session:
        city = assessments.city_named(session, "São Bento")
        assessments.correct_city(session, city, "São Bento", "BR", population=88_000)

    with store.snapshot() as session:
        told = [
            (
                event.deed,
                event.content and (event.content["before"], event.content["after"]),
            )
            for event in events.listed(session, city.id)
        ]
    assert told == [
        (
            Deed.CITY_CHANGED,
            (
                {"name": "Sao Bento", "country": "BO", "population": None},
                {"name": "São Bento", "country": "BR", "population": 88_000},
            ),
        ),
        (Deed.CITY_ADDED, ({}, {})),
    ]


@pytest.mark.parametrize(
    ("name", "country", "population", "sentence"),
    [
        ("Lima", "PE", 1, "Lima is here already. Use it, or choose another name."),
        (
            "Cali",
            "XX",
            1,
            "Give the country as a code of two letters, such as CO. 'XX' is none.",
        ),
        (
            "Cali",
            "CO",
            100_000_001,
            "No city has so many people: 100000001. Give the right number.",
        ),
        ("Cali", "CO", -1, "No city has so many people: -1. Give the right number."),
    ],
)
def test_a_city_is_corrected_to_nothing_that_could_not_be_added(
    store: Store, name: str, country: str, population: int, sentence: str
) -> None:
    with store.transaction() as session:
        make_city(session, name="Lima")
        city = make_city(session, name="Cali")

        with pytest.raises(Refused) as refused:
            assessments.correct_city(
                session, city, name, country, population=population
            )

    assert refused.value.sentence == sentence


@pytest.mark.parametrize("population", [0, 100_000_000])
def test_the_most_and_fewest_people_of_a_city_can_be_kept(
    store: Store, population: int
) -> None:
    with store.transaction() as session:
        city = assessments.add_city(session, "Cali", "CO", population=population)

    assert city.population == population
