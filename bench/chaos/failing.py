"""Works in a process that kills itself at a chosen point.

python -m bench.chaos.failing POINT DOCUMENT reads the document; without one it packs
the assessment whose turn it is.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from criteria.finding import matching
from storage import dating, exports, jobs, links, pages, parcel_jobs
from storage.blobs import Blobs
from storage.settings import Settings
from storage.store import Store
from workers import datefinding, packing, reading
from workers.extract import documents as extract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

STEPS: dict[str, tuple[ModuleType | type, str]] = {
    "claim": (jobs, "claim"),
    "extract": (extract, "read"),
    "match": (matching, "find"),
    "date": (datefinding, "proposed"),
    "keep pages": (pages, "keep"),
    "record": (jobs, "record"),
    "propose": (links, "propose"),
    "propose dates": (dating, "propose"),
}
PACKING: dict[str, tuple[ModuleType | type, str]] = {
    "claim": (parcel_jobs, "claim"),
    "write": (exports, "write"),
    "keep a part": (Blobs, "keep_part"),
    "record": (parcel_jobs, "record"),
}


def points(steps: Iterable[str]) -> list[str]:
    """Where to die: before and after each step."""
    return [f"{when} {step}" for step in steps for when in ("before", "after")]


POINTS = points(STEPS)


def main() -> None:
    """Work until the point, and no further."""
    point, *documents = sys.argv[1:]
    when, step = point.split(" ", 1)
    module, name = (STEPS if documents else PACKING)[step]
    setattr(module, name, _deadly(getattr(module, name), after=when == "after"))
    store = Store(Settings.from_env())
    if documents:
        reading.read(store, *documents)
    else:
        packing.pack_next(store)


def _deadly(work: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def die(*words: object, **more: object) -> None:
        if after:
            work(*words, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    return die


if __name__ == "__main__":
    main()
