from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from criteria.editions import overlay, standard
from criteria.evidence import Reason
from criteria.scores import forecast, scoring
from criteria.scores.gaps import GapReason
from storage import (
    assessments,
    care,
    decisions,
    documents,
    exported,
    exports,
    imports,
    links,
    people,
    schema,
    stack,
    suppositions,
)
from storage import standing as stands
from storage.models import (
    Assessment,
    City,
    Decision,
    Document,
    DocumentState,
    Link,
    Person,
    Role,
    Shape,
    Verdict,
)
from storage.settings import Settings
from storage.store import Store
from tests import servers
from tests.factories import make_assessment, make_person
from tests.web.browsing import TOKEN, visitor
from web.app import create_app
from workers import standing
from workers.commands.example import example as command
from workers.commands.score import score
from workers.example import loading
from workers.example.script import FOLDER, OVERLAY, script
from workers.extract.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from criteria.evidence import Claim

ON = date(2026, 11, 25)
HISTORY = re.compile(r"<code>\d+ [0-9a-f]{64}</code>")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def loaded(
    example_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """A store with the example, only looked at."""
    home = tmp_path_factory.mktemp("looked") / "at"
    shutil.copytree(example_home, home)
    store = Store(Settings(home=home))
    yield store
    store.close()


def test_documents_are_as_their_sources_make_them() -> None:
    told = subprocess.run(
        [sys.executable, "tools/example.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (told.returncode, told.stderr) == (0, "")


def test_documents_stay_small() -> None:
    sizes = [path.stat().st_size for path in (FOLDER / "documents").iterdir()]

    assert sum(sizes) < 600_000


def test_every_document_is_part_of_the_example() -> None:
    files = {path.name for path in (FOLDER / "documents").iterdir()}

    assert {p.name for p in script().papers if p.about.shape is Shape.FILE} == files


def test_rulings_name_criteria_of_the_standard_and_say_why() -> None:
    told = script()
    criteria = standard.load(told.edition).criteria
    codes = {criterion.code for criterion in criteria}
    items = {item.code for criterion in criteria for item in criterion.items}
    rulings = [ruling for paper in told.papers for ruling in paper.rulings]

    assert {ruling.criterion for ruling in rulings} - codes == set()
    assert {item for ruling in rulings for item in ruling.items or ()} - items == set()
    assert [ruling for ruling in rulings if not ruling.note] == []
    rejected = [r for r in rulings if r.verdict is Verdict.REJECTED]
    assert [ruling for ruling in rejected if ruling.reason is None] == []


def test_every_ruling_meets_a_link_that_a_rule_proposes(loaded: Store) -> None:
    rulings = {
        (paper.name, ruling.criterion)
        for paper in script().papers
        for ruling in paper.rulings
    }
    with loaded.snapshot() as session:
        proposed = session.execute(
            sa.select(Document.name, Link.criterion)
            .join(Document, Document.id == Link.document_id)
            .where(Link.assessment_id == _assessment(session).id)
        )
        missed = rulings - {(name, criterion) for name, criterion in proposed}

    assert missed == set()


def test_documents_are_of_many_kinds_and_languages(loaded: Store) -> None:
    with loaded.snapshot() as session:
        found = documents.listed(session, _assessment(session))
    read = [one for one in found if one.state is DocumentState.READ]

    assert {one.kind for one in read} == {"pdf", "docx", "html", "text", "markdown"}
    assert {one.language for one in read} == {"en", "es", "pt", "fr"}
    assert {one.shape for one in read} == set(Shape)


def test_one_document_is_unreadable_and_says_what_to_do(loaded: Store) -> None:
    with loaded.snapshot() as session:
        found = documents.listed(session, _assessment(session))
    unreadable = [one for one in found if one.state is DocumentState.UNREADABLE]

    assert [one.problem_code for one in unreadable] == [Refusal.PASSWORD]


def test_score_is_silver_with_work_left(loaded: Store) -> None:
    with loaded.snapshot() as session:
        counts = links.counts(session, _assessment(session))
    found = _score(loaded, _revised())

    assert found.level is not None
    assert found.level.name == "Silver"
    assert 22 <= found.confirmed.met <= 25
    assert found.proposed.met > found.confirmed.met
    assert counts.undecided >= 15
    assert counts.rejected >= 8


def test_links_are_rejected_for_several_reasons(loaded: Store) -> None:
    with loaded.snapshot() as session:
        claims = links.claims(session, _assessment(session))
    given = {claim.reason for claim in claims if claim.reason}

    assert given == {
        Reason.ANOTHER_BODY,
        Reason.DOES_NOT_SHOW,
        Reason.DUPLICATE,
        Reason.NOT_IN_FORCE,
    }


def test_every_reason_of_a_gap_is_seen_at_the_same_time(loaded: Store) -> None:
    found = _score(loaded, _revised())

    assert {gap.reason for gap in found.gaps} == set(GapReason)
    assert [g.criterion for g in found.gaps if g.reason is GapReason.UNKNOWN] == ["CI3"]
    assert [g.criterion for g in found.gaps if g.reason is GapReason.NO_EVIDENCE] == [
        "RDC8"
    ]


def test_the_example_is_held_against_its_overlay(loaded: Store) -> None:
    with loaded.snapshot() as session:
        held = standing.standard_of(session, _assessment(session))

    assert held == _revised()
    assert {c.criterion for c in overlay.difference(_shipped(), held)} == {
        *("DM3", "EVAL2", "PA1", "PA3", "RDC3", "BF1"),
    }
    assert not held.criterion("DM3").official


def test_the_score_drops_within_two_years_if_nothing_is_renewed(loaded: Store) -> None:
    points = forecast.curve(_revised(), _claims(loaded), on=ON)

    assert [point.lost for point in points[1:]] == [
        ("RDC3",),
        ("PA1", "PA3"),
        ("BF1",),
    ]
    assert points[-1].level is None


def test_the_city_has_planned(loaded: Store) -> None:
    with loaded.snapshot() as session:
        assessment = _assessment(session)
        cared = care.of(session, assessment)
        answers = care.answers(session, assessment)
        supposed = suppositions.listed(session, assessment)

    assert set(cared) == {"EVAL1", "BF3", "DM3"}
    assert len(answers) == 8
    assert [row.added for row in supposed] == [["EVAL1"]]


def test_an_export_of_it_shows_the_same_in_an_empty_installation(
    loaded: Store, postgres_root: str, tmp_path: Path
) -> None:
    other = Store(
        Settings(
            home=tmp_path / "other",
            database_url=servers.make_database(postgres_root, "carried_example"),
        )
    )
    schema.upgrade(other)
    with loaded.snapshot() as session:
        assessment = _assessment(session).id
    pages = ["", "/score", "/proof", "/plan", "/calendar", "/documents", "/report"]
    # Of ours and official, met and a gap.
    pages += [f"/criteria/{code}" for code in ("DM3", "EVAL1", "RDC3")]

    exports.make(loaded, assessment, tmp_path / "export")
    brought = exported.read(tmp_path / "export")
    assert imports.bring_in(other, brought) == assessment

    assert _told(other, assessment) == _told(loaded, assessment)
    assert _shown(other, assessment, pages) == _shown(loaded, assessment, pages)
    other.close()


def test_a_second_load_changes_nothing(example: Store) -> None:
    store = example
    with store.snapshot() as session:
        first = _assessment(session).id
    with store.transaction() as session:
        person = people.by_email(session, script().reviewer.email)
        last = stack.last_shown(session, assessments.get(session, first), person)
        assert last is not None
        decisions.take_back(session, last[1].id, by=person, seen=1)
    before = _counts(store)

    assert loading.load(store) == first
    assert _counts(store) == before


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_loading_goes_on_where_it_was_broken_off(store: Store) -> None:
    told = script()
    with store.transaction() as session:
        city = assessments.add_city(session, told.city, "US", is_example=True)
        people.add(session, told.submitter.email, Role.CITY, city=city)
        begun = make_assessment(session, city=city).id

    assert loading.load(store) == begun

    with store.snapshot() as session:
        assert links.counts(session, _assessment(session)).decided > 0


def test_removing_leaves_nothing_behind(example: Store) -> None:
    store = example
    with store.snapshot() as session:
        blobs = session.scalars(sa.select(Document.sha256)).all()

    assert loading.remove(store)

    assert set(_counts(store).values()) == {0}
    assert [sha256 for sha256 in blobs if store.blobs.has(sha256)] == []
    assert not loading.remove(store)


def test_commands_load_and_remove_it(
    example: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_HOME", str(example.settings.home))

    came = CliRunner().invoke(command, ["load"])
    went = CliRunner().invoke(command, ["remove"])
    again = CliRunner().invoke(command, ["remove"])

    assert [came.exit_code, went.exit_code, again.exit_code] == [0, 0, 0]
    assert len(came.stdout.strip()) == 26
    assert went.stderr == "The worked example is gone.\n"
    assert again.stderr == "It was not here.\n"


def _told(store: Store, assessment: str) -> str:
    """What the command prints of a score."""
    settings = store.settings
    told = CliRunner().invoke(
        score,
        [assessment, "--json", "--on", ON.isoformat()],
        env={
            "ASSAY_HOME": str(settings.home),
            "ASSAY_DATABASE_URL": settings.database_url or None,
        },
    )
    assert told.exit_code == 0
    return told.stdout


def _shown(store: Store, assessment: str, paths: list[str]) -> dict[str, str]:
    """Pages of an assessment, but for form tokens, and where its history ends here."""
    with store.transaction() as session:
        lead = make_person(session, role=Role.LEAD, name="Marta Reyes")
    looking = visitor(create_app(store), store, lead)
    pages = {path: looking.get(f"/assessments/{assessment}{path}") for path in paths}
    assert {page.status_code for page in pages.values()} == {200}
    return {
        path: HISTORY.sub("", TOKEN.sub("", page.text)) for path, page in pages.items()
    }


def _assessment(session: sa.orm.Session) -> Assessment:
    return session.scalars(sa.select(Assessment)).one()


def _shipped() -> standard.Standard:
    return standard.load("wwc-2022")


def _revised() -> standard.Standard:
    return overlay.read(OVERLAY, _shipped())


def _claims(store: Store) -> list[Claim]:
    with store.snapshot() as session:
        return links.claims(session, _assessment(session))


def _score(store: Store, edition: standard.Standard) -> scoring.Score:
    with store.snapshot() as session:
        found = stands.inputs(session, _assessment(session))
    return scoring.score(edition, found.claims, unread=found.unread, on=ON)


def _counts(store: Store) -> Counter[str]:
    with store.snapshot() as session:
        return Counter(
            {
                table.__tablename__: session.scalar(
                    sa.select(sa.func.count()).select_from(table)
                )
                or 0
                for table in (City, Person, Assessment, Document, Link, Decision)
            }
        )
