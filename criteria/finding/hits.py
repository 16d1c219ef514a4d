"""Where the rules of a pack hold in documents.

All phrases are found in one pass; the conditions of a rule are looked at only where its
main phrases stand, for all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from criteria.finding.nearby import Nearby
from criteria.language.spans import pack_hits, unpack
from criteria.packs.compiled import SCOPES, WORDS
from criteria.packs.ruleset import Scope

if TYPE_CHECKING:
    from criteria.language.buckets import Postings
    from criteria.language.searchable import Searchable
    from criteria.language.tokens import Bounds, Flags, Numbers
    from criteria.packs.compiled import CompiledPack


Spans: TypeAlias = "tuple[Numbers, Numbers, Numbers]"
"""Phrases that stand in documents: their first words, their ends, their numbers."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Places where forms of rules hold, in order of form and place.

    ``forms`` number the forms of the compiled pack; a hit is of the words from
    ``starts`` up to ``ends``, exclusive.
    """

    forms: Numbers
    starts: Numbers
    ends: Numbers
    nearby: Nearby

    def only(self, which: Numbers | Flags) -> Hits:
        """Return some of the hits, or all in another order."""
        return Hits(
            self.forms[which], self.starts[which], self.ends[which], self.nearby
        )


def find_hits(
    text: Searchable,
    pack: CompiledPack,
    postings: Postings | None = None,
    beyond: Spans | None = None,
) -> Hits:
    """Return where the rules of a pack hold in documents.

    ``postings`` of the text make the search for a few rules in many documents quick.
    Where the text is a part of a document, ``beyond`` are the phrases outside of it
    that conditions may ask for.
    """
    hits = candidates(text, pack, postings, beyond)
    block = np.searchsorted(text.blocks, hits.starts, "right") - 1
    section = text.block_sections[block].astype(np.int64)
    kept = pack.never_under[hits.forms] >> section & 1 == 0
    return _holding(hits.only(kept), pack, text.bounds)


def candidates(
    text: Searchable,
    pack: CompiledPack,
    postings: Postings | None = None,
    beyond: Spans | None = None,
) -> Hits:
    """Return where the main phrases of rules stand, whatever else they ask for."""
    places, ends, phrases = phrase_spans(text, pack, postings)
    which, clauses = pack.mains_of.expand(phrases)
    forms_at, forms = pack.forms_of.expand(clauses)
    at = which[forms_at]
    found = np.sort(pack_hits(forms, places[at], ends[at]))
    once = np.append(found[1:] != found[:-1], [True])[: len(found)]
    near: Spans = (places, ends, phrases)
    if beyond is not None:
        starts, stops, which = map(np.append, near, beyond)
        near = (starts, stops, which)
    return Hits(*unpack(found[once]), Nearby(pack, *near))


def phrase_spans(
    text: Searchable, pack: CompiledPack, postings: Postings | None = None
) -> Spans:
    """Return the phrases that stand in documents, by first word and end."""
    found, phrases = pack.index.scan(text.ids, postings)
    places, ends = found, found + pack.index.lengths[phrases]
    if len(text.origins):
        inside = np.flatnonzero((found >= text.count) | (ends <= text.count))
        found, ends, phrases = found[inside], ends[inside], phrases[inside]
        places, ends = _back_in_place(text, found, ends)
    if text.first:
        places, ends = places + text.first, ends + text.first
    pieces, pages = text.bounds.pieces, text.bounds.pages
    fits = pieces[np.searchsorted(pieces, places, "right")] >= ends
    allowed = text.allowed[np.searchsorted(pages, places, "right") - 1]
    fits &= allowed >> pack.languages[phrases] & 1 > 0
    kept = np.flatnonzero(fits)
    places, ends, phrases = places[kept], ends[kept], phrases[kept]
    fits = _in_capitals(text, pack, phrases, found, kept)
    return places[fits], ends[fits], phrases[fits]


def _back_in_place(
    text: Searchable, places: Numbers, ends: Numbers
) -> tuple[Numbers, Numbers]:
    """Say in main words what was found around words broken at a line's end."""
    around = np.flatnonzero(places >= text.count)
    if not len(around):
        return places, ends
    first = text.origins[places[around] - text.count]
    last = text.origins[ends[around] - 1 - text.count]
    places, ends = places.copy(), ends.copy()
    places[around], ends[around] = first >> 1, (last >> 1) + 1 + (last & 1)
    return places, ends


def _in_capitals(
    text: Searchable,
    pack: CompiledPack,
    phrases: Numbers,
    found: Numbers,
    kept: Numbers,
) -> Flags:
    """Tell which phrases have the capitals that they ask for.

    They stand, as numbers of the text's ids, where ``kept`` says in ``found``.
    """
    asked = pack.index.capitals[phrases]
    fits = np.ones(len(phrases), np.bool_)
    for at in np.flatnonzero(asked).tolist():
        words = found[kept[at]] + np.arange(pack.index.lengths[phrases[at]])
        if words[0] >= text.count:
            words = text.origins[words - text.count] >> 1
        wanted = int(asked[at])
        capitals = text.capitals[words].tolist()
        fits[at] = all(is_so or not wanted >> n & 1 for n, is_so in enumerate(capitals))
    return fits


def _holding(hits: Hits, pack: CompiledPack, bounds: Bounds) -> Hits:
    """Return the hits of which every need holds and no bar."""
    for conditions, wanted in ((pack.needs, True), (pack.bars, False)):
        for slot in conditions:
            rows = slot[hits.forms]
            asked = np.flatnonzero(rows[:, 0] >= 0)
            if not len(asked):
                continue
            kept = np.ones(len(hits.forms), np.bool_)
            holds = holds_at(hits.only(asked), rows[asked], bounds, outside=wanted)
            kept[asked] = holds == wanted
            hits = hits.only(kept)
    return hits


def holds_at(hits: Hits, rows: Numbers, bounds: Bounds, *, outside: bool) -> Flags:
    """Tell for each hit whether its clause stands in its scope.

    ``rows`` hold clause, scope and words for each hit; ``outside``: beside the hit.
    """
    clauses, hit = rows[:, 0], (hits.starts, hits.ends)
    window = windows(rows, *hit, bounds)
    if outside:
        return hits.nearby.beside(clauses, window, hit)
    found = hits.nearby.inside(clauses, window)
    over = rows[:, 1] == SCOPES.index(Scope.HIT)
    if over.any():
        there = (hits.starts[over], hits.ends[over])
        found[over] = hits.nearby.overlaps(clauses[over], there)
    return found


def windows(
    rows: Numbers, starts: Numbers, ends: Numbers, bounds: Bounds
) -> tuple[Numbers, Numbers]:
    """Return the first word, and the one after the last, of each condition's scope."""
    parts = {
        Scope.SENTENCE: bounds.sentences,
        Scope.PARAGRAPH: bounds.paragraphs,
        Scope.SECTION: bounds.sections,
        Scope.PAGE: bounds.pages,
        Scope.DOCUMENT: bounds.documents,
    }
    lows, highs = starts.copy(), ends.copy()
    for scope, part in parts.items():
        here = np.flatnonzero(rows[:, 1] == SCOPES.index(scope))
        if len(here):
            at = np.searchsorted(part, starts[here], "right")
            lows[here], highs[here] = part[at - 1], part[at]
    here = np.flatnonzero(rows[:, 1] == WORDS)
    if len(here):
        at = np.searchsorted(bounds.pages, starts[here], "right")
        lows[here] = np.maximum(starts[here] - rows[here, 2], bounds.pages[at - 1])
        highs[here] = np.minimum(ends[here] + rows[here, 2], bounds.pages[at])
    return lows, highs
