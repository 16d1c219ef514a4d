"""A document in parts, however small they are, gives what the whole one gives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import Page
from criteria.finding.matching import find
from criteria.finding.passages import collect
from criteria.language.parts import Parts
from criteria.language.tokenising import tokenise, tokenise_in_parts
from criteria.language.tokens import joined
from criteria.packs.ruleset import Clause, Form, Pack, Rule, Scope, Strength

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINES = st.sampled_from(
    [
        "# Next steps",
        "# Goals of the city",
        "Article 3. The data policy is adopted.",
        "The committee meets and reads the open data policy. It will meet again.",
        "La comisión publica la política de datos abiertos cada año.",
        "The com-\nmittee publishes data. A register lists datasets and custodians.",
        "These are kept:",
        "- the data policy",
        "- a register of datasets with their custodians",
        "| committee | data policy | 12 |",
        "KPI",
    ]
)
_PAGES = st.lists(
    st.tuples(
        st.lists(_LINES, max_size=4).map("\n\n".join),
        st.sampled_from(["en", "es", "other"]),
    ),
    max_size=7,
).map(lambda pages: [Page(n, *page) for n, page in enumerate(pages, 1)])
_PHRASES = st.lists(
    st.sampled_from(
        ["data policy", "committee", "register", "meet", "=KPI=", "open data"]
    ),
    min_size=1,
    max_size=2,
    unique=True,
).map(tuple)
_WITHIN = st.sampled_from(
    [Scope.SENTENCE, Scope.PARAGRAPH, Scope.SECTION, Scope.DOCUMENT, 9]
)
_CLAUSES = st.lists(st.builds(Clause, _PHRASES, _WITHIN), max_size=2).map(tuple)
_FORMS = st.builds(Form, st.just("en"), _PHRASES, _CLAUSES, st.just(()) | _CLAUSES)
_WORDINGS = {
    "en": {
        "R0": ("The register lists datasets and custodians.",),
        "R1": ("The committee meets every month and reads.",),
    },
    "es": {"R0": ("La comisión publica la política de datos.",)},
}


def _pack(forms: Sequence[Form]) -> Pack:
    rules = tuple(
        Rule(
            f"R{n}.a",
            f"R{n}",
            "a rule",
            Strength.STRONG,
            {"en": form, "es": replace(form, language="es")},
        )
        for n, form in enumerate(forms)
    )
    digest = repr([form for rule in rules for form in rule.forms.values()])
    return Pack("test", rules, digest, wordings=_WORDINGS)


@settings(max_examples=25, deadline=None)
@given(_PAGES, st.lists(_FORMS, min_size=2, max_size=3), st.integers(1, 40))
def test_the_same_is_found_in_parts_as_in_the_whole(
    pages: list[Page], forms: list[Form], words: int
) -> None:
    pack, whole = _pack(forms), tokenise(pages)

    parts = [*tokenise_in_parts(pages, words)]

    assert joined(parts).to_bytes() == whole.to_bytes()
    assert find(pages, pack, tokens=parts) == find(pages, pack, tokens=whole)
    every, alone = Parts.of(pages, parts), Parts.of(pages, whole)
    assert collect(every, pack, name="a", kind="policy") == (
        collect(alone, pack, name="a", kind="policy")
    )
