from __future__ import annotations

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from storage.blobs import EXPORTS, Blob, Blobs
from storage.errors import NotFound, OutOfReach, Refused
from tests import servers

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """An empty store: each test runs on both kinds."""
    if request.param == "folder":
        return Blobs(f"file://{tmp_path}")
    return Blobs(request.getfixturevalue("s3"))


def test_what_is_put_comes_back_under_its_hash(blobs: Blobs) -> None:
    contents = b"minutes" * 300_000

    kept = blobs.put(io.BytesIO(contents), limit=3_000_000)

    assert kept == Blob(hashlib.sha256(contents).hexdigest(), len(contents))
    assert b"".join(blobs.stream(kept.sha256)) == contents
    with blobs.local(kept.sha256) as path:
        assert path.read_bytes() == contents


def test_the_same_contents_are_kept_once_and_nothing_else_is_left(
    blobs: Blobs,
) -> None:
    first, second = (blobs.put(io.BytesIO(b"minutes"), limit=10) for _ in range(2))

    assert first == second
    assert [(kept.sha256, kept.size) for kept in blobs.all()] == [(first.sha256, 7)]
    assert blobs.leftovers() == []


def test_of_many_who_put_the_same_at_once_all_are_given_the_same_blob(
    blobs: Blobs,
) -> None:
    with ThreadPoolExecutor(16) as many:
        kept = list(
            many.map(lambda _: blobs.put(io.BytesIO(b"minutes"), limit=10), range(16))
        )

    assert set(kept) == {Blob(hashlib.sha256(b"minutes").hexdigest(), 7)}
    assert [one.sha256 for one in blobs.all()] == [kept[0].sha256]


@pytest.mark.parametrize(("size", "taken"), [(9, True), (10, True), (11, False)])
def test_a_stream_is_taken_up_to_its_limit(
    blobs: Blobs, *, size: int, taken: bool
) -> None:
    try:
        blobs.put(io.BytesIO(b"x" * size), limit=10)
    except Refused:
        assert not taken
    else:
        assert taken
    assert len([*blobs.all(), *blobs.leftovers()]) == taken


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


def test_a_store_that_is_away_is_an_outage_and_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nobody = f"http://127.0.0.1:{servers.free_port()}"
    for name, value in {
        "AWS_ENDPOINT_URL": nobody,
        "AWS_ACCESS_KEY_ID": "tests",
        "AWS_SECRET_ACCESS_KEY": "only-for-tests",
    }.items():
        monkeypatch.setenv(name, value)
    blobs = Blobs("s3://assay")

    for ask in (
        lambda: blobs.put(io.BytesIO(b"minutes"), limit=10),
        lambda: blobs.has("0" * 64),
        lambda: list(blobs.stream("0" * 64)),
    ):
        with pytest.raises(OutOfReach):
            ask()


def test_a_folder_that_is_gone_is_an_outage_for_what_is_put(tmp_path: Path) -> None:
    blobs = Blobs(f"file://{tmp_path / 'mounted'}")
    (tmp_path / "mounted").rmdir()

    with pytest.raises(OutOfReach):
        blobs.put(io.BytesIO(b"minutes"), limit=10)


def test_what_is_kept_in_parts_is_given_back_from_any_byte_on(blobs: Blobs) -> None:
    for at, part in ((0, b"The com"), (7, b"mittee"), (13, b" met.")):
        blobs.keep_part("a/one", at, part, under=EXPORTS)
    blobs.keep_part("a/two", 0, b"Another.", under=EXPORTS)
    contents = b"The committee met."

    given = []
    for start in range(len(contents)):
        parts = blobs.parts("a/one", under=EXPORTS)
        parts.seek(start)
        given.append(b"".join(parts))

    assert given == [contents[start:] for start in range(len(contents))]
    assert blobs.in_parts("a", under=EXPORTS) == {"a/one", "a/two"}
    assert list(blobs.all()) == []
    blobs.drop_parts("a/one", under=EXPORTS)
    assert blobs.in_parts(under=EXPORTS) == {"a/two"}
