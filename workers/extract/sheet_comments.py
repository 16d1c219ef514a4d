"""The comments on the cells of an Excel workbook, and the threads that they became.

Told in the form in which the second reader of workbooks tells them, which drops the
blanks between runs and knows no threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from workers.extract import packed
from workers.extract.package import Package, parsed
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_THREADS = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
# Excel also writes a thread as a comment that tells old versions about it, by an author
# of this name.
_STAND_IN = "tc={"
_PART = "omment"


def by_sheet(data: bytes) -> dict[str, list[dict[str, Any]]]:
    """Give the comments under the name of their sheet; nothing if it cannot be read."""
    with packed.archive(data) as archive:
        if not any(_PART in name for name in archive.namelist()):
            return {}
    try:
        package = Package(data)
        main, body = package.main()
        parts = {one.key: one.target for one in package.relations(main)}
        people = dict(_people(package, main))
        sheets = {
            str(sheet.get("name")): [*_of(package, parts[key], people)]
            for sheet in parsed(body).iter(_MAIN + "sheet")
            if (key := str(sheet.get(_REL + "id"))) in parts
        }
    except (Unreadable, etree.XMLSyntaxError):
        return {}
    return {name: found for name, found in sheets.items() if found}


def _people(package: Package, main: str) -> Iterator[tuple[str, str]]:
    for root in _roots(package, main, "person"):
        for one in root.iter(_THREADS + "person"):
            yield str(one.get("id")), str(one.get("displayName") or "")


def _of(
    package: Package, sheet: str, people: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    threaded = False
    for root in _roots(package, sheet, "threadedComment"):
        for one in root.iter(_THREADS + "threadedComment"):
            threaded = True
            said = one.findtext(_THREADS + "text") or ""
            yield _comment(people.get(str(one.get("personId")), ""), said)
    for root in _roots(package, sheet, "comments"):
        names = [one.text or "" for one in root.iter(_MAIN + "author")]
        authors = {str(at): name for at, name in enumerate(names)}
        for one in root.iter(_MAIN + "comment"):
            author = authors.get(str(one.get("authorId")), "")
            if not (threaded and author.startswith(_STAND_IN)):
                yield _comment(author, _said(one))


def _roots(package: Package, name: str, kind: str) -> Iterator[etree._Element]:
    for relation in package.relations(name, kind):
        root = None if relation.outside else package.root(relation.target)
        if root is not None:
            yield root


def _said(comment: etree._Element) -> str:
    """Join the runs of a comment, without how they are pronounced."""
    spoken = {part for one in comment.iter(_MAIN + "rPh") for part in one}
    runs = [one for one in comment.iter(_MAIN + "t") if one not in spoken]
    return "".join(one.text or "" for one in runs)


def _comment(author: str, said: str) -> dict[str, Any]:
    content = [{"type": "text", "text": said}]
    return {"type": "comment", "author": author, "content": content}
