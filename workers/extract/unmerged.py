"""A workbook whose sheets say first that no cells are merged.

calamine's package goes through each sheet twice: for its cells, and until it has seen
which of them are merged, which stands behind them all. Nobody here asks for that. It
looks for either by name, so what stands before the cells changes none.
"""

from __future__ import annotations

import io
import zipfile

from workers.extract import limits, packed

_SHEETS = "xl/worksheets/"
_XML = ".xml"
_LONG = 64 * 1024  # bytes: to look twice through less takes no longer than this
_NONE = b"<mergeCells></mergeCells>"


def unmerged(data: bytes) -> io.BytesIO | None:
    """Give a workbook with its long sheets unpacked, and None if it has none.

    Also None where that would take much memory. Raises Unreadable where a sheet is
    damaged.
    """
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        sheets = [one for one in archive.NameToInfo.values() if _is_long(one)]
        size = len(data) + sum(one.file_size for one in sheets)
        if not sheets or size > limits.TREE_BYTES:
            return None
        for one in sheets:
            archive.filelist.remove(one)
            del archive.NameToInfo[one.filename]
            body = _NONE + packed.part(data, one)
            archive.writestr(zipfile.ZipInfo(one.filename), body)
    stream.seek(0)
    return stream


def _is_long(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    return name.startswith(_SHEETS) and name.endswith(_XML) and member.file_size > _LONG
