"""Tesseract itself: its library inside of this process, or else its program.

Both say the same. The program loads its model anew for every page, which takes a sixth
of the time. Only ever used in the child, which dies of its limits in either way.
"""

from __future__ import annotations

import ctypes
import functools
import io
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_PLACES = os.pathsep.join(("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"))
_LIBRARIES = ("libtesseract.so.5", "libtesseract.5.dylib")
_SECONDS = 25
_WHOLE_PAGE = 3  # tesseract's way of parting a page, and its program's usual one
_COLUMNS = (
    *("level", "page_num", "block_num", "par_num", "line_num", "word_num", "left"),
    *("top", "width", "height", "conf", "text"),
)
_HEAD = "\t".join(_COLUMNS) + "\n"


@functools.cache
def installed() -> frozenset[str]:
    """List the languages there are models of; none where Tesseract is missing."""
    program = _program()
    if not program:
        return frozenset()
    return frozenset(_run([program, "--list-langs"], b"").split())


def table(image: Image.Image, pack: str, dpi: int) -> str:
    """Recognise a grey image: Tesseract's table of what stands where, with its head."""
    engine = _engine(pack)
    if engine is not None:
        return _HEAD + engine.table(image, dpi)
    file = io.BytesIO()
    image.save(file, "PPM")
    words = [_program(), "stdin", "stdout", "-l", pack, "--dpi", str(dpi)]
    return _run([*words, "-c", "tessedit_create_tsv=1"], file.getvalue())


class _Engine:
    """The library with one language loaded."""

    def __init__(self, library: ctypes.CDLL, api: ctypes.c_void_p) -> None:
        self._library = library
        self._api = api

    def table(self, image: Image.Image, dpi: int) -> str:
        library, api = self._library, self._api
        library.TessBaseAPISetPageSegMode(api, _WHOLE_PAGE)
        library.TessBaseAPISetVariable(api, b"user_defined_dpi", str(dpi).encode())
        wide, high = image.size
        library.TessBaseAPISetImage(api, image.tobytes(), wide, high, 1, wide)
        said = library.TessBaseAPIGetTsvText(api, 0)
        try:
            return ctypes.string_at(said).decode("utf-8", "replace") if said else ""
        finally:
            library.TessDeleteText(ctypes.c_void_p(said))
            library.TessBaseAPIClear(api)


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
        library.TessBaseAPIGetTsvText.restype = ctypes.c_void_p
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
