"""Digests: what is kept of a token, which itself only its owner holds."""

from __future__ import annotations

import hashlib


def of(token: str) -> str:
    """The SHA-256 of a token, in hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()
