"""A document that came inside of another: a file in an archive, an attachment."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Child:
    """One inner file. ``problem`` says in a sentence why it is not taken out, if so."""

    name: str
    data: bytes
    problem: str = ""
