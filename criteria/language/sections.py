"""What the part of a document is for in which a block stands, by its heading."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from criteria.evidence import SegmentKind
from criteria.language.text import fold
from criteria.telling import tell


class Section(StrEnum):
    """What a section of a document is for, as far as it changes what a hit is worth."""

    BODY = "body"
    CONTENTS = "contents"
    DEFINITIONS = "definitions"
    RECITALS = "recitals"
    NEXT_STEPS = "next-steps"
    ELSEWHERE = "elsewhere"  # other cities, case studies
    REFERENCES = "references"
    QUESTIONS = "questions"
    NOTES = "notes"
    RUNNING = "running"
    BOILERPLATE = "boilerplate"

    @property
    def told(self) -> str:
        """What such a section holds, in words."""
        return _TOLD[self]


_TOLD: Final = {
    Section.BODY: tell("body text"),
    Section.CONTENTS: tell("contents"),
    Section.DEFINITIONS: tell("definitions"),
    Section.RECITALS: tell("recitals"),
    Section.NEXT_STEPS: tell("next steps"),
    Section.ELSEWHERE: tell("what others do"),
    Section.REFERENCES: tell("references"),
    Section.QUESTIONS: tell("questions"),
    Section.NOTES: tell("notes"),
    Section.RUNNING: tell("repeated lines"),
    Section.BOILERPLATE: tell("boilerplate"),
}
SECTIONS: Final = tuple(Section)
NUMBERS: Final = {section: number for number, section in enumerate(SECTIONS)}

_HEADINGS: Final[dict[Section, str]] = {
    Section.CONTENTS: "contents|table of contents|indice|indice general|contenido|"
    "tabla de contenido|tabla de contenidos|sumario|conteudo|table des matieres|"
    "sommaire",
    Section.DEFINITIONS: "definitions|glossary|definiciones|glosario|definicoes|"
    "glossario|glossaire|terms and definitions|key terms|terminos y definiciones",
    Section.RECITALS: "whereas|recitals|preamble|considerando|considerandos|visto|"
    "vistos|preambulo|exposicion de motivos|considerant|considerants|preambule|vu|"
    "expose des motifs|justificativa|fundamentos",
    Section.NEXT_STEPS: "next steps|recommendations|future work|looking ahead|"
    "future plans|what s next|whats next|roadmap|proximos pasos|recomendaciones|"
    "hoja de ruta|proximos passos|recomendacoes|prochaines etapes|recommandations|"
    "perspectives|feuille de route|future actions|planned actions|acciones futuras|"
    "acoes futuras|trabajo futuro|trabalhos futuros|the road ahead|opportunities",
    Section.ELSEWHERE: "other cities|case studies|examples from other cities|"
    "peer cities|otras ciudades|casos de exito|outras cidades|estudos de caso|"
    "autres villes|etudes de cas|estudios de caso|lessons from other cities|"
    "benchmarking|experiencias internacionales|experiencias internacionais",
    Section.REFERENCES: "references|bibliography|works cited|referencias|bibliografia|"
    "referencias bibliograficas|bibliographie|further reading|related links",
    Section.QUESTIONS: "questionnaire|survey|survey questions|quiz|self assessment|"
    "cuestionario|encuesta|questionario|pesquisa|autoevaluacion|autoavaliacao|"
    "faq|frequently asked questions",
}
_BY_HEADING: Final = {
    heading: section
    for section, headings in _HEADINGS.items()
    for heading in headings.split("|")
}
LAST_WORDS: Final = frozenset(heading.split()[-1] for heading in _BY_HEADING)
"""With which words, folded, a heading ends that opens a section."""
BY_SEGMENT: Final = {
    SegmentKind.RUNNING: Section.RUNNING,
    SegmentKind.BOILERPLATE: Section.BOILERPLATE,
    SegmentKind.NOTE: Section.NOTES,
}
_NUMBER: Final = re.compile(
    r"[0-9]+|[ivxl]+|section|article|chapter|part|annex|anexo|"
    r"capitulo|titulo|appendix|seccion|secao|the|our|los|las|as|"
    r"os|les|and|y|e|et|of|de|del|terms"
)
_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST_HEADING: Final = 80
_RECITAL: Final = re.compile(
    r"\W*(?:WHEREAS\b|CONSIDERANDO\b|Considerando\b|VISTO[S]?\b|Whereas,|Considérant\b|"
    r"CONSIDÉRANT\b|Vu (?:le|la|les|l['’])|VU (?:LE|LA|LES|L['’]))"
)
# The first, the second and the third letter of what may begin like a recital.
RECITAL_STARTS: Final = ("WCV", "HhOoIUu", "EeNnS ")
LEADERS: Final = "._\u2026\u00b7"
_LONGEST_LEADERS: Final = 60
_LEADERS: Final = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,}|_{5,}|·{4,})\s*\d{1,4}$")


def of_heading(heading: str) -> Section | None:
    """Return the section that a heading opens; None for one that says nothing of it."""
    if len(heading) > _LONGEST_HEADING:
        return None
    written = _WORD.findall(heading)
    if not written or fold(written[-1]) not in LAST_WORDS:
        return None
    found = [fold(word) for word in written]
    while found and _NUMBER.fullmatch(found[0]) and len(found) > 1:
        found = found[1:]
    return _BY_HEADING.get(" ".join(found))


def of_block(text: str, kind: SegmentKind) -> Section | None:
    """Return the section that a block belongs to by what it is itself, if any."""
    if kind in BY_SEGMENT:
        return BY_SEGMENT[kind]
    last = text[-_LONGEST_LEADERS:].rstrip()
    if last[-1:].isdecimal() and _LEADERS.search(last):
        return Section.CONTENTS
    return Section.RECITALS if _RECITAL.match(text) else None


class Outline:
    """Which section a block stands in, as one block after another is read.

    A contents list ends at the first long block, and every section after a while:
    headings are not always recognised, and one must not name the rest of a document.
    """

    _LONG_LINE: Final = 25
    _LONGEST: Final = 1500

    def __init__(self) -> None:
        self._open: list[tuple[int, Section]] = []
        self._words = 0
        self._is_plain = True

    def section(self, text: str, kind: SegmentKind, level: int, count: int) -> Section:
        """Return the section of the next block, which has so many words."""
        if kind is SegmentKind.HEADING:
            self._enter(text, level)
        own = of_block(text, kind)
        if own is not None:
            return own
        return self.going_on(count)

    @property
    def is_plain(self) -> bool:
        """Whether all that goes on from here is body, however long it is."""
        return self._is_plain

    def going_on(self, count: int) -> Section:
        """Return the section of a next block that says nothing of itself."""
        self._words += count
        here = self._open[-1][1] if self._open else Section.BODY
        is_over = here is Section.CONTENTS and count > self._LONG_LINE
        if is_over or self._words > self._LONGEST:
            self._open.clear()
            self._is_plain = True
            return Section.BODY
        return here

    def _enter(self, text: str, level: int) -> None:
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        above = self._open[-1][1] if self._open else Section.BODY
        self._open.append((level, of_heading(text) or above))
        self._is_plain = all(section is Section.BODY for _, section in self._open)
        self._words = 0
