"""Sets a report as PDF in a process of its own, one at a time.

The memory that it takes goes back to the machine with it: four hundred pictures take
300 MB, and the pages of everybody else need theirs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Final

# The standard for accessible PDF; what does not keep to it is not made.
ACCESSIBLE: Final = "ua-1"
SECONDS = 60.0
TEMPLATE, TOLD, MADE = "report.typ", "told.json", "report.pdf"

_turn = threading.Lock()


def made(folder: Path, told: dict[str, object], at: datetime) -> bytes:
    """The PDF of what is told, by the template and the pictures in a folder.

    Raises CalledProcessError or TimeoutExpired when it cannot be set.
    """
    (folder / TOLD).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    words = [sys.executable, "-m", "web.typesetting", str(folder), at.isoformat()]
    with _turn:
        subprocess.run(words, check=True, timeout=SECONDS)
    return (folder / MADE).read_bytes()


def main() -> None:
    """Set the report of a folder. Runs in the process of its own."""
    import typst  # noqa: PLC0415 - the process that asks must not hold it

    folder = Path(sys.argv[1])
    typst.compile(
        folder / TEMPLATE,
        output=folder / MADE,
        root=folder,
        sys_inputs={"told": (folder / TOLD).read_text("utf-8")},
        pdf_standards=ACCESSIBLE,
        ignore_system_fonts=True,
        timestamp=datetime.fromisoformat(sys.argv[2]),
    )


if __name__ == "__main__":
    main()
