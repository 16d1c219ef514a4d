"""Who judges which links: balanced, by document, the same for the same seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Unassigned(StrEnum):
    """Why a link is nobody's."""

    NO_REVIEWER = "no-reviewer"
    CONFLICT = "conflict"
    LANGUAGE = "language"
    CONFIDENTIAL = "confidential"
    OWN_UPLOAD = "own-upload"
    NO_SECOND = "no-second"


@dataclass(frozen=True, slots=True)
class Judge:
    """A reviewer: which languages they read, and how much waits for them already.

    No languages mean every language. Who is barred is in conflict with the city.
    """

    id: str
    languages: frozenset[str] = frozenset()
    load: int = 0
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with links to be judged, in one or by two, as ``links`` says by link.

    ``taken`` are those who have judged a link or have it assigned, and keep it;
    ``closed`` are those who may not open the document.
    """

    id: str
    links: Mapping[str, int]
    language: str = ""
    uploader: str = ""
    closed: frozenset[str] = frozenset()
    taken: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def lacking(self) -> dict[str, int]:
        """How many more each link needs."""
        return {
            link: max(0, needed - len(self.taken.get(link, ())))
            for link, needed in self.links.items()
        }


@dataclass(frozen=True, slots=True)
class Allotment:
    """Pairs of a link and a judge, and the links that are nobody's, with the reason."""

    assigned: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, Unassigned], ...]


def allot(papers: Iterable[Paper], judges: Sequence[Judge], *, seed: str) -> Allotment:
    """Give every link to as many judges as it needs, the least busy first.

    Longest documents go first, each to whoever has least then, so where all judges may
    read all and begin alike, no two differ by more than the longest document (R. L.
    Graham, Bounds on Multiprocessing Timing Anomalies, 1969). One judge reads all of a
    document that one may; a second one reads what two are to judge. The seed decides
    among equals, and the order of what is given decides nothing.
    """
    load = {judge.id: judge.load for judge in judges}
    assigned: list[tuple[str, str]] = []
    left: list[tuple[str, Unassigned]] = []

    def largest_first(paper: Paper) -> tuple[int, str]:
        return -sum(paper.lacking().values()), _drawn(seed, paper.id)

    for paper in sorted(papers, key=largest_first):
        may, why = _who_may(paper, judges)
        lacking = paper.lacking()
        for judge in _in_order(paper, may, load, seed):
            took = [
                link
                for link, more in lacking.items()
                if more and judge not in paper.taken.get(link, ())
            ]
            for link in took:
                lacking[link] -= 1
            load[judge] += len(took)
            assigned += [(link, judge) for link in took]
        left += [(link, why) for link, more in lacking.items() if more]
    return Allotment(tuple(sorted(assigned)), tuple(sorted(left)))


def _who_may(paper: Paper, judges: Sequence[Judge]) -> tuple[list[str], Unassigned]:
    """Who may judge a document, and why a link that stays over is nobody's."""
    steps = (
        (Unassigned.CONFLICT, lambda judge: not judge.barred),
        (
            Unassigned.LANGUAGE,
            lambda judge: not judge.languages or paper.language in judge.languages,
        ),
        (Unassigned.CONFIDENTIAL, lambda judge: judge.id not in paper.closed),
        (Unassigned.OWN_UPLOAD, lambda judge: judge.id != paper.uploader),
    )
    may = list(judges)
    if not may:
        return [], Unassigned.NO_REVIEWER
    for why, is_free in steps:
        may = [judge for judge in may if is_free(judge)]
        if not may:
            return [], why
    return [judge.id for judge in may], Unassigned.NO_SECOND


def _in_order(
    paper: Paper, may: Sequence[str], load: Mapping[str, int], seed: str
) -> list[str]:
    """Who reads some of a document already reads the rest; then who has least."""
    readers = {judge for taken in paper.taken.values() for judge in taken}
    return sorted(
        may,
        key=lambda judge: (
            judge not in readers,
            load[judge],
            _drawn(seed, paper.id, judge),
        ),
    )


def _drawn(seed: str, *names: str) -> str:
    return hashlib.sha256("\0".join((seed, *names)).encode()).hexdigest()
