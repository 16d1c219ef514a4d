"""Rules in plain words, for the people who judge what they found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from criteria.packs.ruleset import Clause, Form, Rule, Within

_SHOWN: Final = 4

_TEXTS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "alike": (
            "Its words stand often in our example sentences for this criterion, "
            "and seldom in those for others."
        ),
        "or": " or ",
        "more": "{shown} or {count} similar phrases",
        "looks": "Looks for {phrases}",
        "needs": ", with {phrases} {where}",
        "bars": ", but not with {phrases} {where}",
        "words": "within {count} words",
        "hit": "in the same words",
        "sentence": "in the same sentence",
        "paragraph": "in the same paragraph",
        "section": "in the same section",
        "page": "on the same page",
        "document": "in the same document",
    },
    "es": {
        "alike": (
            "Sus palabras están a menudo en nuestras frases de ejemplo para "
            "este criterio, y rara vez en las de otros."
        ),
        "or": " o ",
        "more": "{shown} o {count} expresiones parecidas",
        "looks": "Busca {phrases}",
        "needs": ", con {phrases} {where}",
        "bars": ", pero no con {phrases} {where}",
        "words": "a menos de {count} palabras",
        "hit": "en las mismas palabras",
        "sentence": "en la misma frase",
        "paragraph": "en el mismo párrafo",
        "section": "en la misma sección",
        "page": "en la misma página",
        "document": "en el mismo documento",
    },
    "pt": {
        "alike": (
            "As suas palavras estão muitas vezes nas nossas frases de exemplo "
            "deste critério, e raramente nas dos outros."
        ),
        "or": " ou ",
        "more": "{shown} ou {count} expressões parecidas",
        "looks": "Procura {phrases}",
        "needs": ", com {phrases} {where}",
        "bars": ", mas não com {phrases} {where}",
        "words": "a menos de {count} palavras",
        "hit": "nas mesmas palavras",
        "sentence": "na mesma frase",
        "paragraph": "no mesmo parágrafo",
        "section": "na mesma seção",
        "page": "na mesma página",
        "document": "no mesmo documento",
    },
    "fr": {
        "alike": (
            "Ses mots se trouvent souvent dans nos phrases d’exemple pour ce "
            "critère, et rarement dans celles des autres."
        ),
        "or": " ou ",
        "more": "{shown} ou {count} expressions semblables",
        "looks": "Cherche {phrases}",
        "needs": ", avec {phrases} {where}",
        "bars": ", mais pas avec {phrases} {where}",
        "words": "à moins de {count} mots",
        "hit": "dans les mêmes mots",
        "sentence": "dans la même phrase",
        "paragraph": "dans le même paragraphe",
        "section": "dans la même section",
        "page": "sur la même page",
        "document": "dans le même document",
    },
}


def in_words(rule: Rule, language: str, *, found_in: str = "") -> str:
    """Return a sentence, in a language, that tells a reviewer what a rule looks for.

    It tells of the form for texts in the language ``found_in``; where there is none, of
    that in the reader's language, or else of its first form.
    """
    if not rule.forms:
        return _TEXTS.get(language, _TEXTS["en"])["alike"]
    form = rule.forms.get(found_in) or rule.forms.get(language)
    return describe(form or next(iter(rule.forms.values())), language)


def describe(form: Form, language: str) -> str:
    """Return one sentence, in a language, that says what a form of a rule looks for."""
    texts = _TEXTS.get(language, _TEXTS["en"])
    said = texts["looks"].format(phrases=_phrases(form.phrases, texts))
    for name, clauses in (("needs", form.needs), ("bars", form.bars)):
        for clause in clauses:
            said += _clause(clause, texts[name], texts)
    return said + "."


def _clause(clause: Clause, template: str, texts: dict[str, str]) -> str:
    phrases = _phrases(clause.phrases, texts)
    return template.format(phrases=phrases, where=_where(clause.within, texts))


def _where(within: Within, texts: dict[str, str]) -> str:
    if isinstance(within, int):
        return texts["words"].format(count=within)
    return texts[within.value]


def _phrases(phrases: tuple[str, ...], texts: dict[str, str]) -> str:
    quoted = [f"“{phrase.replace('=', '')}”" for phrase in phrases]
    if len(quoted) > _SHOWN:
        shown = ", ".join(quoted[: _SHOWN - 1])
        return texts["more"].format(shown=shown, count=len(quoted) - _SHOWN + 1)
    if len(quoted) == 1:
        return quoted[0]
    return ", ".join(quoted[:-1]) + texts["or"] + quoted[-1]
