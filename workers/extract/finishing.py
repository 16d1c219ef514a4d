"""What can be said of pages only once all are there: running lines, language."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from criteria.evidence import Segment, SegmentKind
from workers.extract import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.evidence import Page

_DIGITS = re.compile(r"\d+")
_EDGE = 3  # so many blocks from the top and from the bottom may run
_LONGEST = 160
_LEAST_PAGES = 3
_LEAST_SHARE = 0.3
_SHORT = 400  # letters
_FEW_WORDS = 60
_RUNS = frozenset(
    {SegmentKind.PARAGRAPH, SegmentKind.HEADING, SegmentKind.ITEM, SegmentKind.ROW}
)


def finish(pages: Sequence[Page], *, drawn: bool) -> tuple[tuple[Page, ...], str]:
    """Give each page its language, and say the document's.

    Running lines are marked in what is ``drawn`` page by page; other formats know them.
    """
    marked = _mark_running(pages) if drawn else list(pages)
    spoken = [language.detect(page.text) for page in marked]
    weights: Counter[str] = Counter()
    for page, found in zip(marked, spoken, strict=True):
        weights[found] += len(page.text)
    known = [one for one in weights.most_common() if one[0] != "other"]
    whole = known[0][0] if known else "other"
    if known and known[0][1] * 4 < weights.total():
        whole = language.detect("\n".join(page.text for page in marked))
    # A page of figures or names speaks the language of the document around it.
    filled = (
        replace(page, language=_believed(page, found, whole))
        for page, found in zip(marked, spoken, strict=True)
    )
    return tuple(filled), whole


def _believed(page: Page, found: str, whole: str) -> str:
    """Doubt what was found on a page of few words: then it speaks as the whole does."""
    if found == whole or len(page.text) < _SHORT:
        return whole
    if found != "other":
        return found
    parts = page.text.split()
    words = sum(1 for part in parts if part.isalpha())
    return whole if words < _FEW_WORDS or words * 3 < len(parts) else found


def _mark_running(pages: Sequence[Page]) -> list[Page]:
    """Mark lines that stand at the edge of many pages, whatever number is in them."""
    if len(pages) < _LEAST_PAGES:
        return list(pages)
    keyed = [[(_key(page, s), s) for s in _edges(page)] for page in pages]
    counts: Counter[str] = Counter()
    for edge in keyed:
        counts.update({key for key, _ in edge})
    least = max(_LEAST_PAGES, _LEAST_SHARE * len(pages))
    running = {key for key, count in counts.items() if count >= least and key}
    return [
        _marked(page, {s for key, s in edge if key in running})
        for page, edge in zip(pages, keyed, strict=True)
    ]


def _edges(page: Page) -> list[Segment]:
    found = tuple(page.segments)
    edge = found if len(found) <= 2 * _EDGE else (*found[:_EDGE], *found[-_EDGE:])
    return [s for s in edge if s.kind in _RUNS and s.end - s.start <= _LONGEST]


def _key(page: Page, segment: Segment) -> str:
    return _DIGITS.sub("#", " ".join(page.text[segment.start : segment.end].split()))


def _marked(page: Page, running: set[Segment]) -> Page:
    if not running:
        return page
    segments = (
        Segment(SegmentKind.RUNNING, s.start, s.end) if s in running else s
        for s in page.segments
    )
    return replace(page, segments=tuple(segments))
