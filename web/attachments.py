"""What a browser saves: under its name, whatever letters the name has."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from flask import Response

# What RFC 8187 lets stand in a name beside letters and digits.
PLAIN = "!#$&+-.^_`|~"


def attach(response: Response, name: str) -> Response:
    """Have a response saved under a name, and never shown.

    A header holds ASCII. So a name of other letters stands there twice, as RFC 6266
    says: without them, for old programs, and whole.
    """
    simple = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    names = {"filename": simple}
    if simple != name:
        names["filename*"] = f"UTF-8''{quote(name, safe=PLAIN)}"
    response.headers.set("Content-Disposition", "attachment", **names)
    return response
