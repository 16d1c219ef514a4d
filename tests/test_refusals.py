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


def _refusals() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call) or _name(node) not in KINDS:
                    continue
                said = _text(node.args[0]) if node.args else None
                if said:
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
