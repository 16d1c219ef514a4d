"""Looks ahead: what comes near, or waits, is written as notices, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from criteria.scores import forecast
from storage import assessments, lineup, links, notices, reach, requests
from storage.models import Role
from storage.notice_models import NoticeKind
from workers import letters
from workers.standing import standard_of, today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person
    from storage.store import Store

REMIND_BEFORE = timedelta(days=7)


def look_ahead(store: Store) -> None:
    """Write what is to be told today; looking twice writes nothing twice."""
    with store.snapshot() as session:
        ids = [one.id for one in assessments.all_of(session) if one.closed is None]
    for assessment_id in ids:
        with store.transaction() as session:
            assessment = assessments.get(session, assessment_id)
            everybody = reach.whose(session, assessment.city_id)
            _remind(session, assessment)
            _tell_of_drop(session, assessment, everybody)
            _tell_of_links(session, assessment, everybody)


def _remind(session: Session, assessment: Assessment) -> None:
    """Remind of requests that are due within a week and have no answer."""
    for found in requests.listed(session, assessment):
        near = today() <= found.due <= today() + REMIND_BEFORE
        # One that gave less than a week was told of just now.
        fresh = found.due - found.made.date() <= REMIND_BEFORE
        if found.withdrawn or found.answers or fresh or not near:
            continue
        asked: list[Person | str] = [found.author]
        if found.email:
            asked.append(found.email)
        for to in asked:
            whom = to if isinstance(to, str) else to.id
            notices.write(
                session,
                NoticeKind.REMINDER,
                to,
                assessment=assessment,
                about=found.id,
                once=f"reminder {found.id} {whom}",
            )


def _tell_of_drop(
    session: Session, assessment: Assessment, everybody: Sequence[Person]
) -> None:
    """Tell the city and the lead of the next day on which criteria are lost."""
    points = forecast.curve(
        standard_of(session, assessment),
        links.claims(session, assessment),
        on=today(),
        months=letters.MONTHS,
    )
    drop = next((point.on for point in points if point.lost), None)
    for person in everybody if drop else ():
        if person.role is not Role.REVIEWER:
            notices.write(
                session,
                NoticeKind.DROP_NEAR,
                person,
                assessment=assessment,
                day=drop,
                once=f"drop {assessment.id} {drop} {person.id}",
            )


def _tell_of_links(
    session: Session, assessment: Assessment, everybody: Sequence[Person]
) -> None:
    """Tell each reviewer of links that wait, once for the newest document of them."""
    for person in everybody:
        if person.role is not Role.REVIEWER:
            continue
        count, newest = lineup.waiting_for(session, assessment, person)
        if count:
            notices.write(
                session,
                NoticeKind.LINKS_WAIT,
                person,
                assessment=assessment,
                once=f"links {assessment.id} {newest} {person.id}",
            )
