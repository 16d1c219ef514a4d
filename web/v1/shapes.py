"""Rows and values in the form in which programs get them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from criteria.authoring import wording
from storage import confidential
from web.v1 import models

if TYPE_CHECKING:
    from collections.abc import Collection

    from criteria.editions import edition
    from criteria.packs import ruleset
    from storage import events
    from storage import models as rows


def of_assessment(row: rows.Assessment) -> models.Assessment:
    """An assessment."""
    city = row.city
    return models.Assessment(
        assessment=row.id,
        city=models.City(city=city.id, name=city.name, country=city.country),
        edition=row.edition,
        opened=row.opened,
        closed=row.closed,
    )


def of_document(row: rows.Document) -> models.Document:
    """A document, without its text."""
    return models.Document(
        document=row.id,
        assessment=row.assessment_id,
        parent=row.parent_id,
        shape=row.shape,
        name=row.name,
        confidential=row.confidential,
        sha256=row.sha256,
        size=row.size,
        address=row.address,
        seen_on=row.seen_on,
        received=row.received,
        state=row.state,
        aside_since=row.aside_since,
        aside_why=row.aside_why,
        problem=row.problem,
        kind=row.kind,
        language=row.language,
        title=row.title,
        pages=row.page_count,
        unread_pages=row.unread_count,
    )


def of_link(row: rows.Link) -> models.Link:
    """A link with its passages, the one to read first first."""
    return models.Link(
        link=row.id,
        assessment=row.assessment_id,
        criterion=row.criterion,
        document=row.document_id,
        name=row.document.name,
        standing=row.standing,
        statement=row.statement,
        score=row.score,
        items=list(row.items),
        reason=row.reason,
        clause=row.clause,
        dated=row.dated,
        decided=row.decided,
        passages=[_passage(one) for one in row.passages],
    )


def of_vote(row: rows.Decision) -> models.Vote:
    """A decision about a link."""
    return models.Vote(
        number=row.number,
        verdict=row.verdict,
        undoes=row.undoes,
        reason=row.reason,
        clause=row.clause,
        note=row.note,
        items=list(row.items),
        key=row.key,
        dated=row.dated,
        way=row.way,
        by=row.by.called,
        at=row.at,
    )


def of_event(row: events.Event, veiled: Collection[str]) -> models.Event:
    """An event; of a document that is ``veiled`` it does not tell the name."""
    told = row.content or {}
    about, name = told.get("about", ""), told.get("name", "")
    return models.Event(
        number=row.number,
        at=row.at,
        deed=row.deed,
        who=told.get("who", ""),
        about=about,
        name=confidential.NAME if about in veiled else name,
        criterion=told.get("after", {}).get("criterion"),
        hash=row.hash,
    )


def of_rule(rule: ruleset.Rule, language: str) -> models.Rule:
    """A rule, in the plain words of a language."""
    return models.Rule(
        rule=rule.id,
        criterion=rule.criterion,
        item=rule.item,
        title=rule.title,
        strength=rule.strength,
        kinds=list(rule.kinds),
        languages=sorted(rule.forms),
        in_words=wording.in_words(rule, language),
    )


def of_edition(found: edition.Standard) -> models.Edition:
    """An edition of the standard, in short."""
    return models.Edition(
        edition=found.edition,
        name=found.name,
        since=found.since,
        announced=found.announced,
        complete=found.complete,
        digest=found.digest,
    )


def of_standard(found: edition.Standard) -> models.Standard:
    """An edition of the standard, whole."""
    return models.Standard(
        **of_edition(found).model_dump(),
        statement=found.statement,
        levels=[
            models.Level(name=one.name, percent=one.percent) for one in found.levels
        ],
        practices=[
            models.Practice(code=one.code, name=one.name, description=one.description)
            for one in found.practices
        ],
        criteria=[_criterion(one) for one in found.criteria],
    )


def _criterion(one: edition.Criterion) -> models.Criterion:
    known = one.must_meet
    return models.Criterion(
        code=one.code,
        practice=one.practice,
        name=one.name,
        requirement=one.requirement,
        items=[
            models.ChecklistItem(code=item.code, text=item.text, official=item.official)
            for item in one.items
        ],
        needed=one.needed,
        documents=list(one.documents),
        window_months=one.window_months,
        requires=list(one.requires),
        must_meet=models.MustMeet(count=known.count, of=known.of) if known else None,
    )


def _passage(row: rows.PassageRow) -> models.Passage:
    return models.Passage(
        ordinal=row.ordinal,
        page=row.page,
        start=row.start,
        end=row.end,
        quote=row.quote,
        rule=row.rule,
        item=row.item,
        statement=row.statement,
    )
