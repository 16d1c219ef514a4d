"""How much of a document is read. Beyond, it is refused with a sentence."""

from __future__ import annotations

MIB = 1024 * 1024

FILE_BYTES = 200 * MIB
PAGES = 5_000
PAGE_CHARACTERS = 1_000_000  # more on one page is a bomb or a mistake
CHARACTERS = 50_000_000

MEMBERS = 10_000  # in a zip-based document
CHILDREN = 500  # documents in one archive
UNPACKED_BYTES = 500 * MIB
# A member beyond this size is read only if it packs no better than text can.
SUSPECT_BYTES = 64 * MIB
RATIO = 200
XML_BYTES = 128 * MIB  # one part of an Office file
TREE_BYTES = 30 * MIB  # one that is held whole: it takes nine times as much memory

CELLS = 2_000_000
# A list of evidence that somebody typed.
LIST_SHEETS = 10
LIST_ROWS = 1_200
LIST_COLUMNS = 40
LIST_CELL = 4_000  # characters
LIST_CHARACTERS = 4_000_000

PIXELS = 50_000_000
DRAWN_PIXELS = 8_000_000  # of a page image that we make

# The child process.
MEMORY_BYTES = 1024 * MIB
RESIDENT_BYTES = 250 * MIB  # one that has grown beyond is replaced
CPU_SECONDS = 20  # for one page, or for opening
SILENT_SECONDS = 28.0
TOTAL_SECONDS = 900.0
DOCUMENTS_PER_CHILD = 200
