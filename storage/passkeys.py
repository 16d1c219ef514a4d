"""Passkeys: what a browser is asked, and whether its answer holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import webauthn
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from criteria.telling import tell
from storage import digests, factors, people
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Refused
from storage.factor_models import Passkey, PasskeyChallenge

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Person

LASTS = timedelta(minutes=5)
LONGEST_NAME = 60
UNFIT = tell("This passkey was not taken. Try again, or use a code.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys are made and used: the host, and the address with its port."""

    host: str
    origin: str


def ask_new(session: Session, person: Person, token: str, place: Place) -> str:
    """What a browser is given to make a passkey, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name="Assay",
        user_id=person.id.encode(),
        user_name=person.email,
        user_display_name=person.called,
        exclude_credentials=_known(session, person),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    _remember(session, token, options.challenge)
    return webauthn.options_to_json(options)


def ask(session: Session, person: Person, token: str, place: Place) -> str:
    """What a browser is given to use a passkey, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=place.host, allow_credentials=_known(session, person)
    )
    _remember(session, token, options.challenge)
    return webauthn.options_to_json(options)


def add(
    session: Session,
    person: Person,
    token: str,
    answer: dict[str, Any],
    place: Place,
    *,
    name: str,
) -> None:
    """Keep a new passkey of a person.

    Raises:
        Refused: It does not answer what was asked in this browser, or too late.
    """
    challenge = _take(session, token)
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
        )
    except WebAuthnException as problem:
        raise Refused(UNFIT) from problem
    identity = bytes_to_base64url(made.credential_id)
    if session.get(Passkey, identity) is not None:
        raise Refused(
            "This passkey is kept already. Use it, or make one on another device."
        )
    session.add(
        Passkey(
            id=identity,
            person_id=person.id,
            name=name.strip()[:LONGEST_NAME] or "Passkey",
            public_key=made.credential_public_key,
            uses=made.sign_count,
            made=now(session),
        )
    )
    session.flush()
    people.record(
        session, Deed.FACTOR_ADDED, person, by=person, after={"factor": "passkey"}
    )


def check(
    session: Session, person: Person, token: str, answer: dict[str, Any], place: Place
) -> None:
    """Take the answer of one of a person's passkeys.

    Raises:
        Refused: It is not theirs, was copied, or does not answer what was asked.
    """
    challenge = _take(session, token)
    key = session.get(Passkey, str(answer.get("id", "")))
    if key is None or key.person_id != person.id:
        raise Refused(UNFIT)
    try:
        shown = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.uses,
        )
    except WebAuthnException as problem:
        raise Refused(UNFIT) from problem
    key.uses, key.used = shown.new_sign_count, now(session)
    session.flush()


def _known(session: Session, person: Person) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(key.id))
        for key in factors.of(session, person).passkeys
    ]


def _remember(session: Session, token: str, challenge: bytes) -> None:
    moment = now(session)
    stale = PasskeyChallenge.made <= moment - LASTS
    mine = PasskeyChallenge.token_hash == digests.of(token)
    session.execute(sa.delete(PasskeyChallenge).where(sa.or_(stale, mine)))
    session.add(
        PasskeyChallenge(token_hash=digests.of(token), challenge=challenge, made=moment)
    )
    session.flush()


def _take(session: Session, token: str) -> bytes:
    """What was asked in this browser; nobody can answer it a second time."""
    taken = session.execute(
        sa.delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.token_hash == digests.of(token),
            PasskeyChallenge.made > now(session) - LASTS,
        )
        .returning(PasskeyChallenge.challenge)
    ).scalar()
    if taken is None:
        raise Refused(UNFIT)
    return bytes(taken)
