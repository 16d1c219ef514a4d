from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.evidence import SegmentKind
from tests.workers.extract import making, office
from workers.extract.sheet_comments import by_sheet

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_COMMENTS = (
    f'<comments xmlns="{_MAIN}"><authors><author>Ana Ruiz</author>'
    "<author>tc={{0A}}</author></authors><commentList>{}</commentList></comments>"
)
_RUNS = (
    '<comment ref="A2" authorId="0"><text><r><rPr><sz val="12"/></rPr>'
    '<t xml:space="preserve">First line\n</t></r><r><t>Bold</t></r>'
    '<r><t xml:space="preserve"> and more</t></r>'
    '<rPh sb="0" eb="1"><t>spoken</t></rPh></text></comment>'
)
_STAND_IN = (
    '<comment ref="B2" authorId="1"><text><t>[Threaded comment] Your version of Excel'
    " allows you to read this.</t></text></comment>"
)
_THREAD = (
    f'<ThreadedComments xmlns="{_THREADS}"><threadedComment ref="B2" personId="1">'
    "<text>Who checks it?</text></threadedComment><threadedComment ref="
    '"B2" personId="2" parentId="0A"><text>The auditor</text></threadedComment>'
    "</ThreadedComments>"
)
_PEOPLE = (
    f'<personList xmlns="{_THREADS}"><person id="1" displayName="Bo Li"/></personList>'
)


def _book(comments: str, *, threads: bool = False, rows: int = 2) -> bytes:
    cells: list[list[str | float]] = [["Goal", "Owner"]]
    cells += [["Parks", "Ana"] for _ in range(1, rows)]
    data = office.workbook({"Goals": cells, "Notes": [["One"]]})
    kinds = [("comments", "../comments1.xml")]
    kinds += [("threadedComment", "../threadedComments/t1.xml")] if threads else []
    book = making.member(data, "xl/_rels/workbook.xml.rels").decode()
    person = office.relations(("person", "persons/person.xml")).replace("rId1", "rId9")
    one = person[person.index("<Relationship ") : person.index("</")]
    added = {
        "xl/comments1.xml": _COMMENTS.format(comments),
        "xl/worksheets/_rels/s1.xml.rels": office.relations(*kinds),
        "xl/threadedComments/t1.xml": _THREAD,
        "xl/persons/person.xml": _PEOPLE,
        "xl/_rels/workbook.xml.rels": book.replace("</", f"{one}</", 1),
    }
    return making.replaced(data, added)


def test_comment_keeps_the_blanks_between_its_runs(read: Read) -> None:
    [page, _] = read(_book(_RUNS), "goals.xlsx").pages

    assert making.blocks(page)[-1] == (
        SegmentKind.NOTE,
        "Comment by Ana Ruiz: First line\nBold and more",
    )


def test_thread_is_read_with_its_replies_and_without_what_stands_in_for_it(
    read: Read,
) -> None:
    [page, _] = read(_book(_RUNS + _STAND_IN, threads=True), "goals.xlsx").pages

    assert making.blocks(page)[2:] == [
        (SegmentKind.NOTE, "Comment by Bo Li: Who checks it?"),
        (SegmentKind.NOTE, "Comment: The auditor"),
        (SegmentKind.NOTE, "Comment by Ana Ruiz: First line\nBold and more"),
    ]


def test_comments_of_a_large_workbook_are_read_too(read: Read) -> None:
    pages = read(_book(_RUNS, rows=10_001), "goals.xlsx").pages

    assert making.blocks(pages[-2])[-1] == (
        SegmentKind.NOTE,
        "Comment by Ana Ruiz: First line\nBold and more",
    )


def test_broken_comments_are_not_told_and_hide_no_sheet(read: Read) -> None:
    data = _book("<comment>")

    assert by_sheet(data) == {}
    assert [page.text for page in read(data, "goals.xlsx").pages] == [
        "Goal | Owner\nGoal: Parks | Owner: Ana",
        "One",
    ]


def test_workbook_without_comments_has_none() -> None:
    assert by_sheet(office.workbook({"Goals": [["Parks"]]})) == {}
