from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage import passwords, people
from storage.access_models import SignIn, SignInLink
from storage.clock import now
from storage.errors import NotFound, Refused
from storage.models import Role
from tests.factories import make_city, make_person

if TYPE_CHECKING:
    from storage.store import Store


def test_a_sign_in_link_works_once(store: Store) -> None:
    with store.transaction() as session:
        ana = make_person(session)
        token = people.make_link(session, ana)

        assert people.use_link(session, token).id == ana.id
        with pytest.raises(Refused):
            people.use_link(session, token)


def test_a_sign_in_link_ends_after_seven_days(store: Store) -> None:
    with store.transaction() as session:
        token = people.make_link(session, make_person(session))
        past = now(session) - timedelta(seconds=1)
        session.execute(sa.update(SignInLink).values(expires=past))

        with pytest.raises(Refused):
            people.use_link(session, token)


def test_a_password_signs_its_person_in_and_no_other_does(store: Store) -> None:
    with store.transaction() as session:
        ana = make_person(session)
        passwords.give(session, ana, "river lamp seven oboe")

        found = passwords.owner(session, ana.email, "river lamp seven oboe")
        refusals = []
        for email in (ana.email, "nobody@example.org"):
            with pytest.raises(Refused) as refused:
                passwords.owner(session, email, "river lamp seven oboes")
            refusals.append(refused.value.sentence)

    assert found.id == ana.id
    assert (
        refusals
        == [
            (
                "This address and password do not belong together. Try again, or ask "
                "for a sign-in link."
            )
        ]
        * 2
    )


def test_a_new_password_signs_out_everywhere(store: Store) -> None:
    with store.transaction() as session:
        ana = make_person(session)
        token = people.start_session(session, ana)
        passwords.give(session, ana, "river lamp seven oboe")

        assert people.by_session(session, token) is None


def test_a_session_ends_when_idle_and_when_old(store: Store) -> None:
    with store.transaction() as session:
        ana = make_person(session)
        token = people.start_session(session, ana)
        found = people.by_session(session, token)
        assert found is not None
        assert found.id == ana.id

        for column, age in (
            (SignIn.seen, people.IDLE),
            (SignIn.started, people.LONGEST),
        ):
            kept = session.scalars(sa.select(column)).one()
            session.execute(sa.update(SignIn).values({column: now(session) - age}))
            assert people.by_session(session, token) is None
            session.execute(sa.update(SignIn).values({column: kept}))


def test_signing_out_ends_one_session(store: Store) -> None:
    with store.transaction() as session:
        ana = make_person(session)
        here, there = (people.start_session(session, ana) for _ in range(2))

        people.end_session(session, here)

        assert people.by_session(session, here) is None
        assert people.by_session(session, there) is not None


@pytest.mark.parametrize("email", ["", "ana", "@example.org", "a@b@c"])
def test_an_address_that_is_none_is_refused(store: Store, email: str) -> None:
    with store.transaction() as session, pytest.raises(Refused):
        people.add(session, email, Role.REVIEWER)


def test_a_city_person_and_only_they_have_a_city(store: Store) -> None:
    with store.transaction() as session:
        with pytest.raises(Refused):
            people.add(session, "a@example.org", Role.CITY)
        with pytest.raises(Refused):
            people.add(session, "a@example.org", Role.LEAD, city=make_city(session))


def test_an_address_is_used_once_however_it_is_written(store: Store) -> None:
    with store.transaction() as session:
        people.add(session, "Ana@Example.org", Role.LEAD)

        with pytest.raises(Refused) as refused:
            people.add(session, " ana@example.org ", Role.REVIEWER)

        assert people.by_email(session, "ANA@example.org").role is Role.LEAD
        with pytest.raises(NotFound):
            people.by_email(session, "ben@example.org")
    assert refused.value.sentence == (
        "ana@example.org is here already. Make them a new sign-in link instead."
    )
