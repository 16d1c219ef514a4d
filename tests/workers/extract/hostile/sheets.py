"""Workbooks, slides and OpenDocument files: entities, lies, and what has no end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.workers.extract import making, office
from tests.workers.extract.hostile.attack import Attack
from tests.workers.extract.hostile.offices import ENTITY, SAYS, laughs
from workers.extract.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable


def sheet(cells: str, *, more: str = "", shared: str = "") -> bytes:
    """Make a workbook of one sheet whose cells are the XML given."""
    base = office.workbook({"Data": [["x"]]})
    body = office.sheet([]).replace("<sheetData>", f"<sheetData>{cells}", 1)
    members: dict[str, bytes | str] = {
        "xl/worksheets/s1.xml": body.replace("</worksheet>", f"{more}</worksheet>")
    }
    if shared:
        members["xl/sharedStrings.xml"] = shared
        members["xl/_rels/workbook.xml.rels"] = office.relations(
            ("worksheet", "worksheets/s1.xml"),
            ("styles", "styles.xml"),
            ("sharedStrings", "sharedStrings.xml"),
        )
    return making.replaced(base, members)


def cell(place: str, words: str = SAYS) -> str:
    return (
        f'<row r="{"".join(filter(str.isdigit, place))}"><c r="{place}"'
        f' t="inlineStr"><is><t>{words}</t></is></c></row>'
    )


def repeated(rows: int, columns: int) -> bytes:
    """Make a sheet of OpenDocument that repeats one cell over and over."""
    return office.opendocument(
        f'<table:table table:name="Data"><table:table-row'
        f' table:number-rows-repeated="{rows}"><table:table-cell'
        f' table:number-columns-repeated="{columns}" office:value-type="string">'
        f"<text:p>{SAYS}</text:p></table:table-cell></table:table-row></table:table>",
        kind="spreadsheet",
    )


def open_text(body: str, **more: str) -> bytes:
    members = {name.replace("__", "/"): text for name, text in more.items()}
    return making.replaced(office.opendocument(body), members)


def slide_loop() -> bytes:
    """Make slides whose notes are the slide, whose notes are the slide."""
    base = office.slides(office.shape(SAYS), notes="x")
    loop = office.relations(("notesSlide", "../slides/slide1.xml"))
    return making.replaced(base, {"ppt/slides/_rels/slide1.xml.rels": loop})


def _sheet(tries: str, data: Callable[[], bytes], ends: Refusal | str = SAYS) -> Attack:
    return Attack(tries, "budget.xlsx", data, ends)


ATTACKS = (
    _sheet(
        "entities in the texts of a workbook",
        lambda: sheet(cell("A1"), shared=laughs() + "<sst><si><t>&e;</t></si></sst>"),
        Refusal.FORBIDDEN_XML,
    ),
    _sheet(
        "a cell at the far end of a sheet",
        lambda: sheet(cell("A1", "x") + cell("XFD1048576")),
        f"x\n{SAYS}",
    ),
    _sheet(
        "a sheet merged into one cell",
        lambda: sheet(
            cell("A1"), more='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
    ),
    _sheet(
        "a sheet that lies about its size",
        lambda: making.replaced(
            sheet(cell("A1")),
            {
                "xl/worksheets/s1.xml": office.sheet([]).replace(
                    "<sheetData>",
                    f'<dimension ref="A1:XFD1048576"/><sheetData>{cell("A1")}',
                )
            },
        ),
    ),
    _sheet(
        "a text whose number no list has",
        lambda: sheet(
            '<row r="1"><c r="A1" t="s"><v>4294967295</v></c></row>' + cell("A2"),
            shared='<sst count="4294967295"><si><t>x</t></si></sst>',
        ),
        Refusal.DAMAGED,
    ),
    _sheet(
        "a cell that starts a program",
        lambda: sheet(
            '<row r="1"><c r="A1"><f>cmd|\'/C calc\'!A0</f><v>7</v></c></row>'
            + cell("A2")
        ),
        f"7\n{SAYS}",
    ),
    _sheet(
        "a style whose number no list has",
        lambda: sheet(
            '<row r="1"><c r="A1" s="4294967295"><v>7</v></c></row>' + cell("A2")
        ),
        f"7\n{SAYS}",
    ),
    Attack(
        "a slide that is its own note",
        "talk.pptx",
        slide_loop,
        f"{SAYS}\nNotes: {SAYS}",
    ),
    Attack(
        "groups of shapes nested ten thousand deep",
        "talk.pptx",
        lambda: office.slides("<p:grpSp>" * 10_000 + "</p:grpSp>" * 10_000),
        Refusal.DAMAGED,
    ),
    Attack(
        "a cell repeated two thousand million times",
        "budget.ods",
        lambda: repeated(2**31 - 1, 2**31 - 1),
        Refusal.DAMAGED,
    ),
    Attack(
        "a cell repeated three million times",
        "budget.ods",
        lambda: repeated(3000, 1000),
        Refusal.TOO_MANY_CELLS,
    ),
    Attack(
        "a blank repeated two thousand million times",
        "policy.odt",
        lambda: open_text(f'<text:p><text:s text:c="2147483647"/>{SAYS}</text:p>'),
        SAYS,
    ),
    Attack(
        "an entity in an OpenDocument's styles",
        "policy.odt",
        lambda: making.replaced(
            office.opendocument(f"<text:p>{SAYS}</text:p>"),
            {"styles.xml": ENTITY + "<x>&e;</x>"},
        ),
        Refusal.FORBIDDEN_XML,
    ),
    Attack(
        "lists nested a thousand deep",
        "policy.odt",
        lambda: open_text("<text:section>" * 250 + "</text:section>" * 250),
        Refusal.TOO_DEEP,
    ),
    Attack(
        "a script in an OpenDocument",
        "policy.odt",
        lambda: open_text(
            f'<text:p><office:script script:language="JS" xmlns:script="{"x"}">x()'
            f"</office:script>{SAYS}</text:p>"
        ),
        "x()The city met.",
    ),
)
