"""Passkeys answer what was asked, once, for their own person at our place."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

from storage import passkeys
from storage.clock import now
from storage.errors import Refused
from storage.factor_models import Passkey
from storage.passkeys import Place
from tests.factories import make_person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Person
    from storage.store import Store

HERE = Place("assay.example", "https://assay.example")
# User present and verified, as WebAuthn Level 2 writes it in section 6.1.
SEEN = b"\x05"


class Device:
    """Keeps a key of somebody's, and signs with it what a browser is asked."""

    def __init__(self, session: Session, person: Person) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.uses = 0
        self.id = bytes_to_base64url(person.id.encode())
        public = self.key.public_key().public_numbers()
        point = {-2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        session.add(
            Passkey(
                id=self.id,
                person_id=person.id,
                name="Laptop",
                public_key=cbor2.dumps({1: 2, 3: -7, -1: 1} | point),
                uses=0,
                made=now(session),
            )
        )
        session.flush()

    def answer(self, asked: str, place: Place = HERE) -> dict[str, Any]:
        """Sign what was asked at a place."""
        self.uses += 1
        said = {"type": "webauthn.get", "challenge": json.loads(asked)["challenge"]}
        client = json.dumps(said | {"origin": place.origin}).encode()
        host = hashlib.sha256(place.host.encode()).digest()
        about = host + SEEN + self.uses.to_bytes(4, "big")
        signed = about + hashlib.sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": client,
            "authenticatorData": about,
            "signature": signature,
        }
        told = {name: bytes_to_base64url(value) for name, value in response.items()}
        return {
            "id": self.id,
            "rawId": self.id,
            "type": "public-key",
            "response": told,
        }


def _is_taken(
    session: Session, person: Person, answer: dict[str, Any], browser: str = "here"
) -> bool:
    try:
        passkeys.check(session, person, browser, answer, HERE)
    except Refused:
        return False
    return True


@pytest.fixture
def database() -> str:
    """What is tried here is no database's."""
    return ""


def test_a_passkey_signs_its_own_person_in_and_nobody_else(store: Store) -> None:
    with store.transaction() as session:
        ana, ben = make_person(session), make_person(session)
        of_ana, of_ben = Device(session, ana), Device(session, ben)

        taken = []
        for device in (of_ben, of_ana):
            asked = passkeys.ask(session, ana, "here", HERE)
            taken.append(_is_taken(session, ana, device.answer(asked)))

        assert taken == [False, True]


def test_an_answer_is_taken_once_in_its_own_browser_and_at_our_place(
    store: Store,
) -> None:
    elsewhere = Place("assay.example", "https://evil.example")
    with store.transaction() as session:
        ana = make_person(session)
        device = Device(session, ana)
        answer = device.answer(passkeys.ask(session, ana, "here", HERE))

        assert not _is_taken(session, ana, answer, "another browser")
        assert _is_taken(session, ana, answer)
        assert not _is_taken(session, ana, answer)
        asked = passkeys.ask(session, ana, "here", HERE)
        assert not _is_taken(session, ana, device.answer(asked, elsewhere))


def test_a_copy_that_counts_behind_is_refused(store: Store) -> None:
    with store.transaction() as session:
        ana = make_person(session)
        device = Device(session, ana)
        for uses, well in ((0, True), (4, True), (2, False)):
            device.uses = uses
            asked = passkeys.ask(session, ana, "here", HERE)
            assert _is_taken(session, ana, device.answer(asked)) is well
