"""What a view may ask for: the store, who asks, and what is theirs to see.

Only this module knows Flask's globals.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, cast

from flask import current_app, g, render_template, request
from sqlalchemy import inspect

from criteria.editions import revising, standard, translations
from criteria.packs import amendments
from storage import (
    assessments,
    confidential,
    documents,
    events,
    freshness,
    links,
    revisions,
    rulebook,
    sights,
)
from storage.columns import new_id
from web import ahead, credentials, permissions, scopes, topics, walls
from web.texts import _, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from flask import Response
    from sqlalchemy.orm import Session
    from werkzeug.routing import MapAdapter

    from criteria.editions.standard import Standard
    from criteria.packs.ruleset import Pack
    from storage.models import Assessment, Document, Link, Person
    from storage.store import Store


class NotAllowed(Exception):
    """The person's role does not do this; the text says whose does."""


def store() -> Store:
    """The store of this installation; whose rows one sees follows from who asks."""
    return cast("Store", current_app.extensions["store"]).within(sights.NOBODY)


def whole() -> Store:
    """The store with every city's rows: for who is not known, or no one city's."""
    return store().within(sights.INSTALLATION)


def secret() -> bytes:
    """The key that signs forms."""
    return str(current_app.secret_key).encode()


def routes() -> MapAdapter:
    """The addresses that this application answers."""
    return current_app.create_url_adapter(request) or current_app.url_map.bind("")


@contextmanager
def looking() -> Iterator[tuple[Session, Person]]:
    """Look: a session, and who asks.

    Raises:
        credentials.NotSignedIn: Nobody has signed in, or too long ago.
        NotAllowed: The page is not for who asks.
    """
    with store().snapshot() as session:
        yield session, _person(session)
    if credentials.is_use():
        with store().transaction() as session:
            credentials.note_use(session)
    _keep_looks()


@contextmanager
def leaving() -> Iterator[tuple[Session, Person]]:
    """Look, to make what leaves Assay: confidential documents are veiled for everybody.

    Raises:
        credentials.NotSignedIn: Nobody has signed in, or too long ago.
        NotAllowed: The page is not for who asks.
    """
    with looking() as (session, person):
        confidential.leave(session)
        yield session, person


@contextmanager
def changing() -> Iterator[tuple[Session, Person]]:
    """Change: all of the block is kept, or nothing.

    Raises:
        credentials.NotSignedIn: Nobody has signed in, or too long ago.
        NotAllowed: The page is not for who asks.
    """
    with store().transaction() as session, _remembered(session):
        person = _person(session)
        act_as(session, person.called, person.id)
        credentials.note_use(session)
        yield session, person


def act_as(session: Session, name: str, person_id: str = "") -> None:
    """Have what this request does be kept as somebody's deeds."""
    events.begin(session, events.Origin(person_id, name, request_id()))


def request_id() -> str:
    """By what the history and the answer name this request."""
    if "request_id" not in g:
        g.request_id = new_id()
    return str(g.request_id)


def may(endpoint: str) -> bool:
    """Whether who asks may use a route of ours; for what a page offers."""
    person = g.get("person")
    return permissions.allows(endpoint, person.role if person else None)


def my_assessment(session: Session, person: Person, assessment_id: str) -> Assessment:
    """An assessment that is theirs to see; the page's frame will tell of it.

    Raises:
        NotFound: There is none with that id, or it is another city's.
    """
    found = walls.find(assessments.visible, session, person, assessment_id)
    confidential.draw(session, found, person)
    g.assessment = found
    g.counts = links.counts(session, found)
    know(session, found)
    return found


def my_document(session: Session, person: Person, document_id: str) -> Document:
    """A document that is theirs to open, and which they look at now.

    Raises:
        NotFound: There is none with that id, or not for them.
    """
    found = walls.find(documents.visible, session, person, document_id)
    _looks(found)
    return found


def my_link(session: Session, person: Person, link_id: str) -> Link:
    """A link whose document is theirs to open, and which they look at now.

    Raises:
        NotFound: There is none with that id, or not for them.
    """
    found = walls.find(links.visible, session, person, link_id)
    _looks(found.document)
    return found


def assessment() -> Assessment:
    """The assessment that this page is in, once it was asked for."""
    return cast("Assessment", g.assessment)


def standard_of(held: Assessment) -> Standard:
    """The edition that an assessment is held against, in the reader's language."""
    return translations.told_in(standard_held(held), spoken())


def standard_held(held: Assessment) -> Standard:
    """The edition that an assessment is held against, as it was when it was opened.

    One that was opened before revisions were kept goes by the edition that comes with
    this version.
    """
    shipped = standard.load(held.edition)
    known: dict[tuple[str, str], Standard] = current_app.extensions["revisions"]
    return known.get((held.edition, held.standard_digest), shipped)


def pack_in_force(session: Session, edition: str) -> Pack:
    """The rules by which documents are tagged here, the lead's changes among them."""
    return amendments.amended(edition, rulebook.in_force(session, edition)).pack


def page(template: str, **values: object) -> str:
    """A page in its frame."""
    return render_template(template, **cast("dict[str, Any]", values))


def frame() -> dict[str, object]:
    """What every template may use beside its own values."""
    return {
        "person": g.get("person"),
        "assessment": g.get("assessment"),
        "counts": g.get("counts"),
        "help_topic": topics.OF.get(request.blueprint or ""),
        "newest_edition": standard.editions()[0],
        "is_lead": may("people.show"),
        "is_reviewer": may("review.queue"),
        "is_to_mend": may("documents.upload"),
    }


def wants_json() -> bool:
    """Whether a script asks, not a person."""
    return request.accept_mimetypes.best == "application/json"


def let_in() -> None:
    """Let who asks see a page that holds nothing of anybody's; raises as `looking`."""
    with looking():
        pass


def fragment(response: Response) -> Response:
    """Let a script ask again cheaply: 304 if nothing has changed since."""
    response.add_etag()
    response.make_conditional(request)
    return response


def know(session: Session, held: Assessment) -> None:
    """Have the edition at hand that an assessment is held against; read it but once."""
    known: dict[tuple[str, str], Standard] = current_app.extensions["revisions"]
    key = (held.edition, held.standard_digest)
    if key not in known:
        known[key] = revising.held(*key, partial(revisions.content, session))


@contextmanager
def _remembered(session: Session) -> Iterator[None]:
    """Let the page that tells of a refusal still know who asked, and about what.

    Else the rollback makes the rows forget what they hold.
    """
    try:
        yield
    except Exception:
        session.expunge_all()
        # Where the database refused, they have forgotten already.
        for name in ("person", "assessment"):
            if name in g and inspect(g.get(name)).expired_attributes:
                g.pop(name)
        raise


def _person(session: Session) -> Person:
    endpoint = request.endpoint or ""
    person, granted = credentials.holder(session)
    g.person = person
    if not permissions.allows(endpoint, person.role):
        raise NotAllowed(permissions.whose(endpoint))
    _require_proof(session, endpoint)
    needed = scopes.NEEDS.get(endpoint)
    if needed is not None and needed not in granted:
        raise NotAllowed(
            _(
                "This token is not for that: it lacks the scope '%(scope)s'.",
                scope=needed,
            )
        )
    walls.begin(session, person)
    return person


def _require_proof(session: Session, endpoint: str) -> None:
    if endpoint not in permissions.PROVED:
        return
    if not freshness.holds(session, credentials.sign_in_token()):
        raise credentials.ProvedTooLongAgo


def _looks(document: Document) -> None:
    if document.confidential:
        if ahead.is_asked():
            raise ahead.NotAhead
        g.setdefault("looked_at", {})[document.id] = document


def _keep_looks() -> None:
    """Keep what was looked at before any of it is sent."""
    seen: dict[str, Document] = g.pop("looked_at", {})
    if not seen:
        return
    cities = sights.of(*{document.city_id for document in seen.values()})
    with store().within(cities).transaction() as session:
        act_as(session, g.person.called, g.person.id)
        for document in seen.values():
            confidential.look(session, document)
