"""Make `.venv` from the hashed locks: `python3 bootstrap.py [--tests]`.

Needs Python 3.11 or newer with pip, and nothing else. uv does the work where it can be
had (seconds); pip does it where not. Run again, it compiles what changed in our own
files, and does nothing else until a lock changes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
TOOLS = HERE / ".tools"
OURS = ("criteria", "storage", "workers", "web")
PYTHON = VENV / "bin" / "python"


def main() -> int:
    """Bring `.venv` in step with the locks, and say so only if there was work."""
    if sys.version_info < (3, 11):
        print("Assay needs Python 3.11 or newer: set PYTHON to one.", file=sys.stderr)
        return 1
    lock = HERE / (
        "requirements-test.lock" if "--tests" in sys.argv[1:] else "requirements.lock"
    )
    stamps = {name: _stamp(HERE / name) for name in _superset(lock.name)}
    seen = VENV / "assay.stamp"
    if PYTHON.exists() and seen.exists() and seen.read_text() in stamps.values():
        _compile()
        return 0
    print(f"Setting up .venv from {lock.name} …", file=sys.stderr)
    uv = find_uv()
    if uv is None:
        _with_pip(lock)
    else:
        _with_uv(uv, lock)
    seen.write_text(stamps[lock.name])
    _compile()
    return 0


def _superset(name: str) -> list[str]:
    """Name the locks whose environment serves as well: the tests' holds the run's."""
    return sorted({name, "requirements-test.lock"})


def _stamp(lock: Path) -> str:
    version = f"{sys.version_info[:2]}".encode()
    project = (HERE / "pyproject.toml").read_bytes()
    return hashlib.sha256(lock.read_bytes() + project + version).hexdigest()


def find_uv() -> list[str] | None:
    """Find uv, or fetch it with pip; None where neither works."""
    if found := shutil.which("uv"):
        return [found]
    binary = TOOLS / "bin" / "uv"
    if not binary.exists():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--target", str(TOOLS)]
        done = subprocess.run([*pip, "uv>=0.9"], check=False, capture_output=True)
        if done.returncode:
            return None
    return [str(binary)] if binary.exists() else None


def uv_environment() -> dict[str, str]:
    """Give uv the certificates of the machine, and the index that pip uses."""
    environment = os.environ | {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1"}
    index = _pip_index()
    if index and "UV_DEFAULT_INDEX" not in environment:
        environment["UV_DEFAULT_INDEX"] = index
    return environment


def _with_uv(uv: list[str], lock: Path) -> None:
    environment = uv_environment()

    def run(*words: str) -> None:
        subprocess.run([*uv, *words], check=True, env=environment, cwd=HERE)

    if not PYTHON.exists():
        run("venv", "-q", "--seed", "--python", sys.executable, str(VENV))
    python = ["--python", str(PYTHON)]
    packages = ["-q", "--compile-bytecode", *python, "--require-hashes"]
    run("pip", "install", *packages, "-r", str(lock))
    run("pip", "install", "-q", *python, "--no-deps", "--no-build-isolation", "-e", ".")


def _pip_index() -> str:
    """Ask pip which index this machine uses: uv does not read pip's settings."""
    ask = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    done = subprocess.run(ask, check=False, capture_output=True, text=True)
    return os.environ.get("PIP_INDEX_URL", "") or done.stdout.strip()


def _with_pip(lock: Path) -> None:
    def run(*words: str) -> None:
        subprocess.run([str(PYTHON), "-m", "pip", *words], check=True, cwd=HERE)

    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    run("install", "-q", "--require-hashes", "-r", str(lock))
    run("install", "-q", "--no-deps", "--no-build-isolation", "-e", ".")


def _compile() -> None:
    """Compile our own files, as pip does those of others.

    Some programs are started often and may write nothing, such as the reader's child,
    and on some machines no Python keeps what it compiles.
    """
    compiling = [str(PYTHON), "-m", "compileall", "-q", *OURS]
    subprocess.run(compiling, check=False, cwd=HERE)


if __name__ == "__main__":
    sys.exit(main())
