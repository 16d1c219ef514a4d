"""Labelled documents in a folder: ``manifest*.csv``, ``labels*.csv`` and the files."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from criteria import matching
from criteria.evaluation import Grade, Labelled
from storage.errors import Refused
from workers.extract import documents as extract
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from criteria.rules import Pack

# Rows that say of a document that it was read and supports nothing.
NOTHING = "NONE"


def documents(folder: Path, pack: Pack) -> Iterator[Labelled]:
    """Read and match every document of the folder's manifest, in its order.

    A document that cannot be read has no proposals: it counts as missed.

    Raises:
        Refused: The folder holds no manifest or no labels.
    """
    rows = _rows(folder, "manifest*.csv")
    labels: dict[str, dict[str, Grade]] = {}
    for row in _rows(folder, "labels*.csv"):
        of_document = labels.setdefault(row["doc_id"], {})
        if row["criterion_code"] != NOTHING:
            of_document[row["criterion_code"]] = Grade(row["strength"])
    for row in rows:
        path = folder / row["path"]
        try:
            pages = extract.read(path, path.name).pages
        except Unreadable:
            pages = ()
        yield Labelled(
            document=row["id"],
            city=row["city"],
            language=row["language"],
            format=row["format"],
            labels=labels.get(row["id"], {}),
            proposals=matching.find(pages, pack, name=path.name),
        )


def _rows(folder: Path, pattern: str) -> list[dict[str, str]]:
    found = []
    for path in sorted(folder.glob(pattern)):
        with path.open(newline="", encoding="utf-8-sig") as file:
            found += list(csv.DictReader(file))
    if not found:
        raise Refused(
            f"{folder} holds no {pattern}. It needs manifest*.csv (id, path, city, "
            "language, format) and labels*.csv (doc_id, criterion_code, strength)."
        )
    return found
