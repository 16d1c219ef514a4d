"""Which rules a command goes by: those published here, unless others are named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from criteria.packs import amendments
from storage import rulebook
from storage.settings import Settings
from workers.commands.context import opened, remark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from criteria.packs.ruleset import Pack

PUBLISHED: Final = "published"
DRAFT: Final = "draft"
SHIPPED: Final = "shipped"
_NUMBER: Final = re.compile("[1-9][0-9]{0,8}")


def _known(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if value not in {PUBLISHED, DRAFT, SHIPPED} and not _NUMBER.fullmatch(value):
        raise click.BadParameter(
            f"{value} names no rules. Say {PUBLISHED}, {DRAFT}, {SHIPPED}, or the "
            "number of a version.",
            ctx,
            param,
        )
    return value


by_rules = click.option(
    "--rules",
    "named",
    callback=_known,
    default=PUBLISHED,
    show_default=True,
    metavar="WHICH",
    help=(
        "The rules to go by: published (what this installation tags by; as shipped "
        "until it has published a version), draft, shipped, or the number of a version."
    ),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A pack of rules, what it is called, and what of it cannot be read here.

    ``faults`` are sentences by rule; such a rule is as shipped.
    """

    pack: Pack
    called: str
    faults: Mapping[str, tuple[str, ...]]

    def told(self) -> dict[str, str]:
        """How it is named in JSON."""
        return {"which": self.called, "digest": self.pack.digest}


def chosen(edition: str, named: str) -> Chosen:
    """The rules that were asked for, and a remark that says which.

    Only reads, and makes no installation where there is none.

    Raises:
        RulesError: The edition has no rules.
        NotFound: No version has that number.
        ClickException: There is no installation to ask, or it does not answer.
    """
    changes, called = _changes(edition, named)
    made = amendments.amended(edition, changes)
    remark(f"Rules of {edition}: {called}.")
    for rule_id, said in made.faults.items():
        remark(f"{rule_id} is used as shipped: {' '.join(said)}")
    return Chosen(made.pack, called, made.faults)


def _changes(edition: str, named: str) -> tuple[dict[str, str], str]:
    if named == SHIPPED:
        return {}, "as shipped"
    settings = Settings.from_env()
    if not _is_there(settings):
        if named == PUBLISHED:
            return {}, "as shipped; there is no installation here"
        raise click.ClickException(
            f"There is no installation in {settings.home.resolve()}. Set ASSAY_HOME to "
            "its folder, or say: --rules shipped"
        )
    try:
        with opened() as store, store.snapshot() as session:
            return _kept(session, edition, named)
    except OperationalError as problem:
        raise click.ClickException(
            "The database does not answer, so the rules of this installation are not "
            "known. Run: assay doctor. Or say: --rules shipped"
        ) from problem


def _kept(session: Session, edition: str, named: str) -> tuple[dict[str, str], str]:
    """The texts over the rules as shipped, and what they are called."""
    if named.isdecimal():
        version = rulebook.version(session, edition, int(named))
        return dict(version.changes), f"version {version.number} of this installation"
    last = rulebook.last(session, edition)
    base = f"version {last.number} of this installation" if last else "as shipped"
    if named == PUBLISHED:
        return rulebook.in_force(session, edition), base
    made = rulebook.draft(session, edition)
    return made.changes, f"the draft, {len(made.differs)} changed since: {base}"


def _is_there(settings: Settings) -> bool:
    url = sa.make_url(settings.database)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()
