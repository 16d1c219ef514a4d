"""Secrets at rest: sealed with the installation's key, opened with it or an old one."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

# A key of its own for this use, so that nothing else that the installation's key
# makes can be taken for it.
USE = b"assay secrets at rest"


def seal(text: str, *, key: str) -> str:
    """A text that only this installation can read again."""
    return _box(key).encrypt(text.encode()).decode()


def unseal(sealed: str, *, keys: Sequence[str]) -> str:
    """The text that was sealed with one of the keys.

    Raises:
        Refused: It was sealed with another key, or was changed.
    """
    try:
        return _boxes(keys).decrypt(sealed.encode()).decode()
    except InvalidToken as problem:
        raise _other_key() from problem


def reseal(sealed: str, *, keys: Sequence[str]) -> str:
    """The same text sealed with the first of the keys.

    Raises:
        Refused: It was sealed with none of them, or was changed.
    """
    try:
        return _boxes(keys).rotate(sealed.encode()).decode()
    except InvalidToken as problem:
        raise _other_key() from problem


def _other_key() -> Refused:
    return Refused(
        "The key of this installation has changed since, so this cannot be read. "
        "Set it up anew."
    )


def _boxes(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([_box(key) for key in keys])


def _box(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=USE)
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))
