"""Makes the web application: one store, the guard, and a blueprint per noun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from storage import titles
from web import (
    access,
    again,
    api,
    arriving,
    asides,
    assessments,
    assets,
    assigning,
    cities,
    conflicts,
    context,
    counted,
    credentials,
    criterion,
    dating,
    documents,
    doorstep,
    errors,
    evidence,
    filters,
    forecasts,
    former,
    guard,
    guide,
    health,
    help,  # noqa: A004 - the page is called help
    history,
    hooks,
    intake,
    invitations,
    judging,
    limits,
    lists,
    moves,
    naming,
    notices,
    observing,
    packing,
    pairs,
    parcels,
    people,
    person,
    pictures,
    planning,
    proof,
    providers,
    quality,
    reference,
    registers,
    requests,
    review,
    revisions,
    rounds,
    rule,
    rules,
    runs,
    saving,
    scorecard,
    secondly,
    signin,
    similar,
    snapshot,
    standards,
    status,
    takeaway,
    talks,
    texts,
    tokens,
    webannotations,
    whatif,
    words,
)
from web.v1 import contract, resumable

if TYPE_CHECKING:
    from storage.store import Store

BLUEPRINTS = (
    access.bp,
    again.bp,
    arriving.bp,
    asides.bp,
    assessments.bp,
    assigning.bp,
    cities.bp,
    conflicts.bp,
    criterion.bp,
    dating.bp,
    documents.bp,
    doorstep.bp,
    evidence.bp,
    forecasts.bp,
    former.bp,
    guide.bp,
    health.bp,
    help.bp,
    history.bp,
    hooks.bp,
    intake.bp,
    invitations.bp,
    judging.bp,
    lists.bp,
    moves.bp,
    naming.bp,
    notices.bp,
    pairs.bp,
    parcels.bp,
    people.bp,
    person.bp,
    pictures.bp,
    planning.bp,
    proof.bp,
    providers.bp,
    quality.bp,
    registers.bp,
    requests.bp,
    review.bp,
    revisions.bp,
    rounds.bp,
    rule.bp,
    rules.bp,
    runs.bp,
    scorecard.bp,
    secondly.bp,
    signin.bp,
    saving.bp,
    similar.bp,
    snapshot.bp,
    standards.bp,
    status.bp,
    takeaway.bp,
    talks.bp,
    api.bp,
    counted.bp,
    webannotations.bp,
    whatif.bp,
    contract.bp,
    reference.bp,
    tokens.bp,
)
# The other fields of a form that carries a file.
FORM_OVERHEAD = 1_000_000


def create_app(store: Store) -> Flask:
    """Make the application over a store."""
    app = Flask("web", static_folder=None)
    app.extensions["store"] = store
    app.extensions["touched"] = {}
    app.extensions["revisions"] = {}
    secure = store.settings.address.startswith("https:")
    app.config.update(
        SECRET_KEY=store.settings.secret(),
        SECRET_KEY_FALLBACKS=store.settings.old_secrets(),
        SESSION_COOKIE_NAME="assay-notes",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        MAX_CONTENT_LENGTH=store.settings.max_upload + FORM_OVERHEAD,
    )
    _speak(app)
    # Else a proxy is the one address from which everybody comes.
    app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask's manual says
        app.wsgi_app, x_for=store.settings.proxies, x_proto=0, x_host=0
    )
    app.context_processor(context.frame)
    observing.install(app)
    packing.install(app)
    guard.install(app)
    limits.install(app, store.settings.limits)
    assets.install(app)
    errors.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.register_blueprint(
        arriving.bp, url_prefix=credentials.PROGRAMS, name=resumable.NAME
    )
    return app


def _speak(app: Flask) -> None:
    """Let pages speak the reader's language, and name things in plain words."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.finalize = texts.told
    env.filters.update(
        day=texts.day,
        moment=texts.moment,
        number=texts.number,
        country=texts.country,
        called=titles.of,
        size=words.size,
        in_words=words.in_words,
        spoken=texts.told,  # for one that a page goes on to change
        remarked=texts.remarked,
        titled=texts.titled,
        told=texts.plain,  # for a sentence of ours that was kept in English
    )
    env.globals.update(
        # Not by Jinja's own extension, which calls thrice for each message.
        _=texts.marked,
        ngettext=texts.marked_plural,
        spoken=texts.spoken,
        strong=filters.STRONG,
        fair=filters.FAIR,
        languages=texts.NAMES,
        offered=texts.offered,
    )

    @app.before_request
    def choose_language() -> None:
        asked = request.cookies.get("language", "")
        offered = texts.offered()
        texts.speak(
            asked
            if asked in offered
            else request.accept_languages.best_match(offered) or texts.ENGLISH
        )
