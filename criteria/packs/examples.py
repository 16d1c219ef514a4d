"""Example sentences of an edition: one file for each language, by criterion."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from criteria.language.inflection import LANGUAGES
from criteria.packs.ruleset import RulesError
from criteria.packs.strictyaml import load_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from criteria.packs.ruleset import Pack


def added(pack: Pack, folder: Path) -> Pack:
    """Return a pack with the example sentences of a folder, if there is one.

    Raises:
        RulesError: A file is no list of sentences by criterion, in a known language.
    """
    if not folder.is_dir():
        return pack
    wordings = {path.stem: _read(path, pack) for path in sorted(folder.glob("*.yaml"))}
    told = repr(sorted((k, sorted(v.items())) for k, v in wordings.items()))
    digest = hashlib.sha256((pack.digest + told).encode()).hexdigest()
    return replace(pack, wordings=wordings, digest=digest)


def _read(path: Path, pack: Pack) -> Mapping[str, tuple[str, ...]]:
    if path.stem not in LANGUAGES:
        raise RulesError((f"{path.name}: there is no language {path.stem}.",))
    content = load_yaml(path.read_text(encoding="utf-8"))
    if isinstance(content, str):
        raise RulesError((f"{path.name}: {content}.",))
    criteria = {rule.criterion for rule in pack.rules}
    faults, found = [], {}
    for code, sentences in content.items():
        if code not in criteria:
            faults.append(f"{path.name}: no rule speaks for a criterion {code}.")
        elif not isinstance(sentences, list) or not all(
            isinstance(one, str) for one in sentences
        ):
            faults.append(f"{path.name}: {code} is no list of sentences.")
        else:
            found[str(code)] = tuple(sentences)
    if faults:
        raise RulesError(tuple(faults))
    return found
