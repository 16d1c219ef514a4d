"""How fast rules are matched, against the ways others do it: ``make bench-match``.

All sides run in this one process, in turns, on one core; what counts is CPU time, the
median of the rounds. MB are millions of bytes of original text, whatever a side really
reads. Slow sides get a cut of the text and are scaled. Peers are optional: install
``bench/requirements.txt`` beside the project to have them measured.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from bench import archive, corpus, peers
from criteria.evidence import Page
from criteria.finding.hits import find_hits, phrase_spans
from criteria.language.buckets import Postings
from criteria.language.searchable import Searchable
from criteria.language.tokenising import tokenise
from criteria.language.tokens import Tokens
from criteria.packs.compiled import CompiledPack
from criteria.packs.ruleset import Clause, Form, Pack, Rule, Strength

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Side: TypeAlias = "Callable[[list[str], list[str]], Callable[[], int]]"
Runs: TypeAlias = "dict[str, tuple[float, Callable[[], int]]]"

_ROUNDS = 3


def _seconds(run: Callable[[], int]) -> tuple[float, int]:
    started = time.process_time()
    hits = run()
    return time.process_time() - started, hits


def _all_phrases(stored: Sequence[bytes], pack: CompiledPack) -> int:
    return sum(len(phrase_spans(text, pack)[0]) for text in archive.load(stored))


def _phrases_only(phrases: Sequence[str]) -> CompiledPack:
    form = Form("en", tuple(f"={phrase}=" for phrase in phrases))
    rule = Rule("all", "DM1", "t", Strength.WEAK, {"en": form})
    return CompiledPack(Pack("phrases", (rule,), "phrases"))


def _row(name: str, figures: Sequence[str]) -> None:
    print(f"| {name:34} | " + " | ".join(f"{figure:>12}" for figure in figures) + " |")


def phrase_table(texts: list[str], stored: list[bytes]) -> None:
    """Print MB/s of every side at 100, 1,000 and 10,000 phrases, and our lead."""
    print(
        "\n## All phrases, all hits (MB/s; in brackets: ours is so many times faster)\n"
    )
    _row("side", ["100", "1,000", "10,000"])
    _row("---", ["---:"] * 3)
    harvested = corpus.phrases(texts, 10_000, seed=5)
    sides: list[tuple[str, Side, list[float]]] = [
        ("Aho-Corasick on folded text", peers.aho_corasick, [24, 24, 24]),
        ("spaCy PhraseMatcher, raw text", peers.spacy_matcher, [1, 1, 1]),
        ("re, one pattern a phrase", peers.each_with_re, [0.6, 0.12, 0.03]),
        ("paperless-ngx's way", peers.paperless, [0.6, 0.12, 0.03]),
    ]
    speeds: dict[str, list[float]] = {}
    for column, count in enumerate((100, 1000, 10_000)):
        phrases = harvested[:count]
        ours = _phrases_only(phrases)
        runs: Runs = {
            "ours, from the stored form": (
                corpus.size(texts),
                partial(_all_phrases, stored, ours),
            )
        }
        for name, make, sizes in sides:
            cut = _cut(texts, sizes[column])
            try:
                runs[name] = (corpus.size(cut), make(phrases, cut))
            except ImportError:
                continue
        for name, (size, seconds) in _in_turns(runs).items():
            speeds.setdefault(name, []).append(size / seconds)
    best = speeds["ours, from the stored form"]
    for name, values in speeds.items():
        shown = [
            f"{value:.3g}" + ("" if value is own else f" ({own / value:,.0f}x)")
            for value, own in zip(values, best, strict=True)
        ]
        _row(name, shown)


def _cut(texts: list[str], megabytes: float) -> list[str]:
    length = len(texts[0])
    if megabytes * 1e6 < length:
        return [texts[0][: int(megabytes * 1e6)]]
    return texts[: int(megabytes * 1e6 / length)]


def _in_turns(
    runs: Runs,
) -> dict[str, tuple[float, float]]:
    """Run all sides in turns, in another order each round; medians of CPU seconds."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    names = list(runs)
    for number in range(_ROUNDS):
        random.Random(number).shuffle(names)  # noqa: S311 - no secret hangs on it
        for name in names:
            taken[name].append(_seconds(runs[name][1])[0])
    return {name: (runs[name][0], statistics.median(taken[name])) for name in runs}


def growth(texts: list[str], stored: list[bytes]) -> None:
    """Print how much slower cold rules make the same evidence."""
    print("\n## Rules that find nothing beside 344 that do\n")
    warm = corpus.phrases(texts, 344 * 8, seed=6)
    chance = random.Random(7)  # noqa: S311 - no secret hangs on it
    cold = [f"{chance.choice(warm).split()[0]} qq{n}zz" for n in range(9656 * 8)]
    packs = {
        count: CompiledPack(corpus.rules(warm + cold[: (count - 344) * 8], f"g{count}"))
        for count in (344, 1000, 10_000)
    }
    runs: Runs = {
        str(count): (corpus.size(texts), partial(archive.found, stored, pack))
        for count, pack in packs.items()
    }
    figures = _in_turns(runs)
    first = figures["344"][1]
    for name, (size, seconds) in figures.items():
        hits = runs[name][1]()
        print(
            f"{name} rules: {size / seconds:.0f} MB/s, {hits / size:.0f} pieces of "
            f"evidence per MB, {seconds / first:.2f}x the time of 344"
        )


def first_tagging(texts: list[str]) -> None:
    """Print how fast raw text is tokenised and matched for the first time."""
    print("\n## First tagging, from raw text, 344 rules\n")
    phrases = corpus.phrases(texts, 344 * 8, seed=6)
    pack = CompiledPack(corpus.rules(phrases, "first"))

    def ours() -> int:
        tokens = [tokenise([Page(1, text, "en")]) for text in texts[:40]]
        return len(find_hits(Searchable.of(tokens), pack).starts)

    runs: Runs = {"ours": (corpus.size(texts[:40]), ours)}
    cut = _cut(texts, 1)
    try:
        runs["spaCy"] = (corpus.size(cut), peers.spacy_matcher(phrases, cut))
        inside = peers.spacy_in_sentences(phrases, cut)
        runs["spaCy with its sentences"] = (corpus.size(cut), inside)
    except ImportError:
        print("spaCy is not installed.")
    for name, (size, seconds) in _in_turns(runs).items():
        print(f"{name}: {size / seconds:.2f} MB/s")


def preview(stored: list[bytes], texts: list[str]) -> None:
    """Print how long one changed rule takes on 20 MB that are kept ready."""
    print("\n## One changed rule of ten phrases, on 20 MB kept ready\n")
    count = min(int(20e6 / len(texts[0])), len(texts))
    text = Searchable.of([Tokens.from_bytes(one) for one in stored[:count]])
    seconds, _ = _seconds(lambda: len(Postings(text.ids).places(text.ids[:1])))
    postings = Postings(text.ids)
    form = Form("en", tuple(corpus.phrases(texts, 10, seed=9)), (Clause(("city",)),))
    rule = Rule("one", "DM1", "t", Strength.WEAK, {"en": form})
    pack = CompiledPack(Pack("one", (rule,), "one"))
    times = [
        _seconds(lambda: len(find_hits(text, pack, postings).starts))[0]
        for _ in range(15)
    ]
    print(
        f"{1000 * statistics.median(times):.2f} ms; making the postings took "
        f"{seconds:.2f} s once"
    )


def main() -> None:
    """Measure what was asked for, and print it as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=50)
    parser.add_argument("--archive", type=int, default=7000, help="megabytes")
    wanted = parser.parse_args()
    texts = corpus.documents(wanted.megabytes, seed=1)
    started = time.process_time()
    stored = [tokenise([Page(1, text, "en")]).to_bytes() for text in texts]
    seconds = time.process_time() - started
    kept = sum(len(one) for one in stored) / 1e6
    print(
        f"{len(texts)} documents, {corpus.size(texts):.0f} MB; "
        f"tokenised in {seconds:.0f} CPU s, kept in {kept:.0f} MB"
    )
    preview(stored, texts)
    growth(texts, stored)
    archive.measure(stored, texts, wanted.archive)
    first_tagging(texts)
    phrase_table(texts, stored)


if __name__ == "__main__":
    main()
