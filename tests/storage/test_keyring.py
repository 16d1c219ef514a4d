"""A new key for the installation, while what the old one made goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage import events, hooks, keyring, providers, sealing
from storage.deeds import Deed
from storage.errors import Refused
from storage.factor_models import Authenticator
from storage.provider_models import Provider
from tests import factories

if TYPE_CHECKING:
    from storage.store import Store

OLD, NEW = "o" * 32, "n" * 32


def test_a_new_key_opens_alone_what_was_sealed_anew(store: Store) -> None:
    with store.transaction() as session:
        ana = factories.make_person(session)
        factories.make_app(session, ana, key=OLD)
        at = providers.Endpoints("https://id", "https://a", "https://t", "https://k")
        city = factories.make_city(session)
        providers.register(
            session, city, endpoints=at, client_id="x", secret=OLD, key=OLD
        )
        before = session.scalars(sa.select(Authenticator.sealed)).one()
        codes = sealing.unseal(before, keys=[NEW, OLD])
    with store.transaction() as session:
        count = keyring.renew(session, keys=[NEW, OLD])
    with store.snapshot() as session:
        after = session.scalars(sa.select(Authenticator.sealed)).one()
        service = session.scalars(sa.select(Provider.sealed)).one()
        [told] = session.scalars(
            sa.select(events.Event).where(events.Event.deed == Deed.SEALED_ANEW)
        )

    assert count == 2
    assert sealing.unseal(after, keys=[NEW]) == codes
    assert sealing.unseal(service, keys=[NEW]) == OLD
    assert (told.content or {})["after"] == {"secrets": 2}
    with pytest.raises(Refused):
        sealing.unseal(after, keys=[OLD])


def test_nothing_is_sealed_anew_where_a_key_is_missing(store: Store) -> None:
    with store.transaction() as session:
        factories.make_app(session, factories.make_person(session), key=OLD)
    with pytest.raises(Refused), store.transaction() as session:
        keyring.renew(session, keys=[NEW])
    with store.snapshot() as session:
        kept = session.scalars(sa.select(Authenticator.sealed)).one()

    assert len(sealing.unseal(kept, keys=[OLD])) == 32


def test_receivers_find_the_signature_they_know_first() -> None:
    told = hooks.secrets("one", keys=[NEW, OLD])

    assert told == [hooks.secret("one", key=OLD), hooks.secret("one", key=NEW)]
