from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from criteria.evidence import SegmentKind
from tests.workers.extract import making

if TYPE_CHECKING:
    from tests.workers.extract.conftest import Read


def test_content_is_read_in_order_and_menus_are_kept_apart(read: Read) -> None:
    reading = read(
        b"""<!doctype html><html><head><title> Open
        Data </title><style>p{}</style></head><body>
        <nav><a href="/">Home</a> <a href="/b">Budget</a></nav>
        <main><h1>Open data</h1><p>The city <b>publishes</b>
        its data.<br>Every week.</p><ul><li>Free<li>Current</ul>
        <script>alert(1)</script><p hidden>Not shown</p>
        <p>See the <a href="https://data.x.org">portal</a>.</p></main>
        <footer>City of X</footer></body></html>""",
        "page.html",
    )

    [page] = reading.pages
    assert reading.title == "Open Data"
    assert making.blocks(page) == [
        (SegmentKind.BOILERPLATE, "Home Budget"),
        (SegmentKind.HEADING, "Open data"),
        (SegmentKind.PARAGRAPH, "The city publishes its data.\nEvery week."),
        (SegmentKind.ITEM, "Free"),
        (SegmentKind.ITEM, "Current"),
        (SegmentKind.PARAGRAPH, "See the portal."),
        (SegmentKind.NOTE, "portal: https://data.x.org"),
        (SegmentKind.BOILERPLATE, "City of X"),
    ]


def test_table_becomes_rows_with_cells(read: Read) -> None:
    [page] = read(
        b"<table><tr><th>Goal<th>Owner</tr><tr><td>Clean<br>streets<td>Ana</tr>",
        "a.html",
    ).pages

    assert page.text == "Goal | Owner\nClean streets | Ana"
    assert [s.cells for s in page.segments] == [
        ((0, 4), (7, 12)),
        ((13, 26), (29, 32)),
    ]


def test_table_that_lays_out_a_page_is_no_table(read: Read) -> None:
    [page] = read(
        b"<table><tr><td><p>The city publishes its data.</p>"
        b"<p>Everyone may read it.</p></td><td>Contact</td></tr></table>",
        "a.html",
    ).pages

    assert making.blocks(page) == [
        (SegmentKind.PARAGRAPH, "The city publishes its data."),
        (SegmentKind.PARAGRAPH, "Everyone may read it."),
        (SegmentKind.PARAGRAPH, "Contact"),
    ]


def test_declared_character_set_is_believed(read: Read) -> None:
    text = '<meta charset="iso-8859-2"><p>Město zveřejňuje data.</p>'

    [page] = read(text.encode("iso-8859-2"), "a.html").pages

    assert page.text == "Město zveřejňuje data."


def test_deeply_nested_page_keeps_its_outer_text(read: Read) -> None:
    data = b"<p>The city publishes its data.</p>" + b"<div>" * 5_000 + b"deep"

    [page] = read(data, "a.html").pages

    assert page.text.startswith("The city publishes its data.")


def test_headings_that_are_not_marked_as_such_are_told(read: Read) -> None:
    [page] = read(
        b"<p>OPEN DATA POLICY</p><p><b>Purpose</b></p><p>I. Scope of the policy</p>"
        b"<p><b>All</b> data is free.</p>"
        b"<p>2. every dataset is free, 3. and current</p>",
        "a.html",
    ).pages

    assert making.blocks(page) == [
        (SegmentKind.HEADING, "OPEN DATA POLICY"),
        (SegmentKind.HEADING, "Purpose"),
        (SegmentKind.HEADING, "I. Scope of the policy"),
        (SegmentKind.PARAGRAPH, "All data is free."),
        (SegmentKind.PARAGRAPH, "2. every dataset is free, 3. and current"),
    ]


def test_table_that_lays_out_a_page_is_read_as_its_blocks(read: Read) -> None:
    words = b"The city publishes its data. " * 80

    [page] = read(
        b"<table><tr><td>Menu</td><td><p>" + words + b"</p><p>Always.</p></td></tr>",
        "a.html",
    ).pages

    assert [kind for kind, _ in making.blocks(page)] == [SegmentKind.PARAGRAPH] * 3


def test_blocks_of_one_text_are_read_as_those_of_several(read: Read) -> None:
    [page] = read(
        b"<p>One<!-- remark --></p><p> <i><b>Purpose</b></i></p><p><!-- none --></p>"
        b"<ul><li>Free<li><!-- first --> <p>Open</p> and fresh</ul>"
        b"<pre>a  b\n  c</pre><pre>d\n<b>e</b><br>f</pre>"
        b"<table><tr><td>Parks<!-- x --><td><td>Ana <b>Roy</b></table>",
        "a.html",
    ).pages

    assert making.blocks(page) == [
        (SegmentKind.PARAGRAPH, "One"),
        (SegmentKind.HEADING, "Purpose"),
        (SegmentKind.ITEM, "Free"),
        (SegmentKind.ITEM, "Open"),
        (SegmentKind.PARAGRAPH, "and fresh"),
        (SegmentKind.PARAGRAPH, "a b\nc"),
        (SegmentKind.PARAGRAPH, "d\ne\nf"),
        (SegmentKind.ROW, "Parks |  | Ana Roy"),
    ]


def test_what_nobody_sees_is_not_read_inside_of_cells_and_links_either(
    read: Read,
) -> None:
    [page] = read(
        b"<table><tr><td>Parks<script>show()</script><td hidden>Old<td>Ana</tr></table>"
        b'<p><a href="https://data.x.org">Portal<span style="display: none">Skip</span>'
        b"</a></p><pre>Free<style>p{}</style></pre>",
        "a.html",
    ).pages

    assert making.blocks(page) == [
        (SegmentKind.ROW, "Parks | Ana"),
        (SegmentKind.PARAGRAPH, "Portal"),
        (SegmentKind.NOTE, "Portal: https://data.x.org"),
        (SegmentKind.PARAGRAPH, "Free"),
    ]


def test_links_that_touch_are_apart_and_words_cut_in_two_are_not(read: Read) -> None:
    [page] = read(
        b'<nav><a href="/">Accueil</a><a href="/c">Contact</a></nav>'
        b'<p><span><a href="/a">Budget</a></span><span><a href="/b">Audit</a></span>'
        b' <a href="/d">op</a><a href="/d">en</a> <b>wo</b>rd<i>s</i></p>'
        b'<p>(<a href="/e">here</a>).</p>',
        "a.html",
    ).pages

    assert making.blocks(page) == [
        (SegmentKind.BOILERPLATE, "Accueil Contact"),
        (SegmentKind.PARAGRAPH, "Budget Audit open words"),
        (SegmentKind.PARAGRAPH, "(here)."),
    ]


def test_what_stands_in_a_form_is_read_apart(read: Read) -> None:
    [page] = read(
        b'<form><label>Department</label><input value="Parks">'
        b'<p><input type="checkbox">Yes<input type="checkbox" value="1">No'
        b'<input type="hidden" value="7"></p><p><button>Save</button>'
        b"<button>Send</button></p><textarea>By May</textarea></form>",
        "a.html",
    ).pages

    assert making.blocks(page) == [
        (SegmentKind.PARAGRAPH, "Department"),
        (SegmentKind.PARAGRAPH, "Parks"),
        (SegmentKind.PARAGRAPH, "Yes No"),
        (SegmentKind.PARAGRAPH, "Save Send"),
        (SegmentKind.PARAGRAPH, "By May"),
    ]


def test_cells_keep_words_whole_and_lines_apart(read: Read) -> None:
    [page] = read(
        b"<table><tr><td><b>Pa</b>rks (<code>A1</code>)<td>Ana<br>Roy"
        b"<td><div>Free</div>now<td><ul><li>One<li>Two</ul>"
        b'<td><a href="/a">Plan</a><a href="/b">Map</a></table>',
        "a.html",
    ).pages

    assert page.text == "Parks (A1) | Ana Roy | Free now | One Two | Plan Map"


def test_terms_and_what_they_mean_are_blocks_of_their_own(read: Read) -> None:
    [page] = read(b"<dl><dt>Owner<dd>Parks<dt>Due<dd>May</dl>", "a.html").pages

    assert making.blocks(page) == [
        (SegmentKind.PARAGRAPH, "Owner"),
        (SegmentKind.ITEM, "Parks"),
        (SegmentKind.PARAGRAPH, "Due"),
        (SegmentKind.ITEM, "May"),
    ]


def test_lines_of_a_block_that_keeps_them_stay_apart_in_its_blocks(read: Read) -> None:
    [page] = read(b"<pre>a\nb<div>c\nd</div>e\nf</pre>", "a.html").pages

    assert [text for _, text in making.blocks(page)] == ["a\nb", "c\nd", "e\nf"]


def test_link_with_blocks_inside_is_noted_behind_them(read: Read) -> None:
    [page] = read(
        b'<a href="https://x.org/a"><h3>Plan</h3><p>Of 2026</p></a>'
        b'<a href="https://x.org/b"><img src="logo.png"></a><p>End</p>',
        "a.html",
    ).pages

    assert making.blocks(page) == [
        (SegmentKind.HEADING, "Plan"),
        (SegmentKind.PARAGRAPH, "Of 2026"),
        (SegmentKind.NOTE, "Plan Of 2026: https://x.org/a"),
        (SegmentKind.NOTE, "https://x.org/b"),
        (SegmentKind.PARAGRAPH, "End"),
    ]


def test_sign_beside_a_heading_that_links_to_it_is_not_read(read: Read) -> None:
    [page] = read(
        '<h2>Purpose<a href="#purpose">¶</a></h2><p><a href="#1">1</a></p>'.encode(),
        "a.html",
    ).pages

    assert page.text == "Purpose\n\n1"


@pytest.mark.parametrize(
    ("marks", "kind"),
    [
        ('class="main-menu"', SegmentKind.BOILERPLATE),
        ('class="social-links"', SegmentKind.BOILERPLATE),
        ('id="social"', SegmentKind.BOILERPLATE),
        ('id="social-services"', SegmentKind.PARAGRAPH),
        ('id="share-of-budget"', SegmentKind.PARAGRAPH),
        ('class="page with-sidebar"', SegmentKind.PARAGRAPH),
        ('class="sidebar-right"', SegmentKind.BOILERPLATE),
    ],
)
def test_what_is_beside_the_content_is_told_by_its_name(
    read: Read, marks: str, kind: SegmentKind
) -> None:
    [page] = read(f"<div {marks}><p>Our plan</p></div>".encode(), "a.html").pages

    assert making.blocks(page) == [(kind, "Our plan")]


def test_what_holds_the_content_or_is_called_as_its_heading_is_no_menu(
    read: Read,
) -> None:
    [page] = read(
        b'<div class="menu-open"><main><p>Our plan</p></main></div>'
        b'<section id="school-menu-plan"><h2>School menu plan</h2><p>Milk</p></section>'
        b'<div id="school-menu-plan"><h2>Links</h2></div>',
        "a.html",
    ).pages

    assert making.blocks(page) == [
        (SegmentKind.PARAGRAPH, "Our plan"),
        (SegmentKind.HEADING, "School menu plan"),
        (SegmentKind.PARAGRAPH, "Milk"),
        (SegmentKind.BOILERPLATE, "Links"),
    ]


def test_what_a_page_opens_when_asked_is_read_and_what_it_never_shows_is_not(
    read: Read,
) -> None:
    page = (
        "<body><a href='#goals'>Goals</a><div id=goals hidden>Our goals.</div>"
        "<button aria-controls=a>Who?</button><p id=a style='display: none'>We.</p>"
        "<a data-bs-target='#b'>When?</a><p id=b hidden>In May.</p>"
        "<a href=\"javascript:toggle('c')\">Where?</a><p id=c hidden>Here.</p>"
        "<section role=tabpanel hidden>A tab.</section>"
        "<p hidden=until-found>A fold.</p><p id=d hidden>Nobody opens this.</p></body>"
    )

    assert making.texts(read(page.encode(), "page.html")) == [
        *("Goals", "Our goals.", "Who?", "We.", "When?", "In May."),
        *("Where?", "Here.", "A tab.", "A fold."),
    ]


def test_pictures_frames_and_raised_numbers_say_what_they_are(read: Read) -> None:
    page = (
        "<body><p>The policy<sup><a href='#f'>1</a></sup> of the 4<sup>th</sup></p>"
        "<p><img alt='City logo'><img alt='Nine of ten streets are clean'></p>"
        "<p>See <iframe src='//app.example/x' title='Dashboard'></iframe></p>"
        "<iframe src='about:blank'></iframe></body>"
    )

    [found] = read(page.encode(), "page.html").pages

    assert making.blocks(found) == [
        (SegmentKind.PARAGRAPH, "The policy¹ of the 4th"),
        (SegmentKind.NOTE, "Picture: Nine of ten streets are clean"),
        (SegmentKind.PARAGRAPH, "See"),
        (SegmentKind.NOTE, "Dashboard: https://app.example/x"),
    ]
