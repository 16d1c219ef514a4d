"""Files made to break whoever reads them. Nothing in them is anybody's."""

from __future__ import annotations

import io
import zipfile

from tests.workers.extract.making import pdf


def files() -> dict[str, bytes]:
    """Files by name."""
    whole = pdf(*[["The committee met."]] * 3)
    found = {f"cut-{at}.pdf": whole[: len(whole) * at // 10] for at in range(1, 10)}
    found["noise.pdf"] = b"%PDF-1.7\n" + bytes(range(256)) * 400
    found["noise.docx"] = b"PK\x03\x04" + bytes(range(256)) * 400
    found["nothing.txt"] = b""
    found["zeros.txt"] = b"\0" * 100_000
    found["deep.html"] = b"<div>" * 200_000
    found["long.txt"] = b"data " * 2_000_000
    found["many.pdf"] = pdf(*[["Page."]] * 300)
    found["bomb.zip"] = _zip({"zeros.txt": b"\0" * 300_000_000})
    found["nested.zip"] = _nested()
    found["up.zip"] = _zip({"../../etc/passwd.txt": b"The committee met."})
    found["entities.xml"] = _entities()
    return found


def _zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in members.items():
            archive.writestr(name, contents)
    return file.getvalue()


def _nested() -> bytes:
    inside = b"The committee met."
    for depth in range(12):
        inside = _zip({f"{depth}.zip": inside})
    return inside


def _entities() -> bytes:
    lines = ["<!DOCTYPE x [<!ENTITY a 'ha'>"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"<!ENTITY {name} '{f'&{before};' * 10}'>")
    return "\n".join([*lines, "]><x>&i;</x>"]).encode()
