"""What is remarked on a document for the person who sent it: one closed list.

They are kept in English with their values filled in; ``apart`` finds both again, so
that a page can tell them in its reader's language.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from criteria.telling import tell

if TYPE_CHECKING:
    from criteria.telling import Told

ATTACHED: Final = tell("Files attached inside, each a document of its own: %(names)s.")
RENAMED: Final = tell(
    "The name ends in %(suffix)s, but the file is %(kind)s. It was read so."
)
RECOGNISED: Final = tell(
    "Pages that are pictures: %(count)s. Their text was recognised and may hold errors."
)
PACKED: Final = tell(
    "This archive holds %(count)s files. Each is a document of its own."
)
SIMPLER: Final = tell(
    "This document is damaged or unusual. Its body was read; its headers, notes and"
    " comments were not. Save it anew in its program and upload it again."
)
CUT: Final = tell(
    "The end of this file is missing, and pages may be, too. Compare it with the "
    "original, or upload it again."
)
# A file inside of another that was not kept. Any sentence with a colon may be taken for
# one, so it comes last.
NOT_KEPT: Final = tell("%(name)s: %(problem)s")

_ALL: Final = (ATTACHED, RENAMED, RECOGNISED, PACKED, SIMPLER, CUT, NOT_KEPT)
_VALUE: Final = re.compile(r"%\\\((\w+)\\\)s|%\((\w+)\)s")


def apart(sentence: str) -> tuple[Told, dict[str, str]]:
    """Find the message of a remark, and the values that were filled in.

    What is none of these is a message by itself.
    """
    for message, pattern in _PATTERNS:
        found = pattern.fullmatch(sentence)
        if found:
            return message, found.groupdict()
    return tell(sentence), {}


def _pattern(message: str) -> re.Pattern[str]:
    parts = _VALUE.sub(
        lambda mark: f"(?P<{mark[1] or mark[2]}>.+?)", re.escape(message)
    )
    return re.compile(parts, re.DOTALL)


_PATTERNS: Final = tuple((message, _pattern(message)) for message in _ALL)
