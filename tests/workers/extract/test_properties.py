from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import docx
import pytest

from tests.workers.extract import making, office
from workers.extract import documents, origin

if TYPE_CHECKING:
    from pathlib import Path

    from workers.extract.sandbox import Sandbox


def _word() -> bytes:
    document = docx.Document()
    document.core_properties.author = "Ana Ruiz"
    return making.saved(document)


def _open() -> bytes:
    meta = (
        '<m xmlns:meta="urn:m" xmlns:dc="urn:d"><meta:generator>LibreOffice'
        "</meta:generator><meta:initial-creator>Ana</meta:initial-creator>"
        "<dc:creator>Ben</dc:creator></m>"
    )
    return making.replaced(
        office.opendocument("<text:p>x</text:p>"), {"meta.xml": meta}
    )


def _pdf(signature: bytes = b"") -> bytes:
    field = b"<< /FT /Sig /T (s) /Subtype /Widget /Rect [0 0 0 0] %s >>" % signature
    made = making.one_page(
        making.stream(b""),
        extra=b"/Annots [6 0 R]",
        catalog=b"/AcroForm << /Fields [6 0 R] /SigFlags 3 >>",
        more={6: field, 7: b"<< /Author (Ana) /Creator (Word) /Producer (Quartz) >>"},
    )
    return made.replace(b"/Root", b"/Info 7 0 R /Root")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (_word(), {"author": "Ana Ruiz", "program": "Microsoft Macintosh Word"}),
        (_open(), {"author": "Ana", "program": "LibreOffice"}),
        (_pdf(), {"author": "Ana", "program": "Word, Quartz"}),
        (
            _pdf(b"/V << /Type /Sig /Filter /Adobe.PPKLite /Contents <0102> >>"),
            {"author": "Ana", "program": "Word, Quartz", "signed": "yes"},
        ),
        (
            making.replaced(_word(), {"_xmlsignatures/sig1.xml": "<Signature/>"}),
            {
                "author": "Ana Ruiz",
                "program": "Microsoft Macintosh Word",
                "signed": "yes",
            },
        ),
        (
            making.replaced(_open(), {"META-INF/documentsignatures.xml": "<d/>"}),
            {"author": "Ana", "program": "LibreOffice", "signed": "yes"},
        ),
        (making.replaced(_word(), {"docProps/core.xml": "<broken"}), {}),
        (b"No more than words", {}),
        (b"%PDF-1.4 and nothing of it", {}),
    ],
    ids=[
        *("word", "open", "pdf", "signed", "signed-word", "signed-open"),
        *("broken", "text", "damaged"),
    ],
)
def test_file_says_who_made_it_and_whether_it_is_signed(
    data: bytes, said: dict[str, str], tmp_path: Path, sandbox: Sandbox
) -> None:
    path = tmp_path / "blob"
    path.write_bytes(data)

    assert origin.of(path, "policy", sandbox=sandbox) == said


def test_child_that_was_asked_for_the_facts_of_a_file_serves_the_next(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    path = tmp_path / "blob"
    path.write_bytes(making.pdf(["The policy of the city."]))
    documents.read(path, "policy.pdf", sandbox=sandbox)
    child = sandbox.pid

    served = []
    for ask in (
        partial(documents.measure, path, "policy.pdf"),
        partial(documents.pictured, path, "policy.pdf", [1]),
        partial(origin.of, path, "policy.pdf"),
    ):
        ask(sandbox=sandbox)
        served.append(sandbox.pid)

    assert served == [child] * 3
