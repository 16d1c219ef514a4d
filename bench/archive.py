"""A whole archive, matched from its kept forms by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench import corpus
from criteria.finding.hits import find_hits
from criteria.language.searchable import Searchable
from criteria.language.tokens import Tokens
from criteria.packs.compiled import CompiledPack

if TYPE_CHECKING:
    from collections.abc import Sequence

# What longer rows take is given back to the system, and taken anew for every batch.
_BATCH = 16
# Times a phrase stands in a megabyte: about as much evidence as the goal was set for.
_MOST = 1.1
_KEEP_MEMORY = dict.fromkeys(
    ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"), "100000000"
)


def load(stored: Sequence[bytes]) -> list[Searchable]:
    """Return kept documents, put in rows of a batch each."""
    return [
        Searchable.of([Tokens.from_bytes(one) for one in stored[at : at + _BATCH]])
        for at in range(0, len(stored), _BATCH)
    ]


def found(stored: Sequence[bytes], pack: CompiledPack) -> int:
    """Return how many pieces of evidence the rules find in kept documents."""
    return sum(len(find_hits(text, pack).starts) for text in load(stored))


def measure(stored: list[bytes], texts: list[str], megabytes: int) -> None:
    """Print what a process of its own takes for a whole archive with 1,000 rules.

    It reads the kept forms from files, as a worker would, as often as it takes, and
    keeps the memory that it has had for a batch for the next one.
    """
    print(f"\n## An archive of {megabytes:,} MB, 1,000 rules, one core, warm\n")
    phrases = corpus.phrases(texts, 8000, seed=8, most=_MOST)
    size = corpus.size(texts)
    times = max(1, round(megabytes / size))
    with tempfile.TemporaryDirectory() as folder:
        for number, one in enumerate(stored):
            Path(folder, f"{number:05}.words").write_bytes(one)
        Path(folder, "phrases.txt").write_text("\n".join(phrases), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "bench.archive",
            folder,
            str(times),
        ]
        done = subprocess.run(
            command,
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, **_KEEP_MEMORY},
        )
    seconds, hits, peak = (float(word) for word in done.stdout.split())
    print(
        f"{size:.0f} MB of different text, read {times} times: {seconds:.1f} CPU s, "
        f"{hits / size / times:.0f} pieces of evidence per MB; "
        f"7 GB in {seconds * 7000 / (times * size):.1f} CPU s; "
        f"most memory of the process: {peak:.0f} MiB"
    )


def read(folder: Path, times: int) -> None:
    """Match what is in a folder, and print CPU seconds, hits and most memory."""
    phrases = (folder / "phrases.txt").read_text(encoding="utf-8").splitlines()
    pack = CompiledPack(corpus.rules(phrases, "archive"))
    files = sorted(folder.glob("*.words"))
    started, hits = time.process_time(), 0
    for _ in range(times):
        for at in range(0, len(files), _BATCH):
            batch = [path.read_bytes() for path in files[at : at + _BATCH]]
            hits += found(batch, pack)
    seconds = time.process_time() - started
    print(seconds, hits, _most_memory())


def _most_memory() -> float:
    """Return the most memory this process has held, in MiB.

    ``getrusage`` would count what its parent held when it started it.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    read(Path(sys.argv[1]), int(sys.argv[2]))
