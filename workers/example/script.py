"""What the worked example holds, as told by ``example.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from criteria.evidence import Reason
from storage.documents import About
from storage.models import Shape, Verdict

if TYPE_CHECKING:
    from datetime import date

FOLDER = Path(__file__).parent
OVERLAY = FOLDER / "overlay.yaml"
_VERDICTS = {"confirm": Verdict.CONFIRMED, "reject": Verdict.REJECTED}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the reviewer says of one link: a document's to a criterion.

    Without ``items`` a confirmed link shows those that its passages speak for.
    """

    criterion: str
    verdict: Verdict
    reason: Reason | None
    note: str
    items: tuple[str, ...] | None
    dated: date | None


@dataclass(frozen=True, slots=True)
class Paper:
    """One document as the city gives it, and what the reviewer says of its links."""

    name: str
    content: bytes
    about: About
    rulings: tuple[Ruling, ...]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the example."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Care:
    """Who closes a gap, by when, and what they note."""

    criterion: str
    owner: str
    due: date
    note: str


@dataclass(frozen=True, slots=True)
class Planning:
    """What the city plans; ``what_ifs`` name criteria with imagined evidence."""

    care: tuple[Care, ...]
    answers: dict[int, str]
    what_ifs: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Script:
    """The whole example."""

    city: str
    country: str
    population: int
    edition: str
    reviewer: Somebody
    submitter: Somebody
    papers: tuple[Paper, ...]
    planning: Planning


@cache
def script() -> Script:
    """The example that comes with the program."""
    told = yaml.safe_load((FOLDER / "example.yaml").read_text(encoding="utf-8"))
    return Script(
        city=told["city"]["name"],
        country=told["city"]["country"],
        population=told["city"]["population"],
        edition=told["edition"],
        reviewer=Somebody(**told["reviewer"]),
        submitter=Somebody(**told["submitter"]),
        papers=tuple(_paper(paper) for paper in told["documents"]),
        planning=_planning(told["planning"]),
    )


def _planning(told: dict[str, Any]) -> Planning:
    return Planning(
        care=tuple(Care(code, **care) for code, care in told["care"].items()),
        answers=told["answers"],
        what_ifs={one["name"]: tuple(one["added"]) for one in told["what_ifs"]},
    )


def _paper(told: dict[str, Any]) -> Paper:
    shape = Shape(told.get("shape", Shape.FILE))
    is_file = shape is Shape.FILE
    return Paper(
        name=told["file"] if is_file else f"{told['title']}.txt",
        content=_file(told["file"]) if is_file else _declared(shape, told).encode(),
        about=About(
            shape,
            told.get("address", ""),
            told.get("seen_on"),
            told.get("note", "").strip(),
        ),
        rulings=tuple(_ruling(*pair) for pair in told.get("rulings", {}).items()),
    )


def _file(name: str) -> bytes:
    return (FOLDER / "documents" / name).read_bytes()


def _declared(shape: Shape, told: dict[str, Any]) -> str:
    """The text of evidence that is no file, as the pages write it down."""
    title, note = told["title"], told.get("note", "").strip()
    match shape:
        case Shape.LINK:
            seen = f"Seen on {told['seen_on'].isoformat()}."
            parts = [title, told["address"], seen, note]
        case Shape.SCHEDULE:
            dates = "\n".join(f"- {line}" for line in sorted(told["dates"]))
            parts = [title, dates, note]
        case _:
            parts = [title, told["text"].strip()]
    return "\n\n".join(filter(None, parts)) + "\n"


def _ruling(criterion: str, told: dict[str, Any]) -> Ruling:
    reason, items = told.get("reason"), told.get("items")
    return Ruling(
        criterion=criterion,
        verdict=_VERDICTS[told["verdict"]],
        reason=Reason(reason) if reason else None,
        note=told.get("note", ""),
        items=None if items is None else tuple(items),
        dated=told.get("dated"),
    )
