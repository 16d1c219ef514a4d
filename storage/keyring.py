"""A new key for the installation: what an old one sealed is sealed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import events, sealing
from storage.deeds import Deed
from storage.factor_models import Authenticator
from storage.provider_models import Provider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def renew(session: Session, *, keys: Sequence[str]) -> int:
    """Seal every kept secret with the first of the keys; return how many there are.

    Raises:
        Refused: One was sealed with none of them. Nothing is changed then.
    """
    kept: list[Authenticator | Provider] = []
    kept += session.scalars(sa.select(Authenticator).with_for_update())
    kept += session.scalars(sa.select(Provider).with_for_update())
    for one in kept:
        one.sealed = sealing.reseal(one.sealed, keys=keys)
    session.flush()
    events.record(session, Deed.SEALED_ANEW, None, after={"secrets": len(kept)})
    return len(kept)
