"""The ways others find phrases, as they are used by those who use them.

Each side is prepared outside of the clock, gets the same phrases and texts, and returns
how many hits it found. A side that is not installed says so.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def each_with_re(phrases: list[str], texts: list[str]) -> Callable[[], int]:
    """One compiled pattern for each phrase, spaces and hyphens alike, any case."""
    patterns = [
        re.compile(r"\b" + r"[\s-]+".join(map(re.escape, phrase.split())) + r"\b", re.I)
        for phrase in phrases
    ]
    return lambda: sum(
        1 for text in texts for pattern in patterns for _ in pattern.finditer(text)
    )


def paperless(phrases: list[str], texts: list[str]) -> Callable[[], int]:
    """The way of paperless-ngx's exact matching: one uncompiled search for each."""
    return lambda: sum(
        bool(re.search(rf"\b{re.escape(phrase)}\b", text, flags=re.IGNORECASE))
        for text in texts
        for phrase in phrases
    )


def spacy_matcher(phrases: list[str], texts: list[str]) -> Callable[[], int]:
    """SpaCy's blank tokenizer and its PhraseMatcher on lower case, from raw text."""
    return _spacy(phrases, texts)


def spacy_in_sentences(phrases: list[str], texts: list[str]) -> Callable[[], int]:
    """The same behind spaCy's sentence splitter, which knows no abbreviations."""
    return _spacy(phrases, texts, "sentencizer")


def _spacy(phrases: list[str], texts: list[str], *pipes: str) -> Callable[[], int]:
    spacy = import_module("spacy")
    nlp = spacy.blank("en")
    nlp.max_length = 10**9
    for pipe in pipes:
        nlp.add_pipe(pipe)
    matcher = import_module("spacy.matcher").PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("all", [nlp.make_doc(phrase) for phrase in phrases])
    return lambda: sum(len(matcher(nlp(text))) for text in texts)


def aho_corasick(phrases: list[str], texts: list[str]) -> Callable[[], int]:
    """Pyahocorasick on text that was folded before, whole words only."""
    automaton = import_module("ahocorasick").Automaton()
    for phrase in phrases:
        automaton.add_word(f" {phrase} ", len(phrase) + 1)
    automaton.make_automaton()
    word = re.compile(r"[^\W_]+")
    folded = [f" {' '.join(word.findall(text.lower()))} " for text in texts]
    return lambda: sum(
        len([(end - size, end) for end, size in automaton.iter(text)])
        for text in folded
    )
