"""The words of Assay that people meet, as `docs/words.md` has them."""

from __future__ import annotations

from web.texts import _


def listed() -> list[tuple[str, str]]:
    """Each word with its meaning, in the reader's language."""
    return [*_of_standards(), *_of_evidence(), *_of_results()]


def _of_standards() -> list[tuple[str, str]]:
    return [
        (
            _("City"),
            _(
                "A municipality that seeks certification. Its people see their own "
                "city and nothing else."
            ),
        ),
        (
            _("Assessment"),
            _("One city's attempt at one edition of the standard. Open or closed."),
        ),
        (_("Practice"), _("A heading under which a standard groups its criteria.")),
        (
            _("Criterion"),
            _(
                "One thing a city must show. Its code is unique in its edition and "
                "never used again."
            ),
        ),
        (
            _("Item"),
            _("One line of a criterion's checklist: official, or our wording."),
        ),
        (_("Level"), _("A grade, and the least share of criteria it takes.")),
        (
            _("Window"),
            _("The days within which the evidence of a criterion must lie."),
        ),
    ]


def _of_evidence() -> list[tuple[str, str]]:
    return [
        (
            _("Document"),
            _(
                "Something given as evidence, in one of four shapes: a file, a link to "
                "a page, a written statement, a schedule. The same contents in one "
                "assessment are the same document."
            ),
        ),
        (
            _("Rule"),
            _(
                "Words that suggest a passage is about a criterion. It suggests and "
                "never proves."
            ),
        ),
        (_("Statement"), _("What a passage says of the thing it speaks about.")),
        (
            _("Proposal"),
            _("That a document may be evidence for a criterion, as the rules see it."),
        ),
        (
            _("Link"),
            _(
                "The claim that a document is evidence for a criterion. A proposal "
                "that is kept, or made by hand. One at most for a document and a "
                "criterion."
            ),
        ),
        (
            _("Decision"),
            _(
                "One person's word on one link: confirmed, rejected with a reason, not "
                "sure, or taken back. Appended, never changed."
            ),
        ),
        (
            _("Evidence"),
            _("A document, for a criterion to which it has a confirmed link."),
        ),
    ]


def _of_results() -> list[tuple[str, str]]:
    return [
        (
            _("Met"),
            _(
                "Said of a criterion: confirmed links cover its needed items within "
                "its window, and the criteria it requires are met."
            ),
        ),
        (
            _("Figure"),
            _(
                "How many criteria are met by one way of counting: proposed, "
                "documented or confirmed. Only confirmed makes the level."
            ),
        ),
        (
            _("Gap"),
            _("A criterion that is not met: why, what is missing, what to do next."),
        ),
        (_("Plan"), _("Steps that reach a level, proven by trying them on a copy.")),
        (
            _("Request"),
            _(
                "A letter that asks a department for evidence, with an upload link for "
                "that one request; or what the programme asks of the city by a day."
            ),
        ),
    ]
