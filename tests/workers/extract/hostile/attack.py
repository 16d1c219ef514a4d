"""What a hostile file is: what it tries, and how reading it must end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.extract.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Attack:
    """A file made to break a reader.

    Attributes:
        tries: What it tries, in words; no other attack has the same.
        file: What its sender calls it.
        made: Makes its bytes.
        ends: The refusal, or all the text that is read, its blocks on lines of
            their own.
    """

    tries: str
    file: str
    made: Callable[[], bytes]
    ends: Refusal | str
