"""What a passage says of the thing it speaks about.

The idea is that of ConText (Harkema and others, 2009), made for clinical notes: cues
with a direction and a reach, and pseudo-cues that only look like one. A cue reaches as
far as its clause; a question and a condition reach through the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from criteria.evidence import Statement
from criteria.finding.clauses import Reach, reach
from criteria.finding.cueing import CueHit, Cues, Language, cues
from criteria.finding.futures import is_future
from criteria.language.sections import Section
from criteria.language.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

BINDING_KINDS: Final = frozenset(
    {"ordinance", "contract", "agreement", "charter", "policy"}
)
"""Kinds of document in which an order is in force once it is written."""

_ARTICLE: Final = re.compile(
    r"\W*(?:art(?:[ií]culo|igo|icle|\.)?|cl[aá]usula|cláusula|clause|section|sec\.|§)"
    r"\s*(?:\d|[IVXL]+\b|[a-zç]+(?:ra|ta|da|va|a|o|er)\b)"
    r"|\W*(?:(?:prim|terc)er[oa]|(?:prim|terc)eir[oa]|segund[oa]|quart[oa]|cuart[oa]|"
    r"quint[oa]|sext[oa]|s[ée]tim[oa]|s[ée]ptim[oa]|o[ic]tav[oa]|non[oa]|noven[oa]|"
    r"d[ée]cim[oa])[.:]",
    re.IGNORECASE,
)
_BY_SECTION: Final = {
    Section.NEXT_STEPS: Statement.PLANNED,
    Section.ELSEWHERE: Statement.OTHERS,
    Section.QUESTIONS: Statement.QUESTION,
}
_MONTH: Final = "May"
_YES: Final = "sí"
_DUTY: Final = ("will", "ll", "to be ")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the surroundings of a sentence.

    ``lead`` are the words that introduce the list it is an item of. ``in_article``: it
    stands in a numbered article or clause. ``draft``: the document calls itself one.
    ``signed``: it names its author, as essays and press items do and papers of a city
    do not. ``for_visitors``: it tells visitors of a website what the site does.
    ``unticked``: it stands beside a box that nobody has ticked.
    """

    kind: str = ""
    section: Section = Section.BODY
    lead: str = ""
    in_article: bool = False
    draft: bool = False
    signed: bool = False
    for_visitors: bool = False
    unticked: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a passage says, and the cues that decided it."""

    statement: Statement
    cues: tuple[str, ...] = ()


def opens_article(text: str) -> bool:
    """Tell whether a block opens a numbered article or clause of a law or contract."""
    return _ARTICLE.match(text) is not None


_NO_CONTEXT: Final = Context()


def judge(
    text: str, hit: tuple[int, int], language: str, context: Context = _NO_CONTEXT
) -> Judgement:
    """Say what a sentence says of the thing that stands in ``text[hit[0]:hit[1]]``."""
    lead = f"{context.lead.rstrip()} " if context.lead else ""
    sentence = Sentence.of(lead + text)
    words = sentence.words_of(hit[0] + len(lead), hit[1] + len(lead))
    reading = _Reading(sentence, words, language, context)
    said = reading.judgement()
    if said.statement is Statement.STATED:
        return _by_document(said, reading, context)
    return said


def _by_document(said: Judgement, reading: _Reading, context: Context) -> Judgement:
    """Let a mark of the section or the document speak, where the sentence says no."""
    if context.section in _BY_SECTION and not reading.in_force:
        mark = f"section: {context.section.value}"
        return Judgement(_BY_SECTION[context.section], (mark,))
    if context.draft:
        return Judgement(Statement.PLANNED, ("document: draft",))
    if context.signed:
        return Judgement(Statement.OTHERS, ("document: signed by an author",))
    if context.for_visitors:
        return Judgement(Statement.UNCLEAR, ("document: notice of a website",))
    if context.unticked:
        return Judgement(Statement.UNCLEAR, ("box: not ticked",))
    return said


class _Reading:
    """One sentence with one hit in it, and the cues that count for the hit."""

    def __init__(
        self, sentence: Sentence, hit: tuple[int, int], code: str, context: Context
    ) -> None:
        self._sentence = sentence
        self._hit = hit
        self._code = code
        self._language: Language = cues(code)
        self._context = context
        self._reach: Reach = reach(sentence, hit, self._language)
        self._masked = frozenset(
            word
            for mask in self._language.masks.find(sentence)
            for word in range(mask.first, mask.end)
        )
        in_force = self._count(self._language.in_force)
        self.in_force = [cue.words for cue in in_force]

    def judgement(self) -> Judgement:
        """Weigh the cues that count."""
        for statement, found in (
            (Statement.QUESTION, self._questions()),
            (Statement.OTHERS, self._others()),
            (Statement.DENIED, [c.words for c in self._count(self._language.denied)]),
            (Statement.PLANNED, self._plans()),
            (Statement.CONDITIONAL, self._conditions()),
            (Statement.UNCLEAR, self._mentions()),
        ):
            if found:
                if statement is Statement.PLANNED and self.in_force:
                    both = dict.fromkeys([*found, *self.in_force])
                    return Judgement(Statement.UNCLEAR, tuple(both))
                return Judgement(statement, tuple(dict.fromkeys(found)))
        return Judgement(Statement.STATED)

    def _count(self, kind: Cues) -> Iterator[CueHit]:
        """Return the cues of a kind that count for the hit."""
        first, end = self._hit
        for cue in kind.find(self._sentence):
            is_own = first <= cue.first and cue.end <= end
            if is_own or self._masked.intersection(range(cue.first, cue.end)):
                continue
            ahead = cue.first < first and cue.cue.ahead
            behind = cue.end > end and cue.cue.behind
            near = self._reach.holds(cue.first)
            if cue.cue.everywhere:
                near = cue.first not in self._reach.skipped
            if near and (ahead or behind):
                yield cue

    def _questions(self) -> list[str]:
        asked = self._sentence.text.rstrip("\"'”’») \n").endswith("?")
        found = ["?"] if asked else []
        return found + [cue.words for cue in self._count(self._language.question)]

    def _others(self) -> list[str]:
        found = [c for c in self._count(self._language.others) if not self._binds(c)]
        if self._context.kind not in BINDING_KINDS:
            found += self._count(self._language.law)
        if found and not self._is_ours():
            return [cue.words for cue in found]
        for cue in self._count(self._language.example):
            if cue.first < self._hit[0] and self._names_somebody(cue.end):
                return [cue.words]
        return []

    def _binds(self, cue: CueHit) -> bool:
        is_contract = self._context.kind in ("contract", "agreement")
        return is_contract and not cue.cue.everywhere

    def _is_ours(self) -> bool:
        own = self._language.own.find(self._sentence)
        return any(cue.first < self._hit[0] for cue in own)

    def _names_somebody(self, first: int) -> bool:
        names = [
            word
            for word in self._sentence.raw[first:]
            if word[:1].isupper() and not word.isupper()
        ]
        return bool(names) and not self._is_ours()

    def _plans(self) -> list[str]:
        found = [
            cue.words
            for cue in self._count(self._language.planned)
            if not (cue.words.startswith(_DUTY) and self._is_duty(cue))
        ]
        found += [] if self._is_binding() else self._futures()
        found += [cue.words for cue in self._count(self._language.effects)]
        return found + self._mandate()

    def _is_duty(self, will: CueHit) -> bool:
        """Tell whether *will* or *to be* is a duty: it is in a text that binds."""
        making = self._language.making.find(self._sentence)
        makes = any(cue.first == will.first for cue in making)
        return self._context.kind in BINDING_KINDS and not makes

    def _is_binding(self) -> bool:
        in_article = self._context.in_article or opens_article(self._sentence.text)
        return in_article and self._context.kind in BINDING_KINDS | {"", "other"}

    def _futures(self) -> list[str]:
        raw, folded = self._sentence.raw, self._sentence.folded
        return [
            raw[word]
            for word in range(len(raw))
            if self._reach.holds(word)
            and not self._hit[0] <= word < self._hit[1]
            and word not in self._masked
            and is_future(raw[word], folded[word - 1] if word else "", self._code)
        ]

    def _mandate(self) -> list[str]:
        """An order to make something in a given time shows no more than the order."""
        language, sentence = self._language, self._sentence
        making = [
            *language.making.find(sentence),
            *language.handing.find(sentence),
        ]
        deadline = list(language.deadline.find(sentence))
        if not making or not deadline:
            return []
        recurs = language.recurring.find(sentence)
        if any(cue.first > making[0].first for cue in recurs):
            return []
        return [making[0].words, deadline[0].words]

    def _conditions(self) -> list[str]:
        money = [cue.words for cue in self._count(self._language.funding)]
        return money + [
            cue.words
            for cue in self._count(self._language.conditional)
            if not self._is_month(cue.first)
            and self._sentence.raw[cue.first].lower() != _YES
            and not (cue.cue.everywhere and self._context.kind in BINDING_KINDS)
        ]

    def _mentions(self) -> list[str]:
        """What only says a thing's name, meaning or worth; a law's definitions bind."""
        found = [*self._count(self._language.spoken_of)]
        if self._context.kind not in BINDING_KINDS:
            found += self._count(self._language.meaning)
        return [cue.words for cue in found]

    def _is_month(self, word: int) -> bool:
        raw = self._sentence.raw
        if raw[word] != _MONTH:
            return False
        after = raw[word + 1] if word + 1 < len(raw) else "1"
        before = self._sentence.folded[word - 1] if word else ""
        return after[0].isdigit() or before in (
            "in",
            "since",
            "by",
            "of",
            "on",
            "until",
        )
