"""What a notice says, in the language of whom it is for.

A mail passes through many hands. So it names cities, criteria and days, and leads to a
page; what documents are called and what stands in them is told there alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from criteria.editions import translations
from criteria.scores import forecast
from criteria.speech import ENGLISH, Speech
from criteria.telling import retold, tell, tell_number
from storage import assessments, invitations, lineup, links, people, requests, rounds
from storage.errors import NotFound
from storage.models import Person, Role
from storage.notice_models import NoticeKind
from workers.standing import standard_of, today

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from storage.models import Assessment
    from storage.notice_models import Notice
    from storage.planning_models import EvidenceRequest
    from storage.settings import Settings

# What people read has one set of catalogues, and it lies with the pages.
FOLDER = Path(__file__).parents[1] / "web" / "translations"
# Evidence that grows old within so many months is told of.
MONTHS = 2
ROLES = {
    Role.CITY: tell("a person of a city"),
    Role.REVIEWER: tell("a reviewer"),
    Role.LEAD: tell("a programme lead"),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What is told, and the page to go to, by its path at the installation.

    A code that the page asks for stands after a # in the link: no server sees it.
    """

    subject: str
    lines: tuple[str, ...]
    action: str
    path: str
    code: str = ""

    def said(self, speech: Speech) -> Letter:
        """The same in a language."""
        return replace(
            self,
            subject=retold(self.subject, speech),
            lines=tuple(retold(line, speech) for line in self.lines),
            action=retold(self.action, speech),
        )


def language_of(session: Session, notice: Notice) -> str:
    """The language of whom a notice is for; else of who asks them; else English."""
    if notice.person is not None:
        return notice.person.language or ENGLISH
    asked = requests.find_open(session, notice.about)
    if asked is not None:
        return asked.author.language or ENGLISH
    invited = invitations.find_open(session, notice.about)
    by = session.get(Person, invited.made_by or "") if invited else None
    return (by.language if by else "") or ENGLISH


def written(session: Session, notice: Notice, settings: Settings) -> Letter | None:
    """The letter of a notice in its reader's language; None where all is over.

    What it tells may be over by now, so it is looked up anew; and so may be the access
    of its reader.
    """
    if notice.person is not None and notice.person.ended is not None:
        return None
    speech = Speech(FOLDER, language_of(session, notice))
    try:
        letter = _WRITERS[notice.kind](session, notice, settings, speech)
    except NotFound:
        return None
    return letter.said(speech) if letter else None


def _invitation(
    session: Session, notice: Notice, settings: Settings, speech: Speech
) -> Letter | None:
    del speech
    subject = tell("You are invited to Assay")
    if notice.person is not None:
        lines = (
            tell("You can sign in as %(role)s.", role=ROLES[notice.person.role]),
            tell("The link signs you in once, within seven days."),
        )
        token = people.make_link(session, notice.person)
        return Letter(subject, lines, tell("Sign in"), "/sign-in/link", token)
    found = invitations.find_open(session, notice.about)
    if found is None:
        return None
    lines = (
        tell("You can join as %(role)s.", role=ROLES[found.role]),
        tell("The link works once, until %(day)s.", day=found.expires.date()),
    )
    token = invitations.token(found, key=settings.secret())
    return Letter(subject, lines, tell("Accept the invitation"), "/join", token)


def _request(
    session: Session, notice: Notice, settings: Settings, speech: Speech
) -> Letter | None:
    found = requests.find_open(session, notice.about)
    assessment = _assessment(session, notice)
    if found is None:
        return None
    city = assessment.city.name
    return Letter(
        tell("%(city)s asks for evidence by %(day)s", city=city, day=found.due),
        (
            tell(
                "%(city)s is gathering evidence for What Works Cities certification. "
                "We need your help with one criterion.",
                city=city,
            ),
            _criterion(session, assessment, found, speech),
            tell("Please send it by %(day)s.", day=found.due),
            tell(
                "You need no account. The link is for this request only and works "
                "until %(day)s.",
                day=found.expires.date(),
            ),
        ),
        tell("Read the request and send files"),
        "/requests",
        requests.token(found, key=settings.secret()),
    )


def _reminder(
    session: Session, notice: Notice, settings: Settings, speech: Speech
) -> Letter | None:
    found = requests.find_open(session, notice.about)
    assessment = _assessment(session, notice)
    if found is None or found.answers:
        return None
    city = assessment.city.name
    what = _criterion(session, assessment, found, speech)
    subject = tell("%(city)s: evidence is due on %(day)s", city=city, day=found.due)
    if notice.person is None:
        return Letter(
            subject,
            (what, tell("Nothing has come in so far.")),
            tell("Read the request and send files"),
            "/requests",
            requests.token(found, key=settings.secret()),
        )
    asked = tell(
        "%(department)s was asked, and has sent nothing so far.",
        department=found.department,
    )
    path = f"/assessments/{assessment.id}/requests"
    return Letter(subject, (what, asked), tell("Open the requests"), path)


def _returned(
    session: Session, notice: Notice, settings: Settings, speech: Speech
) -> Letter | None:
    del settings, speech
    assessment = _assessment(session, notice)
    here = rounds.of(session, assessment.id)
    if here.is_locked:
        return None
    city = assessment.city.name
    return Letter(
        tell("%(city)s: the assessment is returned to you", city=city),
        (
            tell("It is your turn: round %(number)s has begun.", number=here.number),
            tell("The page of the round says what is asked of you."),
        ),
        tell("Open the round"),
        f"/assessments/{assessment.id}/round",
    )


def _drop_near(
    session: Session, notice: Notice, settings: Settings, speech: Speech
) -> Letter | None:
    del settings, speech
    assessment = _assessment(session, notice)
    claims = links.claims(session, assessment)
    edition = standard_of(session, assessment)
    points = forecast.curve(edition, claims, on=today(), months=MONTHS)
    drop = next((point for point in points if point.on == notice.day), None)
    if drop is None or not drop.lost:
        return None
    city = assessment.city.name
    return Letter(
        tell("%(city)s: evidence grows old on %(day)s", city=city, day=drop.on),
        (
            tell_number(
                "From that day on %(num)s criterion is not met any more: %(codes)s.",
                "From that day on %(num)s criteria are not met any more: %(codes)s.",
                len(drop.lost),
                codes=", ".join(drop.lost),
            ),
            tell("The calendar says which evidence to renew until then."),
        ),
        tell("Open the calendar"),
        f"/assessments/{assessment.id}/calendar",
    )


def _links_wait(
    session: Session, notice: Notice, settings: Settings, speech: Speech
) -> Letter | None:
    del settings, speech
    if notice.person is None:
        return None
    assessment = assessments.visible(session, notice.person, notice.assessment_id or "")
    count, _ = lineup.waiting_for(session, assessment, notice.person)
    if not count:
        return None
    city = assessment.city.name
    return Letter(
        tell("%(city)s: links wait for your review", city=city),
        (
            tell_number(
                "%(num)s link of %(city)s waits for your review.",
                "%(num)s links of %(city)s wait for your review.",
                count,
                city=city,
            ),
        ),
        tell("Review"),
        f"/assessments/{assessment.id}/review",
    )


_WRITERS: dict[
    NoticeKind, Callable[[Session, Notice, Settings, Speech], Letter | None]
] = {
    NoticeKind.INVITATION: _invitation,
    NoticeKind.REQUEST: _request,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.RETURNED: _returned,
    NoticeKind.DROP_NEAR: _drop_near,
    NoticeKind.LINKS_WAIT: _links_wait,
}


def _assessment(session: Session, notice: Notice) -> Assessment:
    return assessments.get(session, notice.assessment_id or "")


def _criterion(
    session: Session, assessment: Assessment, found: EvidenceRequest, speech: Speech
) -> str:
    edition = translations.told_in(standard_of(session, assessment), speech.language)
    criterion = edition.criterion(found.criterion)
    return f"{criterion.code} {criterion.name}"
