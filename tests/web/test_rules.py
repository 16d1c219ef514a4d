from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.authoring import wording
from criteria.authoring.mutants import tally
from criteria.evidence import Page, Reading
from criteria.language.tokenising import tokenise
from criteria.language.tokens import PARTED
from criteria.packs import amendments, rules
from storage import jobs, rulebook
from storage.text_models import Searchable
from tests import factories
from tests.web.browsing import Visitor, words

if TYPE_CHECKING:
    from storage.models import Assessment
    from storage.store import Store

EDITION = "wwc-2022"
FIRST = rules.load(EDITION).rules[0]
NEW = """id: DM1.barge-data
criterion: DM1
title: Barges and their data
strength: strong
en:
  any: [barge data]
"""
ONE = f"/rules/{EDITION}/rule/{FIRST.id}"


def _draft(store: Store) -> rulebook.Draft:
    with store.snapshot() as session:
        return rulebook.draft(session, EDITION)


def test_the_lead_reads_the_rules_in_plain_words(lead: Visitor) -> None:
    shown = lead.text(f"/rules/{EDITION}")

    assert "The rules that come with Assay are in force." in shown
    assert FIRST.title in shown
    assert wording.in_words(FIRST, "en") in lead.text(
        f"/rules/{EDITION}?criterion={FIRST.criterion}"
    )


def test_rules_are_for_the_lead_alone(reviewer: Visitor, citizen: Visitor) -> None:
    for visitor in (reviewer, citizen):
        for path in (f"/rules/{EDITION}", ONE, f"/rules/{EDITION}/versions"):
            assert visitor.get(path).status_code == 403


@pytest.mark.parametrize(
    "path", ["/rules/wwc-1999", f"/rules/{EDITION}/rule/DM1.no-such-rule"]
)
def test_what_does_not_exist_is_not_found(lead: Visitor, path: str) -> None:
    assert lead.get(path).status_code == 404


def test_a_rule_shows_its_text_its_sentences_and_how_well_they_prove_it(
    lead: Visitor,
) -> None:
    answer = lead.get(ONE)

    assert f"id: {FIRST.id}" in answer.text
    shown = words(answer)
    made = tally(FIRST, EDITION)
    told = f"Spoilt in {made.made} small ways, its sentences notice {made.caught}."
    assert told in shown
    assert FIRST.forms["en"].finds[0] in shown


def test_trying_a_rule_on_a_text_marks_where_it_holds_and_keeps_nothing(
    lead: Visitor, store: Store
) -> None:
    text = NEW + "  near: [published]\n"
    sample = "We will have published barge data. The barge data were kept. Published."

    answer = lead.post(
        f"/rules/{EDITION}/new", text=text, sample=sample, language="en", step="try"
    )

    shown = words(answer)
    assert "It holds in 1 place. Planned" in shown
    assert '<span class="hit">published</span> <span class="hit">barge data</span>' in (
        answer.text
    )
    assert "It asks for “published” in the same sentence" in shown
    assert _draft(store).changes == {}


def test_a_change_goes_into_the_draft_and_only_a_version_is_in_force(
    lead: Visitor, store: Store
) -> None:
    text = amendments.source(EDITION, FIRST.id).replace(FIRST.title, "Another title")

    kept = lead.post(ONE, text=text.replace("\n", "\r\n"), step="keep", seen="0")

    assert kept.status_code == 303
    assert _draft(store).changes == {FIRST.id: text}
    assert "In the draft" in lead.text(ONE)
    asked = f"/rules/{EDITION}/versions"
    assert "Publish the draft as version 1" in lead.text(asked)
    assert lead.post(asked, why="", seen="1").status_code == 400
    published = lead.post(asked, why="Said better", seen="1")

    assert published.status_code == 303
    shown = lead.text(asked)
    assert "1 In force Said better Digest" in shown
    assert "The draft is the same as what is in force." in shown
    with store.snapshot() as session:
        version = rulebook.last(session, EDITION)
    assert version is not None
    pack = amendments.amended(EDITION, version.changes).pack
    assert version.digest == pack.digest
    assert pack.rule(FIRST.id).title == "Another title"


def test_a_faulty_rule_is_told_with_its_faults_and_kept_on_the_page(
    lead: Visitor, store: Store
) -> None:
    text = NEW.replace("strong", "iron")

    answer = lead.post(f"/rules/{EDITION}/new", text=text, step="keep", seen="0")

    assert answer.status_code == 400
    assert "“strength” is iron, not one of strong, fair, weak." in words(answer)
    assert "strength: iron" in answer.text
    assert _draft(store).changes == {}


def test_a_rule_is_added_under_an_id_that_was_never_used(
    lead: Visitor, store: Store
) -> None:
    path = f"/rules/{EDITION}/new"

    taken = lead.post(
        path, text=NEW.replace("DM1.barge-data", FIRST.id), step="keep", seen="0"
    )
    stray = lead.post(path, text=NEW.replace("id: DM1", "id: OD1"), step="keep")
    added = lead.post(path, text=NEW, step="keep", seen="0")

    assert (taken.status_code, stray.status_code, added.status_code) == (400, 400, 303)
    assert "Begin the id with the criterion" in words(stray)
    assert _draft(store).changes == {"DM1.barge-data": NEW}


def test_a_rule_is_retired_in_the_draft_and_set_back(
    lead: Visitor, store: Store
) -> None:
    lead.post(ONE, step="retire", seen="0")
    shown, retired = lead.text(ONE), _draft(store)
    lead.post(ONE, step="leave", seen="1")

    assert "Retired in the draft" in shown
    assert retired.changes == {FIRST.id: rulebook.RETIRED}
    assert _draft(store).changes == {}


def test_a_stale_form_changes_nothing_and_says_so(lead: Visitor, store: Store) -> None:
    lead.post(ONE, step="retire", seen="0")

    answer = lead.post(ONE, step="leave", seen="0")

    assert answer.status_code == 409
    assert "Somebody changed the rules in between." in words(answer)
    assert _draft(store).changes == {FIRST.id: rulebook.RETIRED}


def test_a_change_is_tried_on_the_documents_of_the_installation(
    lead: Visitor, store: Store, assessment: Assessment
) -> None:
    page = Page(1, "The port publishes barge data each week.", "en")
    with store.transaction() as session:
        document = factories.make_document(session, assessment=assessment)
        claim = jobs.claim(session, document.id)
        assert claim is not None
        reading = Reading("text", "en", (page,))
        jobs.record(session, claim, reading, tokenise([page]).to_bytes())
        large = factories.make_read_document(session, assessment=assessment)
        session.get_one(Searchable, large.id).words = PARTED

    shown = words(lead.post(f"/rules/{EDITION}/new", text=NEW, step="documents"))

    assert "Tried on 1 of 1 documents, the newest." in shown
    assert "What is in force holds in 0 of them, this in 1." in shown
    assert "Too large to be tried here: 1." in shown
    assert "New The port publishes barge data each week. Page 1" in shown
