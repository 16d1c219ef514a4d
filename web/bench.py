"""The rules of an edition in this installation: shipped, in force, and as drafted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from criteria.editions import standard
from criteria.packs import amendments
from storage import rulebook
from storage.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from criteria.packs.amendments import Amended
    from criteria.packs.ruleset import Pack, Rule
    from storage.rule_models import RuleVersion
    from storage.rulebook import Draft


class Mark(StrEnum):
    """How a rule of the draft differs from what is in force, or from what is shipped.

    Retired rules are only ever told of, never used.
    """

    SHIPPED = "shipped"
    CHANGED_HERE = "changed-here"
    ADDED_HERE = "added-here"
    RETIRED_HERE = "retired-here"
    DRAFT = "draft"
    DRAFT_RETIRED = "draft-retired"


@dataclass(frozen=True, slots=True)
class Bench:
    """All that pages about the rules of an edition go by."""

    edition: str
    made: Draft
    now: Amended
    draft: Amended

    @property
    def version(self) -> RuleVersion | None:
        """The version in force; None while the rules are used as shipped."""
        return self.made.version

    @property
    def faults(self) -> Mapping[str, Sequence[str]]:
        """Texts that this version of Assay cannot read, by rule."""
        return {**self.now.faults, **self.draft.faults}

    def rules(self) -> list[tuple[Rule, Mark]]:
        """Every rule, the retired ones too, each with how it stands, by its id."""
        shipped = amendments.amended(self.edition, {}).pack
        packs = (shipped, self.now.pack, self.draft.pack)
        known = {rule.id: rule for pack in packs for rule in pack.rules}
        held = {rule.id for rule in self.draft.pack.rules}
        own = {rule.id for rule in shipped.rules}
        return [
            (rule, self._mark(rule.id, held=rule_id in held, is_own=rule_id not in own))
            for rule_id, rule in sorted(known.items())
        ]

    def text(self, rule_id: str) -> str:
        """A rule as the draft has it; one that is retired, as it was before."""
        for changes in (
            self.made.changes,
            self.version.changes if self.version else {},
        ):
            if text := changes.get(rule_id):
                return str(text)
        return amendments.source(self.edition, rule_id)

    def find(self, rule_id: str) -> tuple[Rule, Mark]:
        """One rule.

        Raises:
            NotFound: No rule has that id.
        """
        for rule, mark in self.rules():
            if rule.id == rule_id:
                return rule, mark
        raise NotFound("There is no such rule. Look for it among the rules.")

    def _mark(self, rule_id: str, *, held: bool, is_own: bool) -> Mark:
        if rule_id in self.made.differs:
            return Mark.DRAFT if held else Mark.DRAFT_RETIRED
        if rule_id not in self.made.changes:
            return Mark.SHIPPED
        if not held:
            return Mark.RETIRED_HERE
        return Mark.ADDED_HERE if is_own else Mark.CHANGED_HERE


def of(session: Session, edition: str) -> Bench:
    """The rules of an edition as they are now.

    Raises:
        NotFound: There is no such edition with rules.
    """
    if edition not in standard.editions():
        raise NotFound("There is no such edition. Choose one of the list.")
    made = rulebook.draft(session, edition)
    changes = dict(made.version.changes) if made.version else {}
    return Bench(
        edition,
        made,
        amendments.amended(edition, changes),
        amendments.amended(edition, made.changes),
    )


def rule_of(pack: Pack, rule_id: str) -> Rule | None:
    """A rule of a pack; None if the pack has none with that id."""
    return next((rule for rule in pack.rules if rule.id == rule_id), None)
