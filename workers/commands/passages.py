"""How a passage is told on a terminal: its words in colour, and what decided it.

Colour adds to what the words say; without it, nothing is lost.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from criteria.authoring import wording
from criteria.finding import receipts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.evidence import Passage
    from criteria.packs.ruleset import Pack


def show(passage: Passage, pack: Pack, *, indent: str = "") -> None:
    """Print a passage, the words that matched, its rule, and what decided it."""
    rule, kept = pack.rule(passage.rule), passage.receipt
    click.secho(f"{indent}page {passage.page}, {passage.rule}: ", fg="blue", nl=False)
    click.echo("".join(_painted(passage)))
    words = receipts.matched(
        kept, page=passage.page, start=passage.start, quote=passage.quote
    )
    said = wording.in_words(rule, str(kept["language"]))
    click.secho(f"{indent}  {said}", dim=True)
    click.echo(f"{indent}  It matched {_quoted(words)}.")
    cues = receipts.cues(kept)
    because = f" because of {_quoted(cues)}" if cues else ""
    click.echo(
        f"{indent}  It counts as {passage.statement.value}{because}; "
        f"section: {kept['section']}."
    )


def _painted(passage: Passage) -> Iterator[str]:
    """The quote on one line: what matched is bold, a cue yellow."""
    last = passage.start
    found = receipts.signs(
        passage.receipt, page=passage.page, start=passage.start, quote=passage.quote
    )
    for sign in sorted(found, key=lambda one: (one.start, -one.end)):
        start, end = max(sign.start, last), min(sign.end, passage.end)
        if start < end:
            yield _line(passage, last, start)
            words = _line(passage, start, end)
            yield click.style(words, fg="yellow" if sign.is_cue else "green", bold=True)
            last = end
    yield _line(passage, last, passage.end)


def _line(passage: Passage, start: int, end: int) -> str:
    words = passage.quote[start - passage.start : end - passage.start]
    return re.sub(r"\s+", " ", words)


def _quoted(words: list[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
