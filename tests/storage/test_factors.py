from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyotp
import pytest
import sqlalchemy as sa

from storage import doorsteps, events, factors, people, sealing
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Refused
from storage.factor_models import Authenticator, Doorstep, RecoveryCode
from tests.factories import make_person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Person
    from storage.store import Store

KEY = "k" * 32


def _secret(session: Session, person: Person) -> str:
    app = session.get(Authenticator, person.id)
    assert app is not None
    return sealing.unseal(app.sealed, keys=[KEY])


def _code(session: Session, person: Person, *, steps: int = 0) -> str:
    step = int(now(session).timestamp()) // 30 + steps
    return pyotp.TOTP(_secret(session, person)).generate_otp(step)


def _with_app(session: Session, *, steps: int = -1) -> Person:
    """Somebody whose app is set up by the code of an earlier step."""
    ana = make_person(session)
    factors.begin_app(session, ana, keys=[KEY])
    factors.confirm_app(session, ana, _code(session, ana, steps=steps), keys=[KEY])
    return ana


def _is_taken(session: Session, person: Person, code: str) -> bool:
    try:
        factors.check(session, person, code, keys=[KEY])
    except Refused:
        return False
    return True


def test_an_app_is_no_factor_before_its_first_code(store: Store) -> None:
    with store.transaction() as session:
        ana = make_person(session)
        factors.begin_app(session, ana, keys=[KEY])
        assert not factors.of(session, ana)
        assert not _is_taken(session, ana, _code(session, ana))
        with pytest.raises(Refused):
            factors.confirm_app(session, ana, "12345x", keys=[KEY])

        factors.confirm_app(session, ana, _code(session, ana), keys=[KEY])

        assert factors.of(session, ana).has_app
        with pytest.raises(Refused):
            factors.begin_app(session, ana, keys=[KEY])
        with pytest.raises(Refused):
            factors.app_address(session, ana, keys=[KEY])


def test_no_code_is_taken_twice_nor_an_earlier_one_after_it(store: Store) -> None:
    with store.transaction() as session:
        ana = _with_app(session)
        earlier, present = _code(session, ana, steps=-1), _code(session, ana)

        taken = [_is_taken(session, ana, code) for code in (earlier, present, present)]

        assert taken == [False, True, False]
        # Later ones are right again, one step ahead at most.
        ahead = [_is_taken(session, ana, _code(session, ana, steps=n)) for n in (3, 1)]
        assert ahead == [False, True]


def test_the_secret_is_sealed_with_the_key_of_the_installation(store: Store) -> None:
    with store.transaction() as session:
        ana = _with_app(session)
        app = session.get(Authenticator, ana.id)
        assert app is not None
        secret = _secret(session, ana)
        assert len(secret) == 32
        assert secret not in app.sealed
        with pytest.raises(Refused):
            sealing.unseal(app.sealed, keys=["another key"])


def test_each_recovery_code_is_taken_once_and_new_ones_end_the_old(
    store: Store,
) -> None:
    with store.transaction() as session:
        ana, ben = _with_app(session), _with_app(session)
        first, *others = factors.make_codes(session, ana)

        assert [_is_taken(session, who, first.upper()) for who in (ben, ana, ana)] == [
            *(False, True),
            False,
        ]
        assert len(others) == factors.of(session, ana).codes_left == 9
        factors.make_codes(session, ana)
        assert not any(_is_taken(session, ana, code) for code in others)

    with store.snapshot() as session:
        [told] = [e for e in events.listed(session, None) if e.deed is Deed.CODE_USED]
        assert told.content is not None
        assert told.content["about"] == ana.id
        assert first not in str(told.content)


def test_a_recovery_code_is_kept_slowly_hashed_and_one_of_before_is_taken(
    store: Store,
) -> None:
    with store.transaction() as session:
        ana = _with_app(session)
        first, *_others = factors.make_codes(session, ana)
        plain = first.replace("-", "")
        quick = hashlib.sha256(plain.encode()).hexdigest()
        slow = hashlib.scrypt(
            plain.encode(), salt=ana.id.encode(), n=2**14, r=8, p=1, dklen=32
        ).hex()
        kept = {*session.scalars(sa.select(RecoveryCode.code_hash))}
        assert (slow in kept, quick in kept) == (True, False)

        older = "23456789ab"
        hashed = hashlib.sha256(older.encode()).hexdigest()
        session.add(RecoveryCode(person_id=ana.id, code_hash=hashed))
        session.flush()
        tries = [
            _is_taken(session, who, older) for who in (make_person(session), ana, ana)
        ]
        assert tries == [False, True, False]


def test_codes_stand_in_for_a_factor_and_are_none(store: Store) -> None:
    with store.transaction() as session, pytest.raises(Refused):
        factors.make_codes(session, make_person(session))


def test_taking_all_factors_away_is_told_and_signs_out_everywhere(
    store: Store,
) -> None:
    with store.transaction() as session:
        ana, lead = _with_app(session), make_person(session, name="Marta Reyes")
        token = people.start_session(session, ana)
        door = doorsteps.begin(session, ana)
        events.begin(session, events.Origin(lead.id, "Marta Reyes"))

        factors.remove_all(session, ana)

        assert people.by_session(session, token) is None
        assert doorsteps.person_at(session, door) is None
        assert not factors.of(session, ana)
        with pytest.raises(Refused):
            factors.remove_all(session, ana)

    with store.snapshot() as session:
        [told] = events.listed(session, None, limit=1)
    assert told.deed is Deed.FACTORS_REMOVED
    assert (told.content or {})["who"] == "Marta Reyes"


def test_a_doorstep_ends_after_ten_minutes_and_with_the_sign_in(store: Store) -> None:
    with store.transaction() as session:
        ana = make_person(session)
        first, second = (doorsteps.begin(session, ana) for _ in range(2))
        assert people.by_session(session, first) is None

        started = doorsteps.enter(session, ana, first)

        found = people.by_session(session, started)
        assert found is not None
        assert found.id == ana.id
        assert doorsteps.person_at(session, first) is None
        past = now(session) - doorsteps.LASTS
        session.execute(sa.update(Doorstep).values(started=past))
        assert doorsteps.person_at(session, second) is None
