"""What a file says, as plain values: all that is known of it without keeping it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING

from criteria.about import dates, facts
from workers.extract import documents as extract
from workers.extract import origin, readability
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from criteria.evidence import Page, Reading


def told(path: Path) -> dict[str, object]:
    """Read a file; one that cannot be read has a ``problem`` and no pages."""
    try:
        found: Reading | None = extract.read(path, path.name)
        problem = None
    except Unreadable as refusal:
        found, problem = None, refusal.sentence
    pages = found.pages if found else ()
    unread = found.unread if found else ()
    return {
        "file": str(path),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "reader": extract.VERSION,
        "kind": found.kind if found else "",
        "language": found.language if found else "",
        "title": found.title if found else "",
        "remarks": found.remarks if found else (),
        "origin": origin.of(path, path.name) if found else {},
        "facts": asdict(facts.of(pages)),
        "dates": [one for page in pages for one in _dates(page)],
        "pages": [_page(page) for page in pages],
        "unread_pages": [page.number for page in unread],
        "unread": [{"number": page.number, "reason": page.reason} for page in unread],
        "problem": problem,
    }


def _page(page: Page) -> dict[str, object]:
    return {
        "number": page.number,
        "label": page.label,
        "language": page.language,
        "recognised": page.by_ocr,
        "readability": round(readability.score(page), 3),
        "text": page.text,
        "segments": [
            {
                "kind": segment.kind.value,
                "start": segment.start,
                "end": segment.end,
                "level": segment.level,
                "cells": segment.cells,
            }
            for segment in page.segments
        ],
    }


def _dates(page: Page) -> Iterator[dict[str, object]]:
    for one in dates.find(page.text, page.language):
        yield {
            "kind": one.kind.value,
            "begins": one.begins.isoformat(),
            "ends": one.ends.isoformat(),
            "certain": one.certain,
            "page": page.number,
            "start": one.start,
            "end": one.end,
            "quote": one.quote,
        }
