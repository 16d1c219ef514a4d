from __future__ import annotations

import errno
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from criteria.evidence import Page, UnreadPage
from tests.workers.extract import making
from workers.extract import confine, documents, pdf_second, pending, refusals
from workers.extract.opened import Ask
from workers.extract.refusals import Refusal, Unreadable
from workers.extract.sandbox import MAIN, Bounds, Died, Sandbox

if TYPE_CHECKING:
    from pathlib import Path

# A child that does to itself what a name asks for, and else reads as ours does.
_WILD = """
import os, signal, time
from workers.extract import answers, child
read = answers.to
def wild(message, data):
    deed = data.decode("ascii", "replace").strip()
    if deed == "hang": time.sleep(600)
    if deed == "spin":
        while True: pass
    if deed == "segfault": os.kill(os.getpid(), signal.SIGSEGV)
    if deed == "exit": os._exit(3)
    if deed == "swallow": bytearray(3 << 30)
    if deed == "recurse": recurse()
    if deed == "babble": return babble()
    if deed in ("lie", "cut"): end(deed)
    if deed == "write": open("/tmp/assay-test-leak", "w", 1).write("x\\n")
    if deed == "environment": return iter([{"seen": sorted(os.environ)}])
    if deed == "connect": return iter([{"seen": connect()}])
    if deed == "look": return iter([{"seen": [os.path.exists(p) for p in PLACES]}])
    return read(message, data)
def recurse(): recurse()
def babble():
    os.write(int(__import__("sys").argv[1]), b"\\xff" * 100)
    yield {}
def end(deed):
    memory = int(__import__("sys").argv[2])
    if deed == "lie": __import__("mmap").mmap(memory, 0)[:16] = b"\\xff" * 16
    if deed == "cut": os.ftruncate(memory, 3)
    os._exit(3)
def connect():
    import socket
    try: socket.create_connection(("127.0.0.1", 9), 2)
    except OSError as fault: return fault.errno
PLACES = ["/etc/passwd", "/var", "/usr"]
answers.to = wild
child.main()
"""

# A child that dies, or does what else it is told, over the second page of a PDF.
_FRAIL = """
import os, signal, time
from workers.extract import child, pdf
found = pdf._found
def frail(sheet, number, body, reader):
    if number == 2: %s
    yield from found(sheet, number, body, reader)
pdf._found = frail
child.main()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "blob"


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("hang", Refusal.TOO_SLOW),
        ("segfault", Refusal.CRASHED),
        ("exit", Refusal.CRASHED),
        ("babble", Refusal.CRASHED),
        ("lie", Refusal.CRASHED),
        ("cut", Refusal.CRASHED),
    ],
)
def test_next_file_is_read_after_one_that_killed_the_child(
    file: Path, deed: str, code: Refusal
) -> None:
    sandbox = Sandbox(Bounds(silent=1.0), _WILD)
    file.write_text(deed)

    with pytest.raises(Died) as death:
        list(sandbox.ask({"do": "read", "name": "a.txt"}, file))
    file.write_text("The city publishes its data.")
    reading = documents.read(file, "a.txt", sandbox=sandbox)
    sandbox.close()

    assert death.value.code == code
    assert reading.pages[0].text == "The city publishes its data."


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("hang", Refusal.TOO_SLOW),
        ("segfault", Refusal.CRASHED),
        ("swallow", Refusal.TOO_HUNGRY),
        ("recurse", Refusal.TOO_DEEP),
        ("write", Refusal.DAMAGED),
    ],
)
def test_document_ends_with_its_sentence(file: Path, deed: str, code: Refusal) -> None:
    sandbox = Sandbox(Bounds(silent=1.0), _WILD)
    file.write_text(deed)

    with pytest.raises(Unreadable) as problem:
        documents.read(file, "a.txt", sandbox=sandbox)
    sandbox.close()

    assert problem.value.code == code
    assert str(problem.value) == Unreadable(code).sentence


def test_child_sees_no_environment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_SECRET", "canary")
    sandbox = Sandbox(main=_WILD)
    file.write_text("environment")

    answers = list(sandbox.ask({"do": "read", "name": "a.txt"}, file))
    sandbox.close()

    assert "ASSAY_SECRET" not in str(answers)


def test_a_process_that_is_limited_fills_no_file(tmp_path: Path) -> None:
    """Where there are no walls, the limit alone holds."""
    program = (
        "import sys; from workers.extract import confine; "
        "file = open(sys.argv[1], 'wb', 0); confine.limit(); file.write(b'x')"
    )
    place = tmp_path / "file"

    done = subprocess.run(
        [sys.executable, "-c", program, str(place)],
        cwd=confine.ROOT,
        check=False,
        capture_output=True,
    )

    assert (done.returncode == 0, place.stat().st_size) == (False, 0)


@pytest.mark.skipif(
    not confine.has_walls(), reason="bubblewrap cannot be used on this host"
)
def test_child_has_no_network_and_no_files_but_the_programs(file: Path) -> None:
    sandbox = Sandbox(main=_WILD)
    question = {"do": "read", "name": "a.txt"}

    file.write_text("connect")
    [network] = sandbox.ask(question, file)
    file.write_text("look")
    [files] = sandbox.ask(question, file)
    sandbox.close()

    assert network == {"seen": errno.ENETUNREACH}
    assert files == {"seen": [False, False, True]}


def test_child_is_replaced_after_its_share_of_documents(file: Path) -> None:
    sandbox = Sandbox(Bounds(documents=2))
    file.write_text("The city publishes its data.")
    seen = []
    for _ in range(3):
        documents.read(file, "a.txt", sandbox=sandbox)
        seen.append(sandbox.pid)
    sandbox.close()

    assert seen[0] is not None
    assert seen[1] is None
    assert seen[2] not in (None, seen[0])


def test_child_that_nobody_listens_to_is_replaced(file: Path) -> None:
    sandbox = Sandbox(main=MAIN)
    file.write_bytes(making.pdf(*[["The city publishes its data."]] * 50))

    answers = sandbox.ask({"do": "read", "name": "a.pdf"}, file)
    next(iter(answers))
    answers.close()
    reading = documents.read(file, "a.pdf", sandbox=sandbox)
    sandbox.close()

    assert len(reading.pages) == 50


def test_child_has_gone_when_the_sandbox_is_closed(file: Path) -> None:
    sandbox = Sandbox()
    file.write_text("The city publishes its data.")
    documents.read(file, "a.txt", sandbox=sandbox)

    sandbox.close()

    assert sandbox.pid is None


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", refusals.PAGE_CRASHED),
        ("time.sleep(600)", refusals.PAGE_TOO_SLOW),
    ],
)
def test_pages_around_the_one_that_killed_the_child_are_read(
    file: Path, deed: str, reason: str
) -> None:
    sandbox = Sandbox(Bounds(silent=4.0), _FRAIL % deed)
    file.write_bytes(making.pdf(["Page one"], ["Page two"], ["Page three"]))

    reading = documents.read(file, "a.pdf", sandbox=sandbox)
    sandbox.close()

    assert [page.text for page in reading.pages] == ["Page one", "Page three"]
    assert reading.unread == (UnreadPage(2, reason),)


@pytest.mark.parametrize("sizes", [(10, 20), (70_000, 70_000), (10, 140_000)])
def test_no_word_of_a_child_is_lost_or_comes_twice(sizes: tuple[int, int]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pending.memory() as memory:
        child = pending.Pending(theirs, memory.fileno())
        child.begin()
        for size, letter in zip(sizes, (b"a", b"b"), strict=True):
            child.add(letter * size)
        theirs.shutdown(socket.SHUT_WR)
        came = b"".join(iter(lambda: ours.recv(1 << 20), b""))
        rest = pending.left(memory, len(came))

    assert came + rest == b"a" * sizes[0] + b"b" * sizes[1]


def test_what_took_long_is_told_at_once() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pending.memory() as memory:
        child = pending.Pending(theirs, memory.fileno())  # and it has long begun
        child.add(b"page")

        assert ours.recv(10, socket.MSG_DONTWAIT) == b"page"


def test_progress_is_told_page_by_page(file: Path, sandbox: Sandbox) -> None:
    file.write_bytes(making.pdf(["Page one"], ["Page two"]))
    seen = []

    documents.read(
        file, "a.pdf", sandbox=sandbox, progress=lambda *counts: seen.append(counts)
    )

    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_pypdf_reads_what_the_first_reader_died_of() -> None:
    opened = pdf_second.read(
        making.pdf(["The city publishes"], ["its budget."]), Ask("a.pdf", second=True)
    )

    assert opened.count == 2
    assert [page.text for page in opened.pages if isinstance(page, Page)] == [
        "The city publishes",
        "its budget.",
    ]
