"""The reader's child with one answer only: a PDF's text, and where a passage stands.

What any engine gives beside the bare text is left out (blocks, language, bookmarks), so
that the walls around the child and the places can be weighed against PDFium alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workers.extract import answers, child, pdf

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIN = "from bench.letters import main; main()"
_PASSAGE = 150  # letters in the middle of each page


def main() -> None:
    """Serve as the reader's child does."""
    # The child's own frames, limits and descriptors are what is measured.
    answers.to = _to
    child.main()


def _to(message: dict[str, Any], data: bytes) -> Iterator[dict[str, Any]]:
    del message
    document = pdf.document_of(data)
    if document is None:
        return
    for index in range(document.count):
        sheet = document.page(index)
        if sheet is not None:
            begin = max(len(sheet.text) - _PASSAGE, 0) // 2
            places = list(sheet.boxes(begin, begin + _PASSAGE))
            yield {"text": sheet.text, "places": places}
            sheet.close()
    document.close()
