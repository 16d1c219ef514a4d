"""The parser of rule files. It collects faults, each with its place, and goes on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, TypeAlias

from criteria.about.kinds import KINDS
from criteria.language.inflection import LANGUAGES
from criteria.language.sections import Section
from criteria.language.tokenising import LONGEST_PHRASE
from criteria.packs.phrases import split
from criteria.packs.ruleset import (
    Clause,
    Form,
    Pack,
    Rule,
    RulesError,
    Scope,
    Strength,
    Within,
)
from criteria.packs.strictyaml import load_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

CONCEPTS: Final = "concepts"
Concept: TypeAlias = "Mapping[str, tuple[str, ...]]"

_RULE_KEYS: Final = frozenset(
    {"id", "criterion", "item", "title", "strength", "kinds", "never_under"}
)
_FORM_KEYS: Final = frozenset({"any", "all", "near", "not", "finds", "ignores"})
# A wider window than this says less than "in the same section".
LONGEST_WINDOW: Final = 500


class Parser:
    """Reads the texts of rule files into a pack, or says all that is wrong in them."""

    def __init__(
        self, texts: Mapping[str, str], concepts: Mapping[str, Concept] | None = None
    ) -> None:
        self._texts = texts
        self._faults: list[str] = []
        self._concepts: dict[str, Concept] = dict(concepts or {})

    def pack(self, edition: str) -> Pack:
        """Return the pack.

        Raises:
            RulesError: Something is wrong.
        """
        self._read_concepts()
        rules: list[Rule] = []
        for name in sorted(self._texts):
            if not name.startswith(CONCEPTS):
                rules += self._read_file(name)
        seen: dict[str, str] = {}
        for rule in rules:
            if rule.id in seen:
                self._fault(rule.file, f"the id {rule.id} is used twice", seen[rule.id])
            seen[rule.id] = f"first in {rule.file}"
        if self._faults:
            raise RulesError(tuple(self._faults))
        digest = hashlib.sha256(repr(tuple(rules)).encode()).hexdigest()
        return Pack(edition, tuple(rules), digest, self._concepts)

    def rule(self, name: str) -> Rule:
        """Return the one rule that the text of this name holds, without a list.

        Raises:
            RulesError: Something is wrong.
        """
        found = self._rule(name, 1, self._yaml(name))
        if self._faults or found is None:
            raise RulesError(tuple(self._faults))
        return found

    def _fault(self, place: str, what: str, more: str = "") -> None:
        self._faults.append(f"{place}: {what}{f' ({more})' if more else ''}.")

    def _yaml(self, name: str) -> dict[object, object]:
        content = load_yaml(self._texts[name])
        if isinstance(content, str):
            self._fault(name, content)
            return {}
        return content

    def _read_concepts(self) -> None:
        for file in sorted(name for name in self._texts if name.startswith(CONCEPTS)):
            concepts = self._yaml(file).get("concepts")
            if isinstance(concepts, dict):
                for name, by_language in concepts.items():
                    self._read_concept(file, str(name), by_language)
            else:
                self._fault(file, "the key “concepts” with a mapping is missing")

    def _read_concept(self, file: str, name: str, by_language: object) -> None:
        place = f"{file}: {name}"
        if name in self._concepts:
            self._fault(place, "this concept is written twice")
        if not isinstance(by_language, dict):
            self._fault(place, "a list for each language is expected")
            return
        self._concepts[name] = {
            str(language): self._phrases(f"{place}, {language}", phrases, "")
            for language, phrases in by_language.items()
            if self._is_language(place, language)
        }

    def _is_language(self, place: str, language: object) -> bool:
        if language not in LANGUAGES:
            self._fault(place, f"{language} is not one of {', '.join(LANGUAGES)}")
            return False
        return True

    def _read_file(self, name: str) -> list[Rule]:
        entries = self._yaml(name).get("rules")
        if not isinstance(entries, list):
            self._fault(name, "the key “rules” with a list is missing")
            return []
        found = [self._rule(name, number, e) for number, e in enumerate(entries, 1)]
        return [rule for rule in found if rule is not None]

    def _rule(self, file: str, number: int, entry: object) -> Rule | None:
        if not isinstance(entry, dict):
            self._fault(f"{file}: rule {number}", "a mapping is expected")
            return None
        place = f"{file}: rule {entry.get('id', number)}"
        for key in entry:
            if key not in _RULE_KEYS and key not in LANGUAGES:
                self._fault(place, f"the key “{key}” is not known")
        for key in ("id", "criterion", "title"):
            if not isinstance(entry.get(key), str) or not entry[key].strip():
                self._fault(place, f"“{key}” is missing or no text")
        item = entry.get("item")
        if item is not None and not isinstance(item, str):
            self._fault(place, "“item” is no text: put it in quotes")
        forms = {
            language: self._form(f"{place}, {language}", language, entry[language])
            for language in LANGUAGES
            if language in entry
        }
        if not forms:
            self._fault(place, "no language has a form")
        return Rule(
            id=str(entry.get("id")),
            criterion=str(entry.get("criterion")),
            title=str(entry.get("title")),
            strength=self._strength(place, entry.get("strength")),
            forms=forms,
            item=None if item is None else str(item),
            kinds=self._kinds(place, entry.get("kinds", [])),
            never_under=self._sections(place, entry),
            file=file,
        )

    def _strength(self, place: str, value: object) -> Strength:
        if value not in list(Strength):
            self._fault(place, f"“strength” is {value}, not one of strong, fair, weak")
            return Strength.WEAK
        return Strength(str(value))

    def _kinds(self, place: str, value: object) -> tuple[str, ...]:
        kinds = self._texts_of(place, value, "kinds")
        for kind in kinds:
            if kind not in KINDS:
                self._fault(place, f"“{kind}” is not a kind of document")
        return kinds

    def _sections(
        self, place: str, entry: Mapping[object, object]
    ) -> tuple[Section, ...]:
        if "never_under" not in entry:
            return (Section.CONTENTS,)
        names = self._texts_of(place, entry["never_under"], "never_under")
        known = [section.value for section in Section]
        for name in names:
            if name not in known:
                self._fault(place, f"“{name}” is not one of {', '.join(known)}")
        return tuple(Section(name) for name in names if name in known)

    def _form(self, place: str, language: str, entry: object) -> Form:
        if not isinstance(entry, dict):
            self._fault(place, "a mapping is expected")
            return Form(language, ())
        for key in entry:
            if key not in _FORM_KEYS:
                self._fault(place, f"the key “{key}” is not known")
        groups = self._groups(place, language, entry.get("all"))
        needs = groups + self._clauses(place, language, entry.get("near"), "near")
        phrases = self._phrases(f"{place}, any", entry.get("any", []), language)
        if not phrases and groups:
            phrases, needs = groups[0].phrases, needs[1:]
        if not phrases:
            self._fault(place, "“any” has no phrase")
        return Form(
            language,
            phrases,
            needs,
            self._clauses(place, language, entry.get("not"), "not"),
            self._texts_of(place, entry.get("finds", []), "finds"),
            self._texts_of(place, entry.get("ignores", []), "ignores"),
        )

    def _groups(self, place: str, language: str, value: object) -> tuple[Clause, ...]:
        if value is None:
            return ()
        if not isinstance(value, list):
            self._fault(place, "“all” is no list of groups")
            return ()
        found = [
            self._phrases(f"{place}, all", g if isinstance(g, list) else [g], language)
            for g in value
        ]
        return tuple(Clause(phrases) for phrases in found if phrases)

    def _clauses(
        self, place: str, language: str, value: object, key: str
    ) -> tuple[Clause, ...]:
        if value is None:
            return ()
        entries = value if isinstance(value, list) else [value]
        plain = [entry for entry in entries if not isinstance(entry, dict)]
        found = [
            self._clause(f"{place}, {key}", language, entry)
            for entry in entries
            if isinstance(entry, dict)
        ]
        if plain:
            phrases = self._phrases(f"{place}, {key}", plain, language)
            found.insert(0, Clause(phrases))
        return tuple(clause for clause in found if clause.phrases)

    def _clause(
        self, place: str, language: str, entry: Mapping[object, object]
    ) -> Clause:
        for name in entry:
            if name not in ("any", "within"):
                self._fault(place, f"the key “{name}” is not known")
        phrases = self._phrases(place, entry.get("any"), language)
        return Clause(phrases, self._within(place, entry.get("within")))

    def _within(self, place: str, value: object) -> Within:
        if value is None:
            return Scope.SENTENCE
        if isinstance(value, int) and 0 < value <= LONGEST_WINDOW:
            return int(value)
        if value in list(Scope):
            return Scope(str(value))
        known = ", ".join(scope.value for scope in Scope)
        self._fault(
            place, f"“within” is {value}, not {known} or 1 to {LONGEST_WINDOW} words"
        )
        return Scope.SENTENCE

    def _phrases(self, place: str, value: object, language: str) -> tuple[str, ...]:
        found: list[str] = []
        for phrase in self._texts_of(place, value, "phrases"):
            if phrase.startswith("@"):
                found += self._concept(place, phrase[1:], language)
            elif self._is_phrase(place, phrase):
                found.append(phrase)
        return tuple(dict.fromkeys(found))

    def _concept(self, place: str, name: str, language: str) -> tuple[str, ...]:
        if not language:
            self._fault(place, f"a concept cannot stand for another (@{name})")
        elif name not in self._concepts:
            self._fault(place, f"the concept @{name} is not in concepts*.yaml")
        elif not self._concepts[name].get(language):
            self._fault(place, f"the concept @{name} has no phrases in {language}")
        return self._concepts.get(name, {}).get(language, ())

    def _is_phrase(self, place: str, phrase: str) -> bool:
        count = len(split(phrase))
        if not count:
            self._fault(place, f"“{phrase}” has no word in it")
        elif count > LONGEST_PHRASE:
            self._fault(place, f"“{phrase}” has more than {LONGEST_PHRASE} words")
        return 0 < count <= LONGEST_PHRASE

    def _texts_of(self, place: str, value: object, key: str) -> tuple[str, ...]:
        if not isinstance(value, list):
            self._fault(place, f"“{key}” is no list")
            return ()
        for entry in value:
            if not isinstance(entry, str):
                self._fault(place, f"“{entry}” is no text: put it in quotes")
        return tuple(entry.strip() for entry in value if isinstance(entry, str))
