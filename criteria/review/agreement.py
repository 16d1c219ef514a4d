"""How far reviewers agree who judged the same links without seeing each other.

Raw agreement; Cohen's kappa (Cohen 1960, "A coefficient of agreement for nominal
scales"); Gwet's AC1 (Gwet 2008, "Computing inter-rater reliability and its variance in
the presence of high agreement"); Krippendorff's alpha for nominal data (Krippendorff
2011, "Computing Krippendorff's alpha-reliability"). All are counted from tables: how
often one reviewer said this while the other said that.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Coefficient = Callable[[Numbers], Numbers]

DRAWS = 1000
# The middle 95 % of what the draws gave.
BOUNDS = (2.5, 97.5)
PAIR = 2


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one reviewer said of one link of a document."""

    link: str
    document: str
    rater: str
    said: str
    criterion: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A coefficient, and the bounds between which 95 % of the draws lie.

    None where it is not defined: nothing to compare, or all said the same throughout,
    which leaves nothing that chance could not give.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far reviewers agree, on how many links of how many documents."""

    links: int
    documents: int
    raw: Measure
    kappa: Measure
    ac1: Measure
    alpha: Measure


def raw(tables: Numbers) -> Numbers:
    """The share of links of which both say the same."""
    return _share(np.trace(tables, axis1=-2, axis2=-1), _total(tables))


def kappa(tables: Numbers) -> Numbers:
    """Cohen's kappa: chance is how often each of the two says each thing."""
    together = (tables.sum(axis=-1) * tables.sum(axis=-2)).sum(axis=-1)
    return _beyond(raw(tables), _share(together, _total(tables) ** 2))


def ac1(tables: Numbers) -> Numbers:
    """Gwet's AC1: chance is how evenly the things are said, over all that can be said.

    Where only one thing is ever said, nothing is put down to chance.
    """
    kinds = tables.shape[-1]
    shares = _said(tables) / np.maximum(PAIR * _total(tables), 1)[..., None]
    chance = (shares * (1 - shares)).sum(axis=-1) / max(kinds - 1, 1)
    return _beyond(raw(tables), chance)


def alpha(tables: Numbers) -> Numbers:
    """Krippendorff's alpha for nominal data, each link judged by two.

    Chance is that two sayings drawn from all, without putting the first one back,
    agree.
    """
    said, total = _said(tables), PAIR * _total(tables)
    together = (said * (said - 1)).sum(axis=-1)
    return _beyond(raw(tables), _share(together, total * (total - 1)))


def measure(ballots: Iterable[Ballot], *, seed: int = 0) -> Agreement:
    """Measure the agreement of those who judged the same links.

    The bounds come from drawing as many documents as there are, again and again, each
    with all of its links: links of one document stand and fall together.
    """
    tables = _tables(ballots)
    whole = tables.sum(axis=0)
    drawn = _draws(tables, seed)
    return Agreement(
        links=int(whole.sum()),
        documents=len(tables),
        raw=_measured(raw, whole, drawn),
        kappa=_measured(kappa, whole, drawn),
        ac1=_measured(ac1, whole, drawn),
        alpha=_measured(alpha, whole, drawn),
    )


def by_criterion(ballots: Sequence[Ballot]) -> dict[str, Agreement]:
    """The agreement about each criterion of which two have judged a link."""
    return _grouped((ballot.criterion, ballot) for ballot in ballots)


def by_language(ballots: Sequence[Ballot]) -> dict[str, Agreement]:
    """The agreement about documents of each language."""
    return _grouped((ballot.language, ballot) for ballot in ballots)


def by_pair(ballots: Sequence[Ballot]) -> dict[tuple[str, str], Agreement]:
    """The agreement of each two reviewers about the links that both have judged."""
    judged: dict[str, list[Ballot]] = {}
    for ballot in ballots:
        judged.setdefault(ballot.link, []).append(ballot)
    duos: dict[tuple[str, str], list[Ballot]] = {}
    for of_link in judged.values():
        for one, other in combinations(sorted(of_link, key=lambda b: b.rater), PAIR):
            duos.setdefault((one.rater, other.rater), []).extend((one, other))
    return {duo: measure(duos[duo]) for duo in sorted(duos)}


def _grouped(keyed: Iterable[tuple[str, Ballot]]) -> dict[str, Agreement]:
    groups: dict[str, list[Ballot]] = {}
    for key, ballot in keyed:
        groups.setdefault(key, []).append(ballot)
    measured = {key: measure(groups[key]) for key in sorted(groups)}
    return {key: found for key, found in measured.items() if found.links}


def _tables(ballots: Iterable[Ballot]) -> Numbers:
    """For each document, how often one reviewer said this while the other said that.

    A link that fewer than two have judged tells nothing. The reviewer whose id comes
    first is always on the same side.
    """
    links: dict[tuple[str, str], dict[str, str]] = {}
    for one in ballots:
        links.setdefault((one.document, one.link), {})[one.rater] = one.said
    paired = [
        (document, said[first], said[second])
        for (document, _link), said in sorted(links.items())
        for first, second in combinations(sorted(said), PAIR)
    ]
    documents = {
        name: at for at, name in enumerate(dict.fromkeys(p[0] for p in paired))
    }
    kinds = {
        said: at for at, said in enumerate(sorted({s for p in paired for s in p[1:]}))
    }
    tables = np.zeros((len(documents), len(kinds), len(kinds)))
    for document, first, second in paired:
        tables[documents[document], kinds[first], kinds[second]] += 1
    return tables


def _draws(tables: Numbers, seed: int) -> Numbers:
    """The tables of many samples of the documents; none if there are fewer than two."""
    count = len(tables)
    if count < PAIR:
        return tables[:0]
    times = np.random.default_rng(seed).multinomial(
        count, np.full(count, 1 / count), size=DRAWS
    )
    return np.tensordot(times.astype(np.float64), tables, axes=1)


def _measured(coefficient: Coefficient, whole: Numbers, drawn: Numbers) -> Measure:
    value = float(coefficient(whole))
    if np.isnan(value):
        return Measure(None)
    found = coefficient(drawn)
    defined = found[~np.isnan(found)]
    if not len(defined):
        return Measure(value)
    low, high = np.percentile(defined, BOUNDS).tolist()
    return Measure(value, low, high)


def _total(tables: Numbers) -> Numbers:
    return np.asarray(tables.sum(axis=(-2, -1)))


def _said(tables: Numbers) -> Numbers:
    return np.asarray(tables.sum(axis=-1) + tables.sum(axis=-2))


def _share(part: Numbers, whole: Numbers) -> Numbers:
    """A share; not a number where the whole is nothing."""
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)


def _beyond(observed: Numbers, chance: Numbers) -> Numbers:
    """How much of what chance leaves open was agreed on."""
    open_to_it = 1 - chance
    defined = open_to_it > 0
    return np.where(
        defined, (observed - chance) / np.where(defined, open_to_it, 1), np.nan
    )
