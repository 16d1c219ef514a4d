"""Ids in forms are checked like ids in addresses: another city's do nothing."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage import reach
from storage.columns import Base, new_id
from storage.models import Role
from tests import factories
from tests.rows import make_row
from tests.web.browsing import visitor
from web import permissions
from web.credentials import PROGRAMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask
    from sqlalchemy.orm import Session

    from storage.models import City, Person
    from storage.store import Store

# What some form takes beside the ids, lest it be refused before.
FIELDS = {
    "verdict": "rejected",
    "reason": "unreadable",
    "seen": "0",
    "why": "x",
    "due": "2999-12-24",
    "note": "x",
    "text": "x",
    "share": "100",
    "criterion": "DM1",
    "begins": "2026-01-01",
    "relation": "family",
    "name": "x",
    "title": "x",
    "move": "submit",
}
# What ends the visit, or the right to change anything.
ENDING = {"signin.leave", "help.sign_out_others", "conflicts.recuse", "rounds.move"}


def _city_with_one_of_each(session: Session, name: str) -> tuple[City, dict[str, str]]:
    city = factories.make_city(session, name=name)
    assessment = factories.make_assessment(session, city=city)
    document = factories.make_read_document(session, assessment=assessment)
    link = factories.make_link(session, document=document, criterion="DM1")
    person = factories.make_person(session, role=Role.CITY, city=city)
    date_id = new_id()
    given = {"id": date_id, "city_id": city.id, "document_id": document.id}
    given["quote"] = f"Adopted by {name}"
    dates = Base.metadata.tables["document_date"]
    session.execute(sa.insert(dates), make_row(dates, given))
    return city, {
        "assessment_id": assessment.id,
        "document_id": document.id,
        "link_id": link.id,
        "city_id": city.id,
        "person_id": person.id,
        "date_id": date_id,
    }


def _in_forms(ids: dict[str, str]) -> dict[str, str]:
    """The ids under every name by which a form of some page sends one."""
    by_name = ids | {name.removesuffix("_id"): one for name, one in ids.items()}
    links = dict.fromkeys(("confirmed", "rejected"), ids["link_id"])
    cities = dict.fromkeys(("reviews", "employer"), ids["city_id"])
    more = {"without": ids["document_id"], "accept": ids["date_id"]}
    return by_name | links | cities | more


def _rows_of(store: Store, city_id: str) -> list[object]:
    with store.snapshot() as session:
        return [
            session.execute(sa.select(table).where(table.c.city_id == city_id)).all()
            for table in Base.metadata.sorted_tables
            if "city_id" in table.c
        ]


@pytest.mark.parametrize("role", [Role.CITY, Role.REVIEWER])
def test_no_form_takes_the_id_of_what_is_another_citys(
    app: Flask, store: Store, role: Role
) -> None:
    with store.transaction() as session:
        _city, theirs = _city_with_one_of_each(session, "Riverbend")
        city, ours = _city_with_one_of_each(session, "Elsewhere")
        person = _somebody(session, role, city)
    somebody = visitor(app, store, person)
    before = _rows_of(store, theirs["city_id"])
    fields = FIELDS | _in_forms(theirs) | {"form_token": somebody.token()}

    answers = {
        path: somebody.client.post(
            path, data=fields | {"file": (io.BytesIO(b"x"), "x.txt")}
        )
        for path in _paths(app, role, {**ours, "code": "DM1", "shape": "link"})
    }

    assert somebody.token() == fields["form_token"]
    assert len(answers) > 9
    assert [path for path, one in answers.items() if "Riverbend" in one.text] == []
    assert {one.status_code // 100 for one in answers.values()} <= {2, 3, 4}
    assert _rows_of(store, theirs["city_id"]) == before
    now_ours = str(_rows_of(store, ours["city_id"]))
    assert [one for one in (*theirs.values(), "Riverbend") if one in now_ours] == []


def _paths(app: Flask, role: Role, known: Mapping[str, str]) -> Iterator[str]:
    """Where a form is sent about one's own things: by a city, or by reviewers alone."""
    there = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        may = permissions.MAY[rule.endpoint]
        theirs = role in may and (role is Role.CITY) == (Role.CITY in may)
        is_form = "POST" in (rule.methods or ()) and rule.endpoint not in ENDING
        of_pages = None not in may and not rule.rule.startswith(PROGRAMS)
        if theirs and is_form and of_pages and rule.arguments <= known.keys():
            values = {name: known[name] for name in rule.arguments}
            yield there.build(rule.endpoint, values, method="POST")


def _somebody(session: Session, role: Role, city: City) -> Person:
    if role is Role.CITY:
        return factories.make_person(session, role=role, city=city)
    person = factories.make_person(session, role=role)
    reach.assign(session, person, {city.id}, every_city=False)
    return person
