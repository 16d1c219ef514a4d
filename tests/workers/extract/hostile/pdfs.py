"""PDFs that act, loop, and lie about what they hold."""

from __future__ import annotations

import io
import zlib
from functools import partial
from typing import TYPE_CHECKING

from pypdf import PdfWriter

from tests.workers.extract import making
from tests.workers.extract.hostile.attack import Attack
from workers.extract.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

SAYS = "The city met."
WORDS = b"BT /F1 12 Tf 72 700 Td (The city met.) Tj ET"
PLAIN = making.stream(WORDS)
_ACTS = {
    "a script that runs when it is opened": b"/OpenAction << /S /JavaScript"
    b" /JS (app.alert\\(1\\)) >>",
    "a program that is launched": b"/OpenAction << /S /Launch /F (/bin/sh) >>",
    "an address that is opened": b"/OpenAction << /S /URI"
    b" /URI (http://127.0.0.1:9/) >>",
    "another file that is opened": b"/OpenAction << /S /GoToR /F (\\\\\\\\host\\\\x)"
    b" /D [0 /Fit] >>",
    "a form that sends itself": b"/AA << /WC << /S /SubmitForm"
    b" /F (http://127.0.0.1:9/) >> >>",
    "names that are their own children": b"/Names << /EmbeddedFiles 9 0 R >>",
    "an outline whose next item is itself": b"/Outlines 7 0 R",
    "marks of structure that are their own children": b"/MarkInfo << /Marked true >>"
    b" /StructTreeRoot 8 0 R",
}


def page(
    content: bytes = PLAIN, catalog: bytes = b"", more: dict[int, bytes] | None = None
) -> bytes:
    """Make a PDF of one page, with whatever hangs on it."""
    return making.one_page(content, catalog=catalog, more=more)


def _loops() -> dict[int, bytes]:
    return {
        7: b"<< /First 11 0 R /Last 11 0 R /Count 9 >>",
        8: b"<< /Type /StructTreeRoot /K 8 0 R >>",
        9: b"<< /Kids [9 0 R 9 0 R] >>",
        10: b"<< /Kids [10 0 R 10 0 R] >>",
        11: b"<< /Title (x) /Parent 7 0 R /Next 11 0 R /First 11 0 R >>",
    }


def acting(catalog: bytes) -> bytes:
    return page(catalog=catalog, more=_loops())


def form() -> bytes:
    """Make a form of the kind that holds a program, and an entity of a file."""
    xfa = (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xdp:xdp'
        b' xmlns:xdp="http://ns.adobe.com/xdp/"><template>&e;</template></xdp:xdp>'
    )
    return page(
        catalog=b"/AcroForm << /Fields [] /XFA 7 0 R >>", more={7: making.stream(xfa)}
    )


def chained(times: int) -> bytes:
    body = WORDS.hex().encode() + b">"
    names = b"/Filter [%s]" % (b"/ASCIIHexDecode " * times)
    return page(making.stream(body, names))


def own_place() -> bytes:
    """Make a table of places whose table before it is itself."""
    data = page()
    place = data[data.rindex(b"startxref") + 9 :].split()[0]
    return data.replace(b"trailer\n<<", b"trailer\n<< /Prev " + place)


def bundle() -> bytes:
    """Make a stream of objects that goes on in itself, and holds too many."""
    inside = b"5 0 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    extra = b"/Type /ObjStm /N 2147483647 /First 4 /Extends 7 0 R"
    return page(more={7: making.stream(inside, extra)})


def locked(method: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(making.pdf([SAYS])))
    writer.encrypt("a word nobody knows", algorithm=method)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def odd_lock() -> bytes:
    lock = b"trailer\n<< /Encrypt << /Filter /Nobodys /V 9 >> /ID [<00> <00>]"
    return page().replace(b"trailer\n<<", lock)


def lying_font() -> bytes:
    """Make a font whose matrix is code, whose table is cut and whose map has no end."""
    cmap = (
        b"begincmap 1 begincodespacerange <00000000> <ffffffff> endcodespacerange"
        b" 1 beginbfrange <00000000> <ffffffff> <0041> endbfrange endcmap"
    )
    return page(
        more={
            5: b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FirstChar -2147483648"
            b" /LastChar 2147483647 /Widths [1e38] /FontMatrix [1 0 0 1 0"
            b" (1\\); alert\\('x')] /FontDescriptor 7 0 R /ToUnicode 9 0 R >>",
            7: b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile2 8 0 R >>",
            8: making.stream(
                b"\0\1\0\0\xff\xff" + b"glyf" + b"\xff" * 40, b"/Length1 2147483647"
            ),
            9: making.stream(cmap),
        }
    )


def own_glyph() -> bytes:
    """Make a font whose letter is drawn with the same letter."""
    draws = b"1000 0 0 0 750 750 d1 BT /F1 12 Tf (T) Tj ET"
    return page(
        more={
            5: b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix"
            b" [.001 0 0 .001 0 0] /CharProcs << /T 7 0 R >> /Encoding << /Differences"
            b" [84 /T] >> /FirstChar 84 /LastChar 84 /Widths [1000]"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            7: making.stream(draws),
        }
    )


def drawn(resources: bytes, content: bytes, body: bytes) -> bytes:
    return making.one_page(making.stream(WORDS + content), resources, more={7: body})


def picture(extra: bytes, body: bytes = b"\0" * 9) -> bytes:
    kind = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 "
    return drawn(
        b"/XObject << /X 7 0 R >>", b" /X Do", making.stream(body, kind + extra)
    )


def own_child() -> bytes:
    return page().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")


def loop_of_pages() -> bytes:
    return making.raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 2 >>",
            3: b"<< /Type /Pages /Kids [2 0 R] /Count 2 /Parent 2 0 R >>",
        }
    )


def many_pages(count: int) -> bytes:
    kids = b"/Kids [%s]" % b" ".join([b"3 0 R"] * count)
    pages = page().replace(b"/Kids [3 0 R]", kids)
    return pages.replace(b"/Count 1", b"/Count %d" % count)


def two_kinds() -> bytes:
    """Make a file that is a PDF, a web page and an archive."""
    html = b"<html><script>document.title='x'</script><!--\n"
    return html + page() + b"\n-->" + making.zipped({"a.txt": "x"})


def compressed(body: bytes, extra: bytes = b"") -> bytes:
    return making.stream(zlib.compress(body), b"/Filter /FlateDecode " + extra)


def run_lengths() -> bytes:
    """Make contents that one short run after another unpacks."""
    body = b"".join(bytes((257 - 128, 32)) for _ in range(100_000)) + b"\x80"
    return page(making.stream(body, b"/Filter /RunLengthDecode"))


def far_away() -> bytes:
    box = b"/MediaBox [-1e38 -1e38 1e38 1e38] /UserUnit 1e38"
    return page().replace(b"/MediaBox [0 0 595 842]", box)


def _pdf(tries: str, data: Callable[[], bytes], ends: Refusal | str = SAYS) -> Attack:
    return Attack(tries, "paper.pdf", data, ends)


ATTACKS = (
    _pdf(
        "a PDF whose numbers of pages are their own children",
        lambda: acting(b"/PageLabels 10 0 R"),
        Refusal.CRASHED,
    ),
    *(_pdf(f"a PDF with {act}", partial(acting, does)) for act, does in _ACTS.items()),
    _pdf("a PDF with a form of the kind that holds a program", form),
    _pdf(
        "a PDF whose contents are packed a thousand times",
        lambda: chained(1000),
        Refusal.NO_TEXT,
    ),
    _pdf("a PDF whose table of places comes before itself", own_place),
    _pdf("a PDF whose bundle of objects goes on in itself", bundle),
    _pdf("a PDF with a password", lambda: locked("AES-256"), Refusal.PASSWORD),
    _pdf("a PDF with an old password", lambda: locked("RC4-40"), Refusal.PASSWORD),
    _pdf("a PDF with a lock of nobody's", odd_lock, Refusal.DAMAGED),
    _pdf(
        "a PDF whose font lies",
        lying_font,
        "\x95\u00a9\u00a6a\u00a4\u00aa\u00b5\u00ba\u00aeo",
    ),
    _pdf("a PDF whose letter is drawn with itself", own_glyph, "The citym."),
    _pdf(
        "a PDF whose drawing draws itself",
        lambda: drawn(
            b"/XObject << /X 7 0 R >>",
            b" /X Do",
            making.stream(
                b"/X Do",
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
                b" /Resources << /XObject << /X 7 0 R >> >>",
            ),
        ),
    ),
    _pdf(
        "a PDF whose pattern is painted with itself",
        lambda: drawn(
            b"/Pattern << /P 7 0 R >>",
            b" /Pattern cs /P scn 0 0 500 500 re f",
            making.stream(
                b"/Pattern cs /P scn 0 0 9 9 re f",
                b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1"
                b" /BBox [0 0 9 9] /XStep 1e-9 /YStep 1e-9"
                b" /Resources << /Pattern << /P 7 0 R >> >>",
            ),
        ),
    ),
    _pdf(
        "a PDF with a picture of sixty thousand by as many",
        lambda: picture(b"/Width 60000 /Height 60000"),
    ),
    _pdf(
        "a PDF with a picture that lies about its columns",
        lambda: picture(
            b"/Width 9 /Height 9 /Filter /FlateDecode /DecodeParms << /Predictor 15"
            b" /Colors 2147483647 /Columns 2147483647 >>",
            zlib.compress(b"\0" * 99),
        ),
    ),
    _pdf(
        "a PDF with a picture packed in broken ways",
        lambda: picture(
            b"/Width 9 /Height 9 /Filter [/JBIG2Decode /JPXDecode /DCTDecode]"
        ),
    ),
    _pdf("a PDF whose page is the parent of itself", own_child, Refusal.DAMAGED),
    _pdf("a PDF whose pages go in circles", loop_of_pages, Refusal.DAMAGED),
    _pdf(
        "a PDF of a hundred thousand pages",
        lambda: many_pages(100_000),
        Refusal.TOO_MANY_PAGES,
    ),
    _pdf("a PDF that is a web page and an archive too", two_kinds),
    _pdf("a PDF of short runs that unpack far", run_lengths, Refusal.NO_TEXT),
    _pdf("a PDF whose page has no end", far_away),
    _pdf(
        "a PDF with a list nested a hundred thousand deep",
        lambda: page(more={7: b"[" * 100_000 + b"]" * 100_000}),
    ),
    _pdf(
        "a PDF with contents nested a hundred thousand deep",
        lambda: page(making.stream(b"[" * 100_000 + b"<<" * 100_000 + b" " + WORDS)),
        Refusal.NO_TEXT,
    ),
    _pdf(
        "a PDF whose contents claim two thousand million letters",
        lambda: page(PLAIN.replace(b"/Length ", b"/Length 2147483647 /Old ")),
    ),
    _pdf(
        "a PDF that claims nine hundred million objects",
        lambda: page().replace(b"/Size 6", b"/Size 999999999"),
    ),
    _pdf(
        "a PDF with fewer pages than none",
        lambda: page().replace(b"/Count 1", b"/Count -9"),
    ),
    _pdf(
        "a PDF that saves what it draws without an end",
        lambda: page(compressed(b"q " * 500_000 + WORDS)),
    ),
)
