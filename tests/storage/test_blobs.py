from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import pytest

from storage.blobs import Blob, Blobs
from storage.errors import NotFound, Refused

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(f"file://{tmp_path}")


def test_what_is_put_comes_back_under_its_hash(blobs: Blobs) -> None:
    contents = b"minutes" * 300_000

    kept = blobs.put(io.BytesIO(contents), limit=3_000_000)

    assert kept == Blob(hashlib.sha256(contents).hexdigest(), len(contents))
    assert b"".join(blobs.stream(kept.sha256)) == contents
    with blobs.local(kept.sha256) as path:
        assert path.read_bytes() == contents


def test_the_same_contents_are_kept_once_and_nothing_else_is_left(
    blobs: Blobs, tmp_path: Path
) -> None:
    first, second = (blobs.put(io.BytesIO(b"minutes"), limit=10) for _ in range(2))

    assert first == second
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [first.sha256]


@pytest.mark.parametrize(("size", "taken"), [(9, True), (10, True), (11, False)])
def test_a_stream_is_taken_up_to_its_limit(
    blobs: Blobs, tmp_path: Path, *, size: int, taken: bool
) -> None:
    try:
        blobs.put(io.BytesIO(b"x" * size), limit=10)
    except Refused:
        assert not taken
    else:
        assert taken
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == taken


def test_an_empty_file_is_refused(blobs: Blobs) -> None:
    with pytest.raises(Refused) as refused:
        blobs.put(io.BytesIO(b""), limit=10)

    assert refused.value.sentence == (
        "The file is empty. Choose the one that holds the text."
    )


def test_what_is_not_there_is_said_to_be_missing(blobs: Blobs) -> None:
    kept = blobs.put(io.BytesIO(b"minutes"), limit=10)
    for _ in range(2):
        blobs.remove(kept.sha256)

    assert not blobs.has(kept.sha256)
    with pytest.raises(NotFound):
        blobs.stream(kept.sha256)
