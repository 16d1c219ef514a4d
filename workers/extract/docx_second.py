"""The second reader of Word documents, for what ours cannot open: python-docx.

It reads parts that are packed in unusual ways, and does without those it does not need.
Of a document it models the body, so that is what is read, by the same walk.
"""

from __future__ import annotations

import io
import zipfile

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from criteria.about import remarks
from workers.extract import blocks, packed
from workers.extract.opened import Opened
from workers.extract.refusals import Refusal, Unreadable
from workers.extract.word_styles import Styles
from workers.extract.word_walk import BREAK, NOTED, Notes, Walk

_PROBLEMS = (
    *(OpcError, KeyError, ValueError, NotImplementedError, EOFError),
    *(etree.XMLSyntaxError, zipfile.BadZipFile),
)


def read(data: bytes) -> Opened:
    """Read the body of a document. Raises Unreadable if this reader cannot either."""
    packed.archive(data).close()
    try:
        document = docx.Document(io.BytesIO(data))
        styles = etree.tostring(document.styles.element)
        body = document.element.body
    except _PROBLEMS:
        raise Unreadable(Refusal.DAMAGED) from None
    without: dict[str, dict[str, etree._Element]] = {name: {} for name in NOTED}
    walk = Walk(Styles(styles), Notes(without, {}, lambda _: []), drawn=False)
    content = [block for block in walk.through(body) if block is not BREAK]
    return Opened(blocks.sections(content), remarks=(remarks.SIMPLER,))
