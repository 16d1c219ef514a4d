"""Tesseract itself: its library inside of this process, or else its program.

Both say the same. The program loads its model anew for every page, and takes a third
more time. Only ever used in the child, which dies of its limits in either way.
"""

from __future__ import annotations

import csv
import ctypes
import functools
import importlib.util
import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

_PLACES = os.pathsep.join(("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"))
_LIBRARIES = ("libtesseract.so.5", "libtesseract.5.dylib")
_WHEEL = "tesserocr"  # whoever installs it has a newer library than most systems'
# Where models are kept, the first first. The child has no variables that name others.
_SHARES = ("/usr/share", "/usr/local/share", "/opt/homebrew/share")
_MODELS = ("tesseract-ocr/*/tessdata", "tesseract/tessdata", "tessdata")
_SECONDS = 25
_WHOLE_PAGE = 3  # tesseract's way of parting a page, and its program's usual one
_PARAGRAPH, _LINE, _WORD = 1, 2, 3  # the library's numbers of what it goes through
_WORD_ROW = "5"  # the program's number for a row that is one word
_AS_TABLE = ("-c", "tessedit_create_tsv=1")
_ALONE = {"OMP_THREAD_LIMIT": "1"}  # the other worker has the other processor

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
def installed() -> dict[str, Path]:
    """List the languages there are models of, and their folders.

    None where nothing is there to use them.
    """
    if not _program() and _library() is None:
        return {}
    found = [
        model
        for share in _SHARES
        for folder in _MODELS
        for model in sorted(Path(share).glob(f"{folder}/*.traineddata"))
    ]
    return {model.stem: model.parent for model in reversed(found)}


def words(image: Image.Image, pack: str, dpi: int) -> list[Word]:
    """Recognise a grey image: the words that stand in it, in their order."""
    found = by_library(image, pack, dpi)
    return by_program(image, pack, dpi) if found is None else found


def by_library(image: Image.Image, pack: str, dpi: int) -> list[Word] | None:
    """Recognise an image in this process; None where there is no library for it."""
    engine = _engine(pack)
    return None if engine is None else list(engine.words(image, dpi))


def by_program(image: Image.Image, pack: str, dpi: int) -> list[Word]:
    """Have the program recognise an image."""
    file = io.BytesIO()
    image.save(file, "PPM")
    models = ("--tessdata-dir", str(installed()[pack]))
    command = [_program(), "stdin", "stdout", *models, "-l", pack, "--dpi", str(dpi)]
    try:
        done = subprocess.run(
            [*command, *_AS_TABLE],
            input=file.getvalue(),
            capture_output=True,
            check=False,
            env=_ALONE,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return list(_tabled(done.stdout.decode("utf-8", "replace")))


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
    models = os.fsencode(installed()[pack])
    if library.TessBaseAPIInit3(api, models, pack.encode()) != 0:
        library.TessBaseAPIDelete(api)
        return None
    return _Engine(library, api)


@functools.cache
def _library() -> ctypes.CDLL | None:
    for name in (*_of_wheel(), *_LIBRARIES):
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


def _of_wheel() -> Iterator[str]:
    wheel = importlib.util.find_spec(_WHEEL)
    if wheel is not None and wheel.origin is not None:
        beside = Path(wheel.origin).parents[1] / f"{_WHEEL}.libs"
        yield from map(str, beside.glob("libtesseract*"))


@functools.cache
def _program() -> str:
    return shutil.which("tesseract", path=_PLACES) or ""
