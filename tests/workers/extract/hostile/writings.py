"""Texts, tables, web pages, rich texts and e-mails that have no end or lie."""

from __future__ import annotations

from tests.workers.extract.hostile.attack import Attack
from workers.extract.refusals import Refusal

SAYS = "The city met."
_S = SAYS.encode()


def mail(head: bytes = b"", body: bytes = _S, kind: bytes = b"text/plain") -> bytes:
    first = b"From: a@b.c\r\nSubject: Budget\r\nMIME-Version: 1.0\r\n"
    return first + head + b"Content-Type: " + kind + b"\r\n\r\n" + body


def nested(depth: int) -> bytes:
    """Put parts into parts into parts."""
    lines = []
    for number in range(depth):
        lines.append(b'Content-Type: multipart/mixed; boundary="b%d"\n' % number)
        lines.append(b"--b%d" % number)
    return b"From: a@b.c\nSubject: Budget\n" + b"\n".join(lines) + b"\n\n" + _S


def letters_in_letters(depth: int) -> bytes:
    inner = b"Content-Type: message/rfc822\n\n" * depth
    return b"From: a@b.c\nSubject: Budget\n" + inner + b"Subject: x\n\n" + _S


def continued(count: int) -> bytes:
    parts = b";\r\n".join(b" name*%d*=x" % n for n in range(count))
    return mail(b"Content-Disposition: attachment;\r\n" + parts + b"\r\n")


def attached(name: bytes) -> bytes:
    part = (
        b"--b\r\nContent-Type: text/plain\r\n\r\n" + _S + b"\r\n--b\r\n"
        b'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="'
        + name
        + b'"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%=not base64=\xff\r\n--b--'
    )
    return mail(body=part, kind=b"multipart/mixed; boundary=b")


def table(rows: int, columns: int) -> bytes:
    return (b"," * columns + b"\n") * rows


_HEADS = "From: a@b.c\nBudget\n"
_MARKS = "![" * 5_000 + " **a" * 5_000 + "`" * 50_000 + "[a](" * 5_000
_TEXT, _PAGE, _RICH, _MAIL = "a.txt", "a.html", "a.rtf", "a.eml"

ATTACKS = (
    Attack("nothing at all", _TEXT, lambda: b"", Refusal.EMPTY),
    Attack("zeros", "a.pdf", lambda: b"\0" * 5000, Refusal.UNKNOWN_KIND),
    Attack(
        "a start of a PDF and nothing behind",
        "a.pdf",
        lambda: b"%PDF-1.7\n",
        Refusal.DAMAGED,
    ),
    Attack("blanks alone", _TEXT, lambda: b" \n" * 500_000, Refusal.NO_TEXT),
    Attack(
        "letters of two bytes that end in half a one",
        _TEXT,
        lambda: SAYS.encode("utf-16") + b"\xd8",
        SAYS + "\ufffd",
    ),
    Attack(
        "letters of four bytes that there are none of",
        _TEXT,
        lambda: b"\xff\xfe\0\0" + SAYS.encode("utf-32-le") + b"\xff" * 4,
        SAYS + "\ufffd",
    ),
    Attack(
        "letters that are longer than they need",
        _TEXT,
        lambda: _S + b" \xc0\xaf",
        SAYS + " \u00c0\u00af",
    ),
    Attack(
        "a paragraph of two million letters",
        _TEXT,
        lambda: b"x" * 2_000_000,
        "x" * 2_000_000,
    ),
    Attack(
        "a table with a line of fifty megabytes",
        "a.csv",
        lambda: b"a,b\n" + b"x" * 50_000_000,
        Refusal.DAMAGED,
    ),
    Attack(
        "a table of three million cells",
        "a.csv",
        lambda: table(30, 100_000),
        Refusal.TOO_MANY_CELLS,
    ),
    Attack(
        "a table whose quote never ends",
        "a.csv",
        lambda: b'a,b\n"' + _S,
        "a | b\nThe city met.",
    ),
    Attack(
        "a table whose cells start programs",
        "a.csv",
        lambda: b"a,b\n=cmd|'/C calc'!A0,+1\n",
        "a | b\na: =cmd|'/C calc'!A0 | b: +1",
    ),
    Attack(
        "a web page nested five thousand deep",
        _PAGE,
        lambda: b"<html><body>" + b"<div>" * 5_000 + _S,
        SAYS,
    ),
    Attack(
        "a web page with five thousand attributes",
        _PAGE,
        lambda: b"<html><body %s>" % b" ".join(b"a%d" % n for n in range(5_000)) + _S,
        SAYS,
    ),
    Attack(
        "a web page with scripts, frames and things of elsewhere",
        _PAGE,
        lambda: (
            b"<html><base href=//x><link rel=stylesheet href=//x><body onload=x()>"
            b"<script src=//x></script><iframe src=file:///etc/passwd></iframe>"
            b"<object data=//x></object><img src=//x onerror=x()>" + _S
        ),
        SAYS,
    ),
    Attack(
        "a web page in letters of seven bits",
        _PAGE,
        lambda: b"<html><meta charset=utf-7><body>+ADw-script+AD4-" + _S,
        "+ADw-script+AD4-" + SAYS,
    ),
    Attack(
        "a web page whose letters are no letters",
        _PAGE,
        lambda: b"<html><meta charset=undefined><body>\xe9 " + _S,
        "\u00e9 " + SAYS,
    ),
    Attack(
        "a web page whose letters are packed",
        _PAGE,
        lambda: b"<html><meta charset=zlib><body>\xe9 " + _S,
        "\u00e9 " + SAYS,
    ),
    Attack(
        "a cell as wide as two thousand million columns",
        _PAGE,
        lambda: b"<html><table><tr><td colspan=2147483647 rowspan=2147483647>" + _S,
        SAYS,
    ),
    Attack(
        "remarks that never end",
        _PAGE,
        lambda: b"<html><body>" + _S + b"<!--" * 100_000,
        SAYS,
    ),
    Attack(
        "a rich text whose bytes are fewer than it says",
        _RICH,
        lambda: b"{\\rtf1 The city met.\\bin2147483647 x}",
        SAYS + "x",
    ),
    Attack(
        "a rich text nested a hundred thousand deep",
        _RICH,
        lambda: b"{\\rtf1 " + b"{" * 100_000 + _S,
        SAYS,
    ),
    Attack(
        "a rich text with an object and a template of elsewhere",
        _RICH,
        lambda: (
            b"{\\rtf1{\\*\\template http://127.0.0.1:9/x}{\\object\\objautlink"
            b"{\\*\\objdata 0105}}The city met.}"
        ),
        SAYS,
    ),
    Attack(
        "a rich text with numbers that are none",
        _RICH,
        lambda: b"{\\rtf1\\u99999999999 \\uc-9\\'zz\\fs999999999999 The city met.}",
        Refusal.DAMAGED,
    ),
    Attack(
        "marks of Markdown that never close",
        "a.md",
        _MARKS.encode,
        _MARKS,
    ),
    Attack(
        "quotes of Markdown nested ten thousand deep",
        "a.md",
        lambda: b">" * 10_000 + _S,
        ">" * 9_999 + SAYS,
    ),
    Attack(
        "an e-mail of parts a thousand deep",
        _MAIL,
        lambda: nested(1000),
        Refusal.TOO_DEEP,
    ),
    Attack(
        "an e-mail of letters a thousand deep",
        _MAIL,
        lambda: letters_in_letters(1000),
        Refusal.TOO_DEEP,
    ),
    Attack(
        "an e-mail with twenty thousand headers",
        _MAIL,
        lambda: mail(b"X-A: b\r\n" * 20_000),
        _HEADS + SAYS,
    ),
    Attack(
        "an e-mail with a header of five megabytes",
        _MAIL,
        lambda: mail(b"X-A: " + b"b" * 5_000_000 + b"\r\n"),
        _HEADS + SAYS,
    ),
    Attack(
        "an e-mail with a name in a thousand parts",
        _MAIL,
        lambda: continued(1_000),
        _HEADS.strip(),
    ),
    Attack(
        "an e-mail to a list of brackets",
        _MAIL,
        lambda: mail(b"To: " + b"(" * 5_000 + b"\r\n"),
        Refusal.TOO_DEEP,
    ),
    Attack(
        "an e-mail whose address is half a word",
        _MAIL,
        lambda: mail(b"To: " + b"=?utf-8?q?=" * 50 + b"\r\n"),
        "From: a@b.c\nTo: " + "=?utf-8?q?=" * 50 + f"\nBudget\n{SAYS}",
    ),
    Attack(
        "an e-mail whose letters are no letters",
        _MAIL,
        lambda: mail(body=b"\xe9 " + _S, kind=b"text/plain; charset=undefined"),
        _HEADS + "\u00e9 " + SAYS,
    ),
    Attack(
        "an e-mail whose attachment leads outside and is junk",
        _MAIL,
        lambda: attached(b"../../etc/passwd"),
        _HEADS + SAYS + "\nAttachment: ../../etc/passwd",
    ),
    Attack(
        "an e-mail with one border for all",
        _MAIL,
        lambda: mail(
            body=(b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 50) + _S,
            kind=b"multipart/mixed; boundary=b",
        ),
        _HEADS + "\n".join(["Attachment: without a name"] * 50),
    ),
)
