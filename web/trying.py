"""A rule, before and after a change, tried on this installation's own documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from criteria.authoring import trial
from storage import pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from criteria.packs.ruleset import Rule
    from storage.pages import Kept

# About a second for the web; the whole installation is for workers.
MOST_DOCUMENTS = 400
MOST_BYTES = 20_000_000
SHOWN = 8
QUOTES = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that only one side of a change finds."""

    page: int
    text: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Differing:
    """A document in which a change of a rule finds more or less."""

    kept: Kept
    before: int
    after: int
    quotes: Sequence[Quote]


@dataclass(frozen=True, slots=True)
class Trial:
    """In how many documents a rule holds, before and after, and where that differs.

    ``tried`` of ``of`` documents, the newest; ``skipped`` ones were kept by another
    version of Assay and have to be matched again first. ``large`` more are not tried.
    """

    tried: int
    of: int
    skipped: int
    large: int
    before: int
    after: int
    differing: int
    shown: Sequence[Differing]


def on_documents(
    session: Session, edition: str, before: Rule | None, after: Rule
) -> Trial:
    """Try both on the newest documents, and quote from the first that differ."""
    kept = pages.newest(session, edition, most=MOST_DOCUMENTS, most_bytes=MOST_BYTES)
    of, large = pages.count(session, edition)
    rows = trial.on_documents((before, after), [one.words for one in kept])
    pairs = [(k, row[0], row[1]) for k, row in zip(kept, rows, strict=True) if row]
    unlike = [(k, was, now) for k, was, now in pairs if was != now]
    unlike.sort(key=lambda one: -abs(one[2] - one[1]))
    return Trial(
        tried=len(pairs),
        of=of,
        skipped=len(kept) - len(pairs),
        large=large,
        before=sum(was > 0 for _, was, _ in pairs),
        after=sum(now > 0 for *_, now in pairs),
        differing=len(unlike),
        shown=[
            Differing(k, was, now, _quotes(session, k, before, after))
            for k, was, now in unlike[:SHOWN]
        ],
    )


def _quotes(
    session: Session, kept: Kept, before: Rule | None, after: Rule
) -> list[Quote]:
    text = pages.read(session, kept.document_id)
    old, new = (
        {(one.page, one.quote): one for one in found}
        for found in (
            trial.on_pages(rule, text, name=kept.name).passages if rule else ()
            for rule in (before, after)
        )
    )
    gained = [Quote(*key, is_new=True) for key in new if key not in old]
    lost = [Quote(*key, is_new=False) for key in old if key not in new]
    return [*gained[:QUOTES], *lost[:QUOTES]]
