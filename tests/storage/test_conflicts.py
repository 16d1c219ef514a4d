"""Conflicts of interest: whom they keep away, from what, and for how long."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from storage import assessments, conflicts, decisions, documents, links, reach
from storage.access_models import Relation
from storage.clock import now
from storage.errors import Barred, NotFound, Refused
from storage.models import Role, Verdict
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from storage.models import Assessment, City, Link, Person
    from storage.store import Store

PAST = date(2020, 1, 1)


def _city(session: Session, assessment: Assessment) -> City:
    return assessments.get(session, assessment.id).city


def _link(session: Session) -> tuple[Link, Assessment]:
    link = factories.make_link(session)
    return link, assessments.get(session, link.assessment_id)


@pytest.mark.parametrize(
    "asks",
    [
        lambda s, p, link: assessments.visible(s, p, link.assessment_id),
        lambda s, p, link: documents.visible(s, p, link.document_id),
        lambda s, p, link: links.visible(s, p, link.id),
        lambda s, p, link: decisions.decide(
            s, link.id, Verdict.CONFIRMED, by=p, seen=0
        ),
    ],
)
def test_who_is_in_conflict_opens_nothing_and_hears_who_can_help(
    store: Store, asks: Callable[[Session, Person, Link], object]
) -> None:
    with store.transaction() as session:
        link, assessment = _link(session)
        reviewer = factories.make_person(session)
        other = factories.make_person(session)
        city = _city(session, assessment)
        factories.make_conflict(session, person=reviewer, city=city)

        with pytest.raises(Barred) as barred:
            asks(session, reviewer, link)
        assert barred.value.sentence == (
            f"The register has a conflict of interest between you and {city.name} "
            "since 2020-01-01, so somebody else judges it. If that is over or wrong, "
            "ask the programme lead: Marta Reyes."
        )
        assert asks(session, other, link) is not None
        assert assessments.listed(session, reviewer) == []


@pytest.mark.parametrize(
    ("begins", "ends", "free"),
    [(-9, None, False), (0, 0, False), (1, None, True), (-9, -1, True)],
)
def test_a_conflict_holds_from_its_first_day_through_its_last(
    store: Store, begins: int, ends: int | None, *, free: bool
) -> None:
    with store.transaction() as session:
        today = now(session).date()
        city, reviewer = factories.make_city(session), factories.make_person(session)
        factories.make_conflict(
            session,
            person=reviewer,
            city=city,
            begins=today + timedelta(begins),
            ends=None if ends is None else today + timedelta(ends),
        )

        assert (reach.cities(session, reviewer) == [city]) is free


def test_a_lead_in_conflict_keeps_order_and_judges_nothing(store: Store) -> None:
    with store.transaction() as session:
        link, assessment = _link(session)
        lead = factories.make_person(session, role=Role.LEAD)
        city = _city(session, assessment)
        factories.make_conflict(session, person=lead, city=city)

        assert links.visible(session, lead, link.id).id == link.id
        with pytest.raises(Barred, match="so somebody else judges it"):
            decisions.decide(session, link.id, Verdict.CONFIRMED, by=lead, seen=0)


def test_nobody_is_assigned_where_they_are_in_conflict(store: Store) -> None:
    with store.transaction() as session:
        city = factories.make_city(session, name="Riverbend")
        reviewer = factories.make_person(session, every_city=False)
        row = factories.make_conflict(session, person=reviewer, city=city)

        with pytest.raises(Refused, match="between this reviewer and Riverbend"):
            reach.assign(session, reviewer, {city.id}, every_city=False)
        conflicts.change(
            session,
            conflicts.get(session, row.id),
            Relation.FAMILY,
            by=factories.make_person(session, role=Role.LEAD),
            begins=PAST,
            ends=PAST,
        )
        reach.assign(session, reviewer, {city.id}, every_city=False)

        assert reach.cities(session, reviewer) == [city]


def test_who_recuses_themselves_says_why_and_is_kept_away(store: Store) -> None:
    with store.transaction() as session:
        _link_there, assessment = _link(session)
        city = _city(session, assessment)
        reviewer = factories.make_person(session)
        factories.make_person(session, role=Role.LEAD, name="Marta Reyes")

        with pytest.raises(Refused, match="Say why you will not judge"):
            conflicts.recuse(session, reviewer, city, " ")
        conflicts.recuse(session, reviewer, city, "My brother is its mayor.")

        with pytest.raises(Barred, match=r"you said that you will not judge .* Marta"):
            assessments.visible(session, reviewer, assessment.id)


def test_a_reviewer_enters_and_sees_their_own_and_the_lead_all(store: Store) -> None:
    with store.transaction() as session:
        ana, ben = factories.make_person(session), factories.make_person(session)
        lead = factories.make_person(session, role=Role.LEAD)
        city = factories.make_city(session)
        other = factories.make_conflict(session, person=ben, city=city)

        with pytest.raises(Refused, match="Only the programme lead enters"):
            conflicts.declare(
                session, ben, city, Relation.OTHER, by=ana, begins=PAST, ends=None
            )
        with pytest.raises(Refused, match="Only the programme lead changes"):
            conflicts.change(
                session, other, Relation.OTHER, by=ben, begins=PAST, ends=PAST
            )
        with pytest.raises(Refused, match="The last day is before the first"):
            conflicts.declare(
                session, ana, city, Relation.OTHER, by=ana, begins=PAST, ends=date.min
            )
        own = conflicts.declare(
            session, ana, city, Relation.OTHER, by=ana, begins=PAST, note="Advice"
        )

        assert [one.id for one in conflicts.listed(session, ana)] == [own.id]
        assert {one.id for one in conflicts.listed(session, lead)} == {own.id, other.id}


def test_of_another_city_nobody_hears_more_than_that_there_is_nothing(
    store: Store,
) -> None:
    with store.transaction() as session:
        _there, assessment = _link(session)
        reviewer = factories.make_person(session, every_city=False)
        factories.make_conflict(session, person=reviewer)

        with pytest.raises(NotFound):
            assessments.visible(session, reviewer, assessment.id)
