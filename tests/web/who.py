"""People of every role who ask for pages of a city."""

from __future__ import annotations

from dataclasses import dataclass

from storage.models import Role


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who asks, and whether they reach Riverbend."""

    name: str
    role: Role | None
    reaches: bool


WHO = (
    Who("nobody", None, reaches=False),
    Who("city own", Role.CITY, reaches=True),
    Who("city other", Role.CITY, reaches=False),
    Who("reviewer assigned", Role.REVIEWER, reaches=True),
    Who("reviewer of every city", Role.REVIEWER, reaches=True),
    Who("reviewer of another city", Role.REVIEWER, reaches=False),
    Who("reviewer employed there", Role.REVIEWER, reaches=False),
    Who("lead", Role.LEAD, reaches=True),
)
