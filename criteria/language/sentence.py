"""A sentence taken apart into words, as cues and clauses need it."""

from __future__ import annotations

from dataclasses import dataclass

from criteria.language.text import fold, word_spans


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as raw and folded words, with what stands before each word."""

    text: str
    raw: tuple[str, ...]
    folded: tuple[str, ...]
    before: tuple[str, ...]
    starts: tuple[int, ...]
    line: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Sentence:
        """Take a sentence apart."""
        starts, ends = (array.tolist() for array in word_spans(text))
        raw = [text[a:b] for a, b in zip(starts, ends, strict=True)]
        folded = [fold(word) or "·" for word in raw]
        gaps = zip([0, *ends], starts, strict=False)
        offsets, at = [], 0
        for word in folded:
            offsets.append(at)
            at += len(word) + 1
        return cls(
            text,
            tuple(raw),
            tuple(folded),
            tuple(text[a:b] for a, b in gaps),
            tuple(starts),
            " ".join(folded) + " ",
            tuple(offsets),
        )

    def words_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the first word, and the one after the last, of a span of the text."""
        inside = [n for n, at in enumerate(self.starts) if start <= at < end]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)
