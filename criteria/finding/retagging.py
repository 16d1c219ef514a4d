"""Look for rules in many documents at once, in what was kept of them.

Nothing is extracted or tokenised again: the stored word numbers of all documents are
put in one row and searched in one pass. What comes out is how often each rule holds;
links and their passages are made document by document, by ``matching.find``.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from criteria.finding.hits import find_hits
from criteria.language.buckets import Postings
from criteria.language.searchable import Searchable
from criteria.language.tokens import Tokens
from criteria.packs.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.packs.ruleset import Pack


class Archive:
    """Documents kept ready for a person who tries one rule after another on them.

    ``stored`` are kept tokens of documents.

    Raises:
        ValueError: One was written by another version and has to be tokenised again.
    """

    def __init__(self, stored: Sequence[bytes]) -> None:
        self._text = Searchable.of([Tokens.from_bytes(one) for one in stored])
        self._postings = Postings(self._text.ids)

    def survey(self, pack: Pack) -> list[Counter[str]]:
        """Return for each document how often each rule of a small pack holds in it."""
        prepared = compiled(pack)
        hits = find_hits(self._text, prepared, self._postings)
        documents = self._text.bounds.documents
        counts: list[Counter[str]] = [Counter() for _ in range(len(documents) - 1)]
        at = np.searchsorted(documents, hits.starts, "right") - 1
        size = len(prepared.forms)
        pairs, times = np.unique(at * size + hits.forms, return_counts=True)
        for pair, count in zip(pairs.tolist(), times.tolist(), strict=True):
            rule = prepared.forms[pair % size][0]
            counts[pair // size][rule.id] += count
        return counts
