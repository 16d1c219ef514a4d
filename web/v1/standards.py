"""Editions of the standard, and the rules by which documents are tagged."""

from __future__ import annotations

from criteria.editions import standard, translations
from web import context
from web.texts import spoken
from web.v1 import asking, models, shapes
from web.v1.routes import route


@route("GET", "/standards", gives=models.Page[models.Edition], asks=models.Paging)
def list_standards() -> models.Page[models.Edition]:
    """List the editions of the standard, the newest first."""
    with context.looking():
        asked = asking.query(models.Paging)
    found = [standard.load(edition) for edition in standard.editions()]
    items = [shapes.of_edition(one) for one in found]
    return asking.part(items, asked, lambda one: one.edition)


@route("GET", "/standards/<edition>", gives=models.Standard)
def show_standard(edition: str) -> models.Standard:
    """Give an edition whole: levels, practices, criteria with their checklists."""
    with context.looking():
        found = translations.told_in(standard.load(edition), spoken())
    return shapes.of_standard(found)


@route("GET", "/rules/<edition>", gives=models.Page[models.Rule], asks=models.Paging)
def list_rules(edition: str) -> models.Page[models.Rule]:
    """List the rules in force for an edition, in plain words."""
    with context.looking() as (session, _person):
        asked = asking.query(models.Paging)
        standard.load(edition)
        pack = context.pack_in_force(session, edition)
    items = [shapes.of_rule(one, spoken()) for one in pack.rules]
    return asking.part(items, asked, lambda one: one.rule)
