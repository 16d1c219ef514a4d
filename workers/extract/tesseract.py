"""Tesseract itself: its library inside of this process, or else its program.

Both say the same. The program loads its model anew for every page, which takes a sixth
of the time. Only ever used in the child, which dies of its limits in either way.
"""

from __future__ import annotations

import csv
import ctypes
import functools
import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

_PLACES = os.pathsep.join(("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"))
_LIBRARIES = ("libtesseract.so.5", "libtesseract.5.dylib")
_SECONDS = 25
_WHOLE_PAGE = 3  # tesseract's way of parting a page, and its program's usual one
_PARAGRAPH, _LINE, _WORD = 1, 2, 3  # the library's numbers of what it goes through
_WORD_ROW = "5"  # the program's number for a row that is one word
_AS_TABLE = ("-c", "tessedit_create_tsv=1")

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was recognised: its box in pixels, how sure it is, its line."""

    text: str
    box: Box
    sure: float
    line: tuple[int, ...]

    @property
    def paragraph(self) -> tuple[int, ...]:
        """Say which paragraph the word stands in."""
        return self.line[:-1]


@functools.cache
def installed() -> frozenset[str]:
    """List the languages there are models of; none where Tesseract is missing."""
    program = _program()
    if not program:
        return frozenset()
    return frozenset(_run([program, "--list-langs"], b"").split())


def words(image: Image.Image, pack: str, dpi: int) -> list[Word]:
    """Recognise a grey image: the words that stand in it, in their order."""
    engine = _engine(pack)
    if engine is not None:
        return list(engine.words(image, dpi))
    file = io.BytesIO()
    image.save(file, "PPM")
    command = [_program(), "stdin", "stdout", "-l", pack, "--dpi", str(dpi)]
    return list(_tabled(_run([*command, *_AS_TABLE], file.getvalue())))


class _Engine:
    """The library with one language loaded."""

    def __init__(self, library: ctypes.CDLL, api: ctypes.c_void_p) -> None:
        self._library = library
        self._api = api

    def words(self, image: Image.Image, dpi: int) -> Iterator[Word]:
        library, api = self._library, self._api
        library.TessBaseAPISetPageSegMode(api, _WHOLE_PAGE)
        library.TessBaseAPISetVariable(api, b"user_defined_dpi", str(dpi).encode())
        wide, high = image.size
        library.TessBaseAPISetImage(api, image.tobytes(), wide, high, 1, wide)
        library.TessBaseAPIRecognize(api, None)
        first = library.TessBaseAPIGetIterator(api)
        at = ctypes.c_void_p(first)
        try:
            yield from self._found(at) if first else ()
        finally:
            library.TessResultIteratorDelete(at)
            library.TessBaseAPIClear(api)

    def _found(self, at: ctypes.c_void_p) -> Iterator[Word]:
        """Go from word to word.

        Its own table would ask at each letter whether a line begins, for which it
        goes through all of the page that lies before: a tenth of the whole time.
        """
        library = self._library
        last = None
        paragraph = line = 0
        while True:
            around = self._box(at, _LINE)
            if around != last:
                paragraph += library.TessPageIteratorIsAtBeginningOf(at, _PARAGRAPH)
                line, last = line + 1, around
            said = library.TessResultIteratorGetUTF8Text(at, _WORD)
            if said:
                text = ctypes.string_at(said).decode("utf-8", "replace")
                library.TessDeleteText(ctypes.c_void_p(said))
                sure = library.TessResultIteratorConfidence(at, _WORD)
                yield Word(text, self._box(at, _WORD), sure, (paragraph, line))
            if not library.TessPageIteratorNext(at, _WORD):
                return

    def _box(self, at: ctypes.c_void_p, level: int) -> Box:
        sides = (ctypes.c_int * 4)()
        each = (ctypes.byref(sides, n * ctypes.sizeof(ctypes.c_int)) for n in range(4))
        self._library.TessPageIteratorBoundingBox(at, level, *each)
        left, top, right, bottom = sides
        return left, top, right, bottom


def _tabled(table: str) -> Iterator[Word]:
    """Take the words out of what the program says."""
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in rows:
        if row.get("level") != _WORD_ROW:
            continue
        left, top = int(row["left"]), int(row["top"])
        box = (left, top, left + int(row["width"]), top + int(row["height"]))
        line = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
        yield Word(row.get("text") or "", box, float(row["conf"]), line)


@functools.cache
def _engine(pack: str) -> _Engine | None:
    """Load a language; None where there is no library, or none that knows it."""
    library = _library()
    if library is None:
        return None
    api = ctypes.c_void_p(library.TessBaseAPICreate())
    if library.TessBaseAPIInit3(api, None, pack.encode()) != 0:
        library.TessBaseAPIDelete(api)
        return None
    return _Engine(library, api)


@functools.cache
def _library() -> ctypes.CDLL | None:
    for name in _LIBRARIES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        library.TessBaseAPICreate.restype = ctypes.c_void_p
        library.TessBaseAPIGetIterator.restype = ctypes.c_void_p
        library.TessResultIteratorGetUTF8Text.restype = ctypes.c_void_p
        library.TessResultIteratorConfidence.restype = ctypes.c_float
        return library
    return None


@functools.cache
def _program() -> str:
    return shutil.which("tesseract", path=_PLACES) or ""


def _run(words: list[str], given: bytes) -> str:
    # One thread each: the other worker has the other processor.
    alone = {"OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            words,
            input=given,
            capture_output=True,
            check=False,
            env=alone,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
