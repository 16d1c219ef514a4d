"""The Data Snapshot: eight questions, who may take part, and what a yes opens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from criteria.editions import places, standard
from criteria.editions.edition import StandardError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from criteria.editions.edition import Standard
    from criteria.editions.places import Spot

FILE = "snapshot.yaml"


class Answer(StrEnum):
    """What a city answers to a question."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Question:
    """One question, in our words, and the criterion it matches by our reading."""

    number: int
    text: str
    criterion: str
    match: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The questions, and who may take part.

    ``countries`` are two-letter codes; ``population`` is the least number of people.
    ``statement`` must stand wherever the answers are counted.
    """

    edition: str
    statement: str
    population: int
    eligibility: str
    countries: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Two plain checks; None where it is not known."""

    people: bool | None
    country: bool

    @property
    def both(self) -> bool:
        """Whether the city may take part as far as is known."""
        return self.people is True and self.country


@dataclass(frozen=True, slots=True)
class Overview:
    """What the answers come to; never an official score.

    ``claimed`` are the criteria to which the city said yes, and for which evidence is
    still to be brought.
    """

    yes: int
    partly: int
    answered: int
    total: int
    claimed: tuple[str, ...]


@cache
def load(edition: str) -> Snapshot:
    """The snapshot that comes with an edition.

    Raises:
        StandardError: The edition has none, or its file is faulty.
    """
    path = standard.FOLDER / edition / FILE
    if not path.is_file():
        raise StandardError((f"{edition} has no Data Snapshot.",))
    return read(path, standard.load(edition))


def read(path: Path, of: Standard) -> Snapshot:
    """Read a snapshot from its file.

    Raises:
        StandardError: With all faults of the file, each with its place.
    """
    return places.read(path, lambda root: _snapshot(root, of))


def eligible(
    snapshot: Snapshot, *, population: int | None, country: str
) -> Eligibility:
    """Whether a city may take part: enough people, and in the Americas."""
    return Eligibility(
        people=None if population is None else population >= snapshot.population,
        country=country.upper() in snapshot.countries,
    )


def overview(snapshot: Snapshot, answers: Mapping[int, Answer]) -> Overview:
    """Count the answers, given by the number of the question."""
    given = {q.criterion: answers.get(q.number) for q in snapshot.questions}
    return Overview(
        yes=sum(answer is Answer.YES for answer in given.values()),
        partly=sum(answer is Answer.PARTLY for answer in given.values()),
        answered=sum(answer is not None for answer in given.values()),
        total=len(given),
        claimed=tuple(code for code, answer in given.items() if answer is Answer.YES),
    )


def _snapshot(root: Spot, of: Standard) -> Snapshot:
    table = root.table(
        ("edition", "statement", "population", "eligibility", "countries", "questions")
    )
    questions = table.list("questions")
    snapshot = Snapshot(
        edition=table.text("edition"),
        statement=table.text("statement"),
        population=table.number("population", least=1),
        eligibility=table.text("eligibility"),
        countries=table.texts("countries"),
        questions=tuple(_question(spot, of) for spot in questions),
    )
    if snapshot.edition != of.edition:
        root.fault(f"it is of {snapshot.edition}, and lies with {of.edition}.")
    seen: set[int] = set()
    for spot, question in zip(questions, snapshot.questions, strict=True):
        if question.number in seen:
            spot.fault(f"the number {question.number} is used twice.")
        seen.add(question.number)
    return snapshot


def _question(spot: Spot, of: Standard) -> Question:
    table = spot.table(("number", "text", "criterion", "match"))
    question = Question(
        number=table.number("number", least=1),
        text=table.text("text"),
        criterion=table.text("criterion"),
        match=table.text("match"),
    )
    if question.criterion not in {criterion.code for criterion in of.criteria}:
        spot.fault(f"there is no criterion {question.criterion}.")
    return question
