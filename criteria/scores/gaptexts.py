"""The sentences of a gap: why it is one, what is missing, and what to do next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from criteria.editions.edition import Effort
from criteria.evidence import Reason, Standing, Statement
from criteria.scores.reasons import GapReason, rejections
from criteria.telling import tell, tell_all, tell_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from criteria.editions.edition import Criterion
    from criteria.evidence import Claim
    from criteria.scores.counting import CriterionScore
    from criteria.scores.unseen import Unseen


_REJECTED = {
    Reason.NOT_IN_FORCE: tell("%(num)s not in force"),
    Reason.OUT_OF_DATE: tell("%(num)s out of date"),
    Reason.ANOTHER_BODY: tell("%(num)s about another body"),
    Reason.DOES_NOT_SHOW: tell("%(num)s not showing it"),
    Reason.WRONG_DOCUMENT: tell("%(num)s a wrong document"),
    Reason.UNREADABLE: tell("%(num)s not readable"),
    Reason.DUPLICATE: tell("%(num)s a duplicate"),
}
_AFTER_REJECTION = {
    Reason.NOT_IN_FORCE: tell("Upload the version that is adopted and in force"),
    Reason.OUT_OF_DATE: tell("Upload a newer document"),
    Reason.ANOTHER_BODY: tell("Upload a document of the city itself"),
    Reason.DOES_NOT_SHOW: tell("Upload a document that shows it in so many words"),
    Reason.WRONG_DOCUMENT: tell("Upload the right document"),
    Reason.UNREADABLE: tell("Upload a copy that can be read"),
    Reason.DUPLICATE: tell("Upload a further document"),
}
_BY_EFFORT = {
    Effort.FIND: tell("Ask the departments for what exists and upload it"),
    Effort.WRITE: tell("Find it, or write and adopt it, and upload it"),
    Effort.PRACTISE: tell(
        "It must be practised before it can be shown: begin now, keep records, and "
        "upload them"
    ),
}


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
        sentences.append(_needs(found))
    return tell_all(sentences)


def _no_evidence(_found: CriterionScore, _unseen: Unseen) -> str:
    return tell("No document has been linked to it.")


def _unknown(_found: CriterionScore, unseen: Unseen) -> str:
    pages = tell_number(
        "%(num)s page could not be read.",
        "%(num)s pages could not be read.",
        unseen.pages,
    )
    documents = tell_number(
        "%(num)s document still waits to be read.",
        "%(num)s documents still wait to be read.",
        unseen.documents,
    )
    return tell_all(
        (
            tell("It is not known: no link was found."),
            pages if unseen.pages else "",
            documents if unseen.documents else "",
        )
    )


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
        return tell(
            "The confirmed evidence is of %(day)s, after the day of this score.",
            day=min(dates),
        )
    return tell_number(
        "The newest confirmed evidence is of %(day)s; with a window of %(num)s month "
        "it must be of %(begins)s or later.",
        "The newest confirmed evidence is of %(day)s; with a window of %(num)s months "
        "it must be of %(begins)s or later.",
        days.months,
        day=max(past),
        begins=days.begins,
    )


def _incomplete(found: CriterionScore, _unseen: Unseen) -> str:
    return tell_number(
        "Confirmed evidence shows %(shown)s of the %(num)s item that is needed.",
        "Confirmed evidence shows %(shown)s of the %(num)s items that are needed.",
        found.needed,
        shown=len(found.covered),
    )


def _needs(found: CriterionScore) -> str:
    codes = tell_all(found.blocked_by, ", ")
    return tell("It needs %(codes)s to be met first.", codes=codes)


def _blocked(found: CriterionScore, _unseen: Unseen) -> str:
    return tell_all((tell("Its own evidence is enough."), _needs(found)))


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
    kinds = Counter(claim.statement for claim in undecided)
    plans, denials = kinds[Statement.PLANNED], kinds[Statement.DENIED]
    return tell_all(
        (
            tell_number(
                "%(num)s link waits for review.",
                "%(num)s links wait for review.",
                len(undecided),
            ),
            tell_number(
                "%(num)s of them speaks of plans only.",
                "%(num)s of them speak of plans only.",
                plans,
            )
            if plans
            else "",
            tell_number(
                "%(num)s of them says that it is missing.",
                "%(num)s of them say that it is missing.",
                denials,
            )
            if denials
            else "",
        )
    )


def _rejected(claims: Sequence[Claim], number: int) -> str:
    given = rejections(claims)
    if not given:
        return tell_number(
            "%(num)s link was rejected.", "%(num)s links were rejected.", number
        )
    reasons = [tell(_REJECTED[reason].message, num=times) for reason, times in given]
    return tell_number(
        "%(num)s link was rejected: %(reasons)s.",
        "%(num)s links were rejected: %(reasons)s.",
        number,
        reasons=tell_all(reasons, ", "),
    )


def missing(
    criterion: Criterion, found: CriterionScore, undecided: Sequence[Claim]
) -> Sequence[str]:
    """What is not shown yet, item by item; the requirement where there are no items."""
    if found.sufficient:
        return [tell("%(code)s is not met.", code=code) for code in found.blocked_by]
    if not criterion.items:
        return [criterion.requirement]
    waiting = Counter(item for claim in undecided for item in set(claim.items))
    return [
        _item(item.code, item.text, waiting[item.code])
        for item in criterion.items
        if item.code not in found.covered
    ]


def _item(code: str, text: str, waiting: int) -> str:
    if not waiting:
        return tell("%(code)s: %(text)s", code=code, text=text)
    return tell_number(
        "%(code)s (%(num)s link for it to review): %(text)s",
        "%(code)s (%(num)s links for it to review): %(text)s",
        waiting,
        code=code,
        text=text,
    )


def next_step(
    reason: GapReason, criterion: Criterion, found: CriterionScore, unseen: Unseen
) -> str:
    """What to do now: one action."""
    if reason is GapReason.BLOCKED:
        return tell("Close the gap of %(code)s first.", code=found.blocked_by[0])
    if reason is GapReason.UNKNOWN:
        return _see(unseen)
    claims = [use.claim for use in found.uses]
    undecided = [c for c in claims if c.standing is Standing.UNDECIDED]
    if any(c.statement is not Statement.DENIED for c in undecided):
        return _review(criterion, undecided)
    return _for_instance(_action(reason, criterion, found), criterion)


def _action(reason: GapReason, criterion: Criterion, found: CriterionScore) -> str:
    if reason is GapReason.STALE and found.window:
        return tell("Upload evidence of %(day)s or later", day=found.window.begins)
    if reason is GapReason.INCOMPLETE:
        item = next(i for i in criterion.items if i.code not in found.covered)
        return tell("Upload or link evidence for %(code)s", code=item.code)
    given = rejections(use.claim for use in found.uses)
    if reason is GapReason.REJECTED and given:
        return _AFTER_REJECTION[given[0][0]]
    return _BY_EFFORT[criterion.effort]


def _see(unseen: Unseen) -> str:
    if unseen.pages:
        return tell(
            "Look why each could not be read, and upload a copy that can be. Until "
            "then nobody knows what stands there."
        )
    return tell("Wait until the documents are read.")


def _review(criterion: Criterion, undecided: Sequence[Claim]) -> str:
    step = tell_number(
        "Have the link reviewed.",
        "Have the %(num)s links reviewed, best first.",
        len(undecided),
    )
    if all(claim.statement is Statement.PLANNED for claim in undecided):
        shown = tell("Then upload what shows the plan carried out")
        return tell_all((step, _for_instance(shown, criterion)))
    return step


def _for_instance(action: str, criterion: Criterion) -> str:
    if not criterion.documents:
        return tell("%(action)s.", action=action)
    return tell(
        "%(action)s, for instance: %(documents)s.",
        action=action,
        documents=tell_all(criterion.documents[:2], "; "),
    )
