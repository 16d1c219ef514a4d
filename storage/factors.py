"""Second factors: an authenticator app, passkeys, and codes for when both are lost."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyotp
import sqlalchemy as sa

from criteria.telling import tell
from storage import digests, people, sealing
from storage.clock import now
from storage.deeds import Deed
from storage.errors import Refused
from storage.factor_models import Authenticator, Passkey, RecoveryCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.models import Person

# RFC 6238: a code is of one step; its neighbours are taken too, for clocks that differ.
STEP_SECONDS = 30
NEIGHBOURS = (-1, 0, 1)
CODES = 10
# Without the letters and digits that look alike: 10 of 28 are 48 bits.
ALPHABET = "23456789abcdefghjkmnpqrtuvwxyz"[:28]
CODE_LENGTH = 10
WRONG = tell("This code is not right, or was used already. Wait for the next one.")


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person can show beside their first factor."""

    has_app: bool
    passkeys: Sequence[Passkey]
    codes_left: int

    def __bool__(self) -> bool:
        """Whether there is any; codes alone are none."""
        return self.has_app or bool(self.passkeys)


def of(session: Session, person: Person) -> Factors:
    """The second factors of a person."""
    app = session.get(Authenticator, person.id)
    mine = sa.select(Passkey).where(Passkey.person_id == person.id)
    left = sa.select(sa.func.count()).select_from(RecoveryCode)
    unused = left.where(
        RecoveryCode.person_id == person.id, RecoveryCode.used.is_(None)
    )
    return Factors(
        has_app=app is not None and app.confirmed is not None,
        passkeys=session.scalars(mine.order_by(Passkey.made, Passkey.id)).all(),
        codes_left=session.scalar(unused) or 0,
    )


def begin_app(session: Session, person: Person, *, keys: Sequence[str]) -> None:
    """Make a secret for a person's app; a code of it has to confirm it.

    Raises:
        Refused: They have an app already.
    """
    app = session.get(Authenticator, person.id)
    if app is None:
        app = Authenticator(person_id=person.id, last_step=0)
        session.add(app)
    elif app.confirmed is not None:
        raise Refused("You have an authenticator app already. Remove it first.")
    app.sealed = sealing.seal(pyotp.random_base32(), key=keys[0])
    session.flush()


def app_address(session: Session, person: Person, *, keys: Sequence[str]) -> str:
    """What an app reads from the picture: the secret that waits to be confirmed.

    Raises:
        Refused: None waits.
    """
    app = _begun(session, person)
    made = pyotp.TOTP(sealing.unseal(app.sealed, keys=keys))
    return made.provisioning_uri(name=person.email, issuer_name="Assay")


def confirm_app(
    session: Session, person: Person, code: str, *, keys: Sequence[str]
) -> None:
    """Make the app a factor, once it has shown that it knows the secret.

    Raises:
        Refused: None is being set up, or the code is wrong.
    """
    app = _begun(session, person)
    _use_step(session, app, code, keys=keys)
    app.confirmed = now(session)
    _record(session, Deed.FACTOR_ADDED, person, "app")


def check(session: Session, person: Person, code: str, *, keys: Sequence[str]) -> None:
    """Take a code of the app, or one of the recovery codes. None is taken twice.

    Raises:
        Refused: It is wrong, or was used already.
    """
    typed = code.replace(" ", "").replace("-", "").lower()
    if not typed.isdecimal() or len(typed) == CODE_LENGTH:
        _use_recovery(session, person, typed)
        return
    app = session.get(Authenticator, person.id)
    if app is None or app.confirmed is None:
        raise Refused(WRONG)
    _use_step(session, app, typed, keys=keys)


def make_codes(session: Session, person: Person) -> list[str]:
    """Make ten recovery codes; the earlier ones do nothing any more.

    Raises:
        Refused: The person has no factor that a code could stand in for.
    """
    if not of(session, person):
        raise Refused("Set up an authenticator app or a passkey first.")
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    made = [
        "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        for _ in range(CODES)
    ]
    session.add_all(
        RecoveryCode(person_id=person.id, code_hash=_hash(person, code))
        for code in made
    )
    session.flush()
    people.record(session, Deed.CODES_MADE, person, by=person)
    return [f"{code[:5]}-{code[5:]}" for code in made]


def remove(session: Session, person: Person, which: str) -> None:
    """Take one factor of one's own away: the app, or a passkey by its id.

    Raises:
        Refused: They have no such factor.
    """
    mine = (
        sa.delete(Authenticator).where(Authenticator.person_id == person.id)
        if which == "app"
        else sa.delete(Passkey).where(
            Passkey.person_id == person.id, Passkey.id == which
        )
    )
    gone = session.execute(mine.returning(sa.literal(1))).scalar()
    if gone is None:
        raise Refused(
            "This factor is not here any more. Look at your second factors again."
        )
    _record(
        session, Deed.FACTOR_REMOVED, person, "app" if which == "app" else "passkey"
    )


def remove_all(session: Session, person: Person) -> None:
    """Take all factors of somebody who lost them away, and sign them out everywhere.

    Raises:
        Refused: They have none.
    """
    if not of(session, person):
        raise Refused(
            "This person has no second factor. Make them a new sign-in link instead."
        )
    for table in (Authenticator, Passkey, RecoveryCode):
        session.execute(sa.delete(table).where(table.person_id == person.id))
    people.end_sessions(session, person)
    people.record(session, Deed.FACTORS_REMOVED, person)


def _begun(session: Session, person: Person) -> Authenticator:
    """The app that waits for its first code."""
    app = session.get(Authenticator, person.id)
    if app is None or app.confirmed is not None:
        raise Refused("No authenticator app is being set up. Begin again.")
    return app


def _use_step(
    session: Session, app: Authenticator, code: str, *, keys: Sequence[str]
) -> None:
    made = pyotp.TOTP(sealing.unseal(app.sealed, keys=keys))
    present = int(now(session).timestamp()) // STEP_SECONDS
    for step in (present + near for near in NEIGHBOURS):
        if hmac.compare_digest(made.generate_otp(step).encode(), code.encode()):
            break
    else:
        raise Refused(WRONG)
    taken = session.execute(
        sa.update(Authenticator)
        .where(Authenticator.person_id == app.person_id, Authenticator.last_step < step)
        .values(last_step=step)
        .returning(Authenticator.last_step)
    ).scalar()
    if taken is None:
        raise Refused(WRONG)


def _use_recovery(session: Session, person: Person, code: str) -> None:
    # Older codes were kept by their plain digest, and are still taken.
    taken = session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person.id,
            RecoveryCode.code_hash.in_([_hash(person, code), digests.of(code)]),
            RecoveryCode.used.is_(None),
        )
        .values(used=now(session))
        .returning(RecoveryCode.code_hash)
    ).scalar()
    if taken is None:
        raise Refused(WRONG)
    people.record(session, Deed.CODE_USED, person, by=person)


def _record(session: Session, deed: Deed, person: Person, factor: str) -> None:
    people.record(session, deed, person, by=person, after={"factor": factor})


def _hash(person: Person, code: str) -> str:
    """The scrypt of a code (RFC 7914), its salt the random id of its person."""
    salt, made = person.id.encode(), code.encode()
    return hashlib.scrypt(made, salt=salt, n=2**14, r=8, p=1, dklen=32).hex()
