"""The history: appended with what it tells of, chained, and closed to change."""

from __future__ import annotations

import ast
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from criteria.evidence import Reason
from storage import assessments, chain, decisions, events, leaving, sights
from storage import documents as document_verbs
from storage.blobs import Blob
from storage.chain import Fault, Head
from storage.deeds import Deed
from storage.errors import Refused
from storage.events import Event, EventHead
from storage.models import City, Verdict
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.store import Store

CHANGES = re.compile(
    r"session\.(add|add_all|delete|merge)\(|sa\.(insert|update|delete)\("
)
TELLS = re.compile(r"events\.on_document\(|\b_?record\(")
# Verbs that change rows and leave no event of their own, each with the reason.
SILENT = {
    "assignments.apply": "told with the run that it keeps",
    "answers.keep": "told by the change that it is the answer to",
    "arriving.begin": "told when the document is received",
    "arriving.count": "told when the document is received",
    "arriving.forget": "an upload that did not end",
    "dating.propose": "a machine's suggestion, made anew with each reading",
    "doorsteps.begin": "told by the sign-in, or by its failure",
    "doorsteps.enter": "told by the sign-in",
    "events.append": "it is what writes events",
    "events._held": "it is what writes events",
    "events.empty": "told by the removal of the city",
    "factors.begin_app": "no factor before a code confirms it",
    "factors._use_step": "told by the sign-in, or by the factor that is added",
    "images.want": "a picture of what is kept",
    "images.begin": "a picture of what is kept",
    "images.put_back": "a picture of what is kept",
    "images.keep": "a picture of what is kept",
    "images.place": "a picture of what is kept",
    "invitations.accept": "told by the person who is added",
    "asides._move": "told by what sets aside and brings back",
    "backups._fill": "told by the restoring that calls it",
    "jobs.claim": "a step of a reading, whose end is told",
    "jobs.due": "a step of a reading, whose end is told",
    "jobs.extend": "a step of a reading, whose end is told",
    "jobs.release": "a step of a reading, whose end is told",
    "lines.insert": "told once for all rows by what brings them in",
    "links.propose": "a machine's suggestion, told by the end of the reading",
    "links._add_passages": "a machine's suggestion, told by the end of the reading",
    "links._renew": "a machine's suggestion, told by the end of the reading",
    "hooks.tell": "told by the deed that the delivery tells of",
    "hooks.keep_level": "what follows from deeds that are told",
    "hooks.settle": "a step of telling",
    "notices.write": "told by the deed that the notice tells of",
    "notices.settle": "a step of sending",
    "notices.give_up": "a step of sending",
    "notices.drop": "a step of sending",
    "notices.stop": "which mails somebody gets",
    "notices.choose": "which mails somebody gets",
    "pages.keep": "told by the end of the reading",
    "parcel_jobs.claim": "a step of packing, whose begin is told",
    "parcel_jobs.extend": "a step of packing, whose begin is told",
    "parcel_jobs.put_back": "a step of packing, whose begin is told",
    "parcel_jobs.give_up": "a step of packing, whose begin is told",
    "parcel_jobs.due": "a step of packing, whose begin is told",
    "passkeys._remember": "what a browser is asked, for five minutes",
    "passkeys._take": "what a browser is asked, for five minutes",
    "people.end_sessions": "told by what ends them: a password, a role, signing out",
    "people.use_link": "told by the sign-in that follows",
    "people.touch_session": "a session that goes on",
    "views.delete": "what one person looks at",
    "views.save": "what one person looks at",
    "tokens.touch": "a token that goes on",
    "presence.enter": "who looks at a link, for ten minutes",
    "registers.receive": "a list that waits; what it brings in is told",
    "registers.begin": "a step of a reading",
    "registers.keep": "a step of a reading",
    "registers.due": "a step of a reading",
    "ranges.claim": "a step of a reading, whose end is told",
    "ranges.claim_whole": "a step of a reading, whose end is told",
    "ranges.extend": "a step of a reading, whose end is told",
    "ranges.forget": "a step of a reading, whose end is told",
    "turns._serve": "a step of a reading, whose end is told",
    "providers._bind": "told by the sign-in",
    "providers._forget": "told by the service that is set or removed",
    "ranges.part": "a step of a reading, whose end is told",
    "ranges.put_back": "a step of a reading, whose end is told",
    "run_jobs.claim": "a step of a run, whose begin is told",
    "run_jobs.extend": "a step of a run, whose begin is told",
    "run_jobs.due": "a step of a run, whose begin is told",
    "run_jobs.heard": "a step of a run, whose begin is told",
    "run_jobs.keep_effect": "a step of a run, whose begin is told",
    "runs._add_items": "told by the start of the run, which calls it",
    "runs.apply": "told by its turn",
    "watch.keep_check": "how the machines are, which changes nobody's things",
    "watch.leave": "how the machines are, which changes nobody's things",
    "watch.tell": "how the machines are, which changes nobody's things",
    "jobs.scanned": "a step of a reading, whose end is told",
    "tombstones.lay": "told by the removal of the city",
    "rulebook._append": "told by whoever calls it",
}


def _all(store: Store, city_id: str | None) -> list[Event]:
    with store.snapshot() as session:
        return list(reversed(events.listed(session, city_id, limit=1000)))


def _behind_the_triggers(store: Store, *statements: sa.Executable) -> None:
    """What somebody does who owns the database."""
    with _owning(store) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE event DISABLE TRIGGER USER")
        else:
            connection.exec_driver_sql("DROP TRIGGER event_stays")
            connection.exec_driver_sql("DROP TRIGGER event_remains")
        for statement in statements:
            connection.execute(statement)


@contextmanager
def _owning(store: Store) -> Iterator[sa.Connection]:
    """Be the one who owns the tables, and mean every city's rows."""
    with store.owned() as engine, engine.begin() as connection:
        sights.say(connection, sights.INSTALLATION)
        yield connection


def _row(chain: str, number: int) -> sa.ColumnElement[bool]:
    return sa.and_(Event.chain == chain, Event.number == number)


def _history(store: Store, count: int) -> str:
    """A city in which so many things were done."""
    with store.transaction() as session:
        city = factories.make_city(session)
        assessment = factories.make_assessment(session, city=city)
        for _ in range(count - 2):
            factories.make_document(session, assessment=assessment)
        return city.id


def test_what_is_done_is_told_with_who_did_it_before_and_after(store: Store) -> None:
    with store.transaction() as session:
        assessment = factories.make_assessment(session)
        document = factories.make_read_document(session, assessment=assessment)
        link = factories.make_link(session, document=document, criterion="DM1")
        ana = factories.make_person(session, name="Ana Ruiz")
        events.begin(session, events.Origin("x", "Tom", "r1"))
        decisions.decide(
            session,
            link.id,
            Verdict.REJECTED,
            by=ana,
            seen=0,
            reason=Reason.OUT_OF_DATE,
            note="From 2009.",
        )

    *_before, last = _all(store, assessment.city_id)

    assert last.content is not None
    told = {name: value for name, value in last.content.items() if name != "salt"}
    assert (last.number, last.deed) == (5, Deed.REJECTED)
    assert told == {
        "by": ana.id,
        "who": "Ana Ruiz",
        "request": "r1",
        "about": document.id,
        "name": "minutes.txt",
        "before": {"decisions": 0},
        "after": {
            "criterion": "DM1",
            "reason": "out-of-date",
            "clause": "",
            "items": [],
            "key": None,
            "note": "From 2009.",
            "standing": "rejected",
        },
    }


def test_what_is_rolled_back_leaves_no_event(store: Store) -> None:
    city_id = _history(store, 3)

    def fail() -> None:
        with store.transaction() as session:
            [assessment] = assessments.all_of(session)
            factories.make_document(session, assessment=assessment)
            raise Refused("Something else went wrong.")

    with pytest.raises(Refused):
        fail()
    with store.rehearsal() as session:
        assessment = assessments.all_of(session)[0]
        factories.make_document(session, assessment=assessment)

    assert len(_all(store, city_id)) == 3
    with store.snapshot() as session:
        assert chain.verify(session) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET deed = 'confirmed'",
        "UPDATE event SET content = NULL",
        "DELETE FROM event",
    ],
)
def test_the_database_refuses_to_change_an_event(store: Store, statement: str) -> None:
    city_id = _history(store, 3)

    with (
        pytest.raises(sa.exc.DBAPIError, match="an event is never"),
        _owning(store) as connection,
    ):
        connection.exec_driver_sql(statement)

    assert len(_all(store, city_id)) == 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"content": {"who": "Eve"}}, "tells something else than was written"),
        ({"content": None}, "was emptied"),
        ({"deed": Deed.CONFIRMED}, "does not follow from the one before it"),
    ],
)
def test_an_event_changed_behind_the_trigger_is_named(
    store: Store, change: dict[str, object], sentence: str
) -> None:
    city_id = _history(store, 20)
    _behind_the_triggers(store, sa.update(Event).where(_row(city_id, 7)).values(change))

    with store.snapshot() as session:
        assert chain.verify(session) == [Fault(city_id, 7, sentence)]


def test_an_event_taken_out_of_the_middle_is_named(store: Store) -> None:
    city_id = _history(store, 9)
    _behind_the_triggers(store, sa.delete(Event).where(_row(city_id, 5)))

    with store.snapshot() as session:
        assert chain.verify(session) == [Fault(city_id, 5, "is missing")]


def test_only_an_anchor_tells_that_the_end_was_cut_off(store: Store) -> None:
    city_id = _history(store, 9)
    with store.snapshot() as session:
        anchor = chain.heads(session)
    eighth = _all(store, city_id)[7]
    _behind_the_triggers(
        store,
        sa.delete(Event).where(_row(city_id, 9)),
        sa.update(EventHead)
        .where(EventHead.chain == city_id)
        .values(number=8, hash=eighth.hash),
    )

    with store.snapshot() as session:
        alone, anchored = chain.verify(session), chain.verify(session, anchor)

    assert alone == []
    assert anchored == [
        Fault(city_id, 9, "is missing: the anchor knows later ones"),
    ]


def test_a_chain_written_anew_is_caught_by_the_anchor(store: Store) -> None:
    city_id = _history(store, 3)
    anchor = [Head(city_id, 2, "f" * 64)]

    with store.snapshot() as session:
        assert chain.verify(session, anchor) == [
            Fault(city_id, 2, "is not the one that the anchor knows")
        ]


@pytest.mark.parametrize("values", [None, 7, [1], [{"chain": "x"}], {"a": 1}])
def test_what_is_no_anchor_is_refused(values: object) -> None:
    with pytest.raises(Refused) as refused:
        chain.read_anchor(values)

    assert refused.value.sentence == (
        "This file holds no anchor. Make one with: assay audit head"
    )


def test_many_who_write_at_once_make_one_chain(store: Store) -> None:
    city_id = _history(store, 2)

    def upload(_number: int) -> None:
        with store.transaction() as session:
            [assessment] = assessments.all_of(session)
            factories.make_document(session, assessment=assessment)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(upload, range(24)))

    assert [event.number for event in _all(store, city_id)] == list(range(1, 27))
    with store.snapshot() as session:
        assert chain.verify(session) == []


def test_a_city_that_leaves_takes_what_was_told_and_leaves_the_hashes(
    store: Store,
) -> None:
    city_id = _history(store, 4)
    with store.transaction() as session:
        city = session.get_one(City, city_id)
        leaving.remove(session, city)

    left = _all(store, city_id)
    with store.snapshot() as session:
        assert chain.verify(session) == []
    assert [event.content is None for event in left] == [True] * 4 + [False]
    assert left[-1].deed is Deed.CITY_REMOVED
    assert [one.deed for one in _all(store, None)] == [Deed.CITY_REMOVED]


def test_the_same_document_twice_is_one_event(store: Store) -> None:
    with store.transaction() as session:
        assessment = factories.make_assessment(session)
        blob = Blob("a" * 64, 1)
        document_verbs.receive(session, assessment, "a.txt", blob)
        document_verbs.receive(session, assessment, "b.txt", blob)

    assert [event.deed for event in _all(store, assessment.city_id)] == [
        Deed.CITY_ADDED,
        Deed.ASSESSMENT_OPENED,
        Deed.DOCUMENT_RECEIVED,
    ]


def test_an_event_of_every_deed_can_be_kept(store: Store) -> None:
    with store.transaction() as session:
        for deed in Deed:
            events.record(session, deed, None)

    assert [event.deed for event in _all(store, None)] == list(Deed)


def test_no_verb_changes_rows_without_an_event() -> None:
    """A new verb records what it does, or stands in the list above with a reason."""
    silent = {
        f"{path.stem}.{verb.name}"
        for path in Path(events.__file__).parent.glob("*.py")
        for verb in ast.parse(path.read_text("utf-8")).body
        if isinstance(verb, ast.FunctionDef)
        and CHANGES.search(ast.unparse(verb))
        and not TELLS.search(ast.unparse(verb))
    }

    assert silent == set(SILENT)
