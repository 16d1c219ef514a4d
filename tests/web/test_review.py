from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from markupsafe import escape

from criteria.editions import standard
from criteria.evidence import Reason, Standing, Statement
from storage import decisions, documents, doubles, events, links
from storage.models import Assessment, Document, Link, Person, Role, Verdict
from tests import factories
from tests.web.browsing import Visitor, words
from web.words import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from storage.store import Store


@pytest.fixture
def ids(store: Store, assessment: Assessment) -> list[str]:
    """Three links that wait, the best first."""
    with store.transaction() as session:
        document = factories.make_read_document(
            session, assessment=assessment, text="The committee met. It was late."
        )
        made = [
            factories.make_link(
                session, document=document, criterion=code, score=score, item=item
            )
            for code, score, item in (
                ("OD1", 0.7, None),
                ("DM2", 0.8, None),
                ("DM1", 0.9, "DM1.1"),
            )
        ]
        return [link.id for link in reversed(made)]


def _link(store: Store, link_id: str) -> Link:
    with store.snapshot() as session:
        return session.get_one(Link, link_id)


def test_links_that_decide_about_a_criterion_come_first_if_that_is_asked_for(
    reviewer: Visitor, store: Store, assessment: Assessment, ids: list[str]
) -> None:
    with store.transaction() as session:
        judge = factories.make_person(session)
        for _ in range(2):
            more = factories.make_link(
                session,
                document=factories.make_read_document(session, assessment=assessment),
                criterion="DM1",
            )
            decisions.decide(session, more.id, Verdict.CONFIRMED, by=judge, seen=0)

    page = reviewer.get(f"/assessments/{assessment.id}/review?order=decisive").text
    places = [page.index(f"/links/{one}?order=decisive") for one in ids]
    after = reviewer.get(f"/links/{ids[2]}?order=decisive").text

    # DM1 has evidence enough, so its best link decides nothing any more.
    assert sorted(places) == [places[1], places[2], places[0]]
    assert f'href="/links/{ids[0]}?order=decisive" data-key="j"' in after


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("strength=strong", 3),
        ("strength=fair", 0),
        ("language=en", 3),
        ("language=pt", 0),
        ("state=changed", 0),
        ("strength=none", 3),
    ],
)
def test_links_are_filtered_by_strength_language_and_lost_basis(
    reviewer: Visitor, assessment: Assessment, ids: list[str], query: str, found: int
) -> None:
    page = reviewer.get(f"/assessments/{assessment.id}/review?{query}").text

    assert sum(f'<th scope="row"><a href="/links/{one}' in page for one in ids) == found


def test_the_queue_lists_what_waits_the_best_first(
    reviewer: Visitor, assessment: Assessment, ids: list[str]
) -> None:
    page = reviewer.get(f"/assessments/{assessment.id}/review")

    places = [page.text.index(f'<th scope="row"><a href="/links/{one}"') for one in ids]
    assert places == sorted(places)
    assert "0 of 3 links decided, 3 left" in words(page)


def test_an_empty_queue_says_where_links_come_from(
    reviewer: Visitor, assessment: Assessment
) -> None:
    said = reviewer.text(f"/assessments/{assessment.id}/review")

    assert "Links appear here as soon as documents are uploaded and read." in said


def test_filters_stand_in_the_address_and_what_does_not_exist_is_left_out(
    reviewer: Visitor, assessment: Assessment, ids: list[str]
) -> None:
    path = f"/assessments/{assessment.id}/review"

    practice = reviewer.get(f"{path}?practice=DM").text
    criterion = reviewer.get(f"{path}?criterion=OD1").text
    nonsense = reviewer.get(f"{path}?criterion=by__password__hash&state=x").text
    planned = reviewer.text(f"{path}?statement=planned")

    assert "2 links pass these filters." in practice
    assert "1 link passes these filters." in criterion
    assert "these filters" not in nonsense
    assert [f"/links/{one}" in practice for one in ids] == [True, True, False]
    assert [f"/links/{one}" in criterion for one in ids] == [False, False, True]
    assert [f"/links/{one}" in nonsense for one in ids] == [True, True, True]
    assert "No link passes these filters." in planned


def test_a_link_shows_its_passage_marked_and_its_criterion(
    reviewer: Visitor, ids: list[str]
) -> None:
    page = reviewer.get(f"/links/{ids[0]}")

    assert 'id="passage-0">The committee met.</mark>' in page.text
    said = words(page)
    assert "DM1 Implementing Data Strategy and Governance" in said
    assert "Our wording, not official. Ticked is what the rules suggest." in said
    assert 'value="DM1.1" checked' in page.text


def test_the_ticks_of_a_decided_link_are_said_to_be_those_decided(
    reviewer: Visitor, ids: list[str]
) -> None:
    reviewer.post(f"/links/{ids[0]}/decision", verdict="confirmed", seen="0")

    said = reviewer.text(f"/links/{ids[0]}?state=all")

    assert "Our wording, not official. Ticked is what was decided." in said


def test_confirming_goes_on_to_the_next_link_and_keeps_the_filters(
    reviewer: Visitor, store: Store, ids: list[str]
) -> None:
    answer = reviewer.post(
        f"/links/{ids[0]}/decision?practice=DM",
        verdict="confirmed",
        seen="0",
        item=["DM1.1", "DM1.3"],
    )

    assert (answer.status_code, answer.location) == (
        303,
        f"/links/{ids[1]}?practice=DM",
    )
    link = _link(store, ids[0])
    assert (link.standing, link.items) == (Standing.CONFIRMED, ["DM1.1", "DM1.3"])


def test_the_last_link_leads_back_to_the_queue(
    reviewer: Visitor, assessment: Assessment, ids: list[str]
) -> None:
    answer = reviewer.post(f"/links/{ids[2]}/decision", verdict="confirmed", seen="0")

    assert answer.location == f"/assessments/{assessment.id}/review"


def test_rejecting_takes_one_reason_from_the_list_and_a_note(
    reviewer: Visitor, store: Store, ids: list[str]
) -> None:
    reviewer.post(
        f"/links/{ids[0]}/decision",
        reason="not-in-force",
        seen="0",
        note="Send the adopted one.",
    )

    link = _link(store, ids[0])
    assert (link.standing, link.reason) == (Standing.REJECTED, Reason.NOT_IN_FORCE)
    with store.snapshot() as session:
        [decision] = decisions.history(session, ids[0])
    assert decision.note == "Send the adopted one."


@pytest.mark.parametrize(("sent", "is_kept"), [("DM1.2", True), ("OD1.1", False)])
def test_a_reason_is_about_a_clause_of_the_criterion_or_about_all_of_it(
    reviewer: Visitor,
    citizen: Visitor,
    store: Store,
    ids: list[str],
    sent: str,
    *,
    is_kept: bool,
) -> None:
    offered = reviewer.get(f"/links/{ids[0]}").text
    reviewer.post(
        f"/links/{ids[0]}/decision", reason="does-not-show", seen="0", clause=sent
    )

    items = standard.load("wwc-2022").criterion("DM1").items
    [clause] = [one.text for one in items if one.code == "DM1.2"]
    said = citizen.text(f"/links/{ids[0]}")
    assert f'<option value="DM1.2">{escape(clause)}</option>' in offered
    assert _link(store, ids[0]).clause == ("DM1.2" if is_kept else "")
    assert "Rejected Does not show what is asked" in said
    assert (f"Does not show what is asked: {clause}" in said) == is_kept


def test_precedents_are_shown_after_the_vote_and_not_before(
    as_role: Callable[..., Visitor], citizen: Visitor, store: Store, ids: list[str]
) -> None:
    voter, other = (as_role(Role.REVIEWER, name=name) for name in ("Ana", "Ben"))
    with store.transaction() as session:
        lead = factories.make_person(session, role=Role.LEAD)
        doubles.share(session, _assessment_of(session, ids[0]), 100, by=lead)
        elsewhere = factories.make_assessment(
            session, city=factories.make_city(session, name="Lakeside")
        )
        for confidential, quote in (
            (False, "The committee met again."),
            (True, "The committee met in secret."),
            (False, "Nothing alike stands here, only words about roads."),
        ):
            document = factories.make_read_document(session, assessment=elsewhere)
            document.confidential = confidential
            link = factories.make_link(
                session, document=document, criterion="DM1", quote=quote
            )
            decisions.decide(
                session,
                link.id,
                Verdict.REJECTED,
                by=factories.make_person(session),
                seen=0,
                reason=Reason.OUT_OF_DATE,
            )

    before = voter.text(f"/links/{ids[0]}")
    voter.post(f"/links/{ids[0]}/decision", verdict="confirmed", seen="0")
    after = voter.text(f"/links/{ids[0]}")
    others = [one.text(f"/links/{ids[0]}") for one in (other, citizen)]

    assert ["Lakeside" in text for text in (before, after, *others)] == [
        False,
        True,
        False,
        False,
    ]
    assert "minutes.txt , Lakeside Rejected Out of date The committee met again." in (
        after
    )
    assert [words in after for words in ("in secret", "about roads")] == [False] * 2
    assert "You have voted. It waits for a second reviewer" in after
    assert "Confirm C" not in after


def _assessment_of(session: Session, link_id: str) -> Assessment:
    held = session.get_one(Link, link_id).assessment_id
    return session.get_one(Assessment, held)


@pytest.mark.parametrize(
    "fields",
    [
        {"seen": "0"},
        {"seen": "0", "verdict": "rejected"},
        {"seen": "0", "reason": "because"},
        {"seen": "0", "verdict": "taken-back"},
        {"verdict": "confirmed"},
        {"verdict": "confirmed", "seen": "none"},
        {"verdict": "confirmed", "seen": "0", "dated": "yesterday"},
    ],
)
def test_a_decision_that_is_none_changes_nothing(
    reviewer: Visitor, store: Store, ids: list[str], fields: dict[str, str]
) -> None:
    answer = reviewer.post(f"/links/{ids[0]}/decision", **fields)

    assert answer.status_code == 400
    assert _link(store, ids[0]).decided == 0


def test_items_of_another_criterion_are_not_taken(
    reviewer: Visitor, store: Store, ids: list[str]
) -> None:
    reviewer.post(
        f"/links/{ids[0]}/decision",
        verdict="confirmed",
        seen="0",
        item=["DM1.2", "OD1.1", "<script>"],
    )

    assert _link(store, ids[0]).items == ["DM1.2"]


def test_a_reviewer_hears_who_else_has_the_link_before_them(
    reviewer: Visitor, lead: Visitor, ids: list[str]
) -> None:
    before = lead.text(f"/links/{ids[0]}")
    told = reviewer.post(f"/links/{ids[0]}/opening")

    after = lead.text(f"/links/{ids[0]}")
    own = reviewer.text(f"/links/{ids[0]}")

    assert told.status_code == 204
    assert ["and may be judging it." in said for said in (before, after, own)] == [
        False,
        True,
        False,
    ]


def test_a_link_that_a_browser_loads_ahead_offers_no_undo_that_may_be_another(
    reviewer: Visitor, ids: list[str]
) -> None:
    reviewer.post(f"/links/{ids[0]}/decision", verdict="confirmed", seen="0")

    opened = reviewer.get(f"/links/{ids[1]}")
    ahead = reviewer.get(f"/links/{ids[1]}", Sec_Purpose="prefetch")
    rules = reviewer.get(opened.headers["Speculation-Rules"].strip('"'))

    undo, marked = 'data-key="u"', "data-ahead"
    assert [(undo in one.text, marked in one.text) for one in (opened, ahead)] == [
        (True, False),
        (False, True),
    ]
    assert rules.headers["Content-Type"] == "application/speculationrules+json"


def test_undo_takes_the_last_decision_back_and_shows_the_link(
    reviewer: Visitor, store: Store, ids: list[str]
) -> None:
    reviewer.post(f"/links/{ids[0]}/decision", verdict="confirmed", seen="0")
    said = reviewer.text(f"/links/{ids[1]}")

    answer = reviewer.post(f"/links/{ids[0]}/undoing", seen="1")

    assert "Confirmed: minutes.txt for DM1. Precedents Undo" in said
    assert (answer.status_code, answer.location) == (303, f"/links/{ids[0]}")
    assert _link(store, ids[0]).standing is Standing.UNDECIDED


def test_undo_goes_back_in_order_as_far_as_there_is_anything(
    reviewer: Visitor, store: Store, assessment: Assessment, ids: list[str]
) -> None:
    for link_id in ids:
        reviewer.post(f"/links/{link_id}/decision", verdict="confirmed", seen="0")
    path = f"/assessments/{assessment.id}/review"
    undone = []
    while (at := reviewer.get(path).text).find("/undoing") >= 0:
        link_id = at.split("/undoing")[0].rsplit("/", 1)[1]
        reviewer.post(f"/links/{link_id}/undoing", seen="1")
        undone.append(link_id)

    assert undone == ids[::-1]
    assert {_link(store, one).standing for one in ids} == {Standing.UNDECIDED}


def test_the_key_passage_is_chosen_with_the_decision_and_quoted_first(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    first, second = "The committee met.", "It decided."
    with store.transaction() as session:
        document = factories.make_read_document(
            session, assessment=assessment, text=f"{first} {second}"
        )
        found = factories.make_proposal(quotes=(first, second))
        links.propose(session, document, [found], rules_digest="r1")
        [link] = links.of_document(session, document)

    offered = reviewer.get(f"/links/{link.id}").text
    reviewer.post(f"/links/{link.id}/decision", verdict="confirmed", seen="0", key="1")

    place = f"/assessments/{assessment.id}"
    queue = reviewer.text(f"{place}/review?state=confirmed")
    told = [
        reviewer.text(f"{place}{page}") for page in ("/criteria/OD1/proof", "/report")
    ]
    assert 'value="0" form="judge" checked data-key="q"' in offered
    decided = reviewer.get(f"/links/{link.id}").text
    assert 'value="1" form="judge" checked data-key="q"' in decided
    assert '<mark class="passage first" id="passage-1">' in decided
    assert '<mark class="passage" id="passage-0">' in decided
    assert (second in queue, first in queue) == (True, False)
    assert [text.index(second) < text.index(first) for text in told] == [True, True]


def test_the_second_of_two_reviewers_is_told_who_decided_and_sees_the_link_again(
    as_role: Callable[..., Visitor], store: Store, ids: list[str]
) -> None:
    first = as_role(Role.REVIEWER, name="Ana Ruiz")
    second = as_role(Role.REVIEWER, name="Ben Cole")
    first.post(f"/links/{ids[0]}/opening")
    first.post(f"/links/{ids[0]}/decision", reason="out-of-date", seen="0")

    answer = second.post(
        f"/links/{ids[0]}/decision", verdict="confirmed", seen="0", note="Article 3."
    )

    said = words(answer)
    assert answer.status_code == 409
    assert "Your note was: “Article 3.”" in said
    assert "Ana Ruiz decided this link first." in said
    assert "This is how it stands now. Rejected Out of date" in said
    assert "Ana Ruiz has just opened this link" not in said
    assert "It stands as Rejected Out of date" in said
    assert 'name="seen" value="1"' in answer.text
    assert _link(store, ids[0]).standing is Standing.REJECTED


def test_whose_decision_was_taken_back_meanwhile_is_told_by_whom_and_loses_nothing(
    as_role: Callable[..., Visitor], store: Store, ids: list[str]
) -> None:
    first = as_role(Role.REVIEWER, name="Ana Ruiz")
    second = as_role(Role.REVIEWER, name="Ben Cole")
    page = f"/links/{ids[0]}"
    first.post(f"{page}/decision", verdict="confirmed", seen="0")
    first.post(f"{page}/undoing", seen="1")

    late = second.post(f"{page}/decision", reason="out-of-date", seen="1")
    again = second.post(f"{page}/decision", reason="out-of-date", seen="2")

    assert late.status_code == 409
    assert "Ana Ruiz took a decision about this link back." in words(late)
    assert again.status_code == 303
    with store.snapshot() as session:
        said = [
            (one.verdict, one.by.name) for one in decisions.history(session, ids[0])
        ]
    assert said == [
        (Verdict.CONFIRMED, "Ana Ruiz"),
        (Verdict.TAKEN_BACK, "Ana Ruiz"),
        (Verdict.REJECTED, "Ben Cole"),
    ]


def test_a_city_sees_its_link_and_its_reason_but_decides_nothing(
    citizen: Visitor, reviewer: Visitor, ids: list[str]
) -> None:
    reviewer.post(f"/links/{ids[0]}/decision", reason="out-of-date", seen="0")

    page = citizen.get(f"/links/{ids[0]}")

    assert page.status_code == 200
    assert "Rejected Out of date" in words(page)
    assert ("/decision" in page.text, "Undo" in page.text) == (True, False)
    assert 'name="verdict"' not in page.text
    answer = citizen.post(f"/links/{ids[0]}/decision", verdict="confirmed", seen="1")
    assert answer.status_code == 403


def test_a_link_made_by_hand_without_a_passage_can_be_judged(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        document = factories.make_read_document(session, assessment=assessment)
        person = session.query(Person).first()
        assert person is not None
        link = links.make(session, document, "DM1", None, by=person)

    said = reviewer.text(f"/links/{link.id}")

    told = "A person made this link by hand and marked no passage. Page 1"
    assert f"{told} The committee met." in said


def test_a_link_whose_basis_changed_is_marked_wherever_it_waits(
    reviewer: Visitor, store: Store, assessment: Assessment, ids: list[str]
) -> None:
    reviewer.post(f"/links/{ids[0]}/decision", verdict="confirmed", seen="0")
    with store.transaction() as session:
        [document] = session.scalars(sa.select(Document))
        links.propose(session, document, [], rules_digest="r2")

    queue = reviewer.text(f"/assessments/{assessment.id}/review").partition("Says")[2]
    beside = reviewer.text(f"/links/{ids[0]}")

    assert queue.count("Basis changed") == 1
    assert "Confirmed Basis changed" in beside
    assert "Basis changed No rule finds this any more." in beside


def test_decided_links_can_be_looked_at_again(
    reviewer: Visitor, assessment: Assessment, ids: list[str]
) -> None:
    reviewer.post(f"/links/{ids[0]}/decision", reason="duplicate", seen="0")

    page = reviewer.get(f"/assessments/{assessment.id}/review?state=rejected")

    assert [f'row"><a href="/links/{one}' in page.text for one in ids] == [
        True,
        False,
        False,
    ]


def test_when_all_is_decided_the_queue_leads_on_to_the_score(
    reviewer: Visitor, assessment: Assessment, ids: list[str]
) -> None:
    for link_id in ids:
        reviewer.post(f"/links/{link_id}/decision", verdict="confirmed", seen="0")

    said = reviewer.text(f"/assessments/{assessment.id}/review")

    assert "Every link is decided." in said
    assert "3 of 3 links decided, 0 left" in said


def test_what_a_passage_says_stands_beside_it_with_its_cue(
    reviewer: Visitor, store: Store, assessment: Assessment
) -> None:
    with store.transaction() as session:
        document = factories.make_read_document(
            session, assessment=assessment, text="The city will adopt a policy."
        )
        link = factories.make_link(
            session,
            document=document,
            criterion="OD1",
            quote="The city will adopt a policy.",
            statement=Statement.PLANNED,
        )
        link.passages[0].receipt = {"hit": [20, 28], "cues": ["will"]}

    page = reviewer.get(f"/links/{link.id}")

    assert (
        'city <span class="cue">will</span> adopt <span class="hit">a policy</span>'
        in (page.text)
    )
    assert "The passage reads as planned , by the words will ." in words(page)


def test_every_verdict_has_its_words() -> None:
    assert [in_words(verdict) for verdict in Verdict] == [
        "Confirmed",
        "Rejected",
        "Not sure",
        "Taken back",
    ]


@pytest.mark.parametrize(
    ("sent", "kept"), [("41", 41), ("90000", 3600), ("", None), ("-3", None)]
)
def test_not_sure_goes_to_the_lead_with_the_seconds_that_it_took(
    reviewer: Visitor, store: Store, ids: list[str], sent: str, kept: int | None
) -> None:
    answer = reviewer.post(
        f"/links/{ids[0]}/decision", seen="0", verdict="unsure", seconds=sent
    )

    link = _link(store, ids[0])
    with store.snapshot() as session:
        [decision] = decisions.history(session, ids[0])
    path = f"/assessments/{link.assessment_id}/review"
    assert answer.headers["Location"] == f"/links/{ids[1]}"
    assert (decision.verdict, decision.seconds) == (Verdict.UNSURE, kept)
    assert f'href="{path}?state=for-lead">1 of them for the lead' in (
        reviewer.get(path).text
    )
    assert f'href="/links/{ids[0]}?state=for-lead"' in (
        reviewer.get(f"{path}?state=for-lead").text
    )


@pytest.mark.parametrize("is_found_anew", [False, True])
def test_who_judges_a_link_while_its_document_is_read_again_is_told_who_did_what(
    reviewer: Visitor, store: Store, ids: list[str], *, is_found_anew: bool
) -> None:
    opened = _link(store, ids[0])
    with store.transaction() as session:
        ben = factories.make_person(session, name="Ben Osei")
        decisions.decide(session, ids[1], Verdict.CONFIRMED, by=ben, seen=0)
        document = session.get_one(Document, opened.document_id)
        events.begin(session, events.Origin(ben.id, ben.called))
        documents.read_again(session, document)
        links.propose(session, document, [], rules_digest="r2")
        factories.make_read_document(session, document=document)
        if is_found_anew:
            anew = factories.make_proposal(criterion=opened.criterion)
            links.propose(session, document, [anew], rules_digest="r3")
    answer = reviewer.post(
        f"/links/{ids[0]}/decision",
        seen="0",
        verdict="confirmed",
        note="Page two says it.",
        document=opened.document_id,
        criterion=opened.criterion,
    )

    told = words(answer)
    assert answer.status_code == 409
    assert "minutes.txt was read again while you had its link with DM1" in told
    assert "Ben Osei had minutes.txt read again." in told
    assert "Your note was: “Page two says it.”" in told
    assert ("Open the link as it is now" in told) == is_found_anew
    assert ("See why, or link it by hand" in told) != is_found_anew
    decided = _link(store, ids[1])
    assert (decided.standing, decided.decided) == (Standing.CONFIRMED, 1)


def test_a_link_that_never_was_is_not_told_of(
    reviewer: Visitor, store: Store, ids: list[str]
) -> None:
    document_id = _link(store, ids[0]).document_id
    answers = [
        reviewer.post(
            f"/links/{'k' * 26}/decision", seen="0", verdict="confirmed", **named
        ).status_code
        for named in (
            {},
            {"document": "d" * 26, "criterion": "DM1"},
            {"document": document_id, "criterion": "no"},
        )
    ]

    assert answers == [404, 404, 404]
