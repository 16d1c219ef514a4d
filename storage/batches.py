"""Several links decided with one act. Each has its own decision; all, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import decisions, links, stack, titles
from storage.assessments import SAME_AS_NONE
from storage.columns import new_id
from storage.errors import Conflict, NotFound, Refusal, Refused
from storage.votes import ALONE, Manner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from criteria.evidence import Reason
    from storage.models import Link, Person, Verdict

MOST = 100


class Halted(Conflict):
    """Some links could not be decided, so none was.

    ``refused`` has for each of them its criterion, its document's name, and why.
    """

    def __init__(self, refused: Sequence[tuple[str, str, str]]) -> None:
        super().__init__("Nothing was decided, because some links cannot be.")
        self.refused = refused


def decide(
    session: Session,
    link: Link,
    chosen: Mapping[str, int],
    verdict: Verdict,
    *,
    by: Person,
    reason: Reason | None = None,
    note: str = "",
    manner: Manner = ALONE,
    keys: Mapping[str, int] | None = None,
) -> str:
    """Decide several links of one assessment with one act, and return the batch's id.

    ``chosen`` has, by each link's id, how many decisions the reviewer had before them,
    and ``keys`` the passage of it that is to be read first, where one was chosen. To
    confirm says of each link that it shows the items its own passages speak for. A
    clause counts for links of the same criterion as ``link``; elsewhere the reason is
    about the whole criterion.

    Raises:
        Refused: None was chosen, or more than a hundred.
        Halted: Some cannot be decided; the transaction must not be kept.
    """
    if not chosen:
        raise Refused("Tick the links that you decide.")
    if len(chosen) > MOST:
        raise Refused("Decide at most %(most)s links at once.", most=MOST)
    batch, refused = new_id(), []
    # In the order of their ids, so that two who decide at once do not wait in a ring.
    for number, link_id in enumerate(sorted(chosen)):
        named = ("", "")
        try:
            one = links.visible(session, by, link_id)
            if one.assessment_id != link.assessment_id:
                raise NotFound(SAME_AS_NONE)
            named = (one.criterion, titles.of(one.document))
            decisions.decide(
                session,
                link_id,
                verdict,
                by=by,
                seen=chosen[link_id],
                reason=reason,
                note=note,
                manner=Manner(
                    manner.seconds if number == 0 else None,
                    batch,
                    key=(keys or {}).get(link_id),
                    clause=manner.clause if one.criterion == link.criterion else "",
                ),
            )
        except Refusal as refusal:
            refused.append((*named, refusal.sentence))
    if refused:
        raise Halted(refused)
    return batch


def take_back(session: Session, link: Link, *, by: Person) -> list[str]:
    """Take back the batch that a person decided this link in, the last link first.

    A link about which somebody has decided since stays as it is. Gives the ids of those
    that were taken back.

    Raises:
        Refused: Nothing of it can be taken back any more.
    """
    last = stack.remaining(link.decisions)[-1:]
    batch = last[0].batch if last else None
    found = stack.of_batch(session, by, batch) if batch else []
    if not found:
        raise Refused(
            "Nothing of it can be taken back any more. Decide its links one by one."
        )
    for decision in found:
        seen = links.visible(session, by, decision.link_id).decided
        decisions.take_back(session, decision.link_id, by=by, seen=seen)
    return [decision.link_id for decision in found]
