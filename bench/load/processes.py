"""What the processes of an installation use: processor time and memory, by role."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.chaos.installation import Installation


def cpu(made: Installation) -> float:
    """Processor seconds that they and what they started have used so far."""
    ticks = sum(
        sum(int(fields[at]) for at in (11, 12, 13, 14))
        for _role, _pid, fields in _ours(made)
    )
    return ticks / os.sysconf("SC_CLK_TCK")


def resident(made: Installation) -> dict[str, int]:
    """Bytes of memory that the largest process of each role holds."""
    page = os.sysconf("SC_PAGE_SIZE")
    found: dict[str, int] = {}
    for role, _pid, fields in _ours(made):
        found[role] = max(found.get(role, 0), int(fields[21]) * page)
    return found


def _ours(made: Installation) -> Iterator[tuple[str, int, list[str]]]:
    """Our processes: role, number, and the fields of their state after the name."""
    roles = {
        one.running.pid: name.rstrip(" 12")
        for name, one in made.processes.items()
        if one.running
    }
    stats = Path("/proc").glob("[0-9]*/stat")
    for stat in sorted(stats, key=lambda path: int(path.parts[2])):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid, parent = int(stat.parts[2]), int(fields[1])
        if pid not in roles:
            if parent not in roles:
                continue
            roles[pid] = _below(roles[parent])
        yield roles[pid], pid, fields


def _below(role: str) -> str:
    return {"worker": "worker's child"}.get(role, "reader of documents")
