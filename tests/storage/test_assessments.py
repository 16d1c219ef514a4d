from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import assessments
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
