from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage import events, invitations, people
from storage.access_models import Invitation, InvitationState
from storage.clock import now
from storage.errors import Refused
from storage.models import Role
from tests.factories import make_city, make_person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.store import Store

KEY = "k" * 32
WORDS = "river lamp seven oboe"


def _invited(session: Session, email: str = "New@Example.org") -> tuple[str, str]:
    made = invitations.invite(
        session,
        email,
        Role.CITY,
        city=make_city(session, name="Riverbend"),
        by=make_person(session, role=Role.LEAD),
        key=KEY,
    )
    return made.id, invitations.token(made, key=KEY)


def _standing(session: Session) -> list[InvitationState]:
    return [state for _one, state in invitations.listed(session)]


def test_an_invitation_adds_whom_it_names_with_the_role_it_names_once(
    store: Store,
) -> None:
    with store.transaction() as session:
        _id, token = _invited(session)
        assert invitations.opened(session, token).email == "new@example.org"

        person = invitations.accept(session, token, name="Tom", password=WORDS)

        assert person.city is not None
        told = (person.email, person.role, person.city.name, person.name)
        assert told == ("new@example.org", Role.CITY, "Riverbend", "Tom")
        assert _standing(session) == [InvitationState.USED]
        with pytest.raises(Refused):
            invitations.accept(session, token, name="Eve", password=WORDS)


def test_a_password_that_is_no_good_uses_nothing_up(store: Store) -> None:
    with store.transaction() as session:
        _id, token = _invited(session)

    with pytest.raises(Refused), store.transaction() as session:
        invitations.accept(session, token, name="Tom", password="x" * 20)

    with store.snapshot() as session:
        assert _standing(session) == [InvitationState.OPEN]
        assert people.find(session, "new@example.org") is None


def test_an_invitation_taken_back_or_too_old_adds_nobody(store: Store) -> None:
    with store.transaction() as session:
        first, token = _invited(session)
        invitations.revoke(session, first)
        assert _standing(session) == [InvitationState.REVOKED]
        with pytest.raises(Refused):
            invitations.opened(session, token)
        with pytest.raises(Refused):
            invitations.revoke(session, first)

        session.execute(sa.update(Invitation).values(revoked=None))
        session.execute(sa.update(Invitation).values(expires=now(session)))
        session.expire_all()
        assert _standing(session) == [InvitationState.EXPIRED]
        with pytest.raises(Refused):
            invitations.accept(session, token, name="Tom", password=WORDS)


def test_only_the_hash_of_a_link_is_kept_and_it_lasts_seven_days(store: Store) -> None:
    with store.transaction() as session:
        _id, token = _invited(session)

    with store.snapshot() as session:
        row = session.scalars(sa.select(Invitation)).one()
        told = [str(one.content) for one in events.listed(session, row.city_id)]
    assert token not in str(vars(row)) + "".join(told)
    assert row.expires - row.made == timedelta(days=7)
    assert invitations.token(row, key="another key") != token


def test_an_address_is_invited_once_and_not_if_it_is_a_persons(store: Store) -> None:
    with store.transaction() as session:
        _invited(session)
        lead = make_person(session, role=Role.LEAD)
        refusals = []
        for email in (" new@example.org", lead.email, "nobody"):
            with pytest.raises(Refused) as refused:
                invitations.invite(
                    session, email, Role.REVIEWER, city=None, by=lead, key=KEY
                )
            refusals.append(refused.value.sentence)

    assert refusals == [
        "new@example.org is invited already. Take that invitation back first.",
        f"{lead.email} is here already. Make them a new sign-in link instead.",
        ("'nobody' is not an e-mail address. Write one such as ana@city.example."),
    ]
