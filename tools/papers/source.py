"""A source: a front matter in YAML, then as much Markdown as city papers need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEADING = re.compile(r"(#{2,4}) (.+)")
_ITEM = re.compile(r"(?:- |(\d+)\. )(.+)")
_TABLE_RULE = re.compile(r"\|( *-+ *\|)+")
_MARK = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*")
_OPENING_QUOTE = re.compile(r'(^|[\s(*])"')


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the largest below the title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered or with points."""

    texts: tuple[str, ...]
    numbered: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; its first row is the head."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Items | Grid


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style."""

    text: str
    style: str = ""  # "", "bold" or "italic"


@dataclass(frozen=True, slots=True)
class Source:
    """One document before it is given its form."""

    stem: str
    title: str
    office: str
    reference: str
    date: str
    format: str
    body: str
    lang: str = "en"
    font: str = "sans"
    banner: str = ""
    password: str = ""
    menu: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The name of the document that is made of it."""
        return f"{self.stem}.{self.format}"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The body, block by block, with printers' quotation marks."""
        return tuple(_block(part) for part in _parts(_printed(self.body)))


def read(path: Path) -> Source:
    """Read a source from its file; what its front matter lacks or adds is an error."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    said = yaml.safe_load(front)
    menu = tuple(said.pop("menu", ()))
    return Source(stem=path.stem, body=body.strip(), menu=menu, **said)


def spans(text: str) -> Iterator[Span]:
    """Part running text into its styles."""
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() > at:
            yield Span(text[at : mark.start()])
        yield Span(mark[1], "bold") if mark[1] else Span(mark[2], "italic")
        at = mark.end()
    if at < len(text):
        yield Span(text[at:])


def bare(text: str) -> str:
    """The text without its marks."""
    return "".join(span.text for span in spans(text))


def _printed(text: str) -> str:
    text = _OPENING_QUOTE.sub("\\1\N{LEFT DOUBLE QUOTATION MARK}", text)
    text = text.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}")
    return text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def _parts(body: str) -> Iterator[str]:
    """Part a body at its blank lines; a heading is a part of its own."""
    for part in re.split(r"\n\s*\n", body):
        first, _, rest = part.partition("\n")
        if _HEADING.fullmatch(first) and rest:
            yield first
            yield rest
        else:
            yield part


def _block(part: str) -> Block:
    lines = part.split("\n")
    if heading := _HEADING.fullmatch(part):
        return Heading(len(heading[1]) - 1, heading[2])
    if len(lines) > 1 and _TABLE_RULE.fullmatch(lines[1]):
        return Grid(tuple(_cells(line) for line in (lines[0], *lines[2:])))
    items = [_ITEM.fullmatch(line) for line in lines]
    texts = tuple(item[2] for item in items if item)
    if len(texts) == len(lines):
        return Items(texts, numbered=all(item and item[1] for item in items))
    return Paragraph(" ".join(line.strip() for line in lines))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
