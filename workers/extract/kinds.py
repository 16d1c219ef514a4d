"""What a file is, by what stands in it. The name only breaks ties, and is remarked on.

Nothing is unpacked here beyond the member list of a zip and one short member.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING

from criteria.about import remarks
from criteria.telling import tell

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 4096
_FEW_CONTROLS = 4
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b\x08"))
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


class Kind(StrEnum):
    """The formats that are told apart."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    RTF = "rtf"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    CSV = "csv"
    EML = "eml"
    MSG = "msg"
    ZIP = "zip"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    LOCKED = "locked"  # an Office file packed with a password
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    UNKNOWN = "unknown"


_EXTENSIONS = {
    "pdf": Kind.PDF,
    "docx": Kind.DOCX,
    "docm": Kind.DOCX,
    "dotx": Kind.DOCX,
    "xlsx": Kind.XLSX,
    "xlsm": Kind.XLSX,
    "pptx": Kind.PPTX,
    "pptm": Kind.PPTX,
    "ppsx": Kind.PPTX,
    "odt": Kind.ODT,
    "ods": Kind.ODS,
    "odp": Kind.ODP,
    "rtf": Kind.RTF,
    "html": Kind.HTML,
    "htm": Kind.HTML,
    "xhtml": Kind.HTML,
    "md": Kind.MARKDOWN,
    "markdown": Kind.MARKDOWN,
    "txt": Kind.TEXT,
    "text": Kind.TEXT,
    "csv": Kind.CSV,
    "tsv": Kind.CSV,
    "eml": Kind.EML,
    "msg": Kind.MSG,
    "zip": Kind.ZIP,
    "doc": Kind.DOC,
    "xls": Kind.XLS,
    "ppt": Kind.PPT,
    "png": Kind.PNG,
    "jpg": Kind.JPEG,
    "jpeg": Kind.JPEG,
    "tif": Kind.TIFF,
    "tiff": Kind.TIFF,
}
_SPOKEN = {
    Kind.PDF: tell("a PDF"),
    Kind.DOCX: tell("a Word document (.docx)"),
    Kind.XLSX: tell("an Excel workbook (.xlsx)"),
    Kind.PPTX: tell("a PowerPoint presentation (.pptx)"),
    Kind.ODT: tell("an OpenDocument text (.odt)"),
    Kind.ODS: tell("an OpenDocument spreadsheet (.ods)"),
    Kind.ODP: tell("an OpenDocument presentation (.odp)"),
    Kind.RTF: tell("a rich text file (.rtf)"),
    Kind.HTML: tell("a web page (.html)"),
    Kind.MARKDOWN: tell("a Markdown text (.md)"),
    Kind.TEXT: tell("a plain text (.txt)"),
    Kind.CSV: tell("a table in plain text (.csv)"),
    Kind.EML: tell("an e-mail (.eml)"),
    Kind.MSG: tell("an Outlook message (.msg)"),
    Kind.ZIP: tell("a zip archive (.zip)"),
    Kind.DOC: tell("an old Word document (.doc)"),
    Kind.XLS: tell("an old Excel workbook (.xls)"),
    Kind.PPT: tell("an old PowerPoint presentation (.ppt)"),
    Kind.LOCKED: tell("an Office file with a password"),
    Kind.PNG: tell("a PNG picture (.png)"),
    Kind.JPEG: tell("a JPEG picture (.jpg)"),
    Kind.TIFF: tell("a TIFF picture (.tif)"),
    Kind.UNKNOWN: tell("of a kind we do not know"),
}
_MAGIC = (
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
)
_OPENDOCUMENT = {
    "application/vnd.oasis.opendocument.text": Kind.ODT,
    "application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
    "application/vnd.oasis.opendocument.presentation": Kind.ODP,
}
_OLE_STREAMS = (
    (_ENCRYPTED_OFFICE, Kind.LOCKED),
    ("__properties_version1.0".encode("utf-16-le"), Kind.MSG),
    ("WordDocument".encode("utf-16-le"), Kind.DOC),
    ("PowerPoint Document".encode("utf-16-le"), Kind.PPT),
    ("Workbook".encode("utf-16-le"), Kind.XLS),
    ("Book".encode("utf-16-le"), Kind.XLS),
)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|article|main|div|table|h1|p)\b",
    re.IGNORECASE,
)
_HEADER = re.compile(rb"^[A-Za-z][A-Za-z0-9-]{1,40}:[ \t]")
_MAIL = re.compile(
    rb"^(?:from|to|subject|date|message-id|received|return-path|mime-version"
    rb"|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
_ZIP_TAIL = 22 + 65_535  # bytes: the end of a zip and the longest comment behind it
_ZIP_END = struct.Struct("<12xL6x")  # the size of its list of members
_ZIP_ENTRY = struct.Struct("<28xHHH12x")  # how long name, extra and comment are
# A suffix that is none, as in "Ordinance No. 5", claims nothing.
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{0,7}")
# Texts that others can be taken for: only their name tells them apart.
_TEXTS = frozenset({Kind.TEXT, Kind.MARKDOWN, Kind.CSV, Kind.HTML, Kind.EML})


def detect(path: Path, name: str) -> Kind:
    """Say what a file on disk is; ``name`` is what its sender called it."""
    return of(path.read_bytes(), name)


def of(data: bytes, name: str) -> Kind:
    """Say what the bytes of a file are."""
    head = data[:HEAD]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _packed(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return next((k for mark, k in _OLE_STREAMS if mark in data), Kind.UNKNOWN)
    # Mail gateways and printers leave bytes before a PDF; its readers allow 1024. What
    # holds other files, above, may hold a PDF as near to its beginning.
    if b"%PDF-" in data[:1029]:
        return Kind.PDF
    kind = _written(head, claimed(name))
    return Kind.UNKNOWN if kind is Kind.TEXT and _is_foreign(name) else kind


def claimed(name: str) -> Kind | None:
    """Say what a name's extension claims the file to be, if it claims anything."""
    return _EXTENSIONS.get(PurePath(name).suffix.lower().lstrip("."))


def _is_foreign(name: str) -> bool:
    """Tell a name whose extension is of no kind that is read.

    Any text passes for plain text, so there the name has to agree: a program, a drawing
    or a page of settings is no evidence.
    """
    suffix = PurePath(name).suffix.lower()
    return claimed(name) is None and _SUFFIX.fullmatch(suffix) is not None


def remark(kind: Kind, name: str) -> str:
    """Say in a sentence that a name claims another kind than the file is, or ""."""
    suffix = PurePath(name).suffix.lower()
    claim = claimed(name)
    if claim is None or claim == kind or Kind.LOCKED in (claim, kind):
        return ""
    return remarks.RENAMED % {"suffix": suffix, "kind": _SPOKEN[kind]}


def _packed(data: bytes) -> Kind:
    try:
        names = _listed(data)
        if not names or "mimetype" in names:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = set(archive.namelist())
                mime = _mime(archive) if "mimetype" in names else ""
            if mime in _OPENDOCUMENT:
                return _OPENDOCUMENT[mime]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        return Kind.ZIP
    folders = {name.split("/", 1)[0] for name in names if "/" in name}
    if "[Content_Types].xml" in names or "_rels" in folders:
        for folder, kind in (
            ("word", Kind.DOCX),
            ("xl", Kind.XLSX),
            ("ppt", Kind.PPTX),
        ):
            if folder in folders:
                return kind
    return Kind.ZIP


def _mime(archive: zipfile.ZipFile) -> str:
    """Read what an OpenDocument file calls itself; its template is of the same kind."""
    if archive.getinfo("mimetype").file_size >= HEAD:
        return ""
    said = archive.read("mimetype").decode("ascii", "replace").strip()
    return said.split("-template")[0]


def _listed(data: bytes) -> set[str]:
    """List a zip's members at a tenth of the cost; nothing where it is an unusual one.

    Telling what a file is needs no more than names, and comes before every reading.
    """
    end = data.rfind(b"PK\x05\x06", max(len(data) - _ZIP_TAIL, 0))
    if end < 0 or len(data) < end + _ZIP_END.size:
        return set()
    (size,) = _ZIP_END.unpack_from(data, end)
    at, names = end - size, set()
    last = end - _ZIP_ENTRY.size
    while 0 <= at <= last and data.startswith(b"PK\x01\x02", at):
        name, extra, comment = _ZIP_ENTRY.unpack_from(data, at)
        at += _ZIP_ENTRY.size
        names.add(data[at : at + name].decode("utf-8", "replace"))
        at += name + extra + comment
    return names if at == end else set()


def _written(head: bytes, claim: Kind | None) -> Kind:
    """Tell the kinds of text apart, or find that it is none."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return claim if claim in _TEXTS and claim is not None else Kind.TEXT
    if b"\x00" in head or _is_binary(head):
        return Kind.UNKNOWN
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"<" and _HTML.search(start) and claim is not Kind.MARKDOWN:
        return Kind.HTML
    if claim in _TEXTS and claim is not None:
        return claim
    if _HEADER.match(start) and len(set(_MAIL.findall(start))) > 2:  # noqa: PLR2004 - few texts begin with three of them
        return Kind.EML
    return Kind.TEXT


def _is_binary(head: bytes) -> bool:
    """Find whether more control characters stand here than a text may hold."""
    control = len(head) - len(head.translate(None, _CONTROLS))
    return control > _FEW_CONTROLS + len(head) // 50
