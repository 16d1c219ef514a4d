"""How a vote was given, kept with every decision."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import by_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.models import PassageRow

# A page that was left open over lunch says nothing about the work.
LONGEST_SECONDS = 3600


class Way(StrEnum):
    """In which kind of review a decision was made."""

    OPEN = "open"  # one reviewer decides
    BLIND = "blind"  # one of two, not knowing what the other says
    SIGHTED = "sighted"  # one of two, after the lead has unblinded
    SETTLING = "settling"  # the lead, over two who have voted


OF_TWO = (Way.BLIND, Way.SIGHTED)


class Cast:
    """The columns that say how a vote was given.

    ``passage`` is the digest of the passages that were judged, ``seconds`` how long the
    page was in view, None where nobody measured it.
    """

    way: Mapped[Way] = mapped_column(by_value(Way), default=Way.OPEN)
    passage: Mapped[str] = mapped_column(sa.String(64), default="")
    seconds: Mapped[int | None] = mapped_column(default=None)


def digest(passages: Sequence[PassageRow]) -> str:
    """The SHA-256 of a link's passages, as a vote keeps it: where they are and say."""
    told = "\n".join(f"{p.page}:{p.start}:{p.end}:{p.quote}" for p in passages)
    return hashlib.sha256(told.encode()).hexdigest()
