"""A table in plain text, whatever parts its cells."""

from __future__ import annotations

import csv
import io

from workers.extract import tables
from workers.extract.opened import Ask, Opened
from workers.extract.text import decode

_SAMPLE = 16_384
_DELIMITERS = ",;\t|"


def read(data: bytes, ask: Ask) -> Opened:  # noqa: ARG001 - every format is asked alike
    """Open a table; a long one is parted into pages."""
    text = decode(data).replace("\x00", "")
    csv.field_size_limit(1_000_000)
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(text[:_SAMPLE]))
    return Opened(tables.pages([("", tables.read(rows))]))


def _delimiter(sample: str) -> str:
    """Find the mark that parts the lines into equally many cells."""
    lines = [line for line in sample.split("\n") if line.strip()][:50]

    def steady(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=counts.count) if counts else 0
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=steady)
