"""What a standard asks, practice by practice."""

from __future__ import annotations

from flask import Blueprint

from criteria.editions import standard, translations
from web import context
from web.texts import spoken

bp = Blueprint("standards", __name__)


@bp.get("/standards/<edition>")
def show(edition: str) -> str:
    """Show an edition: levels, practices, criteria with their checklists."""
    context.let_in()
    return context.page(
        "standards/show.html",
        standard=translations.told_in(standard.load(edition), spoken()),
        editions=standard.editions(),
    )
