"""Why a passage was proposed, and why another was not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from criteria.about.kinds import recognise
from criteria.evidence import Statement
from criteria.finding import alike
from criteria.finding.hits import Hits, candidates, holds_at, windows
from criteria.finding.passages import Found, collect
from criteria.finding.receipts import digest, receipt
from criteria.finding.surroundings import Document, Surroundings
from criteria.language.parts import Parts
from criteria.language.tokenising import LONGEST_PHRASE, tokenise
from criteria.packs.compiled import CompiledPack, compiled
from criteria.packs.ruleset import ALIKE, Scope, Strength
from criteria.telling import tell, tell_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from criteria.evidence import Page
    from criteria.language.tokens import Numbers
    from criteria.packs.ruleset import Clause, Pack, Rule

_MOST_MISSES: Final = 5
_SHOWN_PHRASES: Final = 3
# What decided a match; the weight also hangs on the kind of the document.
_DECISIVE: Final = ("hit", "needs", "section", "statement", "cues")


@dataclass(frozen=True, slots=True)
class Replay:
    """Whether a receipt still holds, and the sentences that say what has changed."""

    holds: bool
    differences: tuple[str, ...] = ()


def replay(
    receipt_: Mapping[str, object], pages: Sequence[Page], pack: Pack, *, name: str = ""
) -> Replay:
    """Match a receipt again against the pages it was made from."""
    rule_id = str(receipt_["rule"])
    rules = tuple(rule for rule in pack.rules if rule.id == rule_id)
    if rule_id.endswith(ALIKE):
        return _compared(receipt_, _alike(pages, pack, name), [])
    if not rules:
        return Replay(holds=False, differences=(f"The rule {rule_id} is gone.",))
    changed = []
    if digest(rules[0]) != receipt_["rule_digest"]:
        changed.append(f"The rule {rule_id} has been changed since.")
    return _compared(receipt_, _found(pages, _narrowed(pack, rules), name), changed)


def _compared(
    receipt_: Mapping[str, object], found: list[Found], differences: list[str]
) -> Replay:
    again = _same_place(receipt_, found)
    if again is None:
        differences.append("The rule does not hold at this place any more.")
    else:
        now = receipt(again, 0.0)
        differences += [
            f"{key}: {receipt_[key]} before, {now[key]} now."
            for key in _DECISIVE
            if receipt_[key] != now[key]
        ]
    return Replay(not differences, tuple(differences))


def _same_place(receipt_: Mapping[str, object], found: list[Found]) -> Found | None:
    for f in found:
        if (f.page, list(f.hit)) == (receipt_["page"], receipt_["hit"]):
            return f
    return None


def _found(pages: Sequence[Page], pack: Pack, name: str) -> list[Found]:
    kind = recognise(name, pages)
    parts = Parts.of(pages, tokenise(pages))
    return collect(parts, pack, name=name, kind=kind)


def _alike(pages: Sequence[Page], pack: Pack, name: str) -> list[Found]:
    kind = recognise(name, pages)
    parts = Parts.of(pages, tokenise(pages))
    found = alike.collect(parts, pack, name=name, kind=kind)
    return [one for likeness in found for one in likeness.found]


def _narrowed(pack: Pack, rules: tuple[Rule, ...]) -> Pack:
    ids = ",".join(rule.id for rule in rules)
    return replace(pack, rules=rules, digest=f"{pack.digest}/{ids}")


@dataclass(frozen=True, slots=True)
class Miss:
    """A place where a rule for a criterion nearly held.

    ``reasons`` are sentences; ``away`` is how many clauses failed and by how many words
    in all, less being nearer.
    """

    rule: str
    page: int
    quote: str
    reasons: tuple[str, ...]
    away: tuple[int, int]


def nearest_misses(
    pages: Sequence[Page], pack: Pack, criterion: str, *, name: str = ""
) -> list[Miss]:
    """Return up to five places where a criterion's rules nearly held, nearest first.

    Empty when no main phrase of any of them stands in the document.
    """
    rules = pack.for_criterion(criterion)
    if not rules or not pages:
        return []
    misses = list(_Misses(pages, _narrowed(pack, rules), name).all())
    misses.sort(key=lambda miss: (miss.away, miss.page, miss.rule))
    nearest: dict[tuple[str, str], Miss] = {}
    for miss in misses:
        nearest.setdefault((miss.rule, miss.quote), miss)
    return list(nearest.values())[:_MOST_MISSES]


class _Misses:
    """Looks at every main phrase of some rules, and what else was asked for there."""

    def __init__(self, pages: Sequence[Page], pack: Pack, name: str) -> None:
        parts = Parts.of(pages, tokenise(pages))
        self._pack: CompiledPack = compiled(pack)
        whole = parts.part(0)
        document = Document.of(parts, name=name, kind=recognise(name, pages))
        self._around = Surroundings(document, whole)
        self._bounds = whole.text.bounds
        self._hits: Hits = candidates(whole.text, self._pack)
        self._found = _found(pages, pack, name)

    def all(self) -> Iterator[Miss]:
        """Return the misses, in no order."""
        yield from self._weak_ones()
        held = {(f.rule.id, f.page, f.hit) for f in self._found}
        for at in range(len(self._hits.forms)):
            one = self._hits.only(np.array([at]))
            words = (int(one.starts[0]), int(one.ends[0]))
            rule, _ = self._pack.forms[int(one.forms[0])]
            page = self._around.page(words[0])
            if (rule.id, page.number, self._around.span(words)) in held:
                continue
            reasons = list(self._reasons(one, words))
            if reasons:
                away = (len(reasons), sum(distance for _, distance in reasons))
                texts = tuple(text for text, _ in reasons)
                yield Miss(rule.id, page.number, self._quote(words), texts, away)

    def _weak_ones(self) -> Iterator[Miss]:
        """Return matches that hold, and yet are not enough or not stated."""
        for f in self._found:
            reasons = []
            if f.rule.strength is not Strength.STRONG:
                reasons.append(_NOT_ENOUGH[f.rule.strength])
            if f.judgement.statement is not Statement.STATED:
                cues = ", ".join(f"“{cue}”" for cue in f.judgement.cues)
                reasons.append(
                    tell(
                        "The passage counts as %(statement)s because of %(cues)s.",
                        statement=_SAID[f.judgement.statement],
                        cues=cues,
                    )
                )
            if reasons:
                yield Miss(f.rule.id, f.page, f.quote, tuple(reasons), (0, 0))

    def _quote(self, words: tuple[int, int]) -> str:
        page = self._around.page(words[0])
        sentence = self._around.readable(self._around.sentence(words[0]), words)
        start, end = self._around.marked_span(page, sentence)
        return page.text[start:end]

    def _reasons(self, one: Hits, words: tuple[int, int]) -> Iterator[tuple[str, int]]:
        rule, form = self._pack.forms[int(one.forms[0])]
        section = self._around.section(words[0])
        if section in rule.never_under:
            yield (
                tell("It stands in a section of %(section)s.", section=section.told),
                0,
            )
        for slot, clause in enumerate(form.needs):
            rows = self._pack.needs[slot][one.forms]
            if not holds_at(one, rows, self._bounds, outside=True)[0]:
                yield self._missing(clause, int(rows[0, 0]), words)
        for slot, clause in enumerate(form.bars):
            rows = self._pack.bars[slot][one.forms]
            if holds_at(one, rows, self._bounds, outside=False)[0]:
                yield self._barred(clause, rows, one), 0

    def _missing(
        self, clause: Clause, number: int, words: tuple[int, int]
    ) -> tuple[str, int]:
        wanted = _listed(clause)
        everywhere = (0, self._around.count)
        place = self._hits.nearby.nearest(number, everywhere, words)
        if place is None:
            said = tell("Nowhere in the document stands %(wanted)s.", wanted=wanted)
            return said, self._around.count
        between = max(place[0] - words[1], words[0] - place[1])
        page = self._around.page(place[0])
        start, end = self._around.span(place)
        asked = _asked(clause)
        said = tell(
            "It asks for %(wanted)s %(where)s; the nearest, “%(words)s”, stands "
            "%(between)s words away on page %(page)s.",
            wanted=wanted,
            where=asked,
            words=page.text[start:end],
            between=between,
            page=page.number,
        )
        return said, between

    def _barred(self, clause: Clause, rows: Numbers, one: Hits) -> str:
        low, high = windows(rows, one.starts, one.ends, self._bounds)
        window = (int(low[0]), int(high[0]))
        if clause.within is Scope.HIT:
            window = (max(0, window[0] - LONGEST_PHRASE), window[1] + LONGEST_PHRASE)
        found = self._hits.nearby.all_inside(int(rows[0, 0]), window)
        span = next(s for s in found if _meets(clause, s, one))
        page = self._around.page(span[0])
        start, end = self._around.span(span)
        return tell("It is barred by “%(words)s”.", words=page.text[start:end])


def _meets(clause: Clause, span: tuple[int, int], one: Hits) -> bool:
    if clause.within is not Scope.HIT:
        return True
    return span[0] < int(one.ends[0]) and span[1] > int(one.starts[0])


_SAID: Final = {
    Statement.STATED: tell("stated"),
    Statement.PLANNED: tell("planned"),
    Statement.DENIED: tell("denied"),
    Statement.CONDITIONAL: tell("conditional"),
    Statement.OTHERS: tell("somebody else's"),
    Statement.QUESTION: tell("a question"),
    Statement.UNCLEAR: tell("unclear"),
}
_NOT_ENOUGH: Final = {
    Strength.FAIR: tell("The rule holds, but is only fair: a second match is needed."),
    Strength.WEAK: tell(
        "The rule holds, but is weak: it only adds to the score of others."
    ),
}


def _listed(clause: Clause) -> str:
    some = clause.phrases[:_SHOWN_PHRASES]
    shown = [f"“{phrase.replace('=', '')}”" for phrase in some]
    more = len(clause.phrases) - len(shown)
    phrases = tell_all(shown, ", ")
    if not more:
        return phrases
    return tell("%(phrases)s or one of %(more)s more", phrases=phrases, more=more)


_WHERE: Final = {
    Scope.HIT: tell("in the same words"),
    Scope.SENTENCE: tell("in the same sentence"),
    Scope.PARAGRAPH: tell("in the same paragraph"),
    Scope.SECTION: tell("in the same section"),
    Scope.PAGE: tell("on the same page"),
    Scope.DOCUMENT: tell("in the same document"),
}


def _asked(clause: Clause) -> str:
    if not isinstance(clause.within, Scope):
        return tell("within %(count)s words", count=clause.within)
    return _WHERE[clause.within]
