"""The main job through the functions: upload, read, confirm, level."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from criteria.editions import standard
from criteria.scores import scoring
from storage import assessments, decisions, documents, links
from storage.models import Role, Verdict
from tests.factories import make_city, make_person
from workers import reading

if TYPE_CHECKING:
    from storage.store import Store

WORDS = "Ordinance {n}. The City adopted this on 4 March 2024, and it is in effect."


def test_a_city_reaches_silver_with_its_twenty_second_confirmed_criterion(
    store: Store,
) -> None:
    edition = standard.load("wwc-2022")
    with store.transaction() as session:
        reviewer = make_person(session)
        city = make_city(session)
        person = make_person(session, role=Role.CITY, city=city)
        assessment = assessments.open_for(
            session, city, edition="wwc-2022", standard_digest=edition.digest
        )
    document_ids = []
    for number in range(2):
        text = WORDS.format(n=number)
        blob = store.blobs.put(io.BytesIO(text.encode()), limit=10_000)
        with store.transaction() as session:
            document = documents.receive(
                session, assessment, f"ordinance {number}.txt", blob, by=person
            )
        document_ids.append(document.id)
        reading.read(store, document.id)

    levels = []
    for criterion in edition.criteria[:22]:
        with store.transaction() as session:
            document = documents.visible(session, reviewer, document_ids[0])
            link = links.make(session, document, criterion.code, None, by=reviewer)
            decisions.decide(
                session, link.id, Verdict.CONFIRMED, by=reviewer, seen=link.decided
            )
            result = scoring.score(
                edition, links.claims(session, assessment), on=date(2026, 1, 1)
            )
        levels.append(result.level.name if result.level else None)

    assert levels == [None] * 21 + ["Silver"]
    assert result.confirmed.met == 22
    assert len(result.gaps) == 21
