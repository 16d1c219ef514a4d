"""Find evidence: which criteria a document speaks for, and in which words."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from criteria.about.kinds import recognise
from criteria.evidence import Page
from criteria.finding import alike, passages, ranking
from criteria.finding.hits import find_hits
from criteria.language.parts import Parts
from criteria.language.searchable import Searchable
from criteria.language.tokenising import tokenise
from criteria.packs.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.evidence import Proposal
    from criteria.finding.passages import Found
    from criteria.language.tokens import Tokens
    from criteria.packs.ruleset import Pack


def find(
    pages: Sequence[Page],
    pack: Pack,
    *,
    name: str = "",
    kind: str = "",
    tokens: Tokens | Sequence[Tokens] | None = None,
) -> list[Proposal]:
    """Return the links that a pack of rules proposes for a document, best first.

    ``name`` is the document's file name and ``kind`` what kind of document it is, if
    known; left empty, it is recognised. ``tokens`` are the pages' searchable form, if
    it was kept, or the parts of it. The same arguments give the same proposals.
    """
    parts = Parts.of(pages, tokenise(pages) if tokens is None else tokens)
    kind = kind or recognise(name, pages)
    by_criterion: defaultdict[str, list[Found]] = defaultdict(list)
    for place in passages.collect(parts, pack, name=name, kind=kind):
        by_criterion[place.rule.criterion].append(place)
    likeness = {
        one.criterion: one for one in alike.collect(parts, pack, name=name, kind=kind)
    }
    for criterion, one in likeness.items():
        if one.degree > ranking.LEAST_DEGREE:
            by_criterion.setdefault(criterion, [])
    proposals = []
    for criterion, found in by_criterion.items():
        reads = likeness.get(criterion)
        proposal = ranking.propose(
            criterion,
            found,
            kind=kind,
            words=parts.count,
            alike=reads,
        )
        if ranking.suffices(found, proposal.score, reads):
            proposals.append(proposal)
    return sorted(proposals, key=lambda p: (-p.score, p.criterion))


def fires(text: str, pack: Pack, language: str) -> set[str]:
    """Return the ids of the rules that hold somewhere in a text, enough or not.

    This is what the sentences that prove a rule are tried with.
    """
    prepared = compiled(pack)
    hits = find_hits(_searchable(text, language), prepared)
    return {prepared.forms[number][0].id for number in hits.forms.tolist()}


@lru_cache(maxsize=64)
def _searchable(text: str, language: str) -> Searchable:
    """The form of a sentence that is tried: with its rule, and with each spoilt one."""
    return Searchable.of([tokenise([Page(1, text, language)])])
