"""Reads one document in a process that kills itself at a chosen point.

python -m bench.chaos.failing POINT DOCUMENT
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from criteria import matching
from storage import dating, jobs, links, pages
from storage.settings import Settings
from storage.store import Store
from workers import datefinding, reading
from workers.extract import documents as extract

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

STEPS: dict[str, tuple[ModuleType, str]] = {
    "claim": (jobs, "claim"),
    "extract": (extract, "read"),
    "match": (matching, "find"),
    "date": (datefinding, "proposed"),
    "keep pages": (pages, "keep"),
    "record": (jobs, "record"),
    "propose": (links, "propose"),
    "propose dates": (dating, "propose"),
}
POINTS = [f"{when} {step}" for step in STEPS for when in ("before", "after")]


def main() -> None:
    """Read until the point, and no further."""
    point, document_id = sys.argv[1:]
    when, step = point.split(" ", 1)
    module, name = STEPS[step]
    setattr(module, name, _deadly(getattr(module, name), after=when == "after"))
    reading.read(Store(Settings.from_env()), document_id)


def _deadly(work: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def die(*words: object, **more: object) -> None:
        if after:
            work(*words, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    return die


if __name__ == "__main__":
    main()
