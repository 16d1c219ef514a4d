"""A page asks the database equally often, whether it shows one row or three."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from storage import (
    assessments,
    care,
    comments,
    invitations,
    notices,
    requests,
    rulebook,
    run_jobs,
    runs,
    suppositions,
)
from storage.clock import now
from storage.models import Role
from storage.notice_models import NoticeKind
from storage.rule_models import Act
from tests import factories

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Assessment, Person
    from storage.store import Store
    from tests.web.browsing import Visitor


# PostgreSQL is told besides whose rows a transaction means, and has a clock of its own.
OF_THE_DATABASE = ("BEGIN", "SELECT set_config(", "SELECT clock_timestamp()")


def _asked(store: Store, visitor: Visitor, path: str) -> list[str]:
    """What a page asks, when it is asked for the second time."""
    visitor.get(path)
    statements: list[str] = []

    def note(*words: object) -> None:
        statements.append(str(words[2]))

    event.listen(store.engine, "before_cursor_execute", note)
    answer = visitor.get(path)
    event.remove(store.engine, "before_cursor_execute", note)
    assert answer.status_code == 200
    return [said for said in statements if not said.startswith(OF_THE_DATABASE)]


def _fill(store: Store, assessment: Assessment, count: int) -> str:
    """So many documents, each with so many links; gives the id of one link."""
    with store.transaction() as session:
        _rules(session, count)
        for number in range(count):
            factories.make_assessment(session)
            person = factories.make_person(session)
            factories.make_conflict(session, person=person)
            email = f"invited{number}@example.org"
            invitations.invite(
                session, email, Role.REVIEWER, city=None, by=person, key="k"
            )
            comments.say(session, assessment, "DM1", "Where is it?", by=person)
            _plan(session, assessment, person, number)
            notices.write(session, NoticeKind.INVITATION, person)
            document = factories.make_read_document(session, assessment=assessment)
            for code in ("DM1", "DM2", "OD1")[:count]:
                link = factories.make_link(session, document=document, criterion=code)
        return link.id


def _run(store: Store, count: int) -> str:
    """So many runs over all documents; gives the id of the last, which is previewed."""
    change = {"kind": "moved", "criterion": "DM1", "before": "a", "after": "b"}
    with store.transaction() as session:
        for _ in range(count):
            run = runs.start(session, "wwc-2022", changes={}, digest="d" * 64)
            while task := run_jobs.claim(session, run.id):
                run_jobs.record(session, task, changes=[change | {"decided": True}])
            for assessment_id, _found in run_jobs.told(session, run):
                none = {"proposed": 0, "documented": 0, "confirmed": 0}
                run_jobs.keep_effect(
                    session,
                    run,
                    assessments.get(session, assessment_id),
                    before=none,
                    after=none,
                )
            run_jobs.finish(session, run.id)
        return run.id


def _rules(session: Session, count: int) -> None:
    """So many published versions, and as many rules in the draft."""
    lead = factories.make_person(session)
    for number in range(2 * count):
        text = (
            f"id: DM1.x{number}\ncriterion: DM1\ntitle: X\nstrength: fair\n"
            f"en:\n  any: [x{number}]\n"
        )
        rulebook.change(
            session,
            "wwc-2022",
            f"DM1.x{number}",
            Act.WRITTEN,
            by=lead,
            seen=number,
            text=text,
        )
        if number < count:
            rulebook.publish(
                session,
                "wwc-2022",
                digest="d" * 64,
                why="x",
                by=lead,
                seen=number + 1,
            )


def _plan(
    session: Session, assessment: Assessment, person: Person, number: int
) -> None:
    """Somebody who cares for a gap, a what-if, and a request with its answer."""
    code = ("DM1", "DM2", "OD1")[number]
    care.take(session, assessment, code, by=person, owner="IT")
    suppositions.suppose(session, assessment, code, by=person, added=[code])
    made = requests.ask(
        session,
        assessment,
        code,
        by=person,
        department="IT",
        due=now(session).date(),
    )
    document = factories.make_document(session, assessment=assessment)
    found = requests.get(session, assessment, made.id)
    requests.answered(session, found, document, name="Ira")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "asks"), [("", 9), ("/access", 4)])
def test_the_pages_of_somebody_whose_access_ends_ask_equally_often(
    lead: Visitor, store: Store, path: str, asks: int, count: int
) -> None:
    with store.transaction() as session:
        person = factories.make_person(session)
        for _ in range(count):
            factories.assign_link(session, factories.make_assessment(session), person)
        person.ended = now(session)

    statements = _asked(store, lead, f"/people/{person.id}{path}")

    assert len(statements) == asks, "\n".join(statements)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "asks"),
    [
        ("/", 2),
        ("/people", 5),
        ("/conflicts", 4),
        ("/invitations", 3),
        ("/assessments/{assessment}", 11),
        ("/assessments/{assessment}/score", 8),
        ("/assessments/{assessment}/criteria/DM1", 13),
        ("/assessments/{assessment}/calendar", 11),
        ("/assessments/{assessment}/criteria/DM1/proof", 8),
        ("/assessments/{assessment}/editions", 4),
        ("/assessments/{assessment}/agreement", 5),
        ("/assessments/{assessment}/history", 4),
        ("/assessments/{assessment}/judging", 6),
        ("/assessments/{assessment}/assignment", 15),
        ("/assessments/{assessment}/plan", 10),
        ("/assessments/{assessment}/proof", 6),
        ("/assessments/{assessment}/report", 12),
        ("/assessments/{assessment}/report.pdf", 12),
        ("/assessments/{assessment}/requests", 8),
        ("/assessments/{assessment}/scorecard.xlsx", 10),
        ("/assessments/{assessment}/snapshot", 5),
        ("/assessments/{assessment}/what-if", 10),
        ("/assessments/{assessment}/lists/read", 4),
        ("/assessments/{assessment}/lists/undecided", 5),
        ("/assessments/{assessment}/lists/unread-pages", 4),
        ("/assessments/{assessment}/criteria/DM1/talk", 10),
        ("/assessments/{assessment}/round", 7),
        ("/assessments/{assessment}/documents", 10),
        ("/assessments/{assessment}/documents/progress", 8),
        ("/assessments/{assessment}/review", 7),
        ("/links/{link}", 14),
        ("/links/{link}/similar", 8),
        ("/rules/wwc-2022", 3),
        ("/rules/wwc-2022/quality", 3),
        ("/rules/wwc-2022/quality/DM1.rule", 4),
        ("/rules/wwc-2022/rule/DM1.x0", 4),
        ("/rules/wwc-2022/versions", 5),
        ("/rules/wwc-2022/runs", 4),
        ("/runs/{run}", 7),
        ("/status", 15),
        ("/hooks", 3),
    ],
)
def test_a_list_asks_the_database_equally_often(
    lead: Visitor,
    store: Store,
    assessment: Assessment,
    path: str,
    asks: int,
    count: int,
) -> None:
    link = _fill(store, assessment, count)

    run = _run(store, count) if "run" in path else ""
    names = {"assessment": assessment.id, "link": link, "run": run}

    statements = _asked(store, lead, path.format(**names))

    assert len(statements) == asks, "\n".join(statements)
