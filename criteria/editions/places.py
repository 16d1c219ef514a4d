"""YAML read together with its places, so that every fault can say where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import yaml

from criteria.editions.edition import StandardError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")

# The loader in C reads the same language about ten times faster.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Faults:
    """The faults of one file, gathered so that all can be told at once."""

    file: str
    _found: set[tuple[int, str]] = field(default_factory=set)

    def add(self, line: int, path: str, sentence: str) -> None:
        """Note a fault; ``line`` counts from 1, ``path`` may be empty."""
        where = f"{self.file}, line {line}" + (f", {path}" if path else "")
        self._found.add((line, f"{where}: {sentence}"))

    @property
    def sentences(self) -> tuple[str, ...]:
        """All faults, from the top of the file to its end."""
        return tuple(sentence for _, sentence in sorted(self._found))


@dataclass(frozen=True, slots=True)
class Spot:
    """A value in the file, with its place."""

    node: yaml.Node
    path: str
    faults: Faults

    def fault(self, sentence: str) -> None:
        """Note what is wrong here."""
        self.faults.add(self.node.start_mark.line + 1, self.path, sentence)

    def text(self) -> str:
        """The words here; a fault and nothing where there are none."""
        if isinstance(self.node, yaml.ScalarNode):
            words = " ".join(str(self.node.value).split())
            if words and self.node.tag != "tag:yaml.org,2002:null":
                return words
        self.fault("some words are wanted here.")
        return ""

    def number(self, least: int = 0) -> int:
        """The whole number here, at least ``least``; a fault and ``least`` if none."""
        if isinstance(self.node, yaml.ScalarNode) and self.node.tag.endswith(":int"):
            found = yaml.safe_load(self.node.value)
            if isinstance(found, int) and found >= least:
                return found
        self.fault(f"a whole number of at least {least} is wanted here.")
        return least

    def flag(self) -> bool:
        """True or false; a fault and False for anything else."""
        if isinstance(self.node, yaml.ScalarNode) and self.node.tag.endswith(":bool"):
            return self.node.value.lower() in {"true", "yes", "on"}
        self.fault("true or false is wanted here.")
        return False

    def list(self) -> list[Spot]:
        """The entries of the list here; a fault and none if it is not a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.fault("a list is wanted here.")
            return []
        return [
            Spot(entry, f"{self.path} › {_name(entry, n)}", self.faults)
            for n, entry in enumerate(self.node.value, start=1)
        ]

    def pairs(self) -> dict[str, Spot]:
        """The entries of the table here, by name; a fault for a name used twice."""
        found: dict[str, Spot] = {}
        if not isinstance(self.node, yaml.MappingNode):
            self.fault("a table of names and values is wanted here.")
            return found
        for key, value in self.node.value:
            name = str(key.value)
            path = f"{self.path} › {name}" if self.path else name
            spot = Spot(value, path, self.faults)
            if name in found:
                Spot(key, path, self.faults).fault("this name stands here twice.")
            found[name] = spot
        return found

    def table(self, names: Iterable[str]) -> Table:
        """The table here, which may have these names and no others."""
        known = sorted(names)
        pairs = self.pairs()
        for name, spot in pairs.items():
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = (
                    f"Did you mean {near[0]}?"
                    if near
                    else f"Known: {', '.join(known)}."
                )
                spot.fault(f"this name is not known. {hint}")
        return Table(self, pairs)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file; a needed name that is missing is a fault of the table."""

    spot: Spot
    pairs: dict[str, Spot]

    def get(self, name: str) -> Spot | None:
        """What stands under a name, if anything."""
        return self.pairs.get(name)

    def need(self, name: str) -> Spot | None:
        """What stands under a name; a fault if nothing does."""
        if name not in self.pairs:
            self.spot.fault(f"{name} is missing.")
        return self.pairs.get(name)

    def text(self, name: str) -> str:
        """The words under a name that must be there."""
        found = self.need(name)
        return found.text() if found else ""

    def text_or_nothing(self, name: str) -> str:
        """The words under a name; empty if it is not there."""
        found = self.get(name)
        return found.text() if found else ""

    def number(self, name: str, least: int = 0) -> int:
        """The whole number under a name that must be there."""
        found = self.need(name)
        return found.number(least) if found else least

    def number_or_none(self, name: str, least: int = 0) -> int | None:
        """The whole number under a name, if there is one."""
        found = self.get(name)
        return found.number(least) if found else None

    def list(self, name: str) -> list[Spot]:
        """The entries of the list under a name; none if the name is not there."""
        found = self.get(name)
        return found.list() if found else []

    def choice(self, name: str, default: Choice) -> Choice:
        """The word under a name, out of the list that the default belongs to."""
        spot = self.get(name)
        if spot is None:
            return default
        kind = type(default)
        word = spot.text()
        if word in list(kind):
            return kind(word)
        spot.fault(f"one of these is wanted here: {', '.join(kind)}.")
        return default

    def texts(self, name: str) -> tuple[str, ...]:
        """The words of each entry of the list under a name."""
        return tuple(entry.text() for entry in self.list(name))


def read(path: Path, make: Callable[[Spot], Value | None]) -> Value:
    """What a file says, as ``make`` makes it out of the root.

    Raises:
        StandardError: With all faults of the file, each with its place.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        faults = Faults(path.name)
        faults.add(1, "", f"byte {problem.start} is not UTF-8. Save the file as UTF-8.")
        raise StandardError(faults.sentences) from None
    return made(text, path.name, make)


def made(text: str, name: str, make: Callable[[Spot], Value | None]) -> Value:
    """What a text says, as ``make`` makes it out of the root; ``name`` is its file's.

    Raises:
        StandardError: With all faults of the text, each with its place.
    """
    faults = Faults(name)
    root = _parsed(text, faults)
    found = make(root) if root else None
    if found is None or faults.sentences:
        raise StandardError(faults.sentences)
    return found


def _parsed(text: str, faults: Faults) -> Spot | None:
    """Read YAML into its root; a fault and nothing if it cannot be read.

    References (``&`` and ``*``) are refused: they save typing, and let a small file
    grow without end.
    """
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                mark = event.start_mark
                line = mark.line + 1 if mark else 1
                faults.add(line, "", "write the value out; references are not read.")
                return None
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        faults.add(mark.line + 1 if mark else 1, "", f"no YAML: {problem.problem}.")
        return None
    except yaml.YAMLError as problem:
        faults.add(1, "", f"no YAML: {str(problem).splitlines()[0]}.")
        return None
    if root is None:
        faults.add(1, "", "the file is empty.")
        return None
    return Spot(root, "", faults)


def _name(entry: yaml.Node, n: int) -> str:
    """Name a list's entry by its code, name or id, if it has one, else its number."""
    if isinstance(entry, yaml.MappingNode):
        for key, value in entry.value:
            if key.value in {"code", "id", "name"} and value.value:
                return str(value.value)
    return str(n)
