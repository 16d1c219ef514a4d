"""Every refusal names the next step, wherever it arises."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PACKAGES = ("criteria", "storage", "web", "workers")
KINDS = {
    *("Barred", "ClickException", "Conflict", "Forbidden", "NotFound", "Refused"),
    *("OutOfReach", "SettingsError"),
}
# A sentence, or what follows a comma or colon in one, that tells what to do.
STEP = re.compile(
    r"(?:^|[.:,;] (?:or |and |then )?)"
    r"(?:Add|Answer|Ask|Begin|Bring|Change|Check|Choose|Close|Copy|Decide|Delete|Enter|Follow|Give|Go"
    r"|Install|Invite|Judge|Keep|Leave|Look|Make|Mend|Name|Open|Publish|Put|Remove"
    r"|Restore|Revoke|Run|Save|Say|Send|Set|Shorten|Split|Stop|Take|Tell|Tick|Try|Use"
    r"|Wait|Write)\b"
    r"|\bmust (?:be|begin)\b|\b(?:needs|Its items are|A city leaves by)\b",
    re.IGNORECASE,
)
# Who can help is told, or there is nothing to do but to know.
TELLS_WHO = re.compile(
    r"\b(?:lead|Assay|city) (?:can|brings|does)\b|\blead\b[^.]* settles\b"
)


def _text(node: ast.expr) -> str | None:
    """The English sentence that an argument is, with {} for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}"
            for part in node.values
        )
    if isinstance(node, ast.Call) and node.args and _name(node) in {"_", "tell"}:
        return _text(node.args[0])
    return None


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def _nodes() -> Iterator[tuple[Path, ast.AST]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                yield path, node


def _raised() -> Iterator[tuple[Path, ast.expr]]:
    """What each refusal is made of."""
    for path, node in _nodes():
        if isinstance(node, ast.Call) and _name(node) in KINDS and node.args:
            yield path, node.args[0]


def _refusals() -> Iterator[tuple[str, str]]:
    for path, node in _raised():
        if said := _text(node):
            yield str(path.relative_to(ROOT)), said


def test_every_refusal_names_the_next_step() -> None:
    refusals = list(_refusals())
    without = [
        (path, said)
        for path, said in refusals
        if not STEP.search(said) and not TELLS_WHO.search(said)
    ]

    assert len(refusals) > 150
    assert without == []


def test_every_sentence_kept_by_a_name_is_gathered_for_translation() -> None:
    raised = {_kept_as(node, path.stem) for path, node in _raised()}
    bare = {
        (path.stem, ast.unparse(name))
        for path, node in _nodes()
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for name in node.targets
    }

    assert ("requests", "GONE") in raised
    assert raised & bare == set()


def _kept_as(said: ast.expr, module: str) -> tuple[str, str]:
    """The module and the name of a sentence that a refusal takes from there."""
    if isinstance(said, ast.Attribute) and isinstance(said.value, ast.Name):
        return said.value.id, said.attr
    return module, ast.unparse(said)
