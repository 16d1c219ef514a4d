"""Takes each guard out, one at a time, and sees whether the tests notice.

    python tools/guards.py [--kind city] [--whole] [--list]

Works on a copy of the checkout. A guard counts as caught when its tests fail; tests
that cannot even be collected prove nothing. With --whole, one that its own tests let
pass is tried on all tests.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tools" / "guards.yaml"
WITHIN = re.compile(r"reach\.within\(person, \w+\.(?:city_id|id)\)")
PERMISSION = re.compile(r'^    "([\w.]+)": (SUBMITTERS|JUDGES|LEADS),$', re.MULTILINE)
# Loaded once, not for each guard.
PRELOADED = ("celery", "flask", "numpy", "playwright.sync_api", "sqlalchemy.orm")
# The exit code of pytest when tests ran and some failed.
FAILED = 1
LONGEST_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard: the text of a file that is replaced, and the tests to ask."""

    what: str
    kind: str
    file: str
    old: str
    new: str
    tests: str

    def applied(self, text: str) -> str:
        """A file's text without this guard.

        Raises:
            ValueError: It does not stand there just once.
        """
        if text.count(self.old) != 1:
            times = text.count(self.old)
            raise ValueError(f"{self.file}: {times} times, not once: {self.old!r}")
        return text.replace(self.old, self.new)


def every() -> list[Guard]:
    """All guards: those of the list, and those that are found in the code."""
    listed = [Guard(**values) for values in yaml.safe_load(DATA.read_text("utf-8"))]
    return [*listed, *_conditions(), *_permissions()]


def _conditions() -> list[Guard]:
    return [
        Guard(
            f"{path.name}: {found}",
            "city",
            str(path.relative_to(ROOT)),
            found,
            "sa.true()",
            "tests/web/test_isolation.py tests/web/test_roles.py",
        )
        for path in sorted((ROOT / "storage").glob("*.py"))
        for found in WITHIN.findall(path.read_text("utf-8"))
    ]


def _permissions() -> list[Guard]:
    table = (ROOT / "web" / "permissions.py").read_text("utf-8")
    return [
        Guard(
            f"{endpoint} is for {who.lower()}",
            "permission",
            "web/permissions.py",
            f'    "{endpoint}": {who},\n',
            f'    "{endpoint}": SIGNED_IN,\n',
            "--noconftest tests/web/test_permissions.py",
        )
        for endpoint, who in PERMISSION.findall(table)
    ]


def is_caught(guard: Guard, copy: Path, *, whole: bool) -> bool:
    """Whether the tests notice that a guard is gone from the copy."""
    path = copy / guard.file
    before = path.read_text("utf-8")
    path.write_text(guard.applied(before), "utf-8")
    try:
        caught = run(copy, guard.tests) == FAILED
        return caught or (whole and run(copy, "tests") == FAILED)
    finally:
        path.write_text(before, "utf-8")


def run(copy: Path, tests: str) -> int:
    """The exit code of some tests, run in the copy until the first that fails.

    Each run is a fork of this process, in which other people's libraries are loaded and
    nothing of ours is.
    """
    words = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--capture=sys"]
    child = os.fork()
    if not child:
        os.chdir(copy)
        os.environ["TMPDIR"] = str(copy.parent)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, sys.stdout.fileno())
        os.dup2(quiet, sys.stderr.fileno())
        signal.alarm(LONGEST_SECONDS)
        os._exit(pytest.main([*words, *shlex.split(tests)]))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def copied(folder: Path) -> Path:
    """A copy of what git knows of the checkout."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    known = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True).stdout
    for name in filter(None, known.decode().split("\0")):
        if (ROOT / name).is_file():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place)
    return folder


def main() -> None:
    """Print each guard with whether it was caught, and how many of how many were."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--kind", help="only guards of one kind")
    words.add_argument("--whole", action="store_true", help="ask all tests in the end")
    words.add_argument("--list", action="store_true", help="only list the guards")
    asked = words.parse_args()
    guards = [g for g in every() if asked.kind in {None, g.kind}]
    for guard in guards:
        guard.applied((ROOT / guard.file).read_text("utf-8"))
        if asked.list:
            print(f"{guard.kind:12} {guard.what}")
    if asked.list:
        return
    caught: Counter[str] = Counter()
    for name in PRELOADED:
        import_module(name)
    with tempfile.TemporaryDirectory(prefix="guards-") as folder:
        copy = copied(Path(folder) / "copy")
        for guard in guards:
            well = is_caught(guard, copy, whole=asked.whole)
            caught[guard.kind] += well
            mark = "ok " if well else "BAD"
            print(f"{mark} {guard.kind:12} {guard.what}", flush=True)
    for kind, count in Counter(guard.kind for guard in guards).items():
        print(f"{kind:12} {caught[kind]:3} of {count}")
    print(f"{caught.total()} of {len(guards)} removed guards caught")
    sys.exit(caught.total() != len(guards))


if __name__ == "__main__":
    main()
