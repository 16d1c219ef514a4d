"""A table in plain text, whatever parts its cells."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from workers.extract import tables
from workers.extract.opened import Ask, Opened
from workers.extract.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SAMPLE = 16_384
_TOLD = re.compile(r"sep=([,;\t|])\s*\n", re.IGNORECASE)
_DELIMITERS = ",;\t|"


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a table; a long one is parted into pages."""
    return Opened(tables.pages([("", tables.read(_rows(data)))]))


def cells(data: bytes) -> Iterator[Iterable[list[str]]]:
    """Give the rows of the only sheet there is."""
    yield _rows(data)


def _rows(data: bytes) -> Iterator[list[str]]:
    text = decode(data).replace("\x00", "")
    csv.field_size_limit(1_000_000)
    told = _TOLD.match(text)  # for Excel, in a line of its own
    delimiter = told[1] if told else _delimiter(text[:_SAMPLE])
    text = text[told.end() :] if told else text
    return csv.reader(io.StringIO(text), delimiter=delimiter)


def _delimiter(sample: str) -> str:
    """Find the mark that parts the lines into equally many cells."""
    lines = [line for line in sample.split("\n") if line.strip()][:50]

    def steady(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=counts.count) if counts else 0
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=steady)
