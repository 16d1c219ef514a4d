from __future__ import annotations

import json

from criteria.authoring.explain import Replay, nearest_misses, replay
from criteria.evidence import Page
from criteria.finding.matching import find
from criteria.packs.ruleset import Clause, Scope, Strength
from tests.criteria.packs.small_packs import make_pack, make_rule

RULE = make_rule(
    "data committee",
    id="DM1.body",
    needs=(Clause(("quarterly",), Scope.SENTENCE),),
    bars=(
        Clause(
            ("geographic",),
        ),
    ),
)
PACK = make_pack(RULE)
PAGES = [Page(1, "The data committee meets quarterly.", "en")]


def test_a_receipt_replays_after_it_was_kept_as_json() -> None:
    [link] = find(PAGES, PACK)
    kept = json.loads(json.dumps(link.passages[0].receipt))

    assert kept["needs"] == [{"phrases": ["quarterly"], "span": [1, 25, 34]}]
    assert replay(kept, PAGES, PACK) == Replay(holds=True)


def test_a_replay_says_what_has_changed() -> None:
    [link] = find(PAGES, PACK)
    receipt = link.passages[0].receipt
    changed = make_pack(make_rule("data committee", id="DM1.body"))
    other_pages = [Page(1, "The data committee will meet quarterly.", "en")]

    assert replay(receipt, PAGES, make_pack()).differences == (
        "The rule DM1.body is gone.",
    )
    assert replay(receipt, PAGES, changed).differences[0] == (
        "The rule DM1.body has been changed since."
    )
    assert replay(receipt, other_pages, PACK).differences == (
        (
            "needs: [{'phrases': ['quarterly'], 'span': [1, 25, 34]}] before, "
            "[{'phrases': ['quarterly'], 'span': [1, 29, 38]}] now."
        ),
        "statement: stated before, planned now.",
        "cues: [] before, ['will'] now.",
    )
    assert replay(receipt, [Page(1, "Roads.")], PACK).differences == (
        "The rule does not hold at this place any more.",
    )


def test_nearest_misses_say_what_failed_and_how_far_away_it_was() -> None:
    text = (
        "The data committee met. Reports came quarterly. "
        "The geographic data committee meets quarterly."
    )

    misses = nearest_misses([Page(1, text, "en")], PACK, "DM1")

    assert [(miss.quote, miss.reasons) for miss in misses] == [
        (
            "The geographic data committee meets quarterly.",
            ("It is barred by “geographic”.",),
        ),
        (
            "The data committee met.",
            (
                (
                    "It asks for “quarterly” in the same sentence; the nearest, "
                    "“quarterly”, stands 3 words away on page 1."
                ),
            ),
        ),
    ]


def test_nearest_misses_tell_of_a_plan_and_of_a_fair_rule_alone() -> None:
    pack = make_pack(make_rule("data committee", strength=Strength.FAIR))

    [miss] = nearest_misses([Page(1, "A data committee will meet.", "en")], pack, "DM1")

    assert miss.reasons == (
        "The rule holds, but is only fair: a second match is needed.",
        "The passage counts as planned because of “will”.",
    )


def test_at_most_five_misses_and_none_without_a_main_phrase() -> None:
    many = [Page(1, "".join(f"The data committee saw {n}. " for n in range(9)), "en")]

    assert len(nearest_misses(many, PACK, "DM1")) == 5
    assert nearest_misses([Page(1, "Roads.", "en")], PACK, "DM1") == []
    assert nearest_misses(PAGES, PACK, "DM2") == []
