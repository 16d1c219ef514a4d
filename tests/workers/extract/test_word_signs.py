from __future__ import annotations

from typing import TYPE_CHECKING

from tests.workers.extract import making

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read


def test_boxes_and_symbols_are_read_however_they_are_written(read: Read) -> None:
    tick = '<w:sym w:font="Wingdings" w:char="F0FE"/>'
    form = '<w:fldChar w:fldCharType="begin"><w:ffData>{}</w:ffData></w:fldChar>'
    box = form.format("<w:checkBox><w:default w:val='0'/>{}</w:checkBox>")
    choice = form.format(
        '<w:ddList><w:result w:val="1"/><w:listEntry w:val="No"/>'
        '<w:listEntry w:val="In force"/></w:ddList>'
    )
    font = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>'
    pieces = (
        tick + "<w:t> Done</w:t>",
        '<w:sym w:font="Wingdings" w:char="F0A8"/><w:t> Open</w:t>',
        box.format("<w:checked/>") + "<w:t> Ticked</w:t>",
        box.format("") + "<w:t> Not ticked</w:t>",
        choice,
        f"{font}<w:t>o</w:t></w:r><w:r><w:t> In letters</w:t>",
        '<w:t>Trees </w:t><w:sym w:font="Symbol" w:char="F0B3"/><w:t> 90 %</w:t>',
        '<w:sym w:font="Unknown" w:char="F0B3"/><w:t>Other</w:t>',
    )

    [page] = read(
        making.word_of("".join(f"<w:p><w:r>{one}</w:r></w:p>" for one in pieces)),
        "form.docx",
    ).pages

    assert page.text.split("\n\n") == [
        "☒ Done",
        "☐ Open",
        "☒ Ticked",
        "☐ Not ticked",
        "In force",
        "☐ In letters",
        "Trees ≥ 90 %",
        "Other",
    ]


def test_raised_number_is_apart_from_the_word_before_it(read: Read) -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="{}"/></w:rPr><w:t>{}</w:t></w:r>'
    words = (
        "<w:p><w:r><w:t>Policy</w:t></w:r>"
        f"{raised.format('superscript', '3')}<w:r><w:t>, 4</w:t></w:r>"
        f"{raised.format('superscript', 'th')}<w:r><w:t> CO</w:t></w:r>"
        f"{raised.format('subscript', '2')}</w:p>"
    )

    [page] = read(making.word_of(words), "a.docx").pages

    assert page.text == "Policy³, 4th CO2"


def test_drawn_text_such_as_a_draft_mark_is_read(read: Read) -> None:
    drawn = (
        '<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape>'
        '<v:textpath string="DRAFT"/></v:shape></w:pict></w:r></w:p>'
    )

    assert making.texts(read(making.word_of(drawn), "a.docx")) == ["DRAFT"]


def test_signs_that_are_written_wrongly_are_left_out(read: Read) -> None:
    choice = (
        '<w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="{}"/>'
        '<w:listEntry w:val="No"/></w:ddList></w:ffData></w:fldChar>'
    )
    pieces = (
        *(
            f'<w:sym w:font="Wingdings" w:char="{code}"/>'
            for code in ("", "F0", "zzzz")
        ),
        *(choice.format(at) for at in ("1", "-1", "x", "9" * 5_000)),
        "<w:t>Data</w:t>",
    )

    [page] = read(
        making.word_of(f"<w:p><w:r>{''.join(pieces)}</w:r></w:p>"), "a.docx"
    ).pages

    assert page.text == "Data"
