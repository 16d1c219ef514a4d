from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.review.assigning import Allotment, Judge, Paper, Unassigned, allot

NAMES = [f"judge{number}" for number in range(5)]
LANGUAGES = ["en", "es", "pt"]

judges = st.lists(
    st.builds(
        Judge,
        id=st.sampled_from(NAMES),
        languages=st.frozensets(st.sampled_from(LANGUAGES), max_size=2),
        load=st.integers(0, 5),
        barred=st.booleans(),
    ),
    unique_by=lambda judge: judge.id,
    max_size=5,
)


@st.composite
def _papers(draw: st.DrawFn) -> list[Paper]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        links = {
            f"{number}-{at}": draw(st.integers(1, 2))
            for at in range(draw(st.integers(1, 4)))
        }
        one = st.frozensets(st.sampled_from(NAMES), max_size=1)
        found.append(
            Paper(
                id=f"paper{number}",
                links=links,
                language=draw(st.sampled_from(LANGUAGES)),
                uploader=draw(st.sampled_from([*NAMES, ""])),
                closed=draw(one),
                taken={link: draw(one) for link in links},
            )
        )
    return found


def _whose(found: Allotment) -> dict[str, list[str]]:
    whose: dict[str, list[str]] = {}
    for link, judge in found.assigned:
        whose.setdefault(link, []).append(judge)
    return whose


@settings(max_examples=80, deadline=None)
@given(papers=_papers(), pool=judges, seed=st.text(max_size=3))
def test_every_link_has_as_many_as_it_needs_or_a_reason(
    papers: list[Paper], pool: list[Judge], seed: str
) -> None:
    found = allot(papers, pool, seed=seed)

    whose, left = _whose(found), dict(found.left)
    for paper in papers:
        for link, needed in paper.links.items():
            got, had = whose.get(link, []), paper.taken[link]
            assert len({*got}) == len(got)
            assert not {*got} & had
            assert (len(got) + len(had) >= needed) == (link not in left)
            assert len(got) + len(had) <= max(needed, len(had))


@settings(max_examples=80, deadline=None)
@given(papers=_papers(), pool=judges, seed=st.text(max_size=3))
def test_nobody_gets_what_they_may_not_judge(
    papers: list[Paper], pool: list[Judge], seed: str
) -> None:
    known = {judge.id: judge for judge in pool}
    of = {link: paper for paper in papers for link in paper.links}

    for link, name in allot(papers, pool, seed=seed).assigned:
        judge, paper = known[name], of[link]
        assert not judge.barred
        assert not judge.languages or paper.language in judge.languages
        assert name != paper.uploader
        assert name not in paper.closed


@settings(max_examples=60, deadline=None)
@given(papers=_papers(), pool=judges, seed=st.text(max_size=3), data=st.data())
def test_the_same_seed_gives_the_same_in_whatever_order(
    papers: list[Paper], pool: list[Judge], seed: str, data: st.DataObject
) -> None:
    again = allot(
        data.draw(st.permutations(papers)), data.draw(st.permutations(pool)), seed=seed
    )

    assert again == allot(papers, pool, seed=seed)


@settings(max_examples=60, deadline=None)
@given(sizes=st.lists(st.integers(1, 9), min_size=1, max_size=12), seed=st.text())
def test_shares_differ_by_no_more_than_the_longest_document(
    sizes: list[int], seed: str
) -> None:
    papers = [
        Paper(f"p{at}", {f"{at}-{n}": 1 for n in range(size)})
        for at, size in enumerate(sizes)
    ]
    pool = [Judge(name) for name in NAMES]

    found = allot(papers, pool, seed=seed)

    gets = Counter(judge for _link, judge in found.assigned)
    counts = [gets[judge.id] for judge in pool]
    assert sum(counts) == sum(sizes)
    assert max(counts) - min(counts) <= max(sizes)
    assert len({(link.split("-")[0], who) for link, who in found.assigned}) == len(
        papers
    )


def test_one_reads_a_document_whole_and_another_what_two_judge() -> None:
    paper = Paper("p", {"a": 1, "b": 2, "c": 1})

    whose = _whose(allot([paper], [Judge("ana"), Judge("ben")], seed="s"))

    [first] = whose["a"]
    assert whose["c"] == [first]
    assert sorted(whose["b"]) == ["ana", "ben"]


def test_who_reads_a_document_already_reads_the_rest_of_it() -> None:
    paper = Paper("p", {"a": 1, "b": 1}, taken={"a": frozenset({"ana"})})
    busy, idle = Judge("ana", load=50), Judge("ben")

    assert allot([paper], [busy, idle], seed="s").assigned == (("b", "ana"),)


def test_each_reason_is_told() -> None:
    ana = Judge("ana", frozenset({"en"}))
    told = [
        allot([Paper("p", {"a": 2}, **given)], pool, seed="s").left
        for pool, given in (
            ([], {}),
            ([Judge("ana", barred=True)], {}),
            ([ana], {"language": "pt"}),
            ([ana], {"language": "en", "closed": frozenset({"ana"})}),
            ([ana], {"language": "en", "uploader": "ana"}),
            ([ana], {"language": "en"}),
        )
    ]

    assert told == [(("a", reason),) for reason in Unassigned]
