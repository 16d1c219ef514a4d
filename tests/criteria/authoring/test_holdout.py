from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from criteria.authoring import holdout
from criteria.evidence import Page
from criteria.language.tokenising import tokenise
from criteria.packs.ruleset import Clause
from tests.criteria.packs.small_packs import make_pack, make_rule

if TYPE_CHECKING:
    from criteria.language.tokens import Tokens


def _tokens(text: str) -> Tokens:
    return tokenise([Page(1, text, "en")])


def test_phrases_and_words_of_one_city_alone_are_told() -> None:
    pack = make_pack(make_rule("data council", "open data", "never said"))
    held = {
        "A": holdout.wording([_tokens("The data council likes open data.")], pack),
        "B": holdout.wording([_tokens("Open data, says Bob.")], pack),
    }

    alone = holdout.alone(held)

    assert alone["A"].phrases == {("data council", "en")}
    assert alone["B"].phrases == frozenset()
    assert alone["B"].words == held["B"].words - held["A"].words


def test_pack_loses_unseen_phrases_and_forms_that_rest_on_them() -> None:
    needing = Clause(("quarterly",))
    pack = make_pack(
        make_rule("data council", "open data", id="DM1.a"),
        make_rule("data council", id="DM1.b"),
        make_rule("open data", id="DM1.c", needs=(needing,)),
        make_rule("open data", id="DM1.d", bars=(needing, Clause(("never",)))),
    )
    unseen = holdout.Wording(
        frozenset({("data council", "en"), ("quarterly", "en")}), frozenset()
    )

    left = holdout.without(pack, unseen)

    assert [rule.id for rule in left.rules] == ["DM1.a", "DM1.d"]
    assert left.rules[0].forms["en"].phrases == ("open data",)
    assert left.rules[1].forms["en"].bars == (Clause(("never",)),)
    assert left.digest != pack.digest


def test_sentences_that_prove_a_rule_lose_unseen_words() -> None:
    rule = make_rule("open data")
    form = replace(rule.forms["en"], finds=("Bob likes open data.",))
    pack = make_pack(replace(rule, forms={"en": form}))
    bob = holdout.wording([_tokens("Bob")], pack)

    left = holdout.without(pack, bob)

    assert left.rules[0].forms["en"].finds == ("likes open data",)


def test_without_anything_unseen_the_rules_are_the_same() -> None:
    pack = make_pack(make_rule("open data", needs=(Clause(("quarterly",)),)))

    nothing = holdout.Wording(frozenset(), frozenset())

    assert holdout.without(pack, nothing).rules == pack.rules
