"""Why a document could not be read: one closed list, one sentence each.

The sentences are for the person of a city who sent the file, and name the next step.
"""

from __future__ import annotations

from enum import StrEnum

from criteria.telling import tell


class Refusal(StrEnum):
    """Why a document is unreadable."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    UNKNOWN_KIND = "unknown-kind"
    OLD_WORD = "old-word"
    OLD_SHEET = "old-sheet"
    OLD_SLIDES = "old-slides"
    PASSWORD = "password"  # noqa: S105 - the reason, not a secret
    DAMAGED = "damaged"
    NO_TEXT = "no-text"
    TOO_MANY_PAGES = "too-many-pages"
    TOO_MANY_CELLS = "too-many-cells"
    TOO_MANY_PIXELS = "too-many-pixels"
    UNPACKS_TOO_LARGE = "unpacks-too-large"
    TOO_MANY_MEMBERS = "too-many-members"
    UNSAFE_MEMBER = "unsafe-member"
    NESTED = "nested"
    FORBIDDEN_XML = "forbidden-xml"
    TOO_DEEP = "too-deep"
    TOO_SLOW = "too-slow"
    TOO_HUNGRY = "too-hungry"
    CRASHED = "crashed"
    NO_IMAGE = "no-image"
    INFECTED = "infected"
    NOT_SCANNED = "not-scanned"


# Why one page is unread, while the rest of its document is.
PAGE_BROKEN = tell("This page is damaged. Look at it in the original.")
PAGE_PICTURE = tell(
    "This page is a picture without text. Run text recognition on the file and upload"
    " it again."
)
PAGE_MOSTLY_PICTURE = tell(
    "Most of this page is a picture, whose text was not read. Run text recognition on"
    " the file and upload it again."
)
PAGE_DRAWN = tell(
    "The letters of this page are drawn, not written. Run text recognition on the file"
    " and upload it again."
)
PAGE_UNMAPPED = tell(
    "The letters of this page cannot be turned into text. Print the file to PDF anew,"
    " or run text recognition on it, and upload it again."
)
PAGE_UNLIKELY = tell(
    "Much of what this page says is no language we know: its text may be damaged. Look"
    " at it in the original."
)
PAGE_FAINT = tell(
    "Text recognition could not make out this page. Scan it again at 300 dots per inch"
    " and upload it again."
)
PAGE_TOO_SLOW = tell("Reading this page took too long. Look at it in the original.")
PAGE_CRASHED = tell("Our reader broke down on this page. Look at it in the original.")

_SENTENCES = {
    Refusal.EMPTY: tell("This file is empty. Check the original and upload it again."),
    Refusal.TOO_LARGE: tell(
        "This file is larger than we read. Split it into parts and upload each part."
    ),
    Refusal.UNKNOWN_KIND: tell(
        "We do not know this kind of file. Save it as PDF and upload it again."
    ),
    Refusal.OLD_WORD: tell(
        "This is an old Word file that we could not read."
        " Save it as .docx and upload it again."
    ),
    Refusal.OLD_SHEET: tell(
        "This is an old Excel file that we could not read."
        " Save it as .xlsx and upload it again."
    ),
    Refusal.OLD_SLIDES: tell(
        "This is an old PowerPoint file that we could not read."
        " Save it as .pptx and upload it again."
    ),
    Refusal.PASSWORD: tell(
        "This file asks for a password. Save it without one, then upload it."
    ),
    Refusal.DAMAGED: tell(
        "This file is damaged or incomplete. Open it in its program, save it anew and"
        " upload it again."
    ),
    Refusal.NO_TEXT: tell(
        "This file has no text in it. If it is a scan, run text recognition on it and"
        " upload it again."
    ),
    Refusal.TOO_MANY_PAGES: tell(
        "This file has more pages than we read. Split it into parts and upload each"
        " part."
    ),
    Refusal.TOO_MANY_CELLS: tell(
        "This sheet has more cells than we read. Save the part that shows your"
        " evidence as its own file and upload that."
    ),
    Refusal.TOO_MANY_PIXELS: tell(
        "This picture is larger than we read. Save it at 300 dots per inch or less and"
        " upload it again."
    ),
    Refusal.UNPACKS_TOO_LARGE: tell(
        "This file unpacks to far more than its size. Save it anew in its program and"
        " upload it again."
    ),
    Refusal.TOO_MANY_MEMBERS: tell(
        "This archive holds more files than we open. Upload the files in smaller"
        " archives."
    ),
    Refusal.UNSAFE_MEMBER: tell(
        "This archive holds a file whose name points outside of it. Pack the files"
        " anew and upload the archive again."
    ),
    Refusal.NESTED: tell(
        "An archive inside of an archive is not opened. Upload the inner one by itself."
    ),
    Refusal.FORBIDDEN_XML: tell(
        "This file declares entities of its own, which we do not open. Save it anew in"
        " its program and upload it again."
    ),
    Refusal.TOO_DEEP: tell(
        "This file is nested too deeply to be read. Save it as PDF and upload it again."
    ),
    Refusal.TOO_SLOW: tell(
        "Reading this file took too long. Split it into parts, or save it as PDF anew,"
        " and upload it again."
    ),
    Refusal.TOO_HUNGRY: tell(
        "Reading this file took more memory than we allow. Split it into parts, or save"
        " it as PDF anew, and upload it again."
    ),
    Refusal.CRASHED: tell(
        "Our reader broke down on this file. Open it in its program, save it as PDF and"
        " upload that."
    ),
    Refusal.NO_IMAGE: tell(
        "There is no image of this page. Open the document itself to look at it."
    ),
    Refusal.INFECTED: tell(
        "The virus scanner found malware in this file, so nobody opens it. Have the"
        " computer it comes from looked at, and upload a clean copy."
    ),
    Refusal.NOT_SCANNED: tell(
        "This file is larger than the virus scanner takes. Split it into parts and"
        " upload each part."
    ),
}


class Unreadable(Exception):
    """A document that cannot be read, with the sentence for whoever sent it."""

    def __init__(self, code: Refusal, sentence: str = "") -> None:
        self.code = code
        self.sentence = sentence or _SENTENCES[code]
        super().__init__(self.sentence)
