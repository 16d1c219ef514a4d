"""Holds the locks against the releases that the index of this machine has.

    python tools/releases.py

A part at its newest release misses no remedy that there is. Prints each part of which a
newer release is out, and ends with code 1 if one is out for longer than is promised and
`HELD` does not say why it is not taken. The index has to tell when a release came.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name
from packaging.version import Version

import bootstrap
from tools.advisories import LOCKS, MOST_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# The newest releases of some parts, now or at a moment.
Index = Callable[[set[str], datetime | None], "list[Pin]"]

ROOT = Path(__file__).resolve().parents[1]
# What another part keeps back, by name and version: why that is no way in.
HELD: Mapping[tuple[str, str], str] = {
    ("python-dateutil", "2.9.0.post0"): "celery 5.7 takes no other; it reads the times "
    "of our own messages with it, and nothing of a document or a visitor",
    ("docutils", "0.22.4"): "sphinx takes no other on Python before 3.13; it makes the "
    "site from our own pages, and is not in the image",
}
_LINE = re.compile(
    r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\\n]+))?",
    re.MULTILINE,
)
_PYTHON = re.compile(r"python_full_version [^ ]+ '[^']+'")


@dataclass(frozen=True, slots=True, order=True)
class Pin:
    """A version of a part, and for which Pythons; "" is every one."""

    name: str
    version: str
    pythons: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """A part of which there is a newer release."""

    pin: Pin
    newer: str
    is_late: bool

    @property
    def word(self) -> str:
        """How it stands."""
        held = (self.pin.name, self.pin.version) in HELD
        return "held" if held else "LATE" if self.is_late else "soon"


def pins(text: str) -> list[Pin]:
    """What a lock names."""
    return [
        Pin(canonicalize_name(name), version, " and ".join(_PYTHON.findall(marker)))
        for name, version, marker in _LINE.findall(text)
    ]


def newer(locked: Iterable[Pin], released: Iterable[Pin]) -> dict[Pin, str]:
    """The pins that a release is newer than, each with that release.

    A release for the same Pythons counts, or the newest of all if there is none.
    """
    by_name = {
        name: {one.pythons: one.version for one in same}
        for name, same in groupby(sorted(released), attrgetter("name"))
    }
    found = {}
    for pin in locked:
        known = by_name.get(pin.name, {})
        best = known.get(pin.pythons) or max(known.values(), key=Version, default="0")
        if Version(best) > Version(pin.version) and pin.version not in known.values():
            found[pin] = best
    return found


def behind(locked: Iterable[Pin], ask: Index, now: datetime) -> Iterator[Behind]:
    """Yield the parts of which there is a newer release, by what an index tells."""
    waiting = newer(locked, ask({pin.name for pin in locked}, None))
    if not waiting:
        return
    promised = now - timedelta(days=MOST_DAYS)
    late = newer(waiting, ask({pin.name for pin in waiting}, promised))
    for pin, release in sorted(waiting.items()):
        yield Behind(pin, release, pin in late)


def released(names: set[str], before: datetime | None) -> list[Pin]:
    """The newest release of each part, on every Python that the project allows."""
    uv = bootstrap.find_uv()
    if uv is None:
        sys.exit("The index is asked with uv, and it could not be fetched.")
    words = [*uv, "pip", "compile", "-", "-q", "--universal", "--no-deps"]
    words += ["--no-header", "--no-annotate", "--python-version", "3.11"]
    if before is not None:
        words += ["--exclude-newer", f"{before:%Y-%m-%dT%H:%M:%SZ}"]
    told = subprocess.run(
        words,
        input="\n".join(sorted(names)),
        env=bootstrap.uv_environment(),
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    if told.returncode:
        sys.exit(
            "The index did not answer, or does not tell when its releases came out. "
            "Try again, or have pip use an index that does."
        )
    return pins(told.stdout)


def main() -> int:
    """Print what is behind; 1 if something is late."""
    locked = sorted({pin for lock in LOCKS for pin in pins((ROOT / lock).read_text())})
    now = datetime.now(UTC)
    found = list(behind(locked, released, now))
    for one in found:
        why = HELD.get((one.pin.name, one.pin.version), "")
        print(one.word, one.pin.name, one.pin.version, "newest:", one.newer, why)
    print(
        f"{now:%Y-%m-%d}: {len(locked) - len(found)} of {len(locked)} parts are at "
        "their newest release."
    )
    return int(any(one.word == "LATE" for one in found))


if __name__ == "__main__":
    sys.exit(main())
