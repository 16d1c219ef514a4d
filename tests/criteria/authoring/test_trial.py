from __future__ import annotations

from criteria.authoring import trial
from criteria.evidence import Page
from criteria.language.tokenising import tokenise
from criteria.packs.ruleset import Clause
from tests.criteria.packs.small_packs import make_rule

RULE = make_rule("barge data", needs=(Clause(("published",)),))


def test_a_rule_is_tried_on_a_text_whether_or_not_it_is_enough() -> None:
    text = "We published barge data. The barge data were kept. They were published."

    found = trial.on_pages(RULE, [Page(1, text, "en")])

    assert [one.quote for one in found.passages] == ["We published barge data."]
    assert [miss.quote for miss in found.misses] == ["The barge data were kept."]


def test_rules_are_counted_in_kept_documents_side_by_side() -> None:
    wider = make_rule("barge data")
    texts = ["We published barge data.", "Barge data. Barge data.", "A walk."]
    kept = [tokenise([Page(1, text, "en")]).to_bytes() for text in texts]

    rows = trial.on_documents((RULE, wider, None), [*kept, b"of another version"])

    assert rows == [[1, 1, 0], [0, 2, 0], [0, 0, 0], None]


def test_a_rules_own_sentences_prove_it_or_do_not() -> None:
    proof = trial.proof(make_rule("barge data"), {})

    assert (proof.tally.made, proof.tally.caught) == (0, 0)
    assert [finding.fault.value for finding in proof.findings] == [
        "few-examples",
        "few-examples",
        "no-form",
        "no-form",
        "no-form",
    ]
