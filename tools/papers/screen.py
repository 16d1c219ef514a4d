"""Writes a source as a web page, as plain text, or as Markdown."""

from __future__ import annotations

import textwrap
from html import escape
from typing import TYPE_CHECKING

from papers.source import Grid, Heading, Items, Paragraph, bare, spans

if TYPE_CHECKING:
    from papers.source import Block, Source

_PAGE = """\
<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; }}
nav a {{ margin-right: 1rem; }}
table {{ border-collapse: collapse; }}
td, th {{ border-bottom: 1px solid #b9c6ca; padding: .3rem .6rem; text-align: left; }}
</style>
</head>
<body>
<header>
<p>{office}</p>
<nav>
{menu}
</nav>
</header>
<main>
<h1>{title}</h1>
<p><strong>{reference}</strong><br>{date}</p>
{body}
</main>
<footer>
<p>{office}</p>
</footer>
</body>
</html>
"""
_TAGS = {"": "{}", "bold": "<strong>{}</strong>", "italic": "<em>{}</em>"}
_TEXT_WIDTH = 78


def page(source: Source) -> bytes:
    """Write a source as a web page with the menu of its site."""
    links = [f'<a href="#">{escape(name)}</a>' for name in source.menu]
    text = _PAGE.format(
        lang=source.lang,
        title=escape(source.title),
        office=escape(source.office),
        reference=escape(source.reference),
        date=escape(source.date),
        menu="\n".join(links),
        body="\n".join(_element(block) for block in source.blocks),
    )
    return text.encode()


def plain(source: Source) -> bytes:
    """Write a source as plain text, its lines as long as a letter's."""
    head = "\n".join((source.office, "", source.title, source.reference, source.date))
    parts = [
        part if "\n| " in part else textwrap.fill(bare(part), _TEXT_WIDTH)
        for part in source.body.split("\n\n")
    ]
    return "\n\n".join((head, *parts, "")).encode()


def markdown(source: Source) -> bytes:
    """Write a source as Markdown, with its head as a title and a line."""
    lines = (
        f"# {source.title}",
        f"{source.office}",
        f"{source.reference}, {source.date}",
    )
    return "\n\n".join((*lines, source.body, "")).encode()


def _element(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"<h{level + 1}>{_marked(text)}</h{level + 1}>"
        case Paragraph(text):
            return f"<p>{_marked(text)}</p>"
        case Grid(rows):
            return _table(rows)
        case Items(texts, numbered):
            tag = "ol" if numbered else "ul"
            items = "\n".join(f"<li>{_marked(text)}</li>" for text in texts)
            return f"<{tag}>\n{items}\n</{tag}>"


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    lines = []
    for number, row in enumerate(rows):
        tag = "td" if number else "th"
        cells = "".join(f"<{tag}>{_marked(text)}</{tag}>" for text in row)
        lines.append(f"<tr>{cells}</tr>")
    return "\n".join(("<table>", *lines, "</table>"))


def _marked(text: str) -> str:
    return "".join(
        _TAGS[s.style].format(escape(s.text, quote=False)) for s in spans(text)
    )
