"""Refusals: sentences for the person who asked, raised where they arise."""

from __future__ import annotations


class Refusal(Exception):
    """Something that was asked for and cannot be done; its text says why."""

    @property
    def sentence(self) -> str:
        """What to show the person who asked."""
        return str(self)


class NotFound(Refusal):
    """There is no such thing, or not for this person: the two look alike."""


class Conflict(Refusal):
    """Somebody else was first, so nothing was changed."""


class Refused(Refusal):
    """What was sent cannot be taken as it is; the sentence says what to change."""


class SettingsError(Refusal):
    """A setting is missing, unknown or unsafe: nothing starts until it is put right."""
