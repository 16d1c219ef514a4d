"""Takes each guard out, one at a time, and sees whether the tests notice.

    python tools/guards.py [--kind city] [--keep FILE] [--list]

Works on a copy of the checkout. A guard counts as caught when a test fails that passes
while the guard is there; tests that cannot be collected or set up prove nothing. With
--keep, what was found stands in a file: a later run of the same checkout goes on from
there, and one of another checkout first asks the test that noticed last.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tools" / "guards.yaml"
OURS = {"criteria", "storage", "workers", "web", "tests", "tools", "bench", "__main__"}
PERMISSION = re.compile(r'^    "([\w.]+)": (SUBMITTERS|JUDGES|LEADS),$', re.MULTILINE)
QUIET = (
    *("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--capture=sys"),
    # What is loaded once for all is not rewritten, and need not be.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
# Collects tests, makes a database with its tables, and tells what was loaded for both.
PROGRAM = """
import sys
from pathlib import Path
import pytest
pytest.main(["--collect-only", "-qq", *sys.argv[2:]])
from storage import schema
from storage.settings import Settings
from storage.store import Store
home = Path(sys.argv[1])
home.mkdir()
store = Store(Settings(home=home))
schema.upgrade(store)
store.close()
print("\\n" + " ".join(sys.modules))
"""
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


@dataclass(frozen=True, slots=True)
class Trial:
    """How it went without a guard: the test that noticed, or "" if none did."""

    kind: str
    what: str
    checkout: str
    noticed: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of what git knows of the checkout, and a digest of all of it."""

    folder: Path
    digest: str

    @property
    def tables(self) -> Path:
        """Where an empty database with its tables is, for every run to copy."""
        return self.folder.parent / "tables" / "assay.db"


def every() -> list[Guard]:
    """All guards: those of the list, and the lines of the table of permissions."""
    listed = [Guard(**values) for values in yaml.safe_load(DATA.read_text("utf-8"))]
    return [*listed, *_permissions()]


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


class Listener:
    """Hears from pytest which tests failed, after they were set up."""

    def __init__(self) -> None:
        """Begin with none."""
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that failed by itself."""
        if report.failed and report.when == "call":
            self.failed.append(report.nodeid)


def run(copy: Copy, *words: str) -> list[str]:
    """The tests that fail in the copy.

    Each run is a fork of this process, in which other people's libraries are loaded and
    nothing of ours is.
    """
    with tempfile.NamedTemporaryFile("r", dir=copy.folder.parent) as told:
        child = os.fork()
        if not child:
            try:
                _settle(copy)
                listener = Listener()
                pytest.main([*QUIET, *words], plugins=[listener])
                Path(told.name).write_text(json.dumps(listener.failed), "utf-8")
            finally:
                os._exit(0)  # nothing of the parent's may end here
        os.waitpid(child, 0)
        return list(json.loads(told.read() or "[]"))


def _settle(copy: Copy) -> None:
    """Make this process, a fork, one that works in the copy and says nothing."""
    os.chdir(copy.folder)
    os.environ |= {"TMPDIR": str(copy.folder.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    os.environ["PYTHONPATH"] = str(copy.folder)
    os.environ["ASSAY_TEST_TABLES"] = str(copy.tables)
    sys.dont_write_bytecode = True
    others = [p for p in sys.path if Path(p) not in {ROOT, ROOT / "tools"}]
    sys.path[:] = [str(copy.folder), *others]
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stdout.fileno())
    os.dup2(quiet, sys.stderr.fileno())
    signal.alarm(LONGEST_SECONDS)


def preload(copy: Copy, guards: Sequence[Guard]) -> None:
    """Load what tests need of other people's, and compile what they need of ours."""
    named = {word.partition("::")[0] for g in guards for word in shlex.split(g.tests)}
    files = sorted(name for name in named if name.startswith("tests/"))
    words = [sys.executable, "-c", PROGRAM, str(copy.tables.parent), *QUIET, *files]
    done = subprocess.run(
        words, cwd=copy.folder, check=True, capture_output=True, text=True
    )
    for name in done.stdout.splitlines()[-1].split():
        if name.partition(".")[0] not in OURS:
            with suppress(Exception):
                import_module(name)


def tried(guard: Guard, copy: Copy, first: str) -> Trial:
    """Take a guard out of the copy, ask the tests, and put it back."""
    path = copy.folder / guard.file
    before, stood = path.read_text("utf-8"), path.stat()
    spent = _spent()
    path.write_text(guard.applied(before), "utf-8")
    try:
        ways = [[first]] if first else []
        ways.append(shlex.split(guard.tests))
        failed = next(filter(None, (run(copy, "-x", *way) for way in ways)), [""])
    finally:
        path.write_text(before, "utf-8")
        # What was compiled of it stays good.
        os.utime(path, ns=(stood.st_atime_ns, stood.st_mtime_ns))
    seconds = round(_spent() - spent, 1)
    return Trial(guard.kind, guard.what, copy.digest, failed[0], seconds)


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def copied(folder: Path) -> Copy:
    """Copy what git knows of the checkout."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    known = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True).stdout
    digest = hashlib.sha256()
    for name in sorted(filter(None, known.decode().split("\0"))):
        if (ROOT / name).is_file():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place)
            digest.update(name.encode() + b"\0" + place.read_bytes())
    return Copy(folder, digest.hexdigest()[:16])


def trials(guards: Sequence[Guard], copy: Copy, keep: Path | None) -> Iterator[Trial]:
    """Try each guard, or give what was kept of it, and keep what is new."""
    known = {(one.kind, one.what): one for one in _kept(keep)}
    for guard in guards:
        last = known.get((guard.kind, guard.what))
        if last and last.noticed and last.checkout == copy.digest:
            yield last
            continue
        trial = tried(guard, copy, last.noticed if last else "")
        if keep:
            with keep.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(trial)) + "\n")
        yield trial


def _kept(keep: Path | None) -> list[Trial]:
    if keep is None or not keep.exists():
        return []
    lines = keep.read_text("utf-8").splitlines()
    return [Trial(**json.loads(line)) for line in lines]


def report(found: Iterable[Trial], copy: Copy) -> bool:
    """Print how each guard fared, and whether all were caught."""
    all_of_them = []
    for trial in found:
        all_of_them.append(trial)
        mark = f"ok  {trial.seconds:5.1f} s" if trial.noticed else "BAD        "
        print(f"{mark} {trial.kind:12} {trial.what}  {trial.noticed}", flush=True)
    asked = sorted({one.noticed for one in all_of_them} - {""})
    broken = set(run(copy, *asked)) if asked else set()
    for name in sorted(broken):
        print(f"BAD fails with every guard in place, too: {name}")
    caught = [one for one in all_of_them if one.noticed and one.noticed not in broken]
    kinds, well = Counter(t.kind for t in all_of_them), Counter(t.kind for t in caught)
    for kind, count in kinds.items():
        print(f"{kind:12} {well[kind]:3} of {count}")
    print(f"{len(caught)} of {len(all_of_them)} removed guards caught")
    return len(caught) == len(all_of_them)


def main() -> None:
    """Print each guard with the test that noticed, and how many of how many did."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--kind", help="only guards of one kind")
    words.add_argument("--keep", type=Path, help="go on from this file, and add to it")
    words.add_argument("--list", action="store_true", help="only list the guards")
    asked = words.parse_args()
    guards = [g for g in every() if asked.kind in {None, g.kind}]
    for guard in guards:
        guard.applied((ROOT / guard.file).read_text("utf-8"))
        if asked.list:
            print(f"{guard.kind:12} {guard.what}")
    if asked.list:
        return
    with tempfile.TemporaryDirectory(prefix="guards-") as folder:
        copy = copied(Path(folder) / "copy")
        preload(copy, guards)
        sys.exit(not report(trials(guards, copy, asked.keep), copy))


if __name__ == "__main__":
    main()
