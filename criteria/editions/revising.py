"""An edition as plain values, to be kept whole, and back again."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from criteria.editions.edition import (
    Criterion,
    Effort,
    Item,
    Level,
    MustMeet,
    Practice,
    Rounding,
    Standard,
    StandardError,
)
from criteria.editions.standard import load, sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def held(
    edition: str, digest: str, content: Callable[[str], Mapping[str, Any] | None]
) -> Standard:
    """The edition that an assessment is held against, as it was when it was opened.

    ``content`` gives what is kept under a digest. An assessment that was opened before
    revisions were kept goes by the edition that comes with this version.
    """
    shipped = load(edition)
    if shipped.digest == digest:
        return shipped
    kept = content(digest)
    return from_values(kept) if kept else shipped


def as_values(standard: Standard) -> dict[str, Any]:
    """All that an edition says, as values of JSON."""
    values: dict[str, Any] = json.loads(json.dumps(asdict(standard)))
    return values


def from_values(values: Mapping[str, Any]) -> Standard:
    """The edition again.

    Raises:
        StandardError: What was kept does not have the digest it was kept under.
    """
    given = dict(values)
    standard = sealed(
        Standard(
            **_lists(given)
            | {
                "rounding": Rounding(given["rounding"]),
                "sources": tuple((key, said) for key, said in given["sources"]),
                "levels": tuple(Level(**one) for one in given["levels"]),
                "practices": tuple(Practice(**_lists(p)) for p in given["practices"]),
                "criteria": tuple(_criterion(one) for one in given["criteria"]),
            }
        )
    )
    if standard.digest != given["digest"]:
        raise StandardError((f"{standard.edition}: what was kept is damaged.",))
    return standard


def _criterion(given: Mapping[str, Any]) -> Criterion:
    known = given["must_meet"]
    return Criterion(
        **_lists(given)
        | {
            "items": tuple(Item(**item) for item in given["items"]),
            "must_meet": MustMeet(**known) if known else None,
            "effort": Effort(given["effort"]),
        }
    )


def _lists(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values with lists as tuples."""
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in given.items()
    }
