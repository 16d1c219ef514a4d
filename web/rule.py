"""One rule for the lead: what it says, what proves it, and trying a change of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from criteria.authoring import trial, wording
from criteria.editions import standard, translations
from criteria.evidence import Page
from criteria.language.inflection import LANGUAGES
from criteria.packs import amendments
from criteria.packs.ruleset import RulesError
from storage import rulebook
from storage.errors import Conflict
from storage.rule_models import Act
from web import bench, context, reading, trying
from web.bench import Mark
from web.forms import LONGEST_TEXT, Form
from web.passages import Span
from web.rules import seen
from web.texts import _, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as Answer

    from criteria.authoring.explain import Miss
    from criteria.evidence import Passage
    from criteria.packs.ruleset import Rule

bp = Blueprint("rule", __name__)

_ID = re.compile(r"[A-Za-z0-9]+(\.[a-z0-9]+(-[a-z0-9]+)*)+")
ACTS = {"retire": Act.RETIRED, "restore": Act.RESTORED, "leave": Act.LEFT}


@dataclass(frozen=True, slots=True)
class Tried:
    """A text with the places marked where a rule holds, and where it nearly does."""

    sheet: reading.Sheet
    passages: Sequence[Passage]
    misses: Sequence[Miss]


@bp.get("/rules/<edition>/rule/<rule_id>")
def show(edition: str, rule_id: str) -> str:
    """Show one rule as the draft has it, with a form to change and to try it."""
    return _page(edition, rule_id, None)


@bp.post("/rules/<edition>/rule/<rule_id>")
def change(edition: str, rule_id: str) -> Answer | tuple[str, int]:
    """Try a changed text, or put it into the draft; or retire or restore the rule."""
    form = Form(request.form)
    if form["step"] in ACTS:
        return _put(edition, rule_id, form, ACTS[form["step"]])
    return _written(edition, rule_id, form)


@bp.get("/rules/<edition>/new")
def new(edition: str) -> str:
    """Show a form for a rule that is not there yet, with a text to begin with."""
    code = request.args.get("criterion", "")
    known = {one.code: one for one in standard.load(edition).criteria}
    criterion = known.get(code) or next(iter(known.values()))
    form = Form({"text": _begin(criterion.code), "language": spoken()})
    return _page(edition, "", form)


@bp.post("/rules/<edition>/new")
def add(edition: str) -> Answer | tuple[str, int]:
    """Try a new rule, or put it into the draft."""
    return _written(edition, "", Form(request.form))


def _written(edition: str, rule_id: str, form: Form) -> Answer | tuple[str, int]:
    with context.looking() as (session, _person):
        found = bench.of(session, edition)
        if rule_id:
            found.find(rule_id)
    form.needed("text", _("Enter the rule."), longest=LONGEST_TEXT)
    rule = None if form.problems else _read(edition, rule_id, form, found)
    if rule is None:
        return _page(edition, rule_id, form), 400
    if form["step"] == "keep":
        return _put(edition, rule.id, form, Act.WRITTEN, rule_id)
    return _page(edition, rule_id, form, rule), 200


def _read(edition: str, rule_id: str, form: Form, found: bench.Bench) -> Rule | None:
    """The rule that was typed; a problem of the form if it cannot be one."""
    try:
        rule = amendments.read(_text(form), edition, rule_id)
    except RulesError as problem:
        form.problems["text"] = " ".join(problem.faults)
        return None
    if rule_id:
        if form["step"] == "keep" and rule in found.draft.pack.rules:
            form.problems["text"] = _("The draft says just this already.")
    elif not _ID.fullmatch(rule.id) or not rule.id.startswith(f"{rule.criterion}."):
        form.problems["text"] = _(
            "Begin the id with the criterion and go on in small letters: "
            "%(criterion)s.what-it-finds.",
            criterion=rule.criterion,
        )
    elif any(rule.id == known.id for known, _mark in found.rules()):
        form.problems["text"] = _("Another rule has this id already. Choose a new one.")
    return None if form.problems else rule


def _text(form: Form) -> str:
    """The rule as it was typed, its lines ended as everywhere but in forms."""
    return form["text"].replace("\r\n", "\n") + "\n"


def _put(
    edition: str, rule_id: str, form: Form, act: Act, asked: str | None = None
) -> Answer | tuple[str, int]:
    """Put a change into the draft; ``asked`` is the page to show if that fails."""
    try:
        with context.changing() as (session, person):
            if act is not Act.WRITTEN:
                bench.of(session, edition).find(rule_id)
            rulebook.change(
                session,
                edition,
                rule_id,
                act,
                by=person,
                seen=seen(form),
                text=_text(form),
            )
    except Conflict as problem:
        form.problems["text"] = problem.sentence
        return _page(edition, rule_id if asked is None else asked, form), 409
    flash(_("The draft is changed. Nothing is tagged by it until you publish it."))
    return redirect(url_for("rule.show", edition=edition, rule_id=rule_id), 303)


def _page(
    edition: str, rule_id: str, form: Form | None, typed: Rule | None = None
) -> str:
    with context.looking() as (session, _person):
        found = bench.of(session, edition)
        kept, mark = found.find(rule_id) if rule_id else (None, Mark.DRAFT)
        form = form or Form({"text": found.text(rule_id), "language": spoken()})
        changes = rulebook.changes(session, edition, rule=rule_id) if rule_id else ()
        documents = None
        if typed and form["step"] == "documents":
            before = bench.rule_of(found.now.pack, typed.id)
            documents = trying.on_documents(session, edition, before, typed)
    rule = typed or kept
    return context.page(
        "rules/rule.html",
        bench=found,
        rule=rule,
        rule_id=rule_id,
        mark=mark,
        is_typed=typed is not None,
        form=form,
        said=_said(rule) if rule else {},
        proof=trial.proof(rule, found.now.pack.concepts) if rule else None,
        tried=_tried(rule, form) if rule and form["sample"] else None,
        documents=documents,
        changes=changes,
        languages_of_rules=LANGUAGES,
        criterion=_criterion(edition, rule),
    )


def _criterion(edition: str, rule: Rule | None) -> object:
    told = translations.told_in(standard.load(edition), spoken())
    return told.criterion(rule.criterion) if rule else None


def _said(rule: Rule) -> dict[str, str]:
    """What the rule looks for in each of its languages, in that language."""
    return {code: wording.describe(form, code) for code, form in rule.forms.items()}


def _tried(rule: Rule, form: Form) -> Tried:
    language = form["language"] if form["language"] in LANGUAGES else LANGUAGES[0]
    page = Page(1, form["sample"][:LONGEST_TEXT], language)
    outcome = trial.on_pages(rule, [page])
    spans = [Span(one.start, one.end) for one in outcome.passages]
    marked = reading.sheet(page, spans, outcome.passages)
    return Tried(marked, outcome.passages, outcome.misses)


def _begin(code: str) -> str:
    """A rule to begin with, which says by itself what goes where."""
    return _(
        "id: %(code)s.what-it-finds\n"
        "criterion: %(code)s\n"
        "title: What the passage shows, in a few words\n"
        "strength: fair\n"
        "en:\n"
        "  any: [words that must stand]\n"
        "  near: {any: [other words beside them], within: sentence}\n"
        "  not: [words that take the match away]\n"
        '  finds: ["A sentence it must find.", "Another one."]\n'
        '  ignores: ["A sentence it must leave alone.", "Another one."]\n',
        code=code,
    )
