from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workers.extract import making

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read

MESSAGE = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    "Content-Type: text/html\n\n<p>One</p><p>Two</p>\n--b--\n"
)


def test_diagrams_and_charts_are_read_where_they_stand(read: Read) -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    words = f'<a:p xmlns:a="{drawing}/main"><a:r><a:t>{{}}</a:t></a:r></a:p>'
    names = "<c:strCache><c:pt><c:v>Parks</c:v></c:pt></c:strCache>"
    data = making.replaced(
        making.word_of(
            "<w:p><w:r><w:t>Before</w:t></w:r></w:p><w:p><w:r><w:drawing>"
            '<wp:docPr id="1" name="A"/>'
            f'<dgm:relIds xmlns:dgm="{drawing}/diagram" r:dm="r0"/></w:drawing></w:r>'
            '</w:p><w:p><w:r><w:drawing><wp:docPr id="2" name="B"/>'
            f'<c:chart xmlns:c="{drawing}/chart"'
            ' r:id="r1"/></w:drawing></w:r></w:p><w:p><w:r><w:t>After</w:t></w:r></w:p>'
        ),
        {
            "word/_rels/document.xml.rels": making.relations("diagramData", "chart"),
            "word/diagramData.xml": f"<x>{words.format('Collect')}</x>",
            "word/chart.xml": f'<c:x xmlns:c="{drawing}/chart">'
            f"{words.format('Satisfied residents')}{names}</c:x>",
        },
    )

    expected = ["Before", "Collect", "Satisfied residents", "Parks", "After"]
    assert making.texts(read(data, "a.docx")) == expected


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.html", "<p>One</p><p>Two</p>"),
        (
            "a.mht",
            MESSAGE,
        ),
        ("a.txt", "One\n\nTwo"),
        ("a.docx", making.word("One", "Two")),
    ],
)
def test_file_that_was_put_into_a_document_is_read_in_its_place(
    read: Read, name: str, body: str | bytes
) -> None:
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    relation = making.relations("aFChunk").replace("aFChunk.xml", name)
    data = making.replaced(
        making.word_of(
            f"{paragraph.format('Before')}<w:altChunk r:id='r0'/>"
            f"{paragraph.format('After')}"
        ),
        {"word/_rels/document.xml.rels": relation, f"word/{name}": body},
    )

    assert making.texts(read(data, "a.docx")) == ["Before", "One", "Two", "After"]
