"""What can be said of pages only once all are there: running lines, language."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from criteria.evidence import Segment, SegmentKind
from workers.extract import language
from workers.extract.text import names_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from criteria.evidence import Page

# Python 3.11 takes long to look up a member of an enumeration.
_A_NOTE, _A_RUNNING = SegmentKind.NOTE, SegmentKind.RUNNING
_DIGITS = re.compile(r"\d+")
_EDGE = 3  # so many blocks from the top and from the bottom may run
_LONGEST = 160
_LEAST_PAGES = 3
_LEAST_SHARE = 0.3
_SHORT = 400  # letters
_FEW_WORDS = 60
_MOSTLY = 0.75
_UNLIKE = frozenset({SegmentKind.HEADING, SegmentKind.NOTE})
_RUNS = _UNLIKE | {SegmentKind.PARAGRAPH, SegmentKind.ITEM, SegmentKind.ROW}
_BOXES = "\N{BALLOT BOX}\N{BALLOT BOX WITH X}"


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
    found = [[one for one in edge if one[0] in running] for edge in keyed]
    single = _single(pages, found)
    return [
        _marked(page, {s for _, s in some if not _is_single(page, s, single)})
        for page, some in zip(pages, found, strict=True)
    ]


def _is_single(page: Page, segment: Segment, single: set[str]) -> bool:
    return bool(single) and segment.kind in _UNLIKE and _words(page, segment) in single


def _edges(page: Page) -> Iterable[Segment]:
    """List what may run: the first and last blocks, and notes among them."""
    found = tuple(page.segments)
    if len(found) <= 2 * _EDGE:
        return _edge(page, found, len(found))
    first = _edge(page, found, _EDGE)
    return dict.fromkeys((*first, *_edge(page, reversed(found), _EDGE)))


def _edge(page: Page, found: Iterable[Segment], left: int) -> Iterator[Segment]:
    """Yield some blocks; a ticked box stands behind the text, not at its edge."""
    for s in found:
        if page.text[s.start] in _BOXES:
            continue
        left -= s.kind is not _A_NOTE
        if s.end - s.start <= _LONGEST and s.kind in _RUNS:
            yield s
        if left <= 0:
            return


def _words(page: Page, segment: Segment) -> str:
    return " ".join(page.text[segment.start : segment.end].split())


def _key(page: Page, segment: Segment) -> str:
    return _DIGITS.sub("#", _words(page, segment))


def _single(
    pages: Sequence[Page], found: Sequence[Sequence[tuple[str, Segment]]]
) -> set[str]:
    """Gather lines that have only all but their numbers in common with others.

    Of these, headings and notes do not run: *Chapter 2* is a heading of its page, also
    beside a *Chapter 1* and a *Chapter 3*. What counts the pages runs, unless it names
    a part.
    """
    seen: dict[str, dict[str, list[int]]] = {}
    for page, some in zip(pages, found, strict=True):
        for key, s in some:
            if "#" in key:
                words = seen.setdefault(key, {})
                words.setdefault(_words(page, s), []).append(page.number)
    return {
        words
        for alike in seen.values()
        if not _counts_pages([(words, on[0]) for words, on in alike.items()])
        for words, on in alike.items()
        if len(on) == 1
    }


def _counts_pages(alike: Sequence[tuple[str, int]]) -> bool:
    """Tell whether a number in some lines grows as the numbers of their pages do."""
    if names_part(alike[0][0]):
        return False
    numbers = [[*map(int, _DIGITS.findall(words))] for words, _ in alike]
    steps = [after - before for (_, before), (_, after) in pairwise(alike)]
    grown = (
        sum(b - a == step for (a, b), step in zip(pairwise(column), steps, strict=True))
        for column in zip(*numbers, strict=True)
    )
    return any(_MOSTLY * len(steps) <= same for same in grown)


def _marked(page: Page, running: set[Segment]) -> Page:
    if not running:
        return page
    segments = (
        Segment(_A_RUNNING, s.start, s.end) if s in running else s
        for s in page.segments
    )
    return replace(page, segments=tuple(segments))
