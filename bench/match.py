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
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from bench import corpus, peers
from criteria.buckets import Postings
from criteria.compiled import CompiledPack
from criteria.evidence import Page
from criteria.hits import find_hits, phrase_spans
from criteria.ruleset import Clause, Form, Pack, Rule, Strength
from criteria.searchable import Searchable
from criteria.tokenising import tokenise
from criteria.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Side: TypeAlias = "Callable[[list[str], list[str]], Callable[[], int]]"
Runs: TypeAlias = "dict[str, tuple[float, Callable[[], int]]]"

_BATCH = 32
_ROUNDS = 3


def _seconds(run: Callable[[], int]) -> tuple[float, int]:
    started = time.process_time()
    hits = run()
    return time.process_time() - started, hits


def _size(texts: Sequence[str]) -> float:
    return sum(len(text.encode()) for text in texts) / 1e6


def _pack(phrases: list[str], name: str) -> Pack:
    """Rules of eight phrases; every second one with a need, every fourth with a bar."""
    rules = []
    for number in range(0, len(phrases) - 7, 8):
        own = tuple(phrases[number : number + 8])
        needs = (Clause(("city", "department", "report", "data", "public")),)
        bars = (Clause(("water", "sewer")),)
        form = Form(
            "en",
            own,
            needs if number % 16 else (),
            bars if number % 32 == 0 else (),
        )
        rules.append(Rule(f"{name}{number}", "DM1", "t", Strength.WEAK, {"en": form}))
    return Pack(name, tuple(rules), name)


def _load(stored: Sequence[bytes]) -> list[Searchable]:
    return [
        Searchable.of([Tokens.from_bytes(one) for one in stored[at : at + _BATCH]])
        for at in range(0, len(stored), _BATCH)
    ]


def _all_phrases(stored: Sequence[bytes], pack: CompiledPack) -> int:
    return sum(len(phrase_spans(text, pack)[0]) for text in _load(stored))


def _all_rules(stored: Sequence[bytes], pack: CompiledPack) -> int:
    return sum(len(find_hits(text, pack).starts) for text in _load(stored))


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
                _size(texts),
                partial(_all_phrases, stored, ours),
            )
        }
        for name, make, sizes in sides:
            cut = _cut(texts, sizes[column])
            try:
                runs[name] = (_size(cut), make(phrases, cut))
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
        count: CompiledPack(_pack(warm + cold[: (count - 344) * 8], f"g{count}"))
        for count in (344, 1000, 10_000)
    }
    runs: Runs = {
        str(count): (_size(texts), partial(_all_rules, stored, pack))
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
    pack = CompiledPack(_pack(phrases, "first"))

    def ours() -> int:
        tokens = [tokenise([Page(1, text, "en")]) for text in texts[:40]]
        return len(find_hits(Searchable.of(tokens), pack).starts)

    runs: Runs = {"ours": (_size(texts[:40]), ours)}
    try:
        cut = _cut(texts, 1)
        runs["spaCy"] = (_size(cut), peers.spacy_matcher(phrases, cut))
    except ImportError:
        print("spaCy is not installed.")
    for name, (size, seconds) in _in_turns(runs).items():
        print(f"{name}: {size / seconds:.2f} MB/s")


def archive(stored: list[bytes], texts: list[str], megabytes: int) -> None:
    """Print what a process of its own takes for a whole archive with 1,000 rules.

    It reads the kept forms from files, as a worker would, as often as it takes.
    """
    print(f"\n## An archive of {megabytes:,} MB, 1,000 rules, one core, warm\n")
    phrases = corpus.phrases(texts, 8000, seed=8)
    size = _size(texts)
    times = max(1, round(megabytes / size))
    with tempfile.TemporaryDirectory() as folder:
        for number, one in enumerate(stored):
            Path(folder, f"{number:05}.words").write_bytes(one)
        Path(folder, "phrases.txt").write_text("\n".join(phrases), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "bench.match",
            "--read",
            folder,
            "--times",
            str(times),
        ]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, hits, peak = (float(word) for word in done.stdout.split())
    print(
        f"{size:.0f} MB of different text, read {times} times: {seconds:.1f} CPU s, "
        f"{hits / size / times:.0f} pieces of evidence per MB; "
        f"7 GB in {seconds * 7000 / (times * size):.1f} CPU s; "
        f"most memory of the process: {peak:.0f} MiB"
    )


def read_archive(folder: Path, times: int) -> None:
    """Match what is in a folder, and print CPU seconds, hits and most memory."""
    phrases = (folder / "phrases.txt").read_text(encoding="utf-8").splitlines()
    pack = CompiledPack(_pack(phrases, "archive"))
    files = sorted(folder.glob("*.words"))
    started, hits = time.process_time(), 0
    for _ in range(times):
        for at in range(0, len(files), _BATCH):
            batch = [path.read_bytes() for path in files[at : at + _BATCH]]
            hits += _all_rules(batch, pack)
    seconds = time.process_time() - started
    print(seconds, hits, _most_memory())


def _most_memory() -> float:
    """Return the most memory this process has held, in MiB.

    ``getrusage`` would count what its parent held when it started it.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


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
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--times", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.read:
        read_archive(wanted.read, wanted.times)
        return
    texts = corpus.documents(wanted.megabytes, seed=1)
    started = time.process_time()
    stored = [tokenise([Page(1, text, "en")]).to_bytes() for text in texts]
    seconds = time.process_time() - started
    kept = sum(len(one) for one in stored) / 1e6
    print(
        f"{len(texts)} documents, {_size(texts):.0f} MB; tokenised in {seconds:.0f} "
        f"CPU s, kept in {kept:.0f} MB"
    )
    preview(stored, texts)
    growth(texts, stored)
    archive(stored, texts, wanted.archive)
    first_tagging(texts)
    phrase_table(texts, stored)


if __name__ == "__main__":
    main()
