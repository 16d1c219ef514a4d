"""The matcher once more, slowly and by the book: it shares no code with the fast one.

A document is given as nested lists, so that nothing has to be parsed: pages of blocks,
a block being ("text", sentences), ("items", sentences) or ("row", cells), and a
sentence or cell a list of words. The only thing in common is ``inflection.key``, which
says what words are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from criteria.inflection import key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.ruleset import Clause, Pack, Within

Words: TypeAlias = list[str]
Block: TypeAlias = tuple[str, list[Words]]
Document: TypeAlias = list[list[Block]]
Hit: TypeAlias = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A word with the numbers of the parts that it stands in."""

    word: str
    piece: int
    sentence: int
    paragraph: int
    page: int


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
                    Place(word, piece, sentence, paragraph, number)
                    for word in opener + words
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
        size = len(phrase.split())
        for start in range(len(text) - size + 1):
            part = text[start : start + size]
            one_piece = len({place.piece for place in part}) == 1
            if one_piece and _alike(phrase, [p.word for p in part], language):
                yield start, start + size


def _alike(phrase: str, words: Words, language: str) -> bool:
    exact = phrase.startswith("=")
    wanted = phrase.strip("=").split()
    for one, other in zip(wanted, words, strict=True):
        if exact and one.isupper() and len(one) > 1:
            if one != other:
                return False
        elif exact:
            if one.lower() != other.lower():
                return False
        elif key(one.lower(), language) != key(other.lower(), language):
            return False
    return True


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
