"""What every format's reader gives: what is known beforehand, and its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.evidence import Page, UnreadPage


@dataclass(frozen=True, slots=True)
class Ask:
    """Which pages of a file are wanted, and whether by the second reader."""

    name: str = ""
    first: int = 1
    last: int | None = None
    second: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A document that could be opened. Its pages are read as they are asked for.

    ``count`` is 0 where the number of pages is known only at the end.
    """

    pages: Iterator[Page | UnreadPage]
    count: int = 0
    title: str = ""
    remarks: tuple[str, ...] = ()
