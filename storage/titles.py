"""What people call a document: a file by its name, what was declared by its title."""

from __future__ import annotations

import sqlalchemy as sa

from storage.models import Document, Shape

# What was declared is kept as a text, whose name says so to whatever reads it.
ENDING = ".txt"
LONGEST = 255


def of(document: Document) -> str:
    """What people call a document."""
    if document.shape is Shape.FILE or not document.name.endswith(ENDING):
        return document.name
    return document.name.removesuffix(ENDING)


def column() -> sa.ColumnElement[str]:
    """What people call a document, asked of the database."""
    name = sa.type_coerce(Document.name, sa.String())
    declared = sa.and_(Document.shape != Shape.FILE, name.endswith(ENDING))
    title = sa.func.substr(name, 1, sa.func.length(name) - len(ENDING))
    return sa.case((declared, title), else_=name)


def clean(name: str) -> str:
    """What is shown of a name that was sent with a file: no folders."""
    return told(name.replace("\\", "/").rsplit("/", 1)[-1])


def told(title: str) -> str:
    """What is shown of a title that somebody wrote, on one line."""
    shown = "".join(c if c.isprintable() else " " for c in title).strip()
    return shown[:LONGEST] or "document"
