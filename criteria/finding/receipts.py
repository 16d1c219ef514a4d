"""The receipt of a passage: all that is needed to replay why it was proposed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from criteria.evidence import Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from criteria.finding.passages import Found
    from criteria.packs.ruleset import Rule


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


@dataclass(frozen=True, slots=True)
class Sign:
    """Words of a page that decided a match: what a rule looked for, or a cue."""

    start: int
    end: int
    is_cue: bool = False


def signs(
    kept: Mapping[str, Any], *, page: int, start: int, quote: str
) -> Iterator[Sign]:
    """Yield what a receipt says decided a passage, where it stands on its page.

    What a rule needed on another page is left out, and a cue that cannot be found.
    """
    hit = kept.get("hit")
    if isinstance(hit, list):
        yield Sign(int(hit[0]), int(hit[1]))
    for need in kept.get("needs") or ():
        where, first, end = need["span"]
        if where == page:
            yield Sign(int(first), int(end))
    folded = quote.casefold()
    for cue in cues(kept):
        at = folded.find(cue.casefold())
        # Folding may change the length of a text; then no place can be trusted.
        if at >= 0 and len(folded) == len(quote):
            yield Sign(start + at, start + at + len(cue), is_cue=True)


def matched(kept: Mapping[str, Any], *, page: int, start: int, quote: str) -> list[str]:
    """Return the words of a passage that its rule looked for, each once."""
    found = [
        " ".join(quote[sign.start - start : sign.end - start].split())
        for sign in signs(kept, page=page, start=start, quote=quote)
        if not sign.is_cue and start <= sign.start and sign.end <= start + len(quote)
    ]
    return list(dict.fromkeys(words for words in found if words))


def cues(kept: Mapping[str, Any]) -> list[str]:
    """Return the words that decided what a passage says of its thing."""
    given = kept.get("cues")
    return [str(cue) for cue in given] if isinstance(given, list) else []


def digest(rule: Rule) -> str:
    """Return a short hash of a rule's contents, which changes when the rule does."""
    return hashlib.sha256(repr(rule).encode()).hexdigest()[:16]
