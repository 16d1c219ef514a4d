"""What one test leaves in a database of PostgreSQL does not meet the next one."""

from __future__ import annotations

import psycopg
import pytest

from tests.databases import Databases

CITY = (
    "INSERT INTO city (id, name, country, is_example) VALUES ('1', 'Cali', 'CO', false)"
)


@pytest.fixture
def of_our_own(postgres_root: str, empty_template: str) -> Databases:
    return Databases(postgres_root, empty_template)


def _run(address: str, words: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(words.encode())


def test_rows_are_gone_when_a_database_is_used_again(of_our_own: Databases) -> None:
    address = of_our_own.take()
    _run(address, CITY)

    of_our_own.give_back(address)

    assert of_our_own.take() == address
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT count(*) FROM city").fetchone() == (0,)


@pytest.mark.parametrize(
    "words",
    [
        "ALTER TABLE event DISABLE TRIGGER USER",
        "ALTER TABLE city DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE city ADD COLUMN mayor text",
        "CREATE TABLE mine (id int)",
        "UPDATE alembic_version SET version_num = '9999'",
    ],
)
def test_a_database_that_was_changed_is_not_used_again(
    of_our_own: Databases, words: str
) -> None:
    address = of_our_own.take()
    _run(address, words)

    of_our_own.give_back(address)

    assert of_our_own.take() != address


def test_a_database_that_somebody_still_uses_is_not_used_again(
    of_our_own: Databases,
) -> None:
    address = of_our_own.take()
    with psycopg.connect(address):
        of_our_own.give_back(address)

        assert of_our_own.take() != address
