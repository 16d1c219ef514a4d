"""Personal tokens: only their hash is kept, and they end."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage import answers, events, tokens
from storage.answers import KeptAnswer
from storage.clock import now
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.models import Role
from storage.tokens import MOST, PersonalToken, Scope
from tests.factories import make_assessment, make_person

if TYPE_CHECKING:
    from storage.store import Store


def test_only_the_hash_of_a_token_is_kept_and_making_it_is_told(store: Store) -> None:
    with store.transaction() as session:
        ana = make_person(session)
        token = tokens.make(session, ana, " Nightly ", [Scope.READ], days=7)
        held = tokens.holder(session, token)
        row = session.execute(sa.select(PersonalToken.__table__)).one()

    assert held is not None
    assert (held.person.id, held.name, held.scopes) == (ana.id, "Nightly", ["read"])
    assert held.expires - held.created == timedelta(days=7)
    assert token.startswith("assay_")
    assert len(token) == len("assay_") + 43  # 256 bits in base64
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(tuple(row))
    with store.snapshot() as session:
        [last] = events.listed(session, None, limit=1)
    assert last.deed is Deed.TOKEN_MADE
    assert last.content is not None
    assert (last.content["by"], last.content["name"]) == (ana.id, "Nightly")
    assert last.content["after"]["scopes"] == ["read"]


def test_a_token_is_refused_that_nobody_would_know_or_that_gives_too_much(
    store: Store,
) -> None:
    wrong: tuple[tuple[str, list[Scope], int, str], ...] = (
        (" ", [Scope.READ], 7, "Give the token a name, so that you know it again."),
        ("x", [], 7, "Choose what the token is for."),
        (
            "x",
            [Scope.READ, Scope.UPLOAD],
            7,
            "A token does not give more than you may do yourself. Tick less.",
        ),
        ("x", [Scope.READ], 8, "Choose how long the token holds."),
    )
    with store.rehearsal() as session:
        reviewer = make_person(session)
        for name, scopes, days, sentence in wrong:
            with pytest.raises(Refused) as refused:
                tokens.make(session, reviewer, name, scopes, days=days)
            assert refused.value.sentence == sentence


def test_nobody_has_more_than_twenty_tokens(store: Store) -> None:
    with store.rehearsal() as session:
        ana = make_person(session)
        for number in range(MOST):
            tokens.make(session, ana, f"Script {number}", [Scope.READ], days=7)
        with pytest.raises(Refused) as refused:
            tokens.make(session, ana, "One more", [Scope.READ], days=7)

    assert refused.value.sentence.startswith("You have 20 tokens.")


def test_a_token_ends_when_it_is_revoked_by_its_person_or_expires(store: Store) -> None:
    with store.transaction() as session:
        ana, ben = make_person(session), make_person(session)
        revoked = tokens.make(session, ana, "One", [Scope.READ], days=7)
        [row] = tokens.listed(session, ana)
        expired = tokens.make(session, ben, "Two", [Scope.READ], days=7)
        with pytest.raises(NotFound):
            tokens.revoke(session, ben, row.id)
        held = [tokens.holder(session, one) for one in (revoked, expired)]
        tokens.revoke(session, ana, row.id)
        [other] = tokens.listed(session, ben)
        other.expires = now(session)
        session.flush()

        assert None not in held
        assert [tokens.holder(session, one) for one in (revoked, expired)] == [None] * 2
        assert tokens.listed(session, ana) == []
        with pytest.raises(NotFound):
            tokens.revoke(session, ana, row.id)


def test_use_is_noted_at_most_once_a_minute(store: Store) -> None:
    with store.transaction() as session:
        ana = make_person(session, role=Role.LEAD)
        token = tokens.make(session, ana, "One", [Scope.READ], days=7)
        tokens.touch(session, token)
        [row] = tokens.listed(session, ana)
        session.refresh(row)
        first = row.used
        assert first is not None
        tokens.touch(session, token)
        session.refresh(row)
        again = row.used
        row.used = long_ago = first - timedelta(minutes=2)
        session.flush()
        tokens.touch(session, token)
        session.refresh(row)

        assert again == first
        assert row.used != long_ago


def test_an_answer_is_kept_for_a_day_and_for_its_person_alone(store: Store) -> None:
    with store.transaction() as session:
        assessment = make_assessment(session)
        ana, ben = make_person(session), make_person(session)
        for key in ("k1", "k2"):
            answers.keep(session, ana, assessment, key=key, asked="a" * 64, body="{}")
        old = session.get_one(KeptAnswer, (ana.id, "k1"))
        old.at -= answers.KEPT
        session.flush()

        found = [
            answers.find(session, person, key) is not None
            for person in (ana, ben)
            for key in ("k1", "k2")
        ]
        answers.keep(session, ben, assessment, key="k1", asked="b" * 64, body="{}")
        left = session.scalars(sa.select(KeptAnswer.key).order_by(KeptAnswer.key))

        assert found == [False, True, False, False]
        assert left.all() == ["k1", "k2"]
