"""How a vote was given, kept with every decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import by_value

# A page that was left open over lunch says nothing about the work.
LONGEST_SECONDS = 3600


class Way(StrEnum):
    """In which kind of review a decision was made."""

    OPEN = "open"  # one reviewer decides
    BLIND = "blind"  # one of two, not knowing what the other says
    SIGHTED = "sighted"  # one of two, after the lead has unblinded
    SETTLING = "settling"  # the lead, over two who have voted


@dataclass(frozen=True, slots=True)
class Manner:
    """How a decision came about, and what it rests on.

    ``seconds`` is how long the page was in use, None where nobody measured it;
    ``batch`` is one for all that were made with one act. ``key`` is the ordinal of the
    passage that it rests on above all and that is read first then, None where nobody
    chose one; ``clause`` is the item of the criterion that its reason is about, empty
    where that is all of it.
    """

    seconds: int | None = None
    batch: str | None = None
    key: int | None = None
    clause: str = ""

    @property
    def bounded_seconds(self) -> int | None:
        """The seconds as they are kept."""
        return None if self.seconds is None else min(self.seconds, LONGEST_SECONDS)


ALONE = Manner()
OF_TWO = (Way.BLIND, Way.SIGHTED)


class Cast:
    """The columns that say how a vote was given.

    ``passage`` is the digest of the passages that were judged, ``seconds`` how long the
    page was in view, None where nobody measured it.
    """

    way: Mapped[Way] = mapped_column(by_value(Way), default=Way.OPEN)
    passage: Mapped[str] = mapped_column(sa.String(64), default="")
    seconds: Mapped[int | None] = mapped_column(default=None)
