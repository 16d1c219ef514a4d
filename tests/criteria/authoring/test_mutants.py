from __future__ import annotations

from criteria.authoring import mutants
from criteria.packs.ruleset import Clause, Form, Rule, Scope, Strength


def _rule(form: Form) -> Rule:
    return Rule("DM1.body", "DM1", "A body", Strength.STRONG, {"en": form})


def _missed(form: Form) -> list[str]:
    return [m.change for m in mutants.tally(_rule(form), "small").missed]


def test_dropped_need_is_noticed_by_a_sentence_without_it() -> None:
    form = Form(
        "en",
        ("data council",),
        needs=(Clause(("meets",)),),
        finds=("The data council meets.",),
        ignores=("The data council.",),
    )

    assert _missed(form) == ["with “meets” anywhere in the paragraph"]


def test_widened_need_is_noticed_by_a_second_sentence() -> None:
    form = Form(
        "en",
        ("data council",),
        needs=(Clause(("meets",)),),
        finds=("The data council meets.",),
        ignores=("The data council is new. The choir meets.",),
    )

    assert _missed(form) == []


def test_dropped_bar_is_noticed_by_a_sentence_with_it() -> None:
    form = Form(
        "en", ("data council",), bars=(Clause(("vendor",)),), finds=("A data council.",)
    )
    proven = Form(
        form.language,
        form.phrases,
        bars=form.bars,
        finds=form.finds,
        ignores=("The data council of the vendor.",),
    )

    assert _missed(form) == ["without the bar of “vendor”"]
    assert _missed(proven) == []


def test_one_of_and_all_of_are_told_apart_by_what_is_found() -> None:
    form = Form("en", ("data council", "data board"), finds=("The data board.",))
    both = Form(
        "en", ("data council", "data board"), finds=("data council, data board",)
    )

    assert _missed(form) == []
    assert _missed(both) == ["with all of its phrases needed"]


def test_needs_are_told_apart_by_a_sentence_with_only_one() -> None:
    needs = (Clause(("meets",)), Clause(("quarterly",)))
    form = Form(
        "en",
        ("data council",),
        needs=needs,
        finds=("The data council meets quarterly.",),
        ignores=(
            "The data council meets. Quarterly.",
            "The quarterly data council. It meets.",
        ),
    )

    assert _missed(form) == []


def test_need_in_the_paragraph_or_beyond_is_not_widened() -> None:
    form = Form("en", ("data council",), needs=(Clause(("meets",), Scope.PARAGRAPH),))

    changes = [m.change for m in mutants.mutate(form)]

    assert changes == ["without the need of “meets”"]


def test_need_within_words_is_widened_to_the_paragraph() -> None:
    form = Form("en", ("data council",), needs=(Clause(("meets", "met"), 3),))

    changes = [m.change for m in mutants.mutate(form)]

    assert changes == [
        "without the need of “meets …”",
        "with “meets …” anywhere in the paragraph",
    ]


def test_joined_needs_keep_the_wider_reach() -> None:
    needs = (Clause(("meets",), 3), Clause(("quarterly",), Scope.DOCUMENT))
    form = Form("en", ("data council",), needs=needs)

    joined = [m for m in mutants.mutate(form) if m.change.endswith("needs enough")]

    assert [m.form.needs for m in joined] == [
        (Clause(("meets", "quarterly"), Scope.DOCUMENT),)
    ]


def test_rule_that_cannot_be_spoilt_has_the_full_share() -> None:
    tally = mutants.tally(_rule(Form("en", ("data council",))), "small")

    assert (tally.made, tally.caught, tally.share) == (0, 0, 1.0)
