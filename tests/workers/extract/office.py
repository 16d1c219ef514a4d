"""Office and OpenDocument files written by hand for the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.workers.extract.making import zipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PKG = "http://schemas.openxmlformats.org/package/2006"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_OPEN = " ".join(
    f'xmlns:{name}="{_ODF}{long}:1.0"'
    for name, long in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "style": "style",
        "presentation": "presentation",
        "svg": "svg-compatible",
    }.items()
)
_OPEN += ' xmlns:xlink="http://www.w3.org/1999/xlink"'


def relations(*parts: tuple[str, str]) -> str:
    """Write relations, each of a kind and a target, as rId1, rId2 and so on."""
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, 1)
    )
    return f'<Relationships xmlns="{_PKG}/relationships">{lines}</Relationships>'


def _types(main: str, kind: str) -> str:
    return (
        f'<Types xmlns="{_PKG}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="application/vnd.openxmlformats-'
        f'officedocument.{kind}.main+xml"/></Types>'
    )


def workbook(
    sheets: Mapping[str, Sequence[Sequence[str | float]]], *, hidden: str = ""
) -> bytes:
    """Make an Excel workbook; numbers below 1 are shown in percent."""
    names = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"{_state(name == hidden)}/>'
        for n, name in enumerate(sheets, 1)
    )
    members = {
        "[Content_Types].xml": _types("xl/workbook.xml", "spreadsheetml.sheet"),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            *(("worksheet", f"worksheets/s{n}.xml") for n in range(1, len(sheets) + 1)),
            ("styles", "styles.xml"),
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts><font/></fonts><fills>'
        "<fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="10" applyNumberFormat="1"/></cellXfs>'
        "</styleSheet>",
    }
    for n, rows in enumerate(sheets.values(), 1):
        members[f"xl/worksheets/s{n}.xml"] = sheet(rows)
    return zipped(members)


def _state(hidden: bool) -> str:  # noqa: FBT001 - the value of an attribute
    return ' state="hidden"' if hidden else ""


def sheet(rows: Sequence[Sequence[str | float]]) -> str:
    """Write one sheet's part."""
    body = "".join(
        f'<row r="{y}">'
        + "".join(_cell(f"{chr(65 + x)}{y}", value) for x, value in enumerate(row))
        + "</row>"
        for y, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _cell(place: str, value: str | float) -> str:
    if isinstance(value, str):
        if not value:
            return ""
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}" s="{int(value < 1)}"><v>{value}</v></c>'


def slides(*bodies: str, notes: str = "", hidden: int = -1) -> bytes:
    """Make a presentation of slides whose shapes are the XML given."""
    numbers = range(1, len(bodies) + 1)
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in numbers)
    spaces = f'xmlns:a="{_A}" xmlns:p="{_P}" xmlns:r="{_REL}"'
    members = {
        "[Content_Types].xml": _types(
            "ppt/presentation.xml", "presentationml.presentation"
        ),
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {spaces}>"
        f"<p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *(("slide", f"slides/slide{n}.xml") for n in numbers)
        ),
    }
    for n, body in enumerate(bodies, 1):
        show = ' show="0"' if n - 1 == hidden else ""
        members[f"ppt/slides/slide{n}.xml"] = (
            f"<p:sld {spaces}{show}><p:cSld><p:spTree>{body}</p:spTree></p:cSld>"
            "</p:sld>"
        )
    if notes:
        members["ppt/slides/_rels/slide1.xml.rels"] = relations(
            ("notesSlide", "../notesSlides/notes1.xml")
        )
        members["ppt/notesSlides/notes1.xml"] = (
            f"<p:notes {spaces}><p:cSld><p:spTree>{shape(notes, 'body')}</p:spTree>"
            "</p:cSld></p:notes>"
        )
    return zipped(members)


def shape(text: str, role: str = "") -> str:
    """Write a shape with text, of a placeholder's role if it has one."""
    place = f'<p:nvPr><p:ph type="{role}"/></p:nvPr>' if role else "<p:nvPr/>"
    return (
        f"<p:sp><p:nvSpPr>{place}</p:nvSpPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r>"
        "</a:p></p:txBody></p:sp>"
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Write a table on a slide."""
    lines = "".join(
        "<a:tr>"
        + "".join(
            f"<a:tc><a:txBody><a:p><a:r><a:t>{t}</a:t></a:r></a:p></a:txBody></a:tc>"
            for t in row
        )
        + "</a:tr>"
        for row in rows
    )
    return (
        "<p:graphicFrame><a:graphic><a:graphicData>"
        f"<a:tbl>{lines}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def opendocument(body: str, *, kind: str = "text", styles: str = "") -> bytes:
    """Make an OpenDocument file whose body is the XML given."""
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {_OPEN}><office:body>"
            f"<office:{kind}>{body}</office:{kind}></office:body>"
            "</office:document-content>",
            "styles.xml": f"<office:document-styles {_OPEN}>{styles}"
            "</office:document-styles>",
            "META-INF/manifest.xml": "<manifest/>",
        }
    )
