"""Reads hostile files changed at random, for as long as asked: the long run.

    python -m bench.fuzz [--minutes 10] [--seed 1] [--keep FOLDER]

Whatever the bytes, a reading ends with text or with a sentence of the closed list, and
the next good file is read. What ends otherwise is kept, and ends this with code 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.workers.extract import making
from tests.workers.extract.hostile.attacks import ATTACKS
from workers.extract import documents
from workers.extract.refusals import Unreadable
from workers.extract.sandbox import Bounds, Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

GOOD = "The city publishes its budget on the open data portal."
# Larger ones are bombs, which changed bytes only defuse.
LARGEST = 400_000
ODD = (b"\0", b"\xff", b"<", b"(", b"%", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff")


def seeds() -> list[tuple[str, bytes]]:
    """Files to change: those that attack, and those that do not."""
    made = [(one.file, one.made()) for one in ATTACKS]
    good = [("good.pdf", making.pdf([GOOD])), ("good.docx", making.word(GOOD))]
    return [(name, data) for name, data in good * 20 + made if 0 < len(data) < LARGEST]


def changed(chance: random.Random, data: bytes) -> bytes:
    """Change some bytes, or cut, repeat or move a part."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        at, size = chance.randrange(len(out) + 1), chance.choice((1, 4, 60, 2000))
        match chance.randrange(5):
            case 0:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                odd = chance.choice(ODD)
                out[at : at + len(odd)] = odd
            case 2:
                del out[at : at + size]
            case 3:
                out[at:at] = out[at : at + size] * chance.choice((1, 2, 30))
            case _:
                there = chance.randrange(len(out) + 1)
                out[there:there] = out[at : at + size]
    return bytes(out)


def files(seed: int, minutes: float) -> Iterator[tuple[str, bytes]]:
    """Changed files until the time is over; the same seed gives the same ones."""
    chance, known = random.Random(seed), seeds()  # noqa: S311 - nothing is kept from anybody
    ends = time.monotonic() + minutes * 60
    while time.monotonic() < ends:
        name, data = chance.choice(known)
        yield name, changed(chance, data)


def end(box: Sandbox, path: Path, name: str, data: bytes) -> str:
    """How reading a file ends; the name of an exception where it ends otherwise."""
    path.write_bytes(data)
    try:
        documents.read(path, name, sandbox=box)
    except Unreadable as problem:
        return str(problem.code)
    except Exception as fault:  # noqa: BLE001 - that is what is looked for
        return f"FAULT {type(fault).__name__}"
    return "text"


def main() -> int:
    """Say how many files ended in which way."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--keep", type=Path, default=Path("fuzz"))
    asked = words.parse_args()
    ends: Counter[str] = Counter()
    box = Sandbox(Bounds(silent=30, total=60))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blob"
        for number, (name, data) in enumerate(files(asked.seed, asked.minutes)):
            ending = end(box, path, name, data)
            if end(box, path, "good.txt", GOOD.encode()) != "text":
                ending = "FAULT the next file was not read"
            ends[ending] += 1
            if ending.startswith("FAULT"):
                asked.keep.mkdir(exist_ok=True)
                (asked.keep / f"{asked.seed}-{number}-{name}").write_bytes(data)
    box.close()
    for ending, count in ends.most_common():
        print(f"{count:7} {ending}")
    print(f"{ends.total():7} files")
    return int(any(ending.startswith("FAULT") for ending in ends))


if __name__ == "__main__":
    sys.exit(main())
