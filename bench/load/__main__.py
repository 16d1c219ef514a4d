"""make load: how much an installation takes, and how fast. Only on this machine.

python -m bench.load [uploads workers drain …] [--uploads N] [--drain N] [--clients N]
[--minutes N]: without parts all but the hour of memory. Each prints its figures with
the machine's load before and after it; --write puts them into docs/performance.md,
where the figures of other parts stay.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.chaos import installation
from bench.load import large, receiving, reviewing, soaking, table
from bench.load.table import Figures, Sizes

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.chaos.installation import Installation

PARTS: dict[str, Callable[[Installation, Sizes, Figures], None]] = {
    "uploads": receiving.uploads,
    "workers": receiving.by_one_and_by_two,
    "drain": receiving.drain,
    "scan": receiving.scan,
    "large": large.by_one_and_by_two,
    "reviews": reviewing.looks,
    "decisions": reviewing.decides,
    "memory": soaking.hour,
}
LONG = "memory"


def main() -> int:
    """Measure one part after the other, each on servers and processes of its own."""
    asked = argparse.ArgumentParser(prog="python -m bench.load")
    asked.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    asked.add_argument("--uploads", type=int, default=400)
    asked.add_argument("--drain", type=int, default=1000)
    asked.add_argument("--clients", type=int, default=20)
    asked.add_argument("--minutes", type=int, default=60)
    asked.add_argument("--write", action="store_true")
    words = asked.parse_args()
    sizes = Sizes(words.uploads, words.drain, words.clients, words.minutes)
    for part in words.parts or [one for one in PARTS if one != LONG]:
        figures = Figures(part)
        with tempfile.TemporaryDirectory(prefix="assay-load-") as folder:
            Path(folder).chmod(0o711)
            made = installation.make(Path(folder))
            made.start()
            try:
                PARTS[part](made, sizes, figures)
            finally:
                made.stop()
        if words.write:
            table.write(figures, list(PARTS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
