"""How good the proposals for labelled documents are.

A pair is a document and a criterion. A label says how well the document, on its own
words, shows the criterion: *strong* and *partial* pairs are positive; *none* marks a
near miss; a pair without a label is negative too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.evidence import Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from criteria.evidence import Proposal

_SEED: Final = 20221
_FEW: Final = 5
_MORE: Final = 10


class Grade(StrEnum):
    """How well a document shows a criterion, as a person judged it."""

    STRONG = "strong"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with what people said of it and what was proposed for it, best first.

    ``labels`` are by criterion; a document that supports none has no positive one.
    """

    document: str
    city: str
    language: str
    format: str
    labels: Mapping[str, Grade]
    proposals: Sequence[Proposal]

    @property
    def is_negative(self) -> bool:
        """Whether the document supports no criterion at all."""
        return all(grade is Grade.NONE for grade in self.labels.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one set of documents; None where there is nothing to measure.

    ``average_precision`` ranks all pairs of all documents by score; a positive pair
    that was not proposed adds nothing. ``mean_precision`` is its mean over the
    documents that support a criterion. ``strong_at_5`` and the like: the share of
    strong (or of all positive) pairs among the first links of their document.
    ``pairs_stated`` and ``near_misses_stated``: the share of positive pairs, and of
    near misses, proposed as *stated*. Who calls everything unclear lowers both.
    """

    documents: int
    positives: int
    average_precision: float | None
    mean_precision: float | None
    strong_at_5: float | None
    strong_at_10: float | None
    all_at_5: float | None
    all_at_10: float | None
    pairs_stated: float | None
    near_misses_stated: float | None
    links_per_negative: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of a group: of all, of a language, a practice or a format."""

    group: str
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a figure lies in nineteen of twenty samples of the cities."""

    figure: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole table: first the row of all documents, then by group."""

    rows: tuple[Row, ...]
    intervals: tuple[Interval, ...]


def evaluate(
    documents: Sequence[Labelled],
    *,
    unseen: Sequence[Labelled] = (),
    resamples: int = 500,
) -> Evaluation:
    """Measure the proposals of labelled documents.

    ``unseen`` are the same documents matched as if their city had never been seen;
    they get rows of their own. The intervals come from drawing whole cities with
    replacement, ``resamples`` times; the same documents give the same intervals.
    """
    rows = [Row("all", "all", measure(documents))]
    if unseen:
        rows += _unseen(unseen)
    groups: tuple[tuple[str, Callable[[Labelled], str]], ...] = (
        ("language", lambda d: d.language),
        ("format", lambda d: d.format),
    )
    for group, of in groups:
        for name in sorted({of(d) for d in documents}):
            members = [d for d in documents if of(d) == name]
            rows.append(Row(group, name, measure(members)))
    for practice in sorted(_practices(documents)):
        narrowed = [_only(d, practice) for d in documents]
        rows.append(Row("practice", practice, measure(narrowed)))
    return Evaluation(tuple(rows), _intervals(documents, resamples))


def _unseen(documents: Sequence[Labelled]) -> list[Row]:
    rows = [Row("unseen", "all", measure(documents))]
    for language in sorted({d.language for d in documents}):
        members = [d for d in documents if d.language == language]
        rows.append(Row("unseen", language, measure(members)))
    return rows


def measure(documents: Sequence[Labelled]) -> Figures:
    """Return the figures of some documents."""
    positives = [(d, c, g) for d in documents for c, g in _positives(d).items()]
    strong = [(d, c) for d, c, g in positives if g is Grade.STRONG]
    both = [(d, c) for d, c, _ in positives]
    return Figures(
        documents=len(documents),
        positives=len(positives),
        average_precision=_average_precision(documents),
        mean_precision=_mean(
            [_average_precision([d]) or 0.0 for d in documents if _positives(d)]
        ),
        strong_at_5=_share_within(strong, _FEW),
        strong_at_10=_share_within(strong, _MORE),
        all_at_5=_share_within(both, _FEW),
        all_at_10=_share_within(both, _MORE),
        pairs_stated=_mean([float(_is_stated(d, c)) for d, c in both]),
        near_misses_stated=_near_misses_stated(documents),
        links_per_negative=_mean(
            [float(len(d.proposals)) for d in documents if d.is_negative]
        ),
    )


def _positives(document: Labelled) -> dict[str, Grade]:
    return {c: g for c, g in document.labels.items() if g is not Grade.NONE}


def _average_precision(documents: Sequence[Labelled]) -> float | None:
    """Precision at each positive pair, averaged over all positive pairs.

    Pairs with the same score share one place, so the order within a tie cannot help.
    """
    total = sum(len(_positives(d)) for d in documents)
    if not total:
        return None
    ranked = [
        (p.score, p.criterion in _positives(d)) for d in documents for p in d.proposals
    ]
    if not ranked:
        return 0.0
    scores = np.array([score for score, _ in ranked])
    right = np.array([is_right for _, is_right in ranked], np.int64)
    order = np.argsort(-scores, kind="stable")
    scores, right = scores[order], right[order]
    last_of_tie = np.append(scores[1:] != scores[:-1], True)
    found = np.cumsum(right)[last_of_tie]
    seen = np.flatnonzero(last_of_tie) + 1
    gained = np.diff(found, prepend=0)
    return float(np.sum(gained * found / seen) / total)


def _share_within(pairs: Sequence[tuple[Labelled, str]], count: int) -> float | None:
    return _mean(
        [float(c in [p.criterion for p in d.proposals[:count]]) for d, c in pairs]
    )


def _near_misses_stated(documents: Sequence[Labelled]) -> float | None:
    return _mean(
        [
            float(_is_stated(document, criterion))
            for document in documents
            for criterion, grade in document.labels.items()
            if grade is Grade.NONE
        ]
    )


def _is_stated(document: Labelled, criterion: str) -> bool:
    return any(
        p.criterion == criterion and p.statement is Statement.STATED
        for p in document.proposals
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _practices(documents: Sequence[Labelled]) -> set[str]:
    return {practice_of(c) for d in documents for c in d.labels}


def practice_of(criterion: str) -> str:
    """Return the practice of a criterion: the letters of its code."""
    return criterion.rstrip("0123456789")


def _only(document: Labelled, practice: str) -> Labelled:
    """Return a document as if the standard had one practice."""
    return Labelled(
        document.document,
        document.city,
        document.language,
        document.format,
        {c: g for c, g in document.labels.items() if practice_of(c) == practice},
        [p for p in document.proposals if practice_of(p.criterion) == practice],
    )


_WITH_INTERVAL: Final = (
    "average_precision",
    "strong_at_5",
    "all_at_10",
    "pairs_stated",
    "near_misses_stated",
    "links_per_negative",
)


def _intervals(documents: Sequence[Labelled], resamples: int) -> tuple[Interval, ...]:
    by_city: dict[str, list[Labelled]] = {}
    for document in documents:
        by_city.setdefault(document.city, []).append(document)
    cities = list(by_city)
    drawn: dict[str, list[float]] = {figure: [] for figure in _WITH_INTERVAL}
    chance = np.random.default_rng(_SEED)
    for _ in range(resamples if cities else 0):
        picks = chance.integers(len(cities), size=len(cities)).tolist()
        figures = measure([d for pick in picks for d in by_city[cities[pick]]])
        for figure in _WITH_INTERVAL:
            value = getattr(figures, figure)
            if value is not None:
                drawn[figure].append(value)
    return tuple(
        Interval(figure, *(float(q) for q in np.quantile(values, (0.025, 0.975))))
        for figure, values in drawn.items()
        if values
    )
