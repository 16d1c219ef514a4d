"""What the queue shows, as it stands in the address bar. Only names on a list count."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from criteria.evidence import Standing, Statement
from criteria.language.inflection import LANGUAGES
from storage import links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from criteria.editions.standard import Standard

ALL = "all"


class View(StrEnum):
    """How a reviewer looks at a document."""

    PAGE = "page"
    TEXT = "text"
    MATCHES = "matches"


NAMES = (
    *("criterion", "practice", "statement", "state", "document"),
    *("strength", "language", "assigned"),
)
VIEW, ORDER = "view", "order"
KEPT = (*NAMES, VIEW, ORDER)
CHANGED = "changed"
FOR_LEAD = "for-lead"
MINE = "mine"
_NO_STANDING = (ALL, CHANGED, FOR_LEAD, MINE)
DECISIVE = "decisive"
TO_ME = "me"
SPOKEN = (*LANGUAGES, "other")
# From which score on a proposal counts as strong, and as medium.
STRONG, FAIR = 0.6, 0.35
STRENGTHS = {"strong": (STRONG, 0.0), "fair": (FAIR, STRONG), "weak": (0.0, FAIR)}


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose to see; nothing chosen is all that waits for review."""

    criterion: str = ""
    practice: str = ""
    statement: str = ""
    state: str = ""
    document: str = ""
    strength: str = ""
    language: str = ""
    assigned: str = ""
    view: str = ""
    order: str = ""

    @property
    def as_query(self) -> dict[str, str]:
        """What of it goes into an address."""
        return {name: value for name in KEPT if (value := getattr(self, name))}

    @property
    def is_worth_saving(self) -> bool:
        """Whether it differs from what a queue shows by itself."""
        return bool(self.as_query)

    @property
    def count(self) -> int:
        """How many filters are set."""
        return sum(1 for name in NAMES if getattr(self, name))

    def filters(
        self, standard: Standard, weights: Mapping[str, int] | None = None
    ) -> links.Filters:
        """What the store is to look for; ``weights`` put some criteria first."""
        codes: tuple[str, ...] = ()
        if self.criterion:
            codes = (self.criterion,)
        elif self.practice:
            codes = tuple(one.code for one in standard.within(self.practice))
        least, below = STRENGTHS.get(self.strength, (0.0, 0.0))
        return links.Filters(
            standing=_standing(self.state),
            basis_changed=self.state == CHANGED,
            for_lead=self.state == FOR_LEAD,
            mine=self.state == MINE,
            language=self.language,
            least_score=least,
            below_score=below,
            weights=tuple(sorted((weights or {}).items())),
            criteria=codes,
            document=self.document,
            statement=Statement(self.statement) if self.statement else None,
        )


def chosen(given: Mapping[str, str], standard: Standard) -> Choice:
    """Read a choice from an address; a value that does not exist counts as none."""
    return Choice(
        criterion=_one_of(given, "criterion", [c.code for c in standard.criteria]),
        practice=_one_of(given, "practice", [p.code for p in standard.practices]),
        statement=_one_of(given, "statement", list(Statement)),
        state=_one_of(given, "state", [*_NO_STANDING, *Standing]),
        strength=_one_of(given, "strength", list(STRENGTHS)),
        language=_one_of(given, "language", list(SPOKEN)),
        assigned=_one_of(given, "assigned", [TO_ME]),
        order=_one_of(given, ORDER, [DECISIVE]),
        document=given.get("document", "")[:26],
        view=_one_of(given, VIEW, list(View)),
    )


def _one_of(given: Mapping[str, str], name: str, values: list[str]) -> str:
    value = given.get(name, "")
    return str(value) if value in values else ""


def _standing(state: str) -> Standing | None:
    if state in _NO_STANDING:
        return None
    return Standing(state) if state else Standing.UNDECIDED
