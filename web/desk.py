"""Everything that a reviewer has before them when they judge one link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from criteria.authoring import wording
from criteria.evidence import DECIDED
from criteria.finding import receipts
from criteria.packs.ruleset import RulesError
from criteria.review.rounds import Stage
from criteria.scores import decisive
from storage import (
    confidential,
    doubles,
    links,
    pages,
    precedents,
    presence,
    queued,
    rounds,
    similar,
    stack,
)
from storage.models import Role
from storage.votes import OF_TWO
from web import context, pictures, reading, scorecard
from web.filters import DECISIVE, View
from web.passages import Span
from web.texts import _, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from criteria.editions.edition import Criterion, Standard
    from criteria.packs.ruleset import Pack, Rule
    from storage.lineup import Filters
    from storage.models import Assessment, Decision, Link, PassageRow, Person
    from storage.precedents import Precedent
    from storage.queued import Line
    from storage.rounds import Round
    from web.filters import Choice
    from web.pictures import Picture

QUEUED = 30


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A passage, and why it was suggested."""

    row: PassageRow
    rule: Rule | None
    in_words: str
    matched: tuple[str, ...]
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last decision of this person that they can take back, and its link."""

    decision: Decision
    link: Link
    count: int = 1  # how many were made with it, in one act


@dataclass(frozen=True, slots=True)
class Desk:
    """One link with all that is needed to judge it."""

    link: Link
    standard: Standard
    criterion: Criterion
    choice: Choice
    view: View
    picture: Picture | None
    matches: Sequence[Link]
    queue: Sequence[Line]
    before: str | None
    after: Line | None
    sheets: Sequence[reading.Sheet]
    suggestions: Sequence[Suggestion]
    # The ids of other links, and the names of their documents.
    confirmed: Sequence[tuple[str, str]]
    suggested_items: frozenset[str]
    undoable: Undoable | None
    others: Sequence[tuple[Person, int]]  # and how many minutes ago they came
    round: Round
    similar: int
    precedents: Sequence[Precedent] | None  # None before the vote
    # What was said and not taken back, as far as this person may see it.
    said: Sequence[Decision]
    may_vote: bool

    @property
    def is_closed(self) -> bool:
        """Whether the assessment is closed, so that nothing is decided any more."""
        return self.round.stage is Stage.CLOSED

    @property
    def views(self) -> list[tuple[View, str, str]]:
        """The ways to look at the document, each with its name and its key."""
        named = [
            (View.PAGE, _("Page"), "P"),
            (View.TEXT, _("Text"), "E"),
            (View.MATCHES, _("All matches"), "M"),
        ]
        drawable = self.picture is not None and self.picture.is_possible
        return named if drawable else named[1:]


def lay_out(
    session: Session, person: Person, link: Link, assessment: Assessment, choice: Choice
) -> Desk:
    """Gather what the page of a link shows."""
    standard = context.standard_of(assessment)
    filters = lined_up(session, person, assessment, choice)
    beside = links.confirmed(session, assessment, link.criterion)
    edition = assessment.edition
    pack = context.pack_in_force(session, edition)
    picture = pictures.of(session, link)
    way = queued.around(session, assessment, filters, link, limit=QUEUED)
    view = _view(choice, picture)
    said = stack.remaining(link.decisions)
    return Desk(
        link=link,
        standard=standard,
        criterion=standard.criterion(link.criterion),
        choice=choice,
        view=view,
        picture=picture,
        matches=links.of_document(session, link.document)
        if view is View.MATCHES
        else (),
        queue=_around(link, way.lines),
        before=way.before.id if way.before else None,
        after=way.after,
        sheets=_sheets(session, link),
        suggestions=[suggestion(row, pack) for row in link.passages],
        confirmed=[one for one in beside if one[0] != link.id],
        suggested_items=_ticked(link),
        undoable=undoable(session, assessment, person),
        others=presence.others(session, link, person),
        round=rounds.of(session, assessment.id),
        similar=similar.ids(session, link, person).count,
        precedents=precedents.of(session, link, person)
        if context.may("review.decide")
        else None,
        said=said,
        may_vote=_may_vote(said, person),
    )


def lined_up(
    session: Session, person: Person, assessment: Assessment, choice: Choice
) -> Filters:
    """A person's filters of a queue, and what stands first if that was asked for."""
    standard = context.standard_of(assessment)
    weights = None
    if choice.order == DECISIVE:
        found = scorecard.scored(session, assessment)
        weights = decisive.weights(standard, found)
    return replace(
        choice.filters(standard, weights),
        for_whom=person.id,
        assigned_to=person.id if choice.assigned else "",
        without=confidential.veiled(session),
    )


def undoable(
    session: Session, assessment: Assessment, person: Person
) -> Undoable | None:
    """What pressing Undo would take back, if anything."""
    found = stack.last_shown(session, assessment, person)
    if found is None or found[1].document_id in confidential.veiled(session):
        return None
    last, link = found
    batch = stack.of_batch(session, person, last.batch) if last.batch else [last]
    return Undoable(last, link, len(batch))


def _may_vote(said: Sequence[Decision], person: Person) -> bool:
    """Whether a vote of this person would be taken, where two judge a link."""
    votes = {one.by_id for one in said if one.way in OF_TWO}
    if len(votes) == doubles.BOTH and person.role is not Role.LEAD:
        return False
    return person.id not in votes


def _view(choice: Choice, picture: Picture | None) -> View:
    """What was asked for; else the page, where it can be drawn, or its text."""
    wanted = View(choice.view) if choice.view else View.PAGE
    if wanted is View.PAGE and (picture is None or not picture.is_possible):
        return View.TEXT
    return wanted


def _around(link: Link, queue: Sequence[Line]) -> list[Line]:
    """The queue, with the link at hand in it wherever it stands."""
    here = [] if any(one.id == link.id for one in queue) else [queued.line(link)]
    return [*here, *queue]


def _ticked(link: Link) -> frozenset[str]:
    """The items to show ticked: what was decided, or else what the rules suggest."""
    if link.standing in DECIDED:
        return frozenset(link.items)
    return frozenset(row.item for row in link.passages if row.item)


def _sheets(session: Session, link: Link) -> list[reading.Sheet]:
    """The pages that hold the link's passages, the first passage's page first.

    Where nobody marked a passage it is the first page, to begin with.
    """
    wanted = list(dict.fromkeys(row.page for row in link.passages)) or [1]
    text = {page.number: page for page in pages.some(session, link.document_id, wanted)}
    return [
        reading.sheet(
            text[number],
            [
                Span(
                    row.start,
                    row.end,
                    "passage" if row is not link.passages[0] else "passage first",
                    anchor=f"passage-{row.ordinal}",
                )
                for row in link.passages
                if row.page == number
            ],
            link.passages,
        )
        for number in wanted
        if number in text
    ]


def suggestion(row: PassageRow, pack: Pack) -> Suggestion:
    """A passage with why it was suggested, by the rules of this pack."""
    rule = _rule(pack, row.rule)
    found_in = str(row.receipt.get("language", ""))
    return Suggestion(
        row=row,
        rule=rule,
        in_words=wording.in_words(rule, spoken(), found_in=found_in) if rule else "",
        matched=tuple(reading.matched(row)),
        cues=tuple(receipts.cues(row.receipt)),
    )


def _rule(pack: Pack, rule_id: str) -> Rule | None:
    """The rule of a passage; a rule that was taken out since has no words any more."""
    try:
        return pack.rule(rule_id)
    except RulesError:
        return None
