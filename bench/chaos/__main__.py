"""make chaos: run the fault matrix and write what came of it into the docs.

python -m bench.chaos [R1 R3 random …] [--documents N] [--seed N]: without rows all of
them, and then the random run with its comparison. With --write each row is put into
docs/reliability.md as it ends, and the others stay: so a run may be made in pieces.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.chaos import (
    installation,
    more_rows,
    naive,
    outcomes,
    packing_rows,
    rows,
    storm,
    strain_rows,
    version_rows,
    world_rows,
)
from bench.chaos.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.chaos.installation import Installation
    from bench.chaos.storm import Told

LEAST_FAULTS = 35
ROWS: dict[str, tuple[str, Callable[[Installation], Outcome] | str]] = {
    "R1": ("worker dies before and after each step", rows.dies_at_each_point),
    "R2": ("anything dies at random", "see the random run below"),
    "R3": ("broker emptied, killed, away, frozen, cut, full", rows.broker_faults),
    "R4": ("database restarted, away, connections ended", rows.database_faults),
    "R5": ("disk full", rows.disk_full),
    "R6": ("blob store away", rows.blobs_away),
    "R7": ("64 clients at a byte a second", rows.slow_clients),
    "R8": ("one file 32 times at once, again, by two cities", more_rows.duplicates),
    "R9": ("8 reviewers decide one link at once", more_rows.decide_at_once),
    "R10": ("clocks an hour and ten minutes off", world_rows.clocks_differ),
    "R11": ("files made to break readers", rows.hostile_files),
    "R12": ("400 uploads of 100 KB by 20 clients", more_rows.many_at_once),
    "R13": ("every process restarted under load", more_rows.restarts),
    "R14": ("client leaves during an upload", more_rows.upload_cut),
    "R15": ("messages and processes of another version", version_rows.mixed),
    "R16": ("backup under load, restored", more_rows.backup_and_restore),
    "R17": ("bit rot", more_rows.bit_rot),
    "R18": ("decisions removed or changed", more_rows.tampering),
    "R19": ("rules changed while documents are read", world_rows.rules_change),
    "R20": ("virus scanner down", world_rows.scanner_away),
    "R21": ("large files side by side", strain_rows.memory),
    "R22": ("network to the database cut", strain_rows.network_cut),
    "R23": ("session or role taken away", strain_rows.role_taken),
    "R24": ("200,000 links in one city", strain_rows.many_links),
    "R25": ("worker dies while it packs everything", packing_rows.dies),
}


def main() -> int:
    """Run what was asked for; 1 if anything was lost, doubled, stuck or broken."""
    asked = argparse.ArgumentParser(prog="python -m bench.chaos")
    asked.add_argument("rows", nargs="*", choices=[*ROWS, "random", []], default=[])
    asked.add_argument("--documents", type=int, default=1500)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--write", action="store_true")
    words = asked.parse_args()
    chosen = words.rows or [*ROWS, "random"]
    with tempfile.TemporaryDirectory(prefix="assay-chaos-") as folder:
        Path(folder).chmod(0o711)
        made = installation.make(Path(folder))
        made.start()
        try:
            well = _matrix(
                made, [row for row in chosen if row in ROWS], write=words.write
            )
            if "random" in chosen:
                lines, calm = _random(made, words.documents, words.seed)
                well &= calm
                if words.write:
                    outcomes.keep(_machine(), lines)
        finally:
            made.stop()
    return 0 if well else 1


def _matrix(made: Installation, chosen: list[str], *, write: bool) -> bool:
    well = True
    for row in chosen:
        title, run = ROWS[row]
        try:
            outcome = Outcome(cannot=run) if isinstance(run, str) else run(made)
        except Exception as problem:  # noqa: BLE001 - a row that breaks is a finding
            outcome = Outcome(tried=1, notes=[f"{type(problem).__name__}: {problem}"])
            made.heal()
        line = outcomes.line(row, title, outcome)
        well &= outcome.tried == outcome.survived
        well &= not outcome.lost and not outcome.doubled
        print(line, file=sys.stderr, flush=True)
        if write:
            outcomes.keep(_machine(), [line])
    return well


def _random(made: Installation, documents: int, seed: int) -> tuple[list[str], bool]:
    ours = storm.rage(
        made, documents=documents, least=LEAST_FAULTS, seed=seed, hurry=False
    )
    theirs, finished = naive.rage(
        made, documents=documents, least=LEAST_FAULTS, seed=seed
    )
    lines = [
        (
            f"{outcomes.RANDOM} {documents} documents, seed {seed}, a fault every "
            f"{storm.PAUSE} seconds ({outcomes.moment()})."
        ),
        "",
        "| | faults | acknowledged | lost | doubled | stuck | seconds |",
        "|---|---|---:|---:|---:|---:|---:|",
        _told("Assay", ours),
        _told("commit, then `.delay()`, Celery's defaults", theirs),
        "",
        f"Of the second, {finished} of {theirs.acknowledged} were ever finished.",
    ]
    for one in [*lines, *ours.broken]:
        print(one, file=sys.stderr)
    return lines, not (ours.lost or ours.doubled or ours.stuck or ours.broken)


def _told(name: str, told: Told) -> str:
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(told.faults.items()))
    figures = (told.acknowledged, told.lost, told.doubled, told.stuck)
    cells = " | ".join(str(figure) for figure in figures)
    faults = f"{told.faults.total()}: {kinds}"
    return f"| {name} | {faults} | {cells} | {told.seconds:.0f} |"


def _machine() -> str:
    return (
        f"{outcomes.machine()}. Assay on PostgreSQL, Valkey and SeaweedFS: one web "
        "process, two workers of one process each, one beat. *Load* is how many "
        "programs wanted the cores after the row."
    )


if __name__ == "__main__":
    sys.exit(main())
