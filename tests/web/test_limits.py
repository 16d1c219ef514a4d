"""How often somebody may try: by account, by address, in memory and at Redis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import redis
from werkzeug.exceptions import TooManyRequests

from storage import events
from storage.deeds import Deed
from storage.startup import MEMORY
from tests.web.browsing import Visitor, words
from web import limits
from web.app import create_app

if TYPE_CHECKING:
    from flask import Flask

    from storage.store import Store

HERE, THERE = "192.0.2.1", "192.0.2.2"


def _is_taken(app: Flask, address: str, email: str) -> bool:
    """Try to sign in; the password is not even looked at."""
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        try:
            limits.count_account(email)
        except TooManyRequests:
            return False
        return True


def _deeds(store: Store) -> list[Deed]:
    with store.snapshot() as session:
        return [one.deed for one in events.listed(session, None)]


def test_a_lock_is_kept_once_and_only_holds_where_it_was_tried(
    app: Flask, store: Store
) -> None:
    answers = [_is_taken(app, HERE, "Ana@example.org") for _ in range(12)]

    assert answers == [True] * 10 + [False] * 2
    assert not _is_taken(app, HERE, " ana@EXAMPLE.org")
    assert _is_taken(app, THERE, "ana@example.org")
    assert _is_taken(app, HERE, "ben@example.org")
    assert _deeds(store) == [Deed.SIGN_IN_LOCKED]


def test_an_account_is_locked_for_tries_from_many_addresses(app: Flask) -> None:
    answers = [_is_taken(app, f"192.0.2.{n}", "ana@example.org") for n in range(51)]

    assert answers == [True] * 50 + [False]


def test_a_wrong_password_is_kept_in_the_history(nobody: Visitor, store: Store) -> None:
    nobody.post("/sign-in", email="ana@example.org", password="something else")  # noqa: S106 - a wrong one

    assert _deeds(store) == [Deed.SIGN_IN_FAILED]


@pytest.mark.parametrize("place", ["/requests", "/sign-in/link"])
def test_links_are_tried_sixty_times_from_one_address(
    nobody: Visitor, place: str
) -> None:
    token = nobody.token()
    form = {"form_token": token, "code": "x"}
    answers = [nobody.client.post(place, data=form).status_code for _ in range(61)]

    assert answers == [answers[0]] * 60 + [429]


@pytest.mark.parametrize(("proxies", "answer"), [(0, 429), (1, 404)])
def test_who_came_through_a_proxy_is_known_only_where_one_is_set(
    store: Store, proxies: int, answer: int
) -> None:
    store.settings = replace(store.settings, proxies=proxies)
    visitor = Visitor(create_app(store).test_client())
    form = {"form_token": visitor.token(), "code": "x"}

    def try_from(address: str) -> int:
        came = {"X-Forwarded-For": address}
        return visitor.client.post("/requests", data=form, headers=came).status_code

    for _ in range(60):
        try_from("198.51.100.1")

    # The first one may be the client's own invention.
    assert try_from("198.51.100.1, 198.51.100.2") == answer


def test_processes_that_share_redis_share_their_counts(
    store: Store, valkey: str
) -> None:
    store.settings = replace(store.settings, broker_url=valkey)
    with redis.Redis.from_url(valkey) as counts:
        counts.flushall()
    first, second = (create_app(store) for _ in range(2))

    answers = [_is_taken(one, HERE, "a@example.org") for one in [first, second] * 5]

    assert answers == [True] * 10
    assert not _is_taken(second, HERE, "a@example.org")


def test_nobody_signs_in_while_nothing_is_counted_but_upload_links_go_on(
    store: Store,
) -> None:
    store.settings = replace(store.settings, limits_url="redis://127.0.0.1:1/0")
    visitor = Visitor(create_app(store).test_client())

    answer = visitor.post("/sign-in", email="ana@example.org", password="x")  # noqa: S106 - any

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Signing in waits until tries can be counted again." in words(answer)
    assert visitor.post("/requests", code="x").status_code == 404


def test_counts_are_in_memory_unless_the_broker_is_outside(store: Store) -> None:
    outside = replace(store.settings, broker_url="redis://:x@redis:6379/0")

    assert store.settings.limits == MEMORY
    assert outside.limits == "redis://:x@redis:6379/0"
    assert replace(outside, limits_url=MEMORY).limits == MEMORY
