"""Files in parts, told in the contract: the routes are those of `web.arriving`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web import arriving
from web.v1.routes import ROUTES, Route

if TYPE_CHECKING:
    from collections.abc import Mapping

    Headers = Mapping[str, Mapping[str, object]]

# Under which name those routes stand among the addresses for programs.
NAME = "v1-arriving"

_NEEDED = frozenset({"Tus-Resumable", "Upload-Length", "Upload-Offset"})
_VERSION: Headers = {"Tus-Resumable": {"type": "string", "const": arriving.VERSION}}
_SIZE: Mapping[str, object] = {"type": "integer", "minimum": 0}
_TELLS: Headers = {
    **_VERSION,
    "Upload-Offset": _SIZE,
    "Upload-Length": _SIZE,
    "Upload-Expires": {"type": "string"},
}

ROUTES += [
    Route(
        f"{NAME}.begin",
        "POST",
        "/assessments/<assessment_id>/arriving",
        "Expect a file in parts, by the tus protocol 1.0. Upload-Metadata holds its "
        "'filename', and may hold 'confidential', each with its value in base64. "
        "Location is where the parts go.",
        status=201,
        sends={
            **_VERSION,
            "Upload-Length": _SIZE,
            "Upload-Metadata": {"type": "string"},
        },
        needs=_NEEDED,
        tells={**_TELLS, "Location": {"type": "string"}},
    ),
    Route(
        f"{NAME}.ask",
        "HEAD",
        "/arriving/<upload_id>",
        "Say how much of a file has come.",
        sends=_VERSION,
        needs=_NEEDED,
        tells=_TELLS,
    ),
    Route(
        f"{NAME}.receive",
        "PATCH",
        "/arriving/<upload_id>",
        "Take the next part of a file; the last one makes the document.",
        binary=arriving.PART,
        status=204,
        sends={**_VERSION, "Upload-Offset": _SIZE},
        needs=_NEEDED,
        tells=_TELLS,
    ),
]
