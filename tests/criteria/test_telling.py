from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal

from criteria.telling import retold, tell, tell_all, tell_number

SPANISH = {
    "It needs %(codes)s first.": "Antes necesita %(codes)s.",
    "%(num)s link waits.": "%(num)s enlace espera.",
    "%(num)s links wait.": "%(num)s enlaces esperan.",
    "It is of %(day)s.": "Es del %(day)s.",
    "one page": "una página",
}


class Spanish:
    def one(self, message: str) -> str:
        return SPANISH.get(message, message)

    def counted(self, one: str, many: str, count: int) -> str:
        return self.one(one if count == 1 else many)

    def decimal(self, number: Decimal) -> str:
        return str(number).replace(".", ",")

    def day(self, when: date) -> str:
        return f"{when.day}/{when.month}/{when.year}"


def test_a_sentence_is_english_text_until_it_is_asked_for_again() -> None:
    told = tell("It needs %(codes)s first.", codes="DM1")

    assert told == "It needs DM1 first."
    assert json.dumps([told]) == '["It needs DM1 first."]'
    assert retold(told, Spanish()) == "Antes necesita DM1."


def test_the_count_chooses_the_form() -> None:
    one, two = (
        tell_number("%(num)s link waits.", "%(num)s links wait.", n) for n in (1, 2)
    )

    assert (one, two) == ("1 link waits.", "2 links wait.")
    assert retold(one, Spanish()) == "1 enlace espera."
    assert retold(two, Spanish()) == "2 enlaces esperan."


def test_values_are_told_in_the_language_too() -> None:
    needs = tell("It needs %(codes)s first.", codes=tell("one page"))
    dated = tell("It is of %(day)s.", day=date(2026, 3, 31))
    share = tell("%(share)s %%", share=Decimal("51.0"))

    assert [dated, share] == ["It is of 2026-03-31.", "51.0 %"]
    assert retold(tell_all([needs, "", dated, share]), Spanish()) == (
        "Antes necesita una página. Es del 31/3/2026. 51,0 %"
    )


def test_a_copy_still_knows_how_it_was_made() -> None:
    told = deepcopy(tell("It needs %(codes)s first.", codes="DM1"))

    assert retold(told, Spanish()) == "Antes necesita DM1."


def test_what_is_not_known_stays_as_it_is() -> None:
    assert retold("Adopted in March.", Spanish()) == "Adopted in March."
    assert retold(tell("Nobody knows %(what)s.", what="it"), Spanish()) == (
        "Nobody knows it."
    )
