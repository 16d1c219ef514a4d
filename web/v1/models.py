"""What is asked and answered: typed, and with no field beside those named here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from criteria.evidence import Reason, Standing, Statement
from criteria.packs.ruleset import Strength
from storage.deeds import Deed
from storage.models import DocumentState, Shape, Verdict
from storage.votes import Way
from web import texts
from web.forms import LONGEST_TEXT

MOST = 200
USUAL = 50

Item = TypeVar("Item")
# No database takes the sign of nothing.
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
# A sentence of ours is told in the reader's language; all else stays as it is.
Said = Annotated[str, BeforeValidator(texts.told)]


class Model(BaseModel):
    """What all of them share."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Page(Model, Generic[Item]):
    """Some of a list; ``next`` is the cursor of the rest, and null at its end."""

    items: list[Item]
    next: str | None


class Paging(Model):
    """Which part of a list is asked for."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL
    cursor: Annotated[str, Field(max_length=300)] = ""


class LinksAsked(Paging):
    """Which links are asked for."""

    standing: Standing | SkipJsonSchema[None] = None
    criterion: Annotated[Text, Field(max_length=20)] = ""
    document: Annotated[Text, Field(max_length=26)] = ""


class City(Model):
    """A municipality that seeks certification."""

    city: str
    name: str
    country: str


class Assessment(Model):
    """One city's attempt at one edition of the standard."""

    assessment: str
    city: City
    edition: str
    opened: datetime
    closed: datetime | None


class Document(Model):
    """Something given as evidence. What is confidential has neither name nor words."""

    document: str
    assessment: str
    parent: str | None
    shape: Shape
    name: Said
    confidential: bool
    sha256: str
    size: int
    address: str
    seen_on: date | None
    received: datetime
    state: DocumentState
    aside_since: datetime | None
    aside_why: str
    problem: Annotated[str | None, BeforeValidator(texts.kept)]
    kind: str
    language: str
    title: str
    pages: int
    unread_pages: int


class DocumentGiven(Model):
    """The form by which a document is given."""

    file: Annotated[bytes, Field(json_schema_extra={"format": "binary"})]
    confidential: Literal["yes", "no"] = "no"


class Passage(Model):
    """The words of a page that speak for a criterion.

    Send ``ordinal`` with a vote as ``key`` to have this one of a link's read first.
    """

    ordinal: int
    page: int
    start: int
    end: int
    quote: Said
    rule: str
    item: str | None
    statement: Statement


class Link(Model):
    """The claim that a document is evidence for a criterion.

    ``decided`` is how many decisions about it you may see: send it back as ``seen``.
    Its key passage is the first one. ``clause`` is the item that the reason to reject
    is about, empty where that is the criterion as a whole.
    """

    link: str
    assessment: str
    criterion: str
    document: str
    name: Said
    standing: Standing
    statement: Statement
    score: float
    items: list[str]
    reason: Reason | None
    clause: str
    dated: date | None
    decided: int
    passages: list[Passage]


class Vote(Model):
    """One person's word on one link; ``key`` is null where none was chosen."""

    number: int
    verdict: Verdict
    undoes: int | None
    reason: Reason | None
    clause: str
    note: str
    items: list[str]
    key: int | None
    dated: date | None
    way: Way
    by: str
    at: datetime


class VoteGiven(Model):
    """A word on a link, by who has seen so many decisions about it.

    ``clause`` is the item of the criterion that a reason to reject is about, and
    ``key`` the ordinal of the passage to read first. Confirmed without ``items``, a
    link shows those that its passages speak for.
    """

    verdict: Verdict
    seen: Annotated[int, Field(ge=0, le=1_000_000)]
    reason: Reason | None = None
    clause: Text = ""
    note: Annotated[Text, Field(max_length=LONGEST_TEXT)] = ""
    items: list[Text] | None = None
    key: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    dated: date | None = None


class Event(Model):
    """That something was done: by whom, to what. ``about`` is the id of that."""

    number: int
    at: datetime
    deed: Deed
    who: str
    about: str
    name: Said
    criterion: str | None
    hash: str


class Rule(Model):
    """Words that suggest a passage is about a criterion, and never prove it."""

    rule: str
    criterion: str
    item: str | None
    title: str
    strength: Strength
    kinds: list[str]
    languages: list[str]
    in_words: str


class ChecklistItem(Model):
    """One line of a criterion's checklist."""

    code: str
    text: str
    official: bool


class MustMeet(Model):
    """How many items of the official list must be met, as some source tells it."""

    count: int
    of: int


class Criterion(Model):
    """One thing a city must show."""

    code: str
    practice: str
    name: str
    requirement: str
    items: list[ChecklistItem]
    needed: int
    documents: list[str]
    window_months: int | None
    requires: list[str]
    must_meet: MustMeet | None


class Level(Model):
    """A grade, and the least share of criteria it takes, in percent."""

    name: str
    percent: int


class Practice(Model):
    """A heading under which a standard groups its criteria."""

    code: str
    name: str
    description: str


class Edition(Model):
    """An edition of the standard, in short."""

    edition: str
    name: str
    since: str
    announced: int
    complete: bool
    digest: str


class Standard(Edition):
    """An edition of the standard, whole."""

    statement: str
    levels: list[Level]
    practices: list[Practice]
    criteria: list[Criterion]


class Fault(Model):
    """What is wrong at one place of a request."""

    place: str
    sentence: str


class Problem(Model):
    """Why something was refused, and what to do next (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request: str
    faults: list[Fault]
