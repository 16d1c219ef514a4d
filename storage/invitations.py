"""Invitations: who may become a person here, with which role, by which link."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from criteria.telling import tell
from storage import digests, events, notices, passwords, people
from storage.access_models import Invitation, InvitationState
from storage.clock import now
from storage.columns import new_id
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.notice_models import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from storage.models import City, Person, Role

LASTS = timedelta(days=7)
GONE = tell(
    "This invitation was used already, was taken back, or is older than seven days. "
    "Ask whoever invited you for a new one."
)


def invite(
    session: Session,
    email: str,
    role: Role,
    *,
    city: City | None,
    by: Person,
    key: str,
) -> Invitation:
    """Invite whoever has an address to one role; nobody is added before they accept.

    Raises:
        Refused: The address is none, is a person's, or is invited already; or role and
            city do not fit.
    """
    email = people.check_new(session, email, role, city)
    moment = now(session)
    waiting = sa.select(Invitation.id).where(Invitation.email == email, *_open(session))
    if session.scalar(waiting):
        raise Refused(
            "%(email)s is invited already. Take that invitation back first.",
            email=email,
        )
    row = Invitation(
        id=new_id(),
        email=email,
        role=role,
        city=city,
        made=moment,
        made_by=by.id,
        expires=moment + LASTS,
    )
    row.token_hash = digests.of(token(row, key=key))
    session.add(row)
    session.flush()
    _record(session, Deed.INVITED, row)
    city_id = city.id if city else None
    notices.write(session, NoticeKind.INVITATION, email, about=row.id, city_id=city_id)
    return row


def token(invitation: Invitation, *, key: str) -> str:
    """What the link of an invitation ends in. Only its hash is kept."""
    said = f"invitation {invitation.id}".encode()
    return hmac.new(key.encode(), said, hashlib.sha256).hexdigest()


def opened(session: Session, token: str) -> Invitation:
    """The invitation of a link, which is not used up by looking.

    Raises:
        Refused: It is unknown, used, taken back or too old.
    """
    found = session.scalar(
        sa.select(Invitation)
        .where(Invitation.token_hash == digests.of(token), *_open(session))
        .options(joinedload(Invitation.city))
    )
    if found is None:
        raise Refused(GONE)
    return found


def find_open(session: Session, invitation_id: str) -> Invitation | None:
    """An invitation that can be accepted, with who made it; None if it cannot."""
    query = sa.select(Invitation).where(Invitation.id == invitation_id)
    return session.scalar(query.where(*_open(session)))


def accept(session: Session, token: str, *, name: str, password: str) -> Person:
    """Use an invitation up: its person is added, as what they were invited to.

    Raises:
        Refused: It is over, the address is taken by now, or the password is no good.
    """
    invitation = opened(session, token)
    used = sa.update(Invitation).where(Invitation.id == invitation.id, *_open(session))
    changed = session.execute(used.values(used=now(session)).returning(Invitation.id))
    if changed.scalar() is None:
        raise Refused(GONE)
    person = people.add(
        session, invitation.email, invitation.role, city=invitation.city, name=name
    )
    passwords.give(session, person, password)
    return person


def revoke(session: Session, invitation_id: str) -> Invitation:
    """Take an invitation back, so that its link does nothing any more.

    Raises:
        NotFound: There is none with that id.
        Refused: It is over already.
    """
    found = session.get(Invitation, invitation_id)
    if found is None:
        raise NotFound("This invitation is not here any more. Invite the person again.")
    if state(found, now(session)) is not InvitationState.OPEN:
        raise Refused(
            "This invitation is over already. Invite the person again if they "
            "should come."
        )
    found.revoked = now(session)
    session.flush()
    _record(session, Deed.INVITATION_REVOKED, found)
    return found


def listed(session: Session) -> list[tuple[Invitation, InvitationState]]:
    """Every invitation and how it stands, the last first."""
    query = sa.select(Invitation).options(joinedload(Invitation.city))
    found: Sequence[Invitation] = session.scalars(
        query.order_by(Invitation.made.desc(), Invitation.id)
    ).all()
    moment = now(session)
    return [(one, state(one, moment)) for one in found]


def state(invitation: Invitation, moment: datetime) -> InvitationState:
    """How an invitation stands at a moment."""
    if invitation.used is not None:
        return InvitationState.USED
    if invitation.revoked is not None:
        return InvitationState.REVOKED
    if invitation.expires <= moment:
        return InvitationState.EXPIRED
    return InvitationState.OPEN


def _open(session: Session) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Invitation.used.is_(None),
        Invitation.revoked.is_(None),
        Invitation.expires > now(session),
    )


def _record(session: Session, deed: Deed, row: Invitation) -> None:
    events.record(
        session,
        deed,
        row.city_id,
        about=row.id,
        name=row.email,
        after={"role": row.role, "expires": row.expires},
    )
