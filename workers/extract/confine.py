"""What the child may not do: the limits it sets on itself, and the walls around it.

The limits hold everywhere. The walls (no network, no files but the program's own) are
put up where the host allows it: by bubblewrap, or else by leaving the network
namespace.
"""

from __future__ import annotations

import ctypes
import functools
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from workers.extract import limits

ROOT = Path(__file__).resolve().parents[2]
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # linux/sched.h
_OPEN_FILES = 64


def command(words: list[str]) -> list[str]:
    """Put what walls there are around a command."""
    return [*_bubblewrap(), *words]


def has_walls() -> bool:
    """Tell whether bubblewrap can be used on this host: the doctor wants to know."""
    return bool(_bubblewrap())


@functools.cache
def _bubblewrap() -> tuple[str, ...]:
    """Find bubblewrap and try it once: many containers have it and forbid its use."""
    found = shutil.which("bwrap")
    if found is None:
        return ()
    walls: tuple[str, ...] = (found, "--unshare-all", "--die-with-parent", "--clearenv")
    places = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")
    # The checkout also holds the data of the cities: only its programs are shown.
    programs = (sys.base_prefix, sys.prefix, ROOT / "workers", ROOT / "criteria")
    for place in (*places, *programs):
        walls += ("--ro-bind-try", str(place), str(place))
    walls += ("--proc", "/proc", "--dev", "/dev")
    trial = [*walls, sys.executable, "-I", "-S", "-c", ""]
    try:
        done = subprocess.run(trial, check=False, capture_output=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return walls if done.returncode == 0 else ()


def limit() -> None:
    """Bind this process for good, and leave the network. Runs in the child."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    libc = ctypes.CDLL(None, use_errno=True)
    # In a container neither may be allowed; then the limits have to do.
    if libc.unshare(_NEW_NET):
        libc.unshare(_NEW_USER | _NEW_NET)


def allow_time() -> None:
    """Give this process a fresh share of processor seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + limits.CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
