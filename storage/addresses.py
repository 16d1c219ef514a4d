"""E-mail addresses as they are kept and compared."""

from __future__ import annotations

from storage.errors import Refused


def clean(email: str) -> str:
    """An e-mail address as it is kept and compared.

    Raises:
        Refused: It is none.
    """
    email = email.strip().lower()
    name, at, host = email.partition("@")
    if not (name and at and host) or "@" in host or not email.isprintable():
        raise Refused(
            "'%(email)s' is not an e-mail address. Write one such as ana@city.example.",
            email=email,
        )
    return email
