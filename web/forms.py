"""What was typed into a form, and what is wrong with it, to be shown again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest

from web.texts import _

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_LINE = 300
LONGEST_TEXT = 20_000
# No column holds a larger number.
LARGEST = 2**63 - 1


def number(text: str) -> int:
    """A whole number that a database can be asked for.

    Raises:
        ValueError: It is none.
    """
    found = int(text)
    if abs(found) > LARGEST:
        raise ValueError(text)
    return found


@dataclass(slots=True)
class Form:
    """The fields of a form as text; ``problems`` holds a sentence by field."""

    given: Mapping[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """What was typed, or nothing."""
        return self.given.get(name, "").strip()

    def needed(self, name: str, otherwise: str, *, longest: int = LONGEST_LINE) -> str:
        """What was typed; it is a problem if that is nothing or too much."""
        text = self[name]
        if not text:
            self.problems[name] = otherwise
        elif len(text) > longest:
            self.problems[name] = _(
                "This is %(length)s characters long; at most %(longest)s can be kept.",
                length=len(text),
                longest=longest,
            )
        return text

    def require_no_problem(self) -> None:
        """Go on if nothing is wrong so far.

        Raises:
            BadRequest: Something is; the sentence says what.
        """
        for problem in self.problems.values():
            raise BadRequest(problem)

    def day(self, name: str) -> date | None:
        """A day, or None if the field was left empty."""
        text = self[name]
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.problems[name] = _("Write the day as year-month-day: 2026-03-31.")
            return None

    def number(self, name: str) -> int | None:
        """A whole number, or None if the field was left empty."""
        text = self[name].replace(" ", "").replace(",", "").replace(".", "")
        if not text:
            return None
        if not text.isdecimal():
            self.problems[name] = _("Write a whole number, such as 250000.")
            return None
        return int(text)
