from __future__ import annotations

from typing import TYPE_CHECKING

from storage import watch
from storage.invariants import Finding
from tests.factories import make_document
from tests.web.browsing import words

if TYPE_CHECKING:
    from storage.store import Store
    from tests.web.browsing import Visitor


def test_without_a_worker_the_lead_is_warned(lead: Visitor) -> None:
    told = words(lead.get("/status"))

    assert "No worker was seen in the last minute." in told
    assert "The broker does not answer." in told
    assert "There was none yet. It runs every night" in told


def test_workers_and_what_the_checker_found_are_shown(
    lead: Visitor, store: Store
) -> None:
    with store.transaction() as session:
        watch.tell(session, "celery@reader-1", "images, ranges")
        make_document(session)
        damaged = Finding("every blob", 7, ("The blob abc is damaged.",))
        watch.keep_check(session, [damaged])

    told = words(lead.get("/status"))

    assert "No worker was seen" not in told
    assert "celery@reader-1 images, ranges" in told
    assert "Work waits that no worker takes: read." in told
    assert "images pages drawn for somebody who waits 0 0 seconds 1" in told
    assert "The blob abc is damaged." in told
    assert "7 things were looked at." in told


def test_tries_at_addresses_that_nobody_has_are_counted_and_not_named(
    lead: Visitor, nobody: Visitor
) -> None:
    before = lead.text("/status")
    for email in ("a@nowhere.example", "b@nowhere.example"):
        nobody.post("/sign-in", email=email, password="guess")  # noqa: S106 - none

    told = lead.text("/status")

    assert "No try of the last 24 hours named an address" in before
    assert "2 tries of the last 24 hours named an address that nobody here has." in told
    assert "nowhere.example" not in told


def test_the_status_is_for_the_lead_alone(reviewer: Visitor) -> None:
    assert reviewer.get("/status").status_code == 403


def test_an_answer_carries_the_id_of_its_request(nobody: Visitor) -> None:
    given = nobody.get("/livez", **{"X-Request-Id": "abc123"})
    made = nobody.get("/livez")

    assert given.headers["X-Request-Id"] == "abc123"
    assert len(made.headers["X-Request-Id"]) == 26
