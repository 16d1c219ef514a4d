"""The keys of the reviewer's desk. Each stands also on the button it presses."""

from __future__ import annotations

from web.texts import _


def listed() -> list[tuple[str, str]]:
    """Each key, and what it does. Templates mark their buttons with ``data-key``."""
    return [
        ("C", _("Confirm the link")),
        ("R", _("Reject: open the list of reasons")),
        ("1 - 7", _("Reject with that reason, while the list is open")),
        ("N", _("Not sure: leave the link to the lead")),
        ("S", _("Similar links, to decide several at once")),
        ("Q", _("Make the next passage the key one")),
        ("J", _("Next link, without deciding")),
        ("K", _("Previous link")),
        ("U", _("Undo your last decision")),
        ("P", _("The page as a picture")),
        ("E", _("The text of the page")),
        ("M", _("All that rules found in the document")),
        ("/", _("Change the filters")),
        ("?", _("Show these keys")),
    ]
