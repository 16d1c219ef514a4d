"""The elements of a web page: which they are, and what is said of one by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

UNSEEN = frozenset(
    [
        *("script", "style", "noscript", "template", "svg", "math", "iframe", "object"),
        *("canvas", "select", "datalist", "audio", "video", "map", "-comment"),
    ]
)
FRAMED = frozenset({"button", "textarea", "output"})
# Letters on their two sides are no one word, if the source has no blank there either.
BOXES = frozenset(
    [
        *("img", "input", "select", "svg", "iframe", "object", "canvas", "video"),
        *FRAMED,
    ]
)
_FIELDS = frozenset({"", "text", "search", "tel", "url", "email", "number", "date"})
_AROUND = frozenset({"nav", "aside", "dialog"})
_ENDS = frozenset({"header", "footer"})  # those of an article belong to it
_NAMED = frozenset({"div", "ul", "ol", "section"})  # told by what they are called
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu"}
)
# What a name says to stand beside the content, as in "with-sidebar", it is not itself.
_MARKS = re.compile(
    r"(?:^|(?<!has)(?<!with)(?<!without)(?<!\bno)[-_ ])"
    r"(?:(?:nav|navbar|menu|breadcrumbs?|sidebar|footer|cookies?|skip(?:-?link)?"
    r"|pagination|masthead|banner)(?:$|[-_ ])"
    r"|(?:share|social)(?:[-_](?:bar|buttons?|icons?|links?|list|media|nav))?(?:$| ))",
    re.IGNORECASE,
)
_CENTRE = "main, article, [role=main], #main, #content"
_TITLES = "h1, h2, h3, h4, h5, h6"
_LEAST_WORDS = 3  # of an address that was made of a heading, or of a description
ELSEWHERE = ("http:", "https:")
_MAY_HIDE = "[hidden], [style]"
_OPENING = ("aria-controls", "data-target", "data-bs-target")
_OPENERS = ", ".join(
    [
        *(f"[{name}]" for name in _OPENING),
        *("[onclick]", 'a[href^="#"]', 'a[href^="javascript:"]'),
    ]
)
_QUOTED = re.compile(r"[\"']#?([\w-]+)[\"']")
_WORD = re.compile(r"[^\W_]+")
BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "caption", "center"),
        *("dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hgroup", "hr", "html", "label", "legend", "li", "main", "menu", "nav"),
        *("ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td"),
        *("tfoot", "th", "thead", "tr", "ul"),
    ]
)
# Nobody calls these a menu; to ask each of them costs a twentieth.
CONTENT = frozenset(
    [
        *("dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "tbody", "td"),
        *("tfoot", "th", "thead", "tr"),
    ]
)


def hidden(body: LexborNode) -> Iterator[LexborNode]:
    """Yield what a page does not show, whatever its reader clicks on.

    A tab or what folds open is hidden only until it is asked for.
    """
    found = [node for node in body.css(_MAY_HIDE) if _is_hidden(node)]
    named = set(_named(body)) if found else set()
    for node in found:
        marks = node.attributes
        opens = (marks.get("role") or "") == "tabpanel" or marks.get("id") in named
        if not opens and node.mem_id != body.mem_id:
            yield node


def _named(body: LexborNode) -> Iterator[str]:
    """Yield the names of all that something on a page opens."""
    for node in body.css(_OPENERS):
        marks = node.attributes
        for name in _OPENING:
            yield from (marks.get(name) or "").replace("#", " ").split()
        for name in ("onclick", "href"):
            yield from _QUOTED.findall(marks.get(name) or "")
        yield (marks.get("href") or "").removeprefix("#")


def _is_hidden(node: LexborNode) -> bool:
    marks = node.attributes
    style = (marks.get("style") or "").replace(" ", "").lower()
    until_found = marks.get("hidden") == "until-found"
    return ("hidden" in marks and not until_found) or "display:none" in style


def shown_apart(node: LexborNode, tag: str) -> str:
    """Say what a picture shows, or which page stands in a frame; "" if it is not said.

    A picture of which few words are said is an ornament.
    """
    marks = node.attributes
    if tag == "img":
        said = " ".join((marks.get("alt") or "").split())
        return f"Picture: {said}" if said.count(" ") >= _LEAST_WORDS else ""
    target = marks.get("src") or marks.get("data-src") or ""
    target = f"https:{target}" if target.startswith("//") else target
    title = " ".join((marks.get("title") or "").split())
    if not target.startswith(ELSEWHERE):
        return ""
    return f"{title}: {target}" if title else target


def is_around(node: LexborNode, tag: str) -> bool:
    """Tell whether a node holds what surrounds a page's content; not of ``CONTENT``."""
    if tag in _AROUND:
        return True
    marks = node.attributes
    if marks and (marks.get("role") or "") in _ROLES:
        return True
    if tag in _ENDS:
        return not _is_inside(node, ("article", "main"))
    return tag in _NAMED and bool(marks) and _is_called_so(node, marks)


def _is_called_so(node: LexborNode, marks: dict[str, str | None]) -> bool:
    named = f"{marks.get('id') or ''} {marks.get('class') or ''}"
    if _MARKS.search(named) is None or node.css_first(_CENTRE) is not None:
        return False
    return not _is_chapter(node, marks)


def _is_chapter(node: LexborNode, marks: dict[str, str | None]) -> bool:
    """Tell whether a node is called as its heading is, which may be about a menu."""
    called = _WORD.findall((marks.get("id") or "").lower())
    title = node.css_first(_TITLES) if len(called) >= _LEAST_WORDS else None
    if title is None:
        return False
    return _WORD.findall(title.text().lower())[: len(called)] == called


def _is_inside(node: LexborNode, tags: tuple[str, ...]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in tags:
            return True
        parent = parent.parent
    return False


def only_text(node: LexborNode) -> str | None:
    """Give the text of a node that holds nothing but one, or nothing; else None."""
    only = node.first_child
    if only is None:
        return ""
    return only.text_content if only.next is None else None


def all_text(node: LexborNode) -> str:
    """Give all text in a node that a page shows, and no structure."""
    for unseen in node.css(",".join(UNSEEN - {"-comment"})):
        unseen.decompose(recursive=False)
    return node.text()


def filled_in(field: LexborNode) -> str:
    """Give what stands in a field of a form, if a page shows it."""
    marks = field.attributes
    shown = (marks.get("type") or "").lower() in _FIELDS
    return (marks.get("value") or "") if shown else ""
