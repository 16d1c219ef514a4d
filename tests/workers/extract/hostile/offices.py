"""Word files: entities, lies, and things that would call out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.workers.extract import making
from tests.workers.extract.hostile.attack import Attack
from workers.extract import limits
from workers.extract.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

SAYS = "The city met."
_P = f"<w:p><w:r><w:t>{SAYS}</w:t></w:r></w:p>"
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def part(body: str = _P) -> str:
    return making.member(making.word_of(body), "word/document.xml").decode()


def word(whole: bytes | str) -> bytes:
    """Make a Word document whose main part is what is given."""
    return making.replaced(making.word_of(""), {"word/document.xml": whole})


def beside(name: str, body: bytes | str, *parts: str) -> bytes:
    """Make a Word document with one more part."""
    return making.replaced(making.word_of(_P), {name: body, **dict.fromkeys(parts, "")})


def outward(kind: str, target: str) -> bytes:
    """Make a Word document that points at something outside."""
    relation = making.relations().replace(
        "</Rel",
        '<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument'
        f'/2006/relationships/{kind}" Target="{target}" TargetMode="External"/></Rel',
    )
    return beside("word/_rels/document.xml.rels", relation)


def laughs() -> str:
    lines = ['<!ENTITY big0 "ha">']
    lines += [f'<!ENTITY big{n} "{f"&big{n - 1};" * 10}">' for n in range(1, 10)]
    return f'<!DOCTYPE x [{"".join(lines)}<!ENTITY e "&big9;">]>'


def declared(declaration: str) -> bytes:
    return word(declaration + part("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>"))


def attributes(count: int) -> bytes:
    many = " ".join(f'a{n}=""' for n in range(count))
    return word(part(f"<w:p {many}><w:r><w:t>{SAYS}</w:t></w:r></w:p>"))


def tall_word(size: int) -> bytes:
    """Make a Word document whose body is filled up with blanks to a size."""
    said = "<w:p><w:r><w:t>Data</w:t></w:r></w:p>"
    base = len(making.member(making.word_of(said), "word/document.xml"))
    times, rest = divmod(size - base, 1 << 20)
    blanks = " " * ((1 << 20) - len("<w:proofErr/>"))  # a text of 10 MB is an error
    return making.word_of(said + (blanks + "<w:proofErr/>") * times + " " * rest)


def _word(tries: str, data: Callable[[], bytes], ends: Refusal | str = SAYS) -> Attack:
    return Attack(tries, "policy.docx", data, ends)


_LATE = f"<!--{'<a>' * 3000}-->"
_STYLESHEET = '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl" type="text/xsl"?>'
_FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO c:\\\\'
    'cmd.exe "/k calc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    "</w:p>"
)
_DECLARES = Refusal.FORBIDDEN_XML


ATTACKS = (
    _word("entities that multiply", lambda: declared(laughs()), _DECLARES),
    _word("an entity that is a file", lambda: declared(ENTITY), _DECLARES),
    _word(
        "an entity behind a long remark",
        lambda: declared(_LATE + ENTITY),
        _DECLARES,
    ),
    _word(
        "an entity in letters of two bytes",
        lambda: word((ENTITY + part()).encode("utf-16")),
        _DECLARES,
    ),
    _word(
        "an entity in letters of seven bits",
        lambda: word(
            b'<?xml version="1.0" encoding="UTF-7"?>'
            + (ENTITY + part()).encode("utf-7").replace(b"<!", b"+ADwAIQ-")
        ),
        _DECLARES,
    ),
    _word(
        "an entity in the letters of old large machines",
        lambda: word(
            '<?xml version="1.0" encoding="cp037"?>'.encode("cp037")
            + (ENTITY + part()).encode("cp037")
        ),
        Refusal.DAMAGED,
    ),
    _word(
        "a list of entities that lies elsewhere",
        lambda: declared('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
        _DECLARES,
    ),
    _word("a stylesheet that lies elsewhere", lambda: word(_STYLESHEET + part())),
    _word(
        "a file that is drawn in by its name",
        lambda: word(
            part(
                '<x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text"'
                ' href="file:///etc/passwd"/>' + _P
            )
        ),
    ),
    _word("an element with a hundred thousand attributes", lambda: attributes(100_000)),
    _word(
        "elements nested a hundred thousand deep",
        lambda: word(part("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000)),
        Refusal.DAMAGED,
    ),
    _word(
        "tables nested two hundred deep",
        lambda: word(
            part("<w:tbl><w:tr><w:tc>" * 80 + _P + "</w:tc></w:tr></w:tbl>" * 80)
        ),
    ),
    _word(
        "a template that lies elsewhere",
        lambda: outward("attachedTemplate", "http://127.0.0.1:9/x.dotm"),
    ),
    _word(
        "a picture that is a file of ours",
        lambda: outward("image", "file:///etc/passwd"),
    ),
    _word("a field that starts a program", lambda: word(part(_FIELD + _P))),
    _word(
        "a program of its own",
        lambda: beside("word/vbaProject.bin", b"Attribute VB_Name"),
    ),
    _word("a part that is a way outside", lambda: beside("../../outside.xml", "<x/>")),
    _word(
        "a part that points at itself",
        lambda: beside(
            "word/_rels/document.xml.rels", making.relations("document", "document")
        ),
    ),
    _word(
        "a table as wide as two thousand million columns",
        lambda: word(
            part(
                '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2147483647"/></w:tcPr>'
                f"{_P}</w:tc></w:tr></w:tbl>"
            )
        ),
    ),
    _word(
        "a part that is larger than is held at once",
        lambda: tall_word(limits.TREE_BYTES + 1),
        Refusal.TOO_HUNGRY,
    ),
)
