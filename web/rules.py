"""The rules of an edition for the lead: all of them, the draft, its versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from criteria.authoring import wording
from criteria.editions import standard, translations
from storage import rulebook
from storage.errors import Conflict, Refused
from web import bench, context
from web.forms import LONGEST_TEXT, Form
from web.texts import _, spoken

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from criteria.packs.ruleset import Rule
    from storage.models import Person
    from storage.rule_models import RuleVersion

bp = Blueprint("rules", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    """A rule in a list."""

    rule: Rule
    mark: bench.Mark
    in_words: str

    @property
    def examples(self) -> int:
        """How many sentences prove it, in all languages."""
        forms = self.rule.forms.values()
        return sum(len(form.finds) + len(form.ignores) for form in forms)


@bp.get("/rules/<edition>")
def listed(edition: str) -> str:
    """List the rules by criterion; those of one that is asked for in plain words."""
    chosen = request.args.get("criterion")
    with context.looking() as (session, _person):
        found = bench.of(session, edition)
    rows: dict[str, list[Row]] = {}
    for rule, mark in found.rules():
        said = wording.in_words(rule, spoken()) if rule.criterion == chosen else ""
        rows.setdefault(rule.criterion, []).append(Row(rule, mark, said))
    return context.page(
        "rules/listed.html",
        bench=found,
        standard=translations.told_in(standard.load(edition), spoken()),
        editions=standard.editions(),
        rows=rows,
        chosen=chosen,
    )


@bp.get("/rules/<edition>/versions")
def versions(edition: str) -> str:
    """What the draft changes, the versions before, and every single change."""
    return _page(edition, Form())


@bp.post("/rules/<edition>/versions")
def publish(edition: str) -> Answer | tuple[str, int]:
    """Make the draft the version in force."""
    form = Form(request.form)
    form.needed("why", _("Say why the rules change."), longest=LONGEST_TEXT)
    if form.problems:
        return _page(edition, form), 400
    try:
        with context.changing() as (session, person):
            version = _published(session, person, edition, form)
    except (Conflict, Refused) as problem:
        form.problems["why"] = problem.sentence
        return _page(edition, form), 409
    flash(
        _(
            "Version %(number)s is in force: new documents are tagged by it. Match the "
            "others again to bring their links in step.",
            number=version.number,
        )
    )
    return redirect(url_for("rules.versions", edition=edition), 303)


def _published(
    session: Session, person: Person, edition: str, form: Form
) -> RuleVersion:
    made = bench.of(session, edition)
    if made.draft.faults:
        raise Refused(_("The draft holds rules with faults. Mend them first."))
    return rulebook.publish(
        session,
        edition,
        digest=made.draft.pack.digest,
        why=form["why"],
        by=person,
        seen=seen(form),
    )


def seen(form: Form) -> int:
    """The last change that whoever sent a form had before them.

    Raises:
        Conflict: The form does not say.
    """
    if not form["seen"].isdecimal():
        raise Conflict(rulebook.CHANGED_SINCE)
    return int(form["seen"])


def _page(edition: str, form: Form) -> str:
    with context.looking() as (session, _person):
        found = bench.of(session, edition)
        published = rulebook.versions(session, edition)
        changes = rulebook.changes(session, edition)
    return context.page(
        "rules/versions.html",
        bench=found,
        form=form,
        versions=published,
        changes=changes,
        drafted=[
            Row(rule, mark, wording.in_words(rule, spoken()))
            for rule, mark in found.rules()
            if rule.id in found.made.differs
        ],
    )
