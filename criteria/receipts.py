"""The receipt of a passage: all that is needed to replay why it was proposed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from criteria.evidence import Passage

if TYPE_CHECKING:
    from criteria.passages import Found
    from criteria.ruleset import Rule


def passage(found: Found, weight: float) -> Passage:
    """Return a found place as the passage that is shown, with its receipt."""
    return Passage(
        page=found.page,
        start=found.span[0],
        end=found.span[1],
        quote=found.quote,
        rule=found.rule.id,
        item=found.rule.item,
        statement=found.judgement.statement,
        receipt=receipt(found, weight),
    )


def receipt(found: Found, weight: float) -> dict[str, object]:
    """Return what decided a match, as plain JSON values."""
    return {
        "rule": found.rule.id,
        "rule_digest": digest(found.rule),
        "language": found.form.language,
        "page": found.page,
        "hit": list(found.hit),
        "needs": [
            {"phrases": list(clause.phrases[:3]), "span": list(span)}
            for clause, span in zip(found.form.needs, found.needs, strict=True)
        ],
        "section": found.section.value,
        "statement": found.judgement.statement.value,
        "cues": list(found.judgement.cues),
        "weight": round(weight, 4),
    }


def digest(rule: Rule) -> str:
    """Return a short hash of a rule's contents: another one, another rule."""
    return hashlib.sha256(repr(rule).encode()).hexdigest()[:16]
