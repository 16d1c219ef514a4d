from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from criteria.about.registers import Line
from storage import registers
from storage.errors import Refused
from storage.settings import Settings
from storage.store import Store
from tests import factories
from tests.workers.extract import office
from workers import registering
from workers.extract import documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINE = Line(2, "DM1", "Plan", "https://a.example/p", "2026-03-31", "Sí, it says so.")
TYPED = "Criterion;Title;Link;Date;Note\nDM1;Plan;https://a.example/p;2026-03-31;"
TYPED += "Sí, it says so.\n"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    store = Store(Settings(home=home))
    yield store
    store.close()
    documents.close()


def _received(store: Store, name: str, content: bytes) -> str:
    with store.transaction() as session:
        assessment = factories.make_assessment(session)
        person = factories.make_person(session)
        return registers.receive(session, assessment, name, content, by=person).id


def _read(store: Store, register_id: str) -> registers.Register:
    registering.read(store, register_id)
    with store.snapshot() as session:
        return session.get_one(registers.Register, register_id)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_spreadsheet_is_read_in_the_sandbox(store: Store, kind: str) -> None:
    rows: list[list[str | float]] = [
        ["Criterion", "Title", "Link", "Date", "Note"],
        ["DM1", "Plan", "https://a.example/p", "2026-03-31", "Sí, it says so."],
    ]
    content = office.workbook({"List": rows}) if kind == "xlsx" else TYPED.encode()

    register = _read(store, _received(store, f"list.{kind}", content))

    assert (register.found, register.problem, register.content) == ((LINE,), None, None)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("list.csv", b"Name,Age\nAna,7\n", registers.NOT_TOLD),
        (
            "list.csv",
            b"code,title,url\n" + b"DM1,a,https://a.example\n" * 1001,
            "It has more than 1000 rows. Part it into several files.",
        ),
        ("list.xlsx", b"PK\x03\x04 no more", None),
    ],
)
def test_what_is_no_list_says_why(
    store: Store, name: str, content: bytes, sentence: str | None
) -> None:
    register = _read(store, _received(store, name, content))

    assert register.is_read
    assert register.found == ()
    assert register.problem
    assert sentence in (register.problem, None)


@pytest.mark.parametrize("size", [0, registers.LARGEST + 1])
def test_an_empty_or_large_file_is_refused(store: Store, size: int) -> None:
    assert _received(store, "list.csv", b"x" * registers.LARGEST)

    with pytest.raises(Refused, match="at most 2 MB"):
        _received(store, "list.csv", b"x" * size)


def test_a_register_that_kills_its_workers_is_given_up(store: Store) -> None:
    register_id = _received(store, "list.csv", TYPED.encode())
    for attempts in (1, 2, 3):
        with store.transaction() as session:
            begun = registers.begin(session, register_id)
            assert begun is not None
            assert begun.attempts == attempts
            begun.told = datetime(2020, 1, 1, tzinfo=UTC)
        with store.transaction() as session:
            told = registers.due(session)
        assert told == ([register_id] if attempts < 3 else [])

    assert _read(store, register_id).problem == registers.NOT_READ
