"""The parts of a presentation, read from their bytes.

Nearly all of a part says how it looks. One pattern finds its words and what holds them,
in a quarter of the time that making elements of all of it takes. What is written in any
other way than programs do is Unusual.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workers.extract import literal
from workers.extract.slide_walk import ROW, Shape, Slide

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMESPACES = {
    b"a": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"p": b"http://schemas.openxmlformats.org/presentationml/2006/main",
    b"c": b"http://schemas.openxmlformats.org/drawingml/2006/chart",
    b"mc": b"http://schemas.openxmlformats.org/markup-compatibility/2006",
}
_ROOT = re.compile(rb"<(\w+:\w+)[^<>]*>")
_HIDDEN = re.compile(rb'\sshow\s*=\s*"0"')
# Runs with their text, and the tags around them that matter: most are closing ones.
_TOLD = re.compile(
    rb"<(a:(?:t\b(?:/>|>[^<]*</a:t>)?|br\b|tbl\b|tc\b[^<>]*/>)"
    rb"|/(?:a:(?:p|t[cr]?|tbl)|p:sp|mc:Fallback)\b"
    rb"|p:(?:sp\b|ph\b[^<>]*>)|mc:Fallback\b[^<>]*>)"
)
# What is kept for older programs; a tag has \0 before it once runs have become text.
_FALLBACK = re.compile("\0mc:Fallback[^>]*(?:(?<=/)>|>.*?\0/mc:Fallback)", re.DOTALL)
# The names of a chart's series and categories.
_CACHE = re.compile(rb"<c:strCache>.*?</c:strCache>", re.DOTALL)
_NAME = re.compile(rb"<c:v>([^<]*)</c:v>")


class Unusual(Exception):
    """The part is to be walked."""


def slide(body: bytes) -> Slide:
    """Read a slide, and the groups in it too. Raises Unusual."""
    root, told = _told(body)
    if "\0mc:Fallback" in told:
        told = _FALLBACK.sub("", told)
    *pieces, rest = told.split("\0/p:sp")
    shapes: list[Shape] = []
    for piece in pieces:
        before, opening, inside = piece.partition("\0p:sp")
        if not opening:
            raise Unusual
        if before:
            shapes += _rows(before)
        role, texts = _role(inside)
        shapes.append(Shape(role, _paragraphs(texts)))
    shapes += _rows(rest)
    if not shapes:  # whether it is empty or broken, the walk can say
        raise Unusual
    return Slide(_HIDDEN.search(root) is not None, shapes)


def paragraphs(body: bytes) -> list[str]:
    """Write out each paragraph of a part that says something. Raises Unusual."""
    return _paragraphs(_told(body)[1])


def chart(body: bytes) -> list[str]:
    """Read a chart's texts, and its names of series and categories, each name once.

    Raises Unusual.
    """
    texts, caches = paragraphs(body), _CACHE.findall(body)
    names = [name for cache in caches for name in _NAME.findall(cache)]
    expected = sum(cache.count(b"<c:v") for cache in caches)
    if len(names) != expected or len(caches) != body.count(b"</c:strCache"):
        raise Unusual
    return [*texts, *dict.fromkeys(map(_text, names))]


def comments(body: bytes) -> list[str]:
    """Leave comments to the walk: few slides have any, in one of two forms."""
    del body
    raise Unusual


def _told(body: bytes) -> tuple[bytes, str]:
    """Give the first tag of a part, and its words with the tags that matter."""
    written = literal.written(body, _NAMESPACES) or b""
    root = _ROOT.match(written)
    if root is None or not written.rstrip().endswith(b"</%b>" % root[1]):
        raise Unusual
    told = b"\0".join([b"", *_TOLD.findall(written)]).replace(b"</a:t>", b"")
    told = told.replace(b"\0a:t>", b"").replace(b"\0a:t/>", b"")
    told = told.replace(b"\0mc:Fallback>\0/mc:Fallback", b"")
    return root[0], _text(told.replace(b"\0a:br", b"\n"))


def _text(written: bytes) -> str:
    try:
        return literal.text(written)
    except (ValueError, KeyError, OverflowError):  # it says what it cannot
        raise Unusual from None


def _rows(told: str) -> Iterator[Shape]:
    """Find the rows of the tables that stand between shapes."""
    *tables, rest = told.split("\0/a:tbl")
    for table in tables:
        _, opening, inside = table.partition("\0a:tbl")
        *rows, after = inside.split("\0/a:tr")
        if not opening or after:
            raise Unusual
        for row in rows:
            *cells, after = row.split("\0/a:tc")
            if after:
                raise Unusual
            yield Shape(ROW, [" ".join(_paragraphs(cell)) for cell in cells])
    if "\0p:sp" in rest or "\0a:tbl" in rest or "mc:Fallback" in rest:
        raise Unusual


def _role(inside: str) -> tuple[str, str]:
    """Part the role of a shape's placeholder from its text."""
    if not inside.startswith("\0p:ph"):
        return "", inside
    place, _, texts = inside.partition(">")
    _, said, role = place.partition(' type="')
    if not said and "type" in place:
        raise Unusual
    return role.partition('"')[0] or "body", texts


def _paragraphs(told: str) -> list[str]:
    *texts, rest = told.split("\0/a:p")
    if rest or told.count("\0") != len(texts):
        raise Unusual
    return [text for text in texts if text.strip()]
