"""Reads one document, whatever it is, in the child process of this worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from criteria.about import remarks as said
from criteria.evidence import Page, Reading, UnreadPage
from workers.extract import finishing, limits, readability, refusals, wire
from workers.extract.children import Child
from workers.extract.refusals import Refusal, Unreadable
from workers.extract.sandbox import Died, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import Any

# Raised whenever the same bytes would be read in another way: a reading is known by
# its file's hash and by this.
VERSION = "10"

_sandbox = Sandbox()
# After so many deaths over one document, the rest of it is given up.
_DEATHS = 3
_REASONS = {
    Refusal.TOO_SLOW: refusals.PAGE_TOO_SLOW,
    Refusal.CRASHED: refusals.PAGE_CRASHED,
}
_TIFF = (b"II*\0", b"MM\0*")
_READABLE = 0.5  # on pages of real documents it was never below 0.8


@dataclass(slots=True)
class _Gathered:
    """What has come from the child so far."""

    contents: wire.Contents | None = None
    pages: list[Page] = field(default_factory=list)
    unread: list[UnreadPage] = field(default_factory=list)
    floor: int = 0

    @property
    def reached(self) -> int:
        """The number of the last page of which anything is known."""
        return max(
            self.floor,
            self.pages[-1].number if self.pages else 0,
            self.unread[-1].number if self.unread else 0,
        )


def read(
    path: Path,
    name: str,
    *,
    sandbox: Sandbox | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """Read a document that lies on disk; ``name`` is what its sender called it.

    Pages that could not be read are listed as unread, each with its reason. Raises
    Unreadable when nothing of it can be. ``progress`` is told the pages done and the
    pages in all, 0 where that is not known yet.
    """
    box = sandbox or _sandbox
    gathered = _Gathered()
    second = False
    for _ in range(_DEATHS):
        try:
            _gather(gathered, box, path, name, second=second, progress=progress)
            break
        except Died as death:
            second = _survive(gathered, death, second=second)
    else:
        _give_up_rest(gathered)
    return _reading(gathered)


def measure(
    path: Path, name: str, *, sandbox: Sandbox | None = None
) -> wire.Contents | None:
    """Say what is known of a PDF or TIFF before it is read; None of other formats.

    Raises Unreadable when it cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(1024)
    if b"%PDF-" not in head and not head.startswith(_TIFF):
        return None
    question = {"do": "read", "name": name, "first": limits.PAGES + 1}
    try:
        answers = list((sandbox or _sandbox).ask(question, path))
    except Died:
        return None  # reading it in the usual way tells what ails it
    for answer in answers:
        if not isinstance(answer, bytes) and "contents" in answer:
            return wire.to_contents(answer["contents"])
    return None


def pictured(
    path: Path, name: str, pages: Sequence[int], *, sandbox: Sandbox | None = None
) -> list[bool]:
    """Say of some pages of a PDF or TIFF whether their text is to be recognised.

    It is of none where nothing can recognise it, or where looking at them fails.
    """
    question = {"do": "pictured", "name": name, "pages": list(pages)}
    try:
        answers = list((sandbox or _sandbox).ask(question, path))
    except (Died, Unreadable):
        return [False] * len(pages)
    for answer in answers:
        if not isinstance(answer, bytes):
            return [bool(one) for one in answer["pictured"]]
    return [False] * len(pages)


def part(
    path: Path,
    name: str,
    first: int,
    last: int,
    *,
    progress: Callable[[int], None],
    sandbox: Sandbox | None = None,
) -> dict[str, Any]:
    """Read some pages of a PDF as plain values, to be joined with the others.

    What would make the whole unreadable makes these pages unread. ``progress`` is told
    the pages done.
    """
    box = sandbox or _sandbox
    gathered = _Gathered(floor=first - 1)

    def told(reached: int, count: int) -> None:
        del count
        progress(reached - first + 1)

    try:
        for _ in range(_DEATHS):
            try:
                _gather(gathered, box, path, name, last=last, progress=told)
                break
            except Died as death:
                reason = _REASONS[death.code]
                gathered.unread.append(UnreadPage(gathered.reached + 1, reason))
        else:
            _rest(gathered, last, _REASONS[Refusal.CRASHED])
    except Unreadable as problem:
        _rest(gathered, last, problem.sentence)
    about = gathered.contents
    return {
        "contents": wire.from_contents(about) if about else None,
        "pages": [wire.from_page(page) for page in gathered.pages],
        "unread": [wire.from_unread(page) for page in gathered.unread],
    }


def joined(
    parts: Sequence[dict[str, Any] | None], bounds: Sequence[tuple[int, int]]
) -> Reading:
    """Join what was read of all ranges into one reading.

    Pages of a part that nobody could read are unread. Raises Unreadable when nothing of
    the document can be read.
    """
    gathered = _Gathered()
    for found, (first, last) in zip(parts, bounds, strict=True):
        if found is None:
            gathered.floor = first - 1
            _rest(gathered, last, _REASONS[Refusal.CRASHED])
            continue
        if gathered.contents is None and found["contents"]:
            gathered.contents = wire.to_contents(found["contents"])
        gathered.pages += [wire.to_page(page) for page in found["pages"]]
        gathered.unread += [wire.to_unread(page) for page in found["unread"]]
    return _reading(gathered)


def children(
    path: Path, name: str, *, sandbox: Sandbox | None = None
) -> Iterator[Child]:
    """Yield the files inside of an archive or an e-mail, each a document of its own.

    Any other document has none. Raises Unreadable when the whole cannot be opened.
    """
    called, problem = "", ""
    try:
        for answer in (sandbox or _sandbox).ask({"do": "children", "name": name}, path):
            if isinstance(answer, bytes):
                yield Child(called, answer, problem)
            else:
                called, problem = str(answer["name"]), str(answer["problem"])
    except Died as death:
        raise Unreadable(death.code) from None


def sandbox() -> Sandbox:
    """Give the child of this worker, for those who ask other things of documents."""
    return _sandbox


def close() -> None:
    """End the child of this worker; the next document starts another."""
    _sandbox.close()


def _gather(
    gathered: _Gathered,
    box: Sandbox,
    path: Path,
    name: str,
    *,
    second: bool = False,
    last: int | None = None,
    progress: Callable[[int, int], None] | None,
) -> None:
    first = gathered.reached + 1
    question = {"do": "read", "name": name, "first": first, "second": second}
    if last is not None:
        question["last"] = last
    for answer in box.ask(question, path):
        if isinstance(answer, bytes):
            continue
        if "contents" in answer:
            gathered.contents = wire.to_contents(answer["contents"])
        elif "page" in answer:
            gathered.pages.append(answer["page"])
        elif "unread" in answer:
            gathered.unread.append(wire.to_unread(answer["unread"]))
        if progress is not None and gathered.contents is not None:
            progress(gathered.reached, gathered.contents.count)


def _survive(gathered: _Gathered, death: Died, *, second: bool) -> bool:
    """Note over which page the child died; say whether to try the second reader.

    Only what has pages of its own is read on behind the page; anything else would die
    of the same again.
    """
    contents = gathered.contents
    if contents is None or contents.kind != "pdf":
        if contents is None and not second and death.code is Refusal.CRASHED:
            return True
        raise Unreadable(death.code) from None
    reason = _REASONS[death.code]
    gathered.unread.append(UnreadPage(gathered.reached + 1, reason))
    return second


def _give_up_rest(gathered: _Gathered) -> None:
    if gathered.contents is None or not gathered.pages:
        raise Unreadable(Refusal.CRASHED)
    _rest(gathered, gathered.contents.count, _REASONS[Refusal.CRASHED])


def _rest(gathered: _Gathered, last: int, reason: str) -> None:
    """Count the pages from here to the last one as unread."""
    for number in range(gathered.reached + 1, last + 1):
        gathered.unread.append(UnreadPage(number, reason))


def _reading(gathered: _Gathered) -> Reading:
    contents = gathered.contents
    if contents is None:
        raise Unreadable(Refusal.CRASHED)
    if not any(page.text.strip() for page in gathered.pages):
        raise Unreadable(_why_nothing(gathered.unread))
    pages, language = finishing.finish(gathered.pages, drawn=contents.kind == "pdf")
    known = {one.number for one in gathered.unread}
    doubtful = (
        UnreadPage(page.number, refusals.PAGE_UNLIKELY)
        for page in pages
        if page.number not in known and readability.score(page) < _READABLE
    )
    unread = sorted((*gathered.unread, *doubtful), key=lambda one: one.number)
    recognised = sum(page.by_ocr for page in pages)
    remarks = (said.RECOGNISED % {"count": recognised},) if recognised else ()
    return Reading(
        contents.kind,
        language,
        pages,
        tuple(unread),
        contents.title,
        (*contents.remarks, *remarks),
    )


def _why_nothing(unread: list[UnreadPage]) -> Refusal:
    """Say why no page of a document has text: each of them may have the same reason."""
    reasons = {page.reason for page in unread}
    if reasons == {refusals.PAGE_BROKEN}:
        return Refusal.DAMAGED
    if reasons == {refusals.PAGE_TOO_SLOW}:
        return Refusal.TOO_SLOW
    return Refusal.CRASHED if reasons == {refusals.PAGE_CRASHED} else Refusal.NO_TEXT
