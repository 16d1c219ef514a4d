from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import events, passwords
from storage.deeds import Deed
from storage.errors import Refused
from tests.factories import make_person

if TYPE_CHECKING:
    from storage.store import Store

GOOD = "river lamp seven oboe"


@pytest.fixture
def database() -> str:
    """What a password is does not depend on the database."""
    return ""


@pytest.mark.parametrize(
    ("password", "begins"),
    [
        ("vk4-q9-zu2-wpx", "A password needs 15 characters or more."),
        ("vk4-q9-zu2-wpx1", None),
        (GOOD, None),
        (GOOD + "x" * 235, None),
        (GOOD + "x" * 236, "A password has at most 256 characters."),
        ("passwordpassword", "This password is among the first"),
        ("qwertyuiopasdfgh", "This password is among the first"),
        ("123456789012345", "This password is among the first"),
        ("P@ssw0rdP@ssw0rd", "This password is among the first"),
        ("okafor-lindqvist", "This password is among the first"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "This password is among the first"),
    ],
)
def test_a_password_is_long_and_not_among_the_first_guessed(
    store: Store, password: str, begins: str | None
) -> None:
    begun: str | None = None
    with store.transaction() as session:
        ana = make_person(session, name="Marguerite Okafor-Lindqvist")
        try:
            passwords.give(session, ana, password)
        except Refused as refused:
            begun = refused.sentence[: len(begins or "")]

        assert begun == begins
        kept = str(ana.password_hash)
    assert kept.startswith("$argon2id$") == (begins is None)


def test_a_failure_is_told_with_the_name_of_a_person_and_of_nobody_else(
    store: Store,
) -> None:
    with store.transaction() as session:
        passwords.note_failure(session, make_person(session, name="Ana Ruiz").email)
        passwords.note_failure(session, "my password typed here by mistake")

    with store.snapshot() as session:
        told = events.listed(session, None, limit=2)
    assert [(one.deed, (one.content or {})["name"]) for one in told] == [
        (Deed.SIGN_IN_FAILED, ""),
        (Deed.SIGN_IN_FAILED, "Ana Ruiz"),
    ]
