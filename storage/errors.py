"""Refusals: sentences for the person who asked, raised where they arise."""

from __future__ import annotations

from criteria.telling import tell


class Refusal(Exception):
    """Something that was asked for and cannot be done; its text says why.

    ``values`` fill in the ``%(name)s`` of the message.
    """

    def __init__(self, message: str, **values: object) -> None:
        self.sentence = tell(message, **values)
        super().__init__(self.sentence)


class NotFound(Refusal):
    """There is no such thing, or not for this person: the two look alike."""


class Barred(Refusal):
    """A conflict of interest keeps the person from this; it says who can help."""


class Conflict(Refusal):
    """Somebody else was first, so nothing was changed."""


class Refused(Refusal):
    """What was sent cannot be taken as it is; the sentence says what to change."""


class OutOfReach(Refusal):
    """A part of the installation does not answer; the same may work in a minute."""


class SettingsError(Refusal):
    """A setting is missing, unknown or unsafe: nothing starts until it is put right."""
