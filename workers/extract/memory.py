"""How much memory this process holds. Runs in the child."""

from __future__ import annotations

import os


def resident() -> int:
    """Count the bytes of memory this process holds; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not needed here otherwise
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
