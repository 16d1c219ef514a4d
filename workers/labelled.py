"""Labelled documents in a folder: ``manifest*.csv``, ``labels*.csv`` and the files."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from criteria.authoring import holdout
from criteria.authoring.evaluation import Grade, Labelled
from criteria.finding import matching
from criteria.language.tokenising import tokenise
from storage.errors import Refused
from workers.extract import documents as extract
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from criteria.evidence import Page
    from criteria.language.tokens import Tokens
    from criteria.packs.ruleset import Pack

# Rows that say of a document that it was read and supports nothing.
NOTHING = "NONE"


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the folder: its row of the manifest, its labels, its text."""

    row: Mapping[str, str]
    labels: Mapping[str, Grade]
    pages: tuple[Page, ...]
    tokens: Tokens

    def matched(self, pack: Pack) -> Labelled:
        """Return the document with what a pack proposes for it."""
        return Labelled(
            document=self.row["id"],
            city=self.row["city"],
            language=self.row["language"],
            format=self.row["format"],
            labels=self.labels,
            proposals=matching.find(
                self.pages, pack, name=Path(self.row["path"]).name, tokens=self.tokens
            ),
        )


def documents(folder: Path) -> Iterator[Document]:
    """Read every document of the folder's manifest, in its order.

    A document that cannot be read has no pages: it counts as missed.

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
        yield Document(row, labels.get(row["id"], {}), pages, tokenise(pages))


def unseen(documents: Sequence[Document], pack: Pack) -> Iterator[Labelled]:
    """Match each document as if its city's documents had never been seen."""
    of_city: dict[str, list[Tokens]] = {}
    for document in documents:
        of_city.setdefault(document.row["city"], []).append(document.tokens)
    held = {city: holdout.wording(ts, pack) for city, ts in of_city.items()}
    packs = {
        city: holdout.without(pack, own) for city, own in holdout.alone(held).items()
    }
    for document in documents:
        yield document.matched(packs[document.row["city"]])


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
