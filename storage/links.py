"""Links: proposed by rules or made by hand, and what stands of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from criteria.evidence import Standing, Statement
from storage import confidential, doubles, events, reach, rounds
from storage.assessments import SAME_AS_NONE
from storage.clock import now
from storage.deeds import Deed
from storage.errors import NotFound, Refused
from storage.lineup import COUNTED, Filters, queue
from storage.models import (
    Assessment,
    Decision,
    Document,
    Link,
    PassageRow,
    Person,
    Role,
)
from storage.standing import claims, claims_as_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from criteria.evidence import Passage, Proposal

__all__ = [
    "Counts",
    "Filters",
    "claims",
    "claims_as_of",
    "confirmed",
    "counts",
    "make",
    "of_criterion",
    "of_document",
    "propose",
    "queue",
    "visible",
]

WHOLE = (
    joinedload(Link.document),
    selectinload(Link.found),
    selectinload(Link.decisions).joinedload(Decision.by),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many links of an assessment stand how."""

    undecided: int = 0
    confirmed: int = 0
    rejected: int = 0
    for_lead: int = 0  # of the undecided ones
    aside: int = 0  # of documents that were set aside

    @property
    def decided(self) -> int:
        """Those about which a reviewer has said something that stands."""
        return self.confirmed + self.rejected

    @property
    def total(self) -> int:
        """All of them that count."""
        return self.undecided + self.decided


def propose(
    session: Session,
    document: Document,
    proposals: Iterable[Proposal],
    *,
    rules_digest: str,
) -> None:
    """Bring a document's links in step with what the rules now find.

    Links that somebody has decided, or made by hand, stay as they are; a decided one
    that no rule finds any more returns to the queue, once. One made by hand gets the
    quotes that rules find, if it has none and is not decided. Where the document was
    set aside, they count once it is brought back.
    """
    # Whoever sets it aside meanwhile waits here, or is waited for.
    held = sa.select(Document.aside_since).where(Document.id == document.id)
    is_aside = session.scalar(held.with_for_update(key_share=True)) is not None
    found = {proposal.criterion: proposal for proposal in proposals}
    query = sa.select(Link).where(Link.document_id == document.id)
    for link in session.scalars(query):
        proposal = found.pop(link.criterion, None)
        if link.made_by is not None:
            _quote(session, link, proposal)
            continue
        if link.decided:
            _note_basis(session, link, is_found=proposal is not None)
        elif proposal is None:
            session.execute(sa.delete(Link).where(Link.id == link.id))
        else:
            _renew(session, link, proposal)
    for proposal in found.values():
        link = Link(
            city_id=document.city_id,
            assessment_id=document.assessment_id,
            document_id=document.id,
            criterion=proposal.criterion,
            standing=Standing.ASIDE if is_aside else Standing.UNDECIDED,
            score=proposal.score,
            statement=proposal.statement,
            parts=[list(part) for part in proposal.parts],
        )
        link.found = [_passage(link, n, p) for n, p in enumerate(proposal.passages)]
        session.add(link)
    document.rules_digest = rules_digest
    session.flush()


def make(
    session: Session,
    document: Document,
    criterion: str,
    passage: Passage | None,
    *,
    by: Person,
) -> Link:
    """Make a link by hand, or return the one the document has for the criterion.

    Raises:
        Refused: A city's person makes it once their assessment is handed in; or the
            document was set aside.
    """
    if document.aside_since is not None:
        raise Refused(
            "%(name)s is set aside, so it is linked with nothing. Bring it back on its "
            "page first.",
            name=document.name,
        )
    if by.role is Role.CITY:
        held = session.get_one(Assessment, document.assessment_id)
        rounds.require_open(session, held)
    query = sa.select(Link).where(
        Link.document_id == document.id, Link.criterion == criterion
    )
    link = session.scalar(query)
    if link is None:
        link = Link(
            city_id=document.city_id,
            assessment_id=document.assessment_id,
            document_id=document.id,
            criterion=criterion,
            score=1.0,
            statement=passage.statement if passage else Statement.STATED,
            made_by=by.id,
        )
        link.found = [_passage(link, 0, passage)] if passage else []
        session.add(link)
        session.flush()
        made = {"criterion": criterion}
        events.on_document(session, Deed.LINK_MADE, document, by=by, after=made)
    return link


def visible(session: Session, person: Person, link_id: str) -> Link:
    """Find a link with its document, passages and decisions.

    Raises:
        NotFound: There is none with that id, it is another city's, or its document is
            confidential and not for this person.
        Barred: The person does not judge this city.
    """
    query = sa.select(Link).where(Link.id == link_id).options(*WHOLE)
    query = query.where(reach.within(person, Link.city_id))
    query = query.where(Link.document.has(confidential.open_to(person)))
    link = session.scalar(query.execution_options(populate_existing=True))
    if link is None:
        of_city = sa.select(Link.city_id).where(Link.id == link_id)
        reach.require_unbiased(session, person, of_city)
        raise NotFound(SAME_AS_NONE)
    doubles.hide(session, person, [link])
    return link


def of_document(session: Session, document: Document) -> Sequence[Link]:
    """The links of a document, the best first, with their passages."""
    query = sa.select(Link).where(Link.document_id == document.id)
    whole = query.order_by(Link.score.desc(), Link.id).options(selectinload(Link.found))
    return session.scalars(whole).all()


def of_criterion(
    session: Session, assessment: Assessment, criterion: str
) -> Sequence[Link]:
    """The links to a criterion, confirmed ones first, then the best first."""
    confirmed_first = sa.case((Link.standing == Standing.CONFIRMED, 0), else_=1)
    query = (
        sa.select(Link)
        .where(Link.assessment_id == assessment.id, Link.criterion == criterion)
        .where(COUNTED)
        .order_by(confirmed_first, Link.score.desc(), Link.id)
        .options(joinedload(Link.document), selectinload(Link.found))
    )
    return session.scalars(query).all()


def confirmed(
    session: Session, assessment: Assessment, criterion: str
) -> list[tuple[str, str]]:
    """The confirmed links to a criterion, the best first: id and document's name."""
    query = (
        sa.select(Link.id, confidential.name_in(session))
        .join(Document, Document.id == Link.document_id)
        .where(
            Link.assessment_id == assessment.id,
            Link.criterion == criterion,
            Link.standing == Standing.CONFIRMED,
        )
        .order_by(Link.score.desc(), Link.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def counts(session: Session, assessment: Assessment) -> Counts:
    """Count an assessment's links by what stands of them."""
    rows = session.execute(
        sa.select(Link.standing, Link.for_lead, sa.func.count())
        .where(Link.assessment_id == assessment.id)
        .group_by(Link.standing, Link.for_lead)
    ).all()
    stand = dict.fromkeys(Standing, 0)
    for standing, _for_lead, count in rows:
        stand[standing] += count
    waits = sum(
        count
        for standing, for_lead, count in rows
        if for_lead and standing is not Standing.ASIDE
    )
    told = {standing.value: count for standing, count in stand.items()}
    return Counts(**told, for_lead=waits)


def _note_basis(session: Session, link: Link, *, is_found: bool) -> None:
    """Mark a decided link that no rule finds any more; not again once it was seen."""
    if is_found:
        link.basis_changed, link.basis_lost = False, None
    elif link.basis_lost is None:
        link.basis_changed, link.basis_lost = True, now(session)


def _quote(session: Session, link: Link, proposal: Proposal | None) -> None:
    """Give a link that was made by hand, and has no quote, those that rules found."""
    quoted = sa.select(sa.exists().where(PassageRow.link_id == link.id))
    if proposal is None or link.decided or session.scalar(quoted):
        return
    link.statement = proposal.statement
    _add_passages(session, link, proposal)


def _renew(session: Session, link: Link, proposal: Proposal) -> None:
    link.score, link.statement = proposal.score, proposal.statement
    link.parts = [list(part) for part in proposal.parts]
    session.execute(sa.delete(PassageRow).where(PassageRow.link_id == link.id))
    _add_passages(session, link, proposal)


def _add_passages(session: Session, link: Link, proposal: Proposal) -> None:
    for ordinal, passage in enumerate(proposal.passages):
        row = _passage(link, ordinal, passage)
        row.link_id = link.id
        session.add(row)


def _passage(link: Link, ordinal: int, passage: Passage) -> PassageRow:
    return PassageRow(
        city_id=link.city_id,
        ordinal=ordinal,
        page=passage.page,
        start=passage.start,
        end=passage.end,
        quote=passage.quote,
        rule=passage.rule,
        item=passage.item,
        statement=passage.statement,
        receipt=passage.receipt,
    )
