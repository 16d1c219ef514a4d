"""The bytes of documents, each kept once under its SHA-256.

A folder or an S3-compatible store, by address. On a folder a blob is written beside
its final place, synced, and linked there whole: a crash leaves no half blob.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, from_url

from storage import parts
from storage.errors import NotFound, Refused
from storage.parts import Parts, reaching

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import Any

    from obstore.store import ObjectStore

CHUNK = 1 << 20
RECEIVING = "receiving-"
ARRIVING = "arriving"
EXPORTS = "exports"
GONE = "gone"
ASIDE = (f"{ARRIVING}/", f"{EXPORTS}/", f"{GONE}/")
PROBE = b"Can anything be kept here?"
# Left alone, a store that is away holds whoever asks for three minutes.
REMOTE: dict[str, Any] = {
    "client_options": {
        "connect_timeout": "3s",
        "timeout": "120s",
        "allow_http": True,  # where the address says so: a store in the same rack
    },
    "retry_config": {"max_retries": 2, "retry_timeout": timedelta(seconds=6)},
}


@dataclass(frozen=True, slots=True)
class Blob:
    """What was kept: its name and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A blob as the store lists it; sizes in bytes, moments in UTC."""

    sha256: str
    size: int
    since: datetime


class Blobs:
    """Keeps and gives back bytes by their SHA-256.

    Whatever is asked of a store that does not answer raises ``OutOfReach``; one that is
    full raises the ``OSError`` that says so.
    """

    def __init__(self, address: str, secret: str = "") -> None:
        self._folder: Path | None = None
        if address.startswith("file://"):
            self._folder = Path(address.removeprefix("file://"))
            self._folder.mkdir(parents=True, exist_ok=True)
            self._store: ObjectStore = LocalStore(self._folder)
        else:
            key: dict[str, Any] = {"secret_access_key": secret} if secret else {}
            self._store = from_url(address, **REMOTE, **key)

    def put(self, stream: BinaryIO, *, limit: int) -> Blob:
        """Keep what the stream holds, up to ``limit`` bytes.

        Raises:
            Refused: The stream is empty or longer than ``limit``.
        """
        with (
            reaching(),
            tempfile.NamedTemporaryFile(dir=self._folder, prefix=RECEIVING) as file,
        ):
            digest, size = hashlib.sha256(), 0
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise Refused(
                        "The file is larger than %(size)s MB. Split it, or save it "
                        "with smaller pictures, and upload it again.",
                        size=limit // 1_000_000,
                    )
                digest.update(chunk)
                file.write(chunk)
            if not size:
                raise Refused("The file is empty. Choose the one that holds the text.")
            file.flush()
            os.fsync(file.fileno())
            sha256 = digest.hexdigest()
            self._keep(Path(file.name), _key(sha256))
        return Blob(sha256, size)

    def keep_part(
        self, name: str, at: int, part: bytes, *, under: str = ARRIVING
    ) -> None:
        """Keep a part of a file by its first byte: of an upload, or of an export.

        One that stands there already is replaced: its sender had cut it short.
        """
        key = f"{under}/{name}/{at:015}"
        with (
            reaching(),
            tempfile.NamedTemporaryFile(dir=self._folder, prefix=RECEIVING) as file,
        ):
            file.write(part)
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileNotFoundError):
                self._store.delete(key)
            self._keep(Path(file.name), key)

    @contextmanager
    def joined(self, upload_id: str) -> Iterator[BinaryIO]:
        """The parts of an upload, one behind the other."""
        with tempfile.TemporaryFile() as file, reaching():
            file.writelines(self.parts(upload_id, under=ARRIVING))
            file.seek(0)
            yield file

    def parts(self, name: str, *, under: str) -> Parts:
        """The parts of a file, to be read one behind the other from any byte on."""
        return Parts(self._store, f"{under}/{name}")

    def drop_parts(self, name: str, *, under: str = ARRIVING) -> None:
        """Remove the parts of a file, or of all files below one name."""
        with reaching():
            for part in parts.listed(self._store, f"{under}/{name}"):
                self._store.delete(part.key)

    def in_parts(self, name: str = "", *, under: str) -> set[str]:
        """The names of the files that are kept in parts, all or those below one."""
        with reaching():
            found = parts.listed(self._store, f"{under}/{name}".rstrip("/"))
        return {one.key.removeprefix(f"{under}/").rpartition("/")[0] for one in found}

    def _keep(self, received: Path, key: str) -> None:
        if self._folder is None:
            try:
                self._store.put(key, received, mode="create")
            except AlreadyExistsError:
                return  # the same contents, kept before
            return
        place = self._folder / key
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(received, place)
        except FileExistsError:
            return
        _sync_folder(place.parent)

    def stream(self, sha256: str) -> Iterator[bytes]:
        """Give the bytes back in pieces.

        Raises:
            NotFound: There is no such blob.
        """
        with reaching():
            try:
                found = self._store.get(_key(sha256))
            except FileNotFoundError:
                raise NotFound(
                    "The file's contents are missing from the store. Whoever "
                    "runs Assay brings them back from a backup."
                ) from None
        return _pieces(found.stream(min_chunk_size=CHUNK))

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """A path to read the blob from, for as long as the block lasts.

        Raises:
            NotFound: There is no such blob.
        """
        if self._folder is not None and self.has(sha256):
            yield self._folder / _key(sha256)
            return
        with tempfile.NamedTemporaryFile(prefix="reading-") as file:
            for chunk in self.stream(sha256):
                file.write(chunk)
            file.flush()
            yield Path(file.name)

    def has(self, sha256: str) -> bool:
        """Whether the blob is here."""
        with reaching():
            try:
                self._store.head(_key(sha256))
            except FileNotFoundError:
                return False
        return True

    def probe(self) -> None:
        """Write and sync a few bytes where blobs are kept, and remove them again.

        Raises:
            OutOfReach: That cannot be done.
        """
        with (
            reaching(),
            tempfile.NamedTemporaryFile(dir=self._folder, prefix=RECEIVING) as file,
        ):
            file.write(PROBE)
            file.flush()
            os.fsync(file.fileno())
            if self._folder is None:
                self._store.put(f"{RECEIVING}probe", PROBE)

    def is_whole(self, sha256: str) -> bool:
        """Whether the blob still is what its name says; reads all of it.

        Raises:
            NotFound: There is no such blob.
        """
        digest = hashlib.sha256()
        for chunk in self.stream(sha256):
            digest.update(chunk)
        return digest.hexdigest() == sha256

    def all(self) -> Iterator[Kept]:
        """Every blob, in no order."""
        with reaching():
            for batch in self._store.list():
                for found in batch:
                    name = found["path"].rsplit("/", 1)[-1]
                    aside = found["path"].startswith(ASIDE)
                    if not aside and not name.startswith(RECEIVING):
                        yield Kept(name, found["size"], found["last_modified"])

    def bury(self, city_id: str) -> None:
        """Keep beside the blobs that a city has left: they outlive a database."""
        with reaching():
            self._store.put(f"{GONE}/{city_id}", GONE.encode())

    def buried(self) -> set[str]:
        """The ids of the cities that have left."""
        with reaching():
            listed = self._store.list(f"{GONE}/")
            paths = [found["path"] for batch in listed for found in batch]
        return {path.rsplit("/", 1)[-1] for path in paths}

    def leftovers(self) -> list[Path]:
        """Files that a receiver who died has left half written."""
        return sorted(self._folder.glob(f"{RECEIVING}*")) if self._folder else []

    def remove(self, sha256: str) -> None:
        """Remove a blob that no document points to any more; gone already is fine."""
        with reaching(), suppress(FileNotFoundError):
            self._store.delete(_key(sha256))


def _pieces(chunks: Iterable[Any]) -> Iterator[bytes]:
    with reaching():
        for chunk in chunks:
            yield bytes(chunk)


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
