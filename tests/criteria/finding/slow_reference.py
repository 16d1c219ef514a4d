"""The matcher once more, slowly and by the book: it shares no code with the fast one.

A document is given as nested lists, so that nothing has to be parsed: pages of blocks,
a block being ("text", sentences), ("items", sentences) or ("row", cells), and a
sentence or cell a list of words, some of them broken by ``BREAK``, which then are two
words as well as one. The only thing in common is ``inflection.key``, which says what
words are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from criteria.language.inflection import key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.packs.ruleset import Clause, Pack, Within

Words: TypeAlias = list[str]
Block: TypeAlias = tuple[str, list[Words]]
Document: TypeAlias = list[list[Block]]
Hit: TypeAlias = tuple[str, int, int]
BREAK = "-\n"


@dataclass(frozen=True, slots=True)
class Place:
    """A word with the numbers of the parts that it stands in."""

    word: str
    piece: int
    sentence: int
    paragraph: int
    page: int
    is_broken: bool = False


def render(document: Document) -> list[str]:
    """Write a document as the texts of its pages."""
    return ["\n\n".join(_render(block) for block in page) for page in document]


def _render(block: Block) -> str:
    kind, parts = block
    if kind == "row":
        return "| " + " | ".join(" ".join(words) for words in parts) + " |"
    if kind == "items":
        return "\n".join("- " + " ".join(words) for words in parts)
    return " ".join("So " + " ".join(words) + "." for words in parts)


def places(document: Document) -> list[Place]:
    """Return the words of a document in order."""
    found: list[Place] = []
    piece = sentence = paragraph = 0
    for number, page in enumerate(document):
        after_item = False
        for kind, parts in page:
            if not (kind == "items" and after_item):
                paragraph += 1
            after_item = kind == "items"
            sentence += 1
            for words in parts:
                piece += 1
                if kind != "row":
                    sentence += 1
                opener = ["so"] if kind == "text" else []
                found += [
                    Place(
                        half, piece, sentence, paragraph, number, half is not halves[-1]
                    )
                    for halves in (word.split(BREAK) for word in opener + words)
                    for half in halves
                ]
    return found


def hits(document: Document, pack: Pack) -> set[Hit]:
    """Return where the rules of a pack hold: rule, first word and end."""
    text = places(document)
    return {
        (rule.id, start, end)
        for rule in pack.rules
        for form in rule.forms.values()
        for start, end in _clause(form.phrases, form.language, text)
        if all(_stands(c, form.language, text, (start, end)) for c in form.needs)
        and not any(_bars(c, form.language, text, (start, end)) for c in form.bars)
    }


def _clause(
    phrases: tuple[str, ...], language: str, text: list[Place]
) -> Iterator[tuple[int, int]]:
    for phrase in phrases:
        exact, wanted = phrase.startswith("="), phrase.strip("=").split()
        for start, place in enumerate(text):
            piece = [one for one in text[start:] if one.piece == place.piece]
            for size in _sizes(wanted, piece, language, exact=exact):
                yield start, start + size


def _sizes(
    wanted: list[str], text: list[Place], language: str, *, exact: bool
) -> Iterator[int]:
    """Yield how many words at the beginning of a text are the wanted ones."""
    if not wanted:
        yield 0
        return
    ways = [text[0].word] if text else []
    if text and text[0].is_broken:
        ways.append(text[0].word + text[1].word)
    for size, word in enumerate(ways, 1):
        if _alike(wanted[0], word, language, exact=exact):
            for more in _sizes(wanted[1:], text[size:], language, exact=exact):
                yield size + more


def _alike(one: str, other: str, language: str, *, exact: bool) -> bool:
    if exact and one.isupper() and len(one) > 1:
        return one == other
    if exact:
        return one.lower() == other.lower()
    return key(one.lower(), language) == key(other.lower(), language)


def _stands(
    clause: Clause, language: str, text: list[Place], hit: tuple[int, int]
) -> bool:
    low, high = _window(clause.within, text, hit)
    return any(
        low <= start and end <= high and (end <= hit[0] or start >= hit[1])
        for start, end in _clause(clause.phrases, language, text)
    )


def _bars(
    clause: Clause, language: str, text: list[Place], hit: tuple[int, int]
) -> bool:
    if clause.within == "hit":
        return any(
            start < hit[1] and end > hit[0]
            for start, end in _clause(clause.phrases, language, text)
        )
    low, high = _window(clause.within, text, hit)
    return any(
        low <= start and end <= high
        for start, end in _clause(clause.phrases, language, text)
    )


def _window(within: Within, text: list[Place], hit: tuple[int, int]) -> tuple[int, int]:
    if within == "document":
        return 0, len(text)
    part = "page" if isinstance(within, int) else within.value
    here = getattr(text[hit[0]], part)
    inside = [n for n, place in enumerate(text) if getattr(place, part) == here]
    low, high = inside[0], inside[-1] + 1
    if isinstance(within, int):
        return max(low, hit[0] - within), min(high, hit[1] + within)
    return low, high
