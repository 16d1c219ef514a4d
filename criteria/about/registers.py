"""A register: the rows of a spreadsheet in which a city lists evidence it has already.

What each row would do is told before anything is done, by a closed list of fates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from criteria.language.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

# The columns, and how their headings may be written in our four languages.
HEADS: Mapping[str, tuple[str, ...]] = {
    "criterion": ("criterion", "code", "criterio", "código", "critério", "critère"),
    "title": ("title", "document", "título", "titre", "nombre", "documento", "nom"),
    "address": (
        *("link", "url", "address", "enlace", "vínculo", "dirección", "endereço"),
        *("lien", "adresse"),
    ),
    "day": ("date", "day", "fecha", "día", "data", "dia", "jour"),
    "note": (
        *("note", "notes", "comment", "nota", "notas", "comentario", "comentário"),
        *("observación", "observação", "remarque", "commentaire"),
    ),
}
NEEDED = frozenset({"criterion", "title", "address"})
LOOKED_FOR_HEAD = 20  # rows
MOST_LINES = 1000
LONGEST_TITLE = 200
LONGEST_ADDRESS = 2000
LONGEST_NOTE = 4000

_COLUMNS = {fold(head): name for name, heads in HEADS.items() for head in heads}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T][\d:.]+)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


class Fate(StrEnum):
    """What a row of a register would do, or why it does nothing."""

    NEW = "new"  # a document, linked
    LINKED = "linked"  # a document that is here gets a link
    HERE = "here"
    TWICE = "twice"
    NO_TITLE = "no-title"
    NO_CRITERION = "no-criterion"
    BAD_ADDRESS = "bad-address"
    BAD_DATE = "bad-date"
    TO_COME = "to-come"  # seen on a day after today
    TOO_LONG = "too-long"


DOES = frozenset({Fate.NEW, Fate.LINKED})
FAULTS = frozenset(Fate) - DOES - {Fate.HERE, Fate.TWICE}


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it was typed; ``number`` is that of the spreadsheet, from 1."""

    number: int
    criterion: str
    title: str
    address: str
    day: str = ""
    note: str = ""

    @property
    def seen_on(self) -> date | None:
        """The day that was typed; None if nothing was, or something that is no day."""
        return _day(self.day)


def lines(sheets: Iterable[Sequence[Sequence[str]]]) -> tuple[Line, ...]:
    """The rows below the first headings that name criterion, title and link.

    Nothing where no sheet has such headings. Empty rows are passed over.
    """
    for rows in sheets:
        for at, row in enumerate(rows[:LOOKED_FOR_HEAD]):
            columns = _columns(row)
            if columns.keys() >= NEEDED:
                found = (
                    Line(number, **_fields(cells, columns))
                    for number, cells in enumerate(rows[at + 1 :], at + 2)
                    if any(cell.strip() for cell in cells)
                )
                return tuple(found)
    return ()


def judged(
    found: Iterable[Line],
    codes: Collection[str],
    here: Mapping[str, Collection[str]],
    *,
    today: date,
) -> list[tuple[Line, Fate]]:
    """What each line would do.

    ``codes`` are the criteria of the edition, ``here`` the criteria to which the link
    documents that are here are linked, by their address.
    """
    known = {address: set(linked) for address, linked in here.items()}
    told: list[tuple[Line, Fate]] = []
    listed: set[tuple[str, str]] = set()
    for line in found:
        fate = _fault(line, codes, today)
        key = (line.address, line.criterion)
        if fate is None and key in listed:
            fate = Fate.TWICE
        elif fate is None:
            listed.add(key)
            linked = known.get(line.address)
            fate = Fate.NEW if linked is None else Fate.LINKED
            if linked is not None and line.criterion in linked:
                fate = Fate.HERE
            known.setdefault(line.address, set()).add(line.criterion)
        told.append((line, fate))
    return told


def is_address(address: str) -> bool:
    """Whether a browser could open it: http or https, and a host."""
    if not address.isprintable() or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def declared(title: str, address: str, seen_on: date | None, note: str) -> str:
    """The text that is kept of a link: the page itself is never fetched."""
    told = [title, address, f"Seen on {seen_on.isoformat()}." if seen_on else "", note]
    return "\n\n".join(filter(None, told)) + "\n"


def _columns(row: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, head in enumerate(row):
        name = _COLUMNS.get(fold(head.strip().rstrip(":*")))
        if name is not None:
            columns.setdefault(name, at)
    return columns


def _fields(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    fields = {
        name: " ".join(cells[at].split()) if at < len(cells) else ""
        for name, at in columns.items()
    }
    # Codes are typed as people speak them.
    fields["criterion"] = fields["criterion"].replace(" ", "").upper()
    return fields


def _fault(line: Line, codes: Collection[str], today: date) -> Fate | None:
    limits = (
        (line.title, LONGEST_TITLE),
        (line.address, LONGEST_ADDRESS),
        (line.note, LONGEST_NOTE),
    )
    faults = {
        Fate.NO_CRITERION: line.criterion not in codes,
        Fate.NO_TITLE: not line.title,
        Fate.BAD_ADDRESS: not is_address(line.address),
        Fate.BAD_DATE: bool(line.day) and line.seen_on is None,
        Fate.TO_COME: line.seen_on is not None and line.seen_on > today,
        Fate.TOO_LONG: any(len(text) > most for text, most in limits),
    }
    return next((fate for fate, holds in faults.items() if holds), None)


def _day(text: str) -> date | None:
    """A day as year-month-day, or day first where it can be nothing else."""
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
        if day <= 12 and day != month:  # noqa: PLR2004 - it could be the month as well
            return None
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
