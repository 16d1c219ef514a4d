from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from criteria.evidence import SegmentKind
from tests.workers.extract import making
from workers.extract.places import Place, places

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workers.extract.conftest import Read
    from workers.extract.sandbox import Sandbox

ITEM = SegmentKind.ITEM


def form() -> bytes:
    """Make a form of boxes, buttons and a list."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(600, 800), invariant=1)
    canvas.drawString(72, 750, "What does the city publish?")
    fields = canvas.acroForm
    fields.checkbox(name="a", tooltip="Contracts", checked=True, x=60, y=600, size=20)
    fields.checkbox(name="budget", checked=False, x=60, y=560, size=20)
    for value in ("monthly", "yearly"):
        fields.radio(
            name="often", value=value, selected=value == "yearly", x=60, y=520, size=20
        )
    fields.listbox(
        name="areas", value=["Roads"], options=["Parks", "Roads"], x=60, y=400
    )
    canvas.save()
    return file.getvalue()


def test_filled_fields_are_read(read: Read) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.drawString(72, 700, "Name of the data officer of the city:")
    canvas.acroForm.textfield(
        value="Ana Ruiz", x=72, y=660, width=200, height=20, name="officer"
    )
    canvas.acroForm.textfield(
        value="Data Office", x=72, y=600, width=200, height=20, name="office"
    )
    canvas.save()

    [page] = read(file.getvalue(), "form.pdf").pages

    assert page.text.split("\n")[-2:] == ["Ana Ruiz", "Data Office"]


def test_ticked_and_chosen_are_told_from_what_is_not(read: Read) -> None:
    [page] = read(form(), "form.pdf").pages

    assert making.blocks(page)[-5:] == [
        (ITEM, "☒ Contracts"),
        (ITEM, "☐ budget"),
        (ITEM, "☐ often: monthly"),
        (ITEM, "☒ often: yearly"),
        (ITEM, "☒ areas: Roads"),
    ]


def test_name_of_a_field_is_its_last_part(read: Read) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(form())) as document:
        document.Root.AcroForm.Fields[1].T = pikepdf.String("form[0].page[0].free[0]")
        document.save(out)

    [page] = read(out.getvalue(), "form.pdf").pages

    assert making.blocks(page)[-4] == (ITEM, "☐ free")


def test_field_that_nobody_sees_is_not_read(read: Read) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(form())) as document:
        for one in document.pages[0].Annots:
            one.F = 2
        document.save(out)

    [page] = read(out.getvalue(), "form.pdf").pages

    assert page.text == "What does the city publish?"


def test_words_of_a_field_are_shown_where_it_stands(
    tmp_path: Path, read: Read, sandbox: Sandbox
) -> None:
    [page] = read(form(), "form.pdf").pages
    start = page.text.index("Contracts")
    path = tmp_path / "form"
    path.write_bytes(form())

    found = places(path, "form.pdf", 1, [(start, start + 9)], sandbox=sandbox)

    assert found == [[Place(0.1, 0.225, 0.133333, 0.25)]]


def test_field_that_nobody_has_drawn_is_read(read: Read) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(making.pdf(["Our officer:"]))) as document:
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T=pikepdf.String("officer"),
            V=pikepdf.String("Ana Ruiz"),
            Rect=pikepdf.Array([72, 500, 200, 520]),
        )
        fields = pikepdf.Array([document.make_indirect(field)])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=fields)
        document.pages[0].Annots = fields
        document.save(out)

    [page] = read(out.getvalue(), "form.pdf").pages

    assert page.text == "Our officer:\nAna Ruiz"
