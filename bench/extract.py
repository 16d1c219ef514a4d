"""How fast documents are read, beside the usual libraries: `make bench-extract`.

    python bench/extract.py [FOLDER...]

The files are those of the folders, and office files that we make. Ours is measured
three times. *Reader alone*: what the child does, blocks and all, in this process.
*In the child*: the same behind the walls, and the way to the parent. *Whole*: also
language, running lines and readability, and our own values of it all. Of a PDF there is
a fourth, *text and places*: what PDFium gives, from behind the walls.

All engines read the same files in one run, in turn, several times; a figure is the
median of processor seconds, that of child processes included. Engines that are not
installed are named and left out; `bench/rivals.txt` tells how to have them. Trust the
ratios: seconds move with what else runs.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench import letters, rivals, samples
from workers.extract import answers, confine, documents, sandbox
from workers.extract.refusals import Unreadable

if TYPE_CHECKING:
    from bench.rivals import Reader

REPEATS = 5
SLOW = 20  # times ours: an engine that takes so long is measured once
_ALL = 1_000_000  # documents for one child: a new one in between would cost its start


class Boxed:
    """Our reader in its child, which is kept from file to file as a worker keeps it."""

    def __init__(self, main: str = sandbox.MAIN) -> None:
        # With bubblewrap the child would be a grandchild, whose time nobody counts.
        confine._bubblewrap = tuple  # noqa: SLF001 - no reader wants this but the bench
        self.box = sandbox.Sandbox(sandbox.Bounds(documents=_ALL), main)

    def whole(self, path: Path) -> None:
        """Read a file, whatever comes of it."""
        try:
            documents.read(path, path.name, sandbox=self.box)
        except Unreadable as problem:
            print(f"{path.name}: {problem}", file=sys.stderr)

    def frames(self, path: Path) -> None:
        """Have a file read, and take what the child says as it comes."""
        for _ in self.box.ask({"do": "read", "name": path.name}, path):
            pass

    def seconds(self) -> float:
        """Say how much processor time the child has used, in all its threads."""
        threads = Path(f"/proc/{self.box.pid or 0}/task").glob("*/schedstat")
        return sum(int(told.read_text("ascii").split()[0]) for told in threads) / 1e9


def _alone(path: Path) -> None:
    """Read a file in this process, as the child does."""
    for _ in answers.to({"do": "read", "name": path.name}, path.read_bytes()):
        pass


def main(folders: list[str]) -> int:
    """Measure every kind of file that there is."""
    with tempfile.TemporaryDirectory() as ours:
        samples.make(Path(ours))
        places = [Path(folder) for folder in (ours, *folders)]
        files = [path for place in places for path in sorted(place.rglob("*"))]
        boxed = Boxed()
        known, missing = rivals.installed()
        print("Not installed:", ", ".join(missing) or "none.", flush=True)
        for suffix, others in known.items():
            kept = [path for path in files if path.suffix == suffix]
            kept = [path for path in kept if _is_plain(path, boxed)]
            thin = [path for path in kept if path.name.startswith(samples.THIN)]
            for some in (thin, [path for path in kept if path not in thin]):
                if some:
                    _measure(suffix, some, boxed, others)
    return 0


def _is_plain(path: Path, boxed: Boxed) -> bool:
    """Leave out what needs text recognition: no other engine here reads that."""
    try:
        reading = documents.read(path, path.name, sandbox=boxed.box)
    except Unreadable:
        return False
    return not any(page.by_ocr for page in reading.pages)


def _measure(
    suffix: str, files: list[Path], boxed: Boxed, others: dict[str, Reader]
) -> None:
    bare = Boxed(letters.MAIN)
    ours: dict[str, Reader] = {"assay, whole": boxed.whole}
    ours["assay, in the child"] = boxed.frames
    ours["assay, reader alone"] = _alone
    if suffix == ".pdf":
        ours["assay, text and places"] = bare.frames
    engines = ours | others
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    for turn in range(REPEATS + 1):
        for name, engine in engines.items():
            if turn > 1 and seconds[name][0] > SLOW * seconds["assay, whole"][0]:
                continue
            before = _used() + boxed.seconds() + bare.seconds()
            for path in files:
                engine(path)
            if turn:  # the first is for imports and for the starting of children
                spent = _used() + boxed.seconds() + bare.seconds() - before
                seconds[name].append(spent)
    medians = {name: statistics.median(found) for name, found in seconds.items()}
    thin = " of bare text" if files[0].name.startswith(samples.THIN) else ""
    print(f"\n{len(files)} files {suffix}{thin}, median of {REPEATS} runs, in times of")
    print(f"{'':41}{''.join(f'{one:>24}' for one in ours)}")
    for name, found in medians.items():
        times = "".join(f"{found / medians[one]:22.2f} x" for one in ours)
        print(f"  {name:28} {found:8.3f} s {times}", flush=True)
    bare.box.close()


def _used() -> float:
    """Say how much processor time this process has used, and those that have ended."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, both))


if __name__ == "__main__":
    began = time.monotonic()
    code = main(sys.argv[1:])
    print(f"\n{time.monotonic() - began:.0f} s in all", file=sys.stderr)
    sys.exit(code)
