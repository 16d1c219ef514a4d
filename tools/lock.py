"""Write the hashed locks anew: `make lock`.

The locks name no registry, so that they install from whichever index a machine uses.
"""

from __future__ import annotations

import subprocess
import sys

LOCKS = {
    "requirements.lock": ["build"],
    "requirements-test.lock": ["build", "test"],
}


def main() -> int:
    """Resolve both locks for every platform and Python that the project allows."""
    sys.path.insert(0, ".")
    import bootstrap  # noqa: PLC0415 - a script beside us

    uv = bootstrap.find_uv()
    if uv is None:
        print("Locks are made with uv, and it could not be fetched.", file=sys.stderr)
        return 1
    for lock, groups in LOCKS.items():
        words = [*uv, "pip", "compile", "pyproject.toml", "-q", "--universal"]
        words += ["--generate-hashes", "--no-emit-index-url", "--no-header"]
        words += ["--no-annotate", "--upgrade", "-o", lock]
        words += [word for group in groups for word in ("--group", group)]
        subprocess.run(words, check=True, env=bootstrap.uv_environment())
    return 0


if __name__ == "__main__":
    sys.exit(main())
