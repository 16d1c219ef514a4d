"""The sentences of a gap: why it is one, what is missing, and what to do next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from criteria.edition import Effort
from criteria.evidence import Reason, Standing, Statement
from criteria.reasons import GapReason, rejections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.counting import CriterionScore
    from criteria.edition import Criterion
    from criteria.evidence import Claim
    from criteria.reasons import Unseen


_REJECTED = {
    Reason.NOT_IN_FORCE: "not in force",
    Reason.OUT_OF_DATE: "out of date",
    Reason.ANOTHER_BODY: "about another body",
    Reason.DOES_NOT_SHOW: "not showing it",
    Reason.WRONG_DOCUMENT: "a wrong document",
    Reason.UNREADABLE: "not readable",
    Reason.DUPLICATE: "a duplicate",
}
_AFTER_REJECTION = {
    Reason.NOT_IN_FORCE: "Upload the version that is adopted and in force",
    Reason.OUT_OF_DATE: "Upload a newer document",
    Reason.ANOTHER_BODY: "Upload a document of the city itself",
    Reason.DOES_NOT_SHOW: "Upload a document that shows it in so many words",
    Reason.WRONG_DOCUMENT: "Upload the right document",
    Reason.UNREADABLE: "Upload a copy that can be read",
    Reason.DUPLICATE: "Upload a further document",
}
_BY_EFFORT = {
    Effort.FIND: "Ask the departments for what exists and upload it",
    Effort.WRITE: "Find it, or write and adopt it, and upload it",
    Effort.PRACTISE: (
        "It must be practised before it can be shown: begin now, keep records, and "
        "upload them"
    ),
}


def count(number: int, noun: str) -> str:
    """A number with its noun: ``1 link``, ``2 links``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def why(reason: GapReason, found: CriterionScore, unseen: Unseen) -> str:
    """The reason in whole sentences, with its figures."""
    claims = [use.claim for use in found.uses]
    sentences = [_WHY[reason](found, unseen)]
    undecided = [c for c in claims if c.standing is Standing.UNDECIDED]
    if undecided:
        sentences.append(_waiting(undecided))
    rejected = [c for c in claims if c.standing is Standing.REJECTED]
    if rejected:
        sentences.append(_rejected(claims, len(rejected)))
    if found.blocked_by and reason is not GapReason.BLOCKED:
        sentences.append(_blocked(found))
    return " ".join(sentence for sentence in sentences if sentence)


def _no_evidence(_found: CriterionScore, _unseen: Unseen) -> str:
    return "No document has been linked to it."


def _unknown(_found: CriterionScore, unseen: Unseen) -> str:
    parts = []
    if unseen.pages:
        parts.append(f"{count(unseen.pages, 'page')} could not be read")
    if unseen.documents:
        wait = "waits" if unseen.documents == 1 else "wait"
        parts.append(f"{count(unseen.documents, 'document')} still {wait} to be read")
    return f"It is not known: no link was found, but {' and '.join(parts)}."


def _stale(found: CriterionScore, _unseen: Unseen) -> str:
    days = found.window
    dates = [
        use.claim.dated
        for use in found.uses
        if use.claim.standing is Standing.CONFIRMED and use.claim.dated
    ]
    if days is None or not dates:
        return ""
    past = [day for day in dates if day <= days.ends]
    if not past:
        return (
            f"The confirmed evidence is of {min(dates)}, after the day of this score."
        )
    return (
        f"The newest confirmed evidence is of {max(past)}; with a window of "
        f"{count(days.months, 'month')} it must be of {days.begins} or later."
    )


def _incomplete(found: CriterionScore, _unseen: Unseen) -> str:
    return (
        f"Confirmed evidence shows {len(found.covered)} of the "
        f"{count(found.needed, 'item')} that {'is' if found.needed == 1 else 'are'} "
        "needed."
    )


def _blocked(found: CriterionScore, _unseen: Unseen | None = None) -> str:
    needs = f"It needs {' and '.join(found.blocked_by)} to be met first."
    return f"Its own evidence is enough. {needs}" if found.sufficient else needs


def _nothing(_found: CriterionScore, _unseen: Unseen) -> str:
    return ""


_WHY = {
    GapReason.NO_EVIDENCE: _no_evidence,
    GapReason.UNKNOWN: _unknown,
    GapReason.STALE: _stale,
    GapReason.INCOMPLETE: _incomplete,
    GapReason.BLOCKED: _blocked,
    GapReason.WAITS_FOR_REVIEW: _nothing,
    GapReason.REJECTED: _nothing,
}


def _waiting(undecided: Sequence[Claim]) -> str:
    number = len(undecided)
    waits = f"{count(number, 'link')} {'waits' if number == 1 else 'wait'} for review"
    kinds = Counter(claim.statement for claim in undecided)
    remarks = [
        f"{kinds[statement]} {words[kinds[statement] != 1]}"
        for statement, words in _REMARKS.items()
        if kinds[statement]
    ]
    return f"{waits}: {', '.join(remarks)}." if remarks else f"{waits}."


_REMARKS = {
    Statement.PLANNED: ("speaks of plans only", "speak of plans only"),
    Statement.DENIED: ("says that it is missing", "say that it is missing"),
}


def _rejected(claims: Sequence[Claim], number: int) -> str:
    was = "was" if number == 1 else "were"
    reasons = [f"{n} {_REJECTED[reason]}" for reason, n in rejections(claims)]
    told = f": {', '.join(reasons)}" if reasons else ""
    return f"{count(number, 'link')} {was} rejected{told}."


def missing(
    criterion: Criterion, found: CriterionScore, undecided: Sequence[Claim]
) -> Sequence[str]:
    """What is not shown yet, item by item; the requirement where there are no items."""
    if found.sufficient:
        return [f"{code} is not met." for code in found.blocked_by]
    if not criterion.items:
        return [criterion.requirement]
    waiting = Counter(item for claim in undecided for item in set(claim.items))
    sentences = []
    for item in criterion.items:
        if item.code in found.covered:
            continue
        number = waiting[item.code]
        waits = f" ({count(number, 'link')} for it to review)" if number else ""
        sentences.append(f"{item.code}{waits}: {item.text}")
    return sentences


def next_step(
    reason: GapReason, criterion: Criterion, found: CriterionScore, unseen: Unseen
) -> str:
    """What to do now: one action."""
    if reason is GapReason.BLOCKED:
        return f"Close the gap of {found.blocked_by[0]} first."
    if reason is GapReason.UNKNOWN:
        return _see(unseen)
    claims = [use.claim for use in found.uses]
    undecided = [c for c in claims if c.standing is Standing.UNDECIDED]
    if any(c.statement is not Statement.DENIED for c in undecided):
        return _review(criterion, undecided)
    return f"{_action(reason, criterion, found)}{_for_instance(criterion)}."


def _action(reason: GapReason, criterion: Criterion, found: CriterionScore) -> str:
    if reason is GapReason.STALE and found.window:
        return f"Upload evidence of {found.window.begins} or later"
    if reason is GapReason.INCOMPLETE:
        item = next(i for i in criterion.items if i.code not in found.covered)
        return f"Upload or link evidence for {item.code}"
    given = rejections(use.claim for use in found.uses)
    if reason is GapReason.REJECTED and given:
        return _AFTER_REJECTION[given[0][0]]
    return _BY_EFFORT[criterion.effort]


def _see(unseen: Unseen) -> str:
    if unseen.pages:
        return (
            "Run text recognition on the pages that could not be read, or get better "
            "copies, and upload them again."
        )
    return "Wait until the documents are read."


def _review(criterion: Criterion, undecided: Sequence[Claim]) -> str:
    them = "link" if len(undecided) == 1 else f"{len(undecided)} links, best first"
    if all(claim.statement is Statement.PLANNED for claim in undecided):
        shown = f"then upload what shows the plan carried out{_for_instance(criterion)}"
        return f"Review the {them}; {shown}."
    return f"Review the {them}."


def _for_instance(criterion: Criterion) -> str:
    if not criterion.documents:
        return ""
    return f", for instance: {'; '.join(criterion.documents[:2])}"
