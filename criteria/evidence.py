"""The values that pass between the parts: what was read, what was found, what stands.

Offsets count Unicode code points into the text of a page as it was read, so that
``quote == page.text[start:end]`` always holds. Nothing here knows where it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class Statement(StrEnum):
    """What a passage says of the thing it speaks about."""

    STATED = "stated"
    PLANNED = "planned"
    DENIED = "denied"
    CONDITIONAL = "conditional"
    OTHERS = "others"
    QUESTION = "question"
    UNCLEAR = "unclear"


class SegmentKind(StrEnum):
    """What a stretch of a page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    RUNNING = "running"  # a header or footer that repeats from page to page
    NOTE = "note"  # a footnote, an endnote, a comment
    BOILERPLATE = "boilerplate"  # menus and the like around a web page's content


class Segment(NamedTuple):  # a sheet has tens of thousands, and they cost a third so
    """A stretch of a page's text that is one block: ``text[start:end]``.

    ``level`` is a heading's rank from 1 at the top; 0 for every other kind.
    ``cells`` are the spans of a table row's cells, empty for every other kind.
    """

    kind: SegmentKind
    start: int
    end: int
    level: int = 0
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one page, numbered from 1.

    A format without pages uses its own units: a sheet, a slide, a section.
    ``language`` is en, es, pt, fr or other. Without segments, blank lines part the
    blocks. Of recognised text, ``sure`` has each word's start, end, and how sure the
    recognition is of it, from 0 to 100.
    """

    number: int
    text: str
    language: str = "other"
    segments: Sequence[Segment] = ()
    label: str = ""
    by_ocr: bool = False
    sure: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadPage:
    """A page that could not be read well, and the sentence that says why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A document of which something has not been read.

    ``pages`` could not be read; a document that cannot be read at all counts as one.
    ``waits`` says that it is not read yet. ``head`` is how its text begins, as far as
    it was read.
    """

    name: str
    pages: int = 0
    waits: bool = False
    head: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document says, page by page, and what of it could not be read.

    ``kind`` is the format by content (pdf, docx, html, text, markdown, …); ``remarks``
    are sentences for the person who sent it, such as a wrong extension.
    """

    kind: str
    language: str
    pages: tuple[Page, ...]
    unread: tuple[UnreadPage, ...] = ()
    title: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of a page that speak for a criterion, and the rule that says so.

    ``receipt`` holds what is needed to replay the match: the spans that satisfied each
    clause and the cues that decided the statement, as plain JSON values.
    """

    page: int
    start: int
    end: int
    quote: str
    rule: str
    item: str | None
    statement: Statement
    receipt: dict[str, object]


@dataclass(frozen=True, slots=True)
class Proposal:
    """That a document may be evidence for a criterion: a link nobody has judged yet.

    ``score`` lies between 0 and 1, rounded to four places; more is better. The first
    passage is the one to read first. ``parts`` name what made up the score, in order.
    """

    criterion: str
    score: float
    statement: Statement
    passages: tuple[Passage, ...]
    parts: tuple[tuple[str, float], ...] = ()


class Standing(StrEnum):
    """What stands of a link after all that was decided about it.

    Undecided ones of a document that was set aside are *aside*: they count nowhere.
    """

    UNDECIDED = "undecided"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    ASIDE = "aside"


DECIDED = frozenset({Standing.CONFIRMED, Standing.REJECTED})


class Reason(StrEnum):
    """Why a link was rejected: the closed list."""

    NOT_IN_FORCE = "not-in-force"
    OUT_OF_DATE = "out-of-date"
    ANOTHER_BODY = "another-body"
    DOES_NOT_SHOW = "does-not-show"
    WRONG_DOCUMENT = "wrong-document"
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Claim:
    """A link as scoring sees it: which document, for which criterion, and its standing.

    ``items`` are the checklist items a reviewer found shown, or, while undecided, those
    its rules speak for. ``dated`` is the day the evidence speaks of, where known.
    """

    link: str
    document: str
    criterion: str
    standing: Standing
    statement: Statement
    score: float
    items: tuple[str, ...] = ()
    reason: Reason | None = None
    dated: date | None = None
