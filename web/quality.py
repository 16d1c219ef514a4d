"""How well the rules suggest, by rule, language and kind of document."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flask import Blueprint

from criteria.about import kinds
from criteria.authoring.quality import LINE, gathered
from criteria.editions import standard
from criteria.evidence import Page
from storage import rule_quality
from web import context, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from criteria.authoring.quality import Quality
    from criteria.packs.ruleset import Pack
    from storage.rule_quality import Tally

bp = Blueprint("quality", __name__)
FAILURES_AT_ONCE = 50


@bp.get("/rules/<edition>/quality")
def listed(edition: str) -> str:
    """List what became of the proposals of each rule, those that need work first."""
    standard.load(edition)
    with context.looking() as (session, _person):
        found = rule_quality.tallies(session, edition)
        pack = context.pack_in_force(session, edition)
    by_rule = gathered((t.rule, t.standing, t.alone, t.links) for t in found)
    rows = sorted(by_rule.items(), key=_worst_first)
    silent = [rule for rule in pack.rules if rule.id not in by_rule]
    return context.page(
        "quality/list.html",
        edition=edition,
        rows=rows,
        titles=_titles(pack),
        silent=len(silent),
        line=LINE,
    )


@bp.get("/rules/<edition>/quality/<rule_id>")
def show(edition: str, rule_id: str) -> str:
    """Show one rule's figures by language and kind of document, and its failures."""
    standard.load(edition)
    with context.looking() as (session, _person):
        found = rule_quality.tallies(session, edition, rule_id)
        failed = rule_quality.failures(
            session, edition, rule_id, limit=FAILURES_AT_ONCE
        )
        pack = context.pack_in_force(session, edition)
    whole = gathered((t.rule, t.standing, t.alone, t.links) for t in found)
    return context.page(
        "quality/rule.html",
        edition=edition,
        rule_id=rule_id,
        title=_titles(pack).get(rule_id, rule_id),
        is_in_force=rule_id in _titles(pack),
        whole=whole.get(rule_id),
        parts=sorted(_by_part(found).items()),
        failed=failed,
        most=FAILURES_AT_ONCE,
        kinds=words.document_kinds(),
        line=LINE,
    )


def _by_part(found: Iterable[Tally]) -> dict[tuple[str, str], Quality]:
    """The figures by language and kind of document."""
    return gathered(
        ((t.language, _kind(t.name, t.title)), t.standing, t.alone, t.links)
        for t in found
    )


@cache
def _kind(name: str, title: str) -> str:
    """The kind of a document by its name and title."""
    return kinds.recognise(name, [Page(1, title, "")])


def _worst_first(row: tuple[str, Quality]) -> tuple[bool, int, str]:
    rule, found = row
    return not found.needs_work, -found.decided, rule


def _titles(pack: Pack) -> dict[str, str]:
    return {rule.id: rule.title for rule in pack.rules}
