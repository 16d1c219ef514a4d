"""Assessments with confirmed evidence, for the pages of score and plan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from criteria.editions import standard
from storage import decisions
from storage.models import Verdict
from tests import factories

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store

DAY = date(2026, 1, 15)


def confirm(
    store: Store, assessment: Assessment, *codes: str, dated: date | None = DAY
) -> dict[str, str]:
    """Confirm a link of one document to each criterion; gives the links by code."""
    with store.transaction() as session:
        reviewer = factories.make_person(session)
        document = factories.make_read_document(session, assessment=assessment)
        made = {}
        for code in codes:
            link = factories.make_link(session, document=document, criterion=code)
            decisions.decide(
                session, link.id, Verdict.CONFIRMED, by=reviewer, seen=0, dated=dated
            )
            made[code] = link.id
        return made


def first(count: int, edition: str = "wwc-2022") -> list[str]:
    """The codes of the first so many criteria of an edition."""
    return [one.code for one in standard.load(edition).criteria][:count]
