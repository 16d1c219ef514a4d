"""Pages as pictures: asked for here, drawn by a worker, shown with their passages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.exceptions import NotFound

from storage import images, links
from web import context, polling

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as Answer

    from storage.images import PageImage
    from storage.models import Link, PassageRow

bp = Blueprint("pictures", __name__)


class Progress(StrEnum):
    """How far the picture of a page is."""

    NONE = "none"  # there never is one: the format has no pages, or drawing failed
    UNASKED = "unasked"
    COMING = "coming"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Picture:
    """The page of a link's first passage, and the boxes of its passages there.

    A box is x, y, width and height in shares of the page, with whether it belongs to
    the passage that is read first.
    """

    page: int
    progress: Progress
    boxes: tuple[tuple[float, float, float, float, bool], ...] = ()
    problem: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether there is one, or may be."""
        return self.progress is not Progress.NONE


def of(session: Session, link: Link) -> Picture | None:
    """The picture that shows a link's first passage; None if it has no passage."""
    if not link.passages:
        return None
    if link.document.kind not in images.DRAWABLE:
        return shown(link, None)
    return shown(link, images.find(session, link.document, link.passages[0].page))


def shown(link: Link, image: PageImage | None) -> Picture:
    """The picture of a link with passages, by what there is of its page."""
    page = link.passages[0].page
    if link.document.kind not in images.DRAWABLE:
        return Picture(page, Progress.NONE)
    rows = [row for row in link.passages if row.page == page]
    boxes = tuple(box for row in rows for box in _boxes(row, link.key))
    problem = image.problem or "" if image else ""
    return Picture(page, _progress(image), boxes, problem)


@bp.get("/documents/<document_id>/pages/<int:number>.jpg")
def image(document_id: str, number: int) -> Answer:
    """Give the picture of a page to whoever may see its document."""
    with context.looking() as (session, person):
        document = context.my_document(session, person, document_id)
        found = images.find(session, document, number)
    if found is None or found.sha256 is None:
        raise NotFound
    response = Response(
        context.store().blobs.stream(found.sha256), content_type="image/jpeg"
    )
    # A picture never changes under its mark, and is for this reader alone.
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(found.sha256)
    return response.make_conditional(request)


@bp.post("/links/<link_id>/picture")
def ask(link_id: str) -> Answer:
    """Have the page of a link drawn."""
    with context.changing() as (session, person):
        link = links.visible(session, person, link_id)
        picture = of(session, link)
        due = (
            picture is not None
            and picture.is_possible
            and images.want(session, link.document, picture.page)
        )
    if picture is not None and due:
        context.store().queue.draw(link.document_id, picture.page)
    return redirect(url_for("review.link", link_id=link_id), 303)


@bp.get("/links/<link_id>/picture")
def show(link_id: str) -> Response:
    """A part of the desk: the picture of a link's page, or that it is coming."""
    with context.looking() as (session, person):
        link = context.my_link(session, person, link_id)
        picture = of(session, link)
    shown = context.page("review/picture.html", link=link, picture=picture)
    is_coming = picture is not None and picture.progress is Progress.COMING
    return polling.part(shown, is_done=not is_coming)


def _progress(image: PageImage | None) -> Progress:
    if image is None:
        return Progress.UNASKED
    if image.sha256 is not None:
        return Progress.READY
    return Progress.NONE if image.problem else Progress.COMING


def _boxes(row: PassageRow, key: int) -> list[tuple[float, float, float, float, bool]]:
    return [
        (left, top, right - left, bottom - top, row.ordinal == key)
        for left, top, right, bottom in row.places or ()
    ]
