"""Read rules: YAML files under ``standards/<edition>/rules/``.

A rule is one idea with a form per language. ``read`` refuses a faulty folder and names
every fault with its place.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from criteria.editions.standard import FOLDER
from criteria.packs import examples
from criteria.packs.ruleparsing import Parser
from criteria.packs.ruleset import Pack, RulesError, alike

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@lru_cache(maxsize=8)
def load(edition: str) -> Pack:
    """Return the rules shipped for an edition.

    Raises:
        RulesError: There are none, or they are faulty.
    """
    folder = FOLDER / edition / "rules"
    if not folder.is_dir():
        raise RulesError((f"There are no rules for the standard {edition}.",))
    return read(folder)


def titles(edition: str) -> list[str]:
    """Return the titles of an edition's rules that want a translation, once each."""
    try:
        pack = load(edition)
    except RulesError:
        return []
    told = (*(rule.title for rule in pack.rules), alike("").title)
    return list(dict.fromkeys(told))


def text(edition: str, file: str) -> str:
    """Return the text of one file of the rules shipped for an edition."""
    return (FOLDER / edition / "rules" / file).read_text(encoding="utf-8")


def read(folder: Path) -> Pack:
    """Read the rules in a folder: concepts in ``concepts*.yaml``, rules in the others.

    The folder ``wordings`` beside it may hold example sentences.

    Raises:
        RulesError: Something in them is wrong; ``faults`` lists all that is.
    """
    texts = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.yaml"))
    }
    pack = parse(texts, edition=folder.parent.name)
    return examples.added(pack, folder.with_name("wordings"))


def parse(texts: Mapping[str, str], *, edition: str) -> Pack:
    """Read rules given as the texts of their files, by file name.

    Raises:
        RulesError: Something in them is wrong; ``faults`` lists all that is.
    """
    return Parser(texts).pack(edition)
