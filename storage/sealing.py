"""Secrets at rest: sealed with the installation's key, opened with the same."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import Refused

# A key of its own for this use, so that nothing else that the installation's key
# makes can be taken for it.
USE = b"assay secrets at rest"


def seal(text: str, *, key: str) -> str:
    """A text that only this installation can read again."""
    return _box(key).encrypt(text.encode()).decode()


def unseal(sealed: str, *, key: str) -> str:
    """The text that was sealed.

    Raises:
        Refused: It was sealed with another key, or was changed.
    """
    try:
        return _box(key).decrypt(sealed.encode()).decode()
    except InvalidToken as problem:
        raise Refused(
            "The key of this installation has changed since, so this cannot be read. "
            "Set it up anew."
        ) from problem


def _box(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=USE)
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))
