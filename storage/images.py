"""Images of pages: wanted by a reviewer, drawn by a worker, kept by their contents."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from criteria.telling import tell
from storage.clock import now
from storage.columns import Base, of_city, tied_to
from storage.models import Document, Link, PassageRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

# Nobody waits longer than this for a page before it is asked for again.
ASK_AGAIN = timedelta(seconds=20)
MOST_ATTEMPTS = 3
MOST_DUE = 50
# Part of a picture's key: when pages are drawn in another way, count it up.
VERSION = "1"
# The formats whose pages look like something.
DRAWABLE = frozenset({"pdf", "png", "jpeg", "tiff"})
NOT_DRAWN = tell("This page could not be drawn. Its text is shown instead.")


class PageImage(Base):
    """The picture of a page: wanted until it has contents or a problem.

    ``version`` is that of the drawing: another version is another picture.
    """

    __tablename__ = "page_image"
    __table_args__ = (tied_to("document"),)

    document_id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    city_id: Mapped[str] = of_city()
    wanted: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    problem: Mapped[str | None]

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to wait for."""
        return self.sha256 is not None or self.problem is not None


def find(session: Session, document: Document, page: int) -> PageImage | None:
    """The picture of a page, made or wanted; None if nobody has wanted it yet."""
    return session.get(PageImage, (document.id, page, VERSION))


def want(session: Session, document: Document, page: int) -> bool:
    """Note that somebody wants to see a page; return whether to tell a worker.

    After three workers that did not come back the page counts as one that cannot be
    drawn.
    """
    moment = now(session)
    image = session.get(PageImage, (document.id, page, VERSION), with_for_update=True)
    if image is None:
        session.add(
            PageImage(
                document_id=document.id,
                page=page,
                version=VERSION,
                city_id=document.city_id,
                wanted=moment,
            )
        )
        session.flush()
        return True
    if image.is_over or image.wanted > moment - ASK_AGAIN:
        return False
    _ask_again(image, moment)
    return not image.is_over


def due(session: Session) -> list[tuple[str, int]]:
    """The pages whose workers are late, to be told of again: document and page."""
    moment = now(session)
    late = (
        sa.select(PageImage)
        .where(
            PageImage.version == VERSION,
            PageImage.sha256.is_(None),
            PageImage.problem.is_(None),
            PageImage.wanted < moment - ASK_AGAIN,
        )
        .order_by(PageImage.wanted)
        .limit(MOST_DUE)
        .with_for_update()
    )
    found = session.scalars(late).all()
    for image in found:
        _ask_again(image, moment)
    return [(image.document_id, image.page) for image in found if not image.is_over]


def first_pages(session: Session, document: Document) -> Sequence[int]:
    """The pages that hold the first passage of a link, where pages can be drawn."""
    if document.kind not in DRAWABLE:
        return []
    query = (
        sa.select(PassageRow.page)
        .join(Link, Link.id == PassageRow.link_id)
        .where(Link.document_id == document.id, PassageRow.ordinal == Link.key)
    )
    return session.scalars(query.distinct().order_by(PassageRow.page)).all()


def begin(session: Session, document_id: str, page: int) -> bool:
    """Count an attempt to draw; False if there is nothing to draw any more."""
    begun = session.execute(
        sa.update(PageImage)
        .where(
            *_which(document_id, page),
            PageImage.sha256.is_(None),
            PageImage.problem.is_(None),
        )
        .values(attempts=PageImage.attempts + 1)
        .returning(PageImage.page)
    )
    return begun.first() is not None


def put_back(session: Session, document_id: str, page: int) -> None:
    """Take back an attempt that an outage cut short; the page is asked for again."""
    session.execute(
        sa.update(PageImage)
        .where(*_which(document_id, page))
        .values(attempts=PageImage.attempts - 1)
    )


def keep(
    session: Session,
    document_id: str,
    page: int,
    *,
    sha256: str | None,
    problem: str | None = None,
) -> None:
    """Keep the picture of a page, or why there is none."""
    session.execute(
        sa.update(PageImage)
        .where(*_which(document_id, page))
        .values(sha256=sha256, problem=problem)
    )


def passages_on(session: Session, document_id: str, page: int) -> Sequence[PassageRow]:
    """The passages of a document on one page whose places are not known yet."""
    return session.scalars(
        sa.select(PassageRow)
        .join(Link, Link.id == PassageRow.link_id)
        .where(
            Link.document_id == document_id,
            PassageRow.page == page,
            PassageRow.places.is_(None),
        )
        .order_by(PassageRow.link_id, PassageRow.ordinal)
    ).all()


def place(
    session: Session, found: Mapping[tuple[str, int], Sequence[Sequence[float]]]
) -> None:
    """Keep where passages stand, by link and ordinal, as boxes on their page.

    A box is left, top, right, bottom, in shares of the page's width and height.
    """
    for (link_id, ordinal), boxes in found.items():
        session.execute(
            sa.update(PassageRow)
            .where(PassageRow.link_id == link_id, PassageRow.ordinal == ordinal)
            .values(places=[list(box) for box in boxes])
        )


def _which(document_id: str, page: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        PageImage.document_id == document_id,
        PageImage.page == page,
        PageImage.version == VERSION,
    )


def _ask_again(image: PageImage, moment: datetime) -> None:
    """Want a page once more, or count it as one that cannot be drawn."""
    if image.attempts >= MOST_ATTEMPTS:
        image.problem = NOT_DRAWN
    image.wanted = moment
