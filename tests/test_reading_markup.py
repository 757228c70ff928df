"""Articles in JATS XML and on web pages: what the markup says is what the document has, and a PDF of it gives the same."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from extractor.document import Document
from extractor.evaluate import plain
from extractor.finders.references import MARK, numbers_of
from extractor.pipeline import extract_document
from extractor.readers import from_html, from_jats, from_pdf
from extractor.readers.errors import ReadError

SHARED = Path(__file__).resolve().parents[2] / "shared" / "documents" / "jats" / "PMC8561611.xml"


def jats(tmp_path: Path, body: str, front: str = "", after: str = "", head: str = "") -> Document:
    path = tmp_path / "article.xml"
    text = (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'{head}<article xmlns:mml="http://www.w3.org/1998/Math/MathML" article-type="research-article"><front>'
        f"<article-meta><title-group><article-title>A small trial</article-title></title-group>{front}</article-meta>"
        f"</front><body>{body}</body>{after}</article>"
    )
    path.write_text(text, encoding="utf-8")
    return from_jats.read(path, "given/article.xml")


def html(tmp_path: Path, body: str, head: str = "") -> Document:
    path = tmp_path / "page.html"
    path.write_text(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return from_html.read(path, "given/page.html")


def blocks(document: Document, kind: str) -> list[str]:
    return [document.quote(block.span) for block in document.blocks if block.kind == kind]


def rows(document: Document, at: int = 0) -> list[list[str]]:
    table = document.tables[at]
    return [[document.quote(cell.span) for cell in table.row(row)] for row in range(table.n_rows)]


def sections(document: Document) -> list[tuple[int, str, str | None]]:
    return [(s.level, s.kind, document.quote(s.title) if s.title else None) for s in document.sections]


def assert_whole(document: Document) -> None:
    """Blocks fill the text with one line end between them; every other span lies in a block."""
    at = 0
    for block in document.blocks:
        assert block.span.start == at
        assert block.span.end > at
        if block.kind != "table":
            text = document.quote(block.span)
            assert text == text.strip()
            assert not set("\n\t") & set(text)
        at = block.span.end + 1
    assert at == len(document.text) + 1
    for table in document.tables:
        assert document.block(table.span) is not None
        assert all(cell.span in table.span for cell in table.cells)
        assert len({(cell.row, cell.column) for cell in table.cells}) == len(table.cells)
    for section in document.sections:
        assert section.title is None or section.title in section.span
        assert not document.quote(section.span).endswith("\n")
    assert document.positions is None
    assert document.pages == ()
    assert not {c for c in document.text if "\ufdd0" <= c <= "\ufdef"}


# --- running text --------------------------------------------------------------------------------------------------

LINK = '<a href="#B{0}">{0}</a>'
X = '<xref ref-type="bibr" rid="r{0}">{0}</xref>'
RUNS = [
    (f"was seen.<sup>{X.format(1)},{X.format(2)}</sup> Then", "was seen.[1,2] Then"),
    (f"was seen.\n<sup>\n{X.format(4)}-\n{X.format(6)}\n</sup> Then", "was seen.[4-6] Then"),
    (f"was seen\n<sup>{X.format(3)}</sup><sup>–</sup><sup>{X.format(5)}</sup>.", "was seen[3–5]."),
    (f"was seen [{X.format(1)}, {X.format(3)}–{X.format(5)}] then", "was seen [1, 3–5] then"),
    (f"was seen ({X.format(12)}) then", "was seen [12] then"),
    (f"was seen (reviewed in {X.format(12)}) then", "was seen (reviewed in [12]) then"),
    ('seen <xref ref-type="bibr" rid="r7">[7]</xref> then', "seen [7] then"),
    ('seen <xref ref-type="bibr" rid="r7"><sup>7</sup></xref> then', "seen[7] then"),
    ('seen <xref ref-type="bibr" rid="r7">7–9</xref> then', "seen [7–9] then"),
    (f"seen {X.format(3)}<xref ref-type='bibr' rid='r4'/>–{X.format(5)} then", "seen [3–5] then"),
    ('by <xref ref-type="bibr" rid="r7">Okafor et al., 2011</xref> then', "by Okafor et al., 2011 then"),
    ('Okafor (<xref ref-type="bibr" rid="r7">2011</xref>) then', "Okafor (2011) then"),
    ("10<sup>6</sup> cells and 10<sup>−3</sup> M", "10⁶ cells and 10⁻³ M"),
    ("5 mg kg<sup>-1</sup> of <sup>18</sup>F and Ca<sup>2+</sup>", "5 mg kg⁻¹ of ¹⁸F and Ca²⁺"),
    ("the 99<sup>th</sup> centile of Brand\n<sup>®</sup>, H<sub>2</sub>O", "the 99th centile of Brand®, H2O"),
    ('see <xref ref-type="table" rid="t9">Table 2</xref>', "see Table 2"),
    ("women (\n<ext-link>NCT00000001</ext-link>) were", "women (NCT00000001) were"),
    ("1\u2009204 rats,\u00a0p\u00a0=\u00a00.04", "1\u2009204 rats, p = 0.04"),
    ("zero\u200bwidth, soft\u00adhyphen", "zerowidth, softhyphen"),
    ("mark\ufdd0 in it", "mark in it"),
]


@pytest.mark.parametrize(("markup", "wanted"), RUNS)
def test_running_text(tmp_path: Path, markup: str, wanted: str) -> None:
    document = jats(tmp_path, f"<p>{markup}</p>")
    assert blocks(document, "paragraph") == [wanted]
    assert_whole(document)


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        (
            "<alternatives><tex-math>\\documentclass{x}$$p$$</tex-math><mml:math><mml:mi>p</mml:mi><mml:mo>&lt;</mml:mo>"
            "<mml:mn>0.05</mml:mn></mml:math></alternatives>",
            "had p < 0.05 here",
        ),
        ("<mml:math><mml:msup><mml:mn>10</mml:mn><mml:mn>6</mml:mn></mml:msup></mml:math>", "had 10⁶ here"),
        ("<mml:math><mml:mfrac><mml:mi>a</mml:mi><mml:mi>b</mml:mi></mml:mfrac></mml:math>", "had a/b here"),
        ("<tex-math>\\begin{document}$$\\frac{a}{b}$$</tex-math>", "had here"),
        ("<tex-math>$n = 40$</tex-math>", "had n = 40 here"),
    ],
)
def test_formulas(tmp_path: Path, markup: str, wanted: str) -> None:
    document = jats(tmp_path, f"<p>had <inline-formula>{markup}</inline-formula> here</p>")
    assert blocks(document, "paragraph") == [wanted]


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ('seen.<sup><a href="#B1">1</a>,<a href="#B2">2</a></sup> Then', "seen.[1,2] Then"),
        ('seen [<a href="#ref-CR3">3</a>, <a href="#ref-CR4">4</a>]. Then', "seen [3, 4]. Then"),
        ('seen<sup><a href="page.html#cite_note-7">[7]</a></sup> then', "seen[7] then"),
        ('of 12 <a href="#sec2">4</a> and 10<sup>6</sup>', "of 12 4 and 10⁶"),
        ("one<br>line, <b>bold</b>word", "one line, boldword"),
        ("&plusmn;2&nbsp;mg &micro;g &lt; &#8722;1", "±2 mg µg < −1"),
    ],
)
def test_running_text_of_pages(tmp_path: Path, markup: str, wanted: str) -> None:
    document = html(tmp_path, f"<h1>A small trial of something</h1><p>{markup}</p>")
    assert blocks(document, "paragraph") == [wanted]
    assert_whole(document)


# --- structure -----------------------------------------------------------------------------------------------------

FRONT = """
<contrib-group><contrib contrib-type="author"><name><surname>Vega</surname><given-names>Ines</given-names></name>
<xref ref-type="aff" rid="a1">1</xref></contrib><contrib contrib-type="author"><collab>The Harbour Group</collab></contrib>
</contrib-group><pub-date pub-type="epub"><year>2019</year></pub-date><volume>4</volume><issue>2</issue><fpage>11</fpage>
<lpage>19</lpage><article-id pub-id-type="doi">10.5555/small.1</article-id>
<abstract><sec><title>Methods</title><p>We did it.</p></sec><sec><title>Results</title><p>It worked.</p></sec></abstract>
<trans-abstract xml:lang="tr"><p>Yaptik.</p></trans-abstract>
"""
BACK = """<back><ack><p>We thank the harbour.</p></ack><ref-list><title>References</title>
<ref id="r1"><label>1.</label><element-citation><person-group person-group-type="author"><name><surname>Okafor</surname>
<given-names>T</given-names></name><etal/></person-group><article-title>On tides</article-title><source>J Sea</source>
<year>2011</year><volume>3</volume><fpage>7</fpage><lpage>9</lpage><pub-id pub-id-type="doi">10.5555/t</pub-id>
</element-citation></ref>
<ref id="r2"><label>2</label><mixed-citation>Lind A. Moons. <source>Sky</source>. 2014;1:5.<pub-id
pub-id-type="doi">10.5555/m</pub-id><pub-id pub-id-type="pmid">123</pub-id></mixed-citation></ref></ref-list></back>"""


def test_front_and_back_matter(tmp_path: Path) -> None:
    body = "<sec sec-type='results'><title>What came out</title><sec><title>Participants</title><p>Ten.</p></sec></sec>"
    document = jats(tmp_path, body, FRONT, BACK)
    assert sections(document) == [
        (1, "title", "A small trial"),
        (2, "abstract", "Abstract"),
        (3, "methods", "Methods"),
        (3, "results", "Results"),
        (2, "results", "What came out"),
        (3, "results", "Participants"),
        (2, "other", None),
        (2, "references", "References"),
    ]
    assert document.text.splitlines()[1:3] == ["Ines Vega, The Harbour Group", "2019;4(2):11–19. doi:10.5555/small.1"]
    assert "Yaptik" not in document.text
    assert [(r.number, document.quote(r.span)) for r in document.references] == [
        (1, "1. Okafor T, et al. On tides. J Sea. 2011;3:7–9. doi:10.5555/t."),
        (2, "2. Lind A. Moons. Sky. 2014;1:5. doi:10.5555/m PMID:123"),
    ]
    assert document.problems == ()
    assert_whole(document)


def test_labels_in_the_paragraphs_of_an_abstract(tmp_path: Path) -> None:
    front = "<abstract><p><bold>Methods:</bold> We did it.</p><p><bold>Results</bold>: It worked.</p></abstract>"
    document = jats(tmp_path, "<p>Text.</p>", front)
    assert sections(document)[1:] == [
        (2, "abstract", "Abstract"),
        (3, "methods", "Methods"),
        (3, "results", "Results"),
    ]
    assert document.quote(document.sections[2].span) == "Methods: We did it."


def test_paragraphs_that_stand_as_headings(tmp_path: Path) -> None:
    body = (
        "<sec><title>Methods</title><p><italic>Primary endpoint</italic></p><p>The score.</p><p><bold>Drug</bold></p>"
        "<p>Given once.</p><p><bold>All of this is loud.</bold></p><p>End.</p></sec>"
    )
    document = jats(tmp_path, body)
    assert blocks(document, "heading") == ["A small trial", "Methods", "Primary endpoint", "Drug"]
    assert document.quote(document.sections[-2].span) == "Primary endpoint\nThe score."


def test_lists_and_notes_in_paragraphs(tmp_path: Path) -> None:
    body = (
        "<p>We asked:<list list-type='order'><list-item><p>who;</p></list-item><list-item><p>when.</p></list-item></list>"
        "and went on<fn><p>On foot.</p></fn>.</p><list><list-item><label>•</label><p>bullet</p></list-item></list>"
    )
    document = jats(tmp_path, body)
    assert [(b.kind, document.quote(b.span)) for b in document.blocks[1:]] == [
        ("paragraph", "We asked:"),
        ("list_item", "1. who;"),
        ("list_item", "2. when."),
        ("paragraph", "and went on."),
        ("paragraph", "On foot."),
        ("list_item", "bullet"),
    ]
    assert_whole(document)


# --- tables --------------------------------------------------------------------------------------------------------

TABLE = """<table-wrap id="t1"><label>Table 1</label><caption><title>Scores</title><p>mean (SD)</p></caption><table>
<thead><tr><th rowspan="2">Measure</th><th colspan="2">Group</th></tr>
<tr><th>Drug<xref ref-type="table-fn" rid="n1"><sup>a</sup></xref></th><th>Placebo</th></tr></thead>
<tbody><tr><td rowspan="2">Pain</td><td>12.5 (3.0)<sup>b</sup></td><td>10 (2)*</td></tr><tr><td>9</td><td/></tr>
<tr><td colspan="3">Safety</td></tr><tr><td>Falls</td><td>1</td><td>2</td></tr></tbody></table>
<table-wrap-foot><fn id="n1"><label>a</label><p>Given once.</p></fn></table-wrap-foot></table-wrap>"""


def test_a_table_with_spanning_cells(tmp_path: Path) -> None:
    document = jats(tmp_path, f"<p>See.</p>{TABLE}")
    table = document.tables[0]
    assert document.quote(table.span) == (
        "Measure\tGroup\n\tDrug\tPlacebo\nPain\t12.5 (3.0)\t10 (2)*\n\t9\t\nSafety\nFalls\t1\t2"
    )
    assert rows(document)[0] == ["Measure", "Group", "Group"]
    assert [document.quote(c.span) for c in table.headers(2)] == ["Group", "Placebo"]
    assert sorted({c.row for c in table.cells if c.header}) == [0, 1]
    assert table.caption is not None
    assert document.quote(table.caption) == "Table 1. Scores mean (SD)"
    kinds = [b.kind for b in document.blocks[1:]]
    assert kinds == ["paragraph", "caption", "table", "paragraph"]
    assert blocks(document, "paragraph")[-1] == "a Given once."
    assert_whole(document)


def test_floats_stand_where_the_text_first_points_to_them(tmp_path: Path) -> None:
    body = (
        "<sec><title>Results</title><p>As in <xref ref-type='table' rid='t1'>Table 1</xref>.</p><p>Next.</p></sec>"
        "<sec><title>Discussion</title><p>Well.</p></sec>"
    )
    figure = "<fig id='f1'><label>Figure 1.</label><caption><p>Flow.</p></caption></fig>"
    document = jats(tmp_path, body, after=f"<floats-group>{TABLE}{figure}</floats-group>")
    inside = document.section(document.tables[0].span)
    assert inside is not None
    assert inside.kind == "results"
    assert document.blocks[-1].kind == "caption"
    assert document.quote(document.blocks[-1].span) == "Figure 1. Flow."
    assert_whole(document)


def test_a_table_that_is_a_picture_is_said(tmp_path: Path) -> None:
    document = jats(tmp_path, "<p>x</p><table-wrap><label>Table 3</label><graphic/></table-wrap>")
    assert document.problems == ("Table 3 is a picture in this file and was not read",)


def test_an_oasis_table(tmp_path: Path) -> None:
    document = jats(
        tmp_path,
        "<table-wrap><table><tgroup cols='3'><colspec colname='c1'/><colspec colname='c2'/><colspec colname='c3'/><thead>"
        "<row><entry>x</entry><entry namest='c2' nameend='c3'>both</entry></row></thead>"
        "<tbody><row><entry>a</entry><entry>1</entry><entry>2</entry></row></tbody></tgroup></table></table-wrap>",
    )
    assert rows(document) == [["x", "both", "both"], ["a", "1", "2"]]


def test_spans_beyond_reason(tmp_path: Path) -> None:
    document = html(
        tmp_path,
        "<h1>T</h1><table><tr><th colspan='99999999'>a</th><th>b</th></tr>"
        "<tr><td rowspan='99999999'>1</td><td rowspan='x'>2</td></tr><tr><td>3</td></tr></table>",
    )
    assert document.tables[0].n_columns <= 200
    assert_whole(document)


# --- web pages -----------------------------------------------------------------------------------------------------

PMC_PAGE = """<header class="usa-header"><p>An official website</p></header><nav><ul><li>Home</li></ul></nav>
<main id="main-content"><article><section class="front-matter"><hgroup><h1>A small trial of tides in sailors</h1></hgroup>
<div><a>Ines Vega</a><sup>1</sup></div></section><aside>Similar articles</aside>
<section class="abstract"><h2>Abstract</h2><section><h3>Methods</h3><p>We did it.</p></section></section>
<section><h2>Results</h2><p>See <a href="#T1">Table 1</a>.<sup><a href="#B1" class="usa-link">1</a></sup></p>
<section class="tw" id="T1"><h4 class="obj_head">Table 1.</h4><div class="caption p"><p>Scores.</p></div>
<div class="tbl-box"><table><thead><tr><th>Measure</th><th>Drug<a href="#TFN1"><sup>a</sup></a></th></tr></thead>
<tbody><tr><td>Pain</td><td>12.5</td></tr></tbody></table></div><div class="tw-foot"><p>a Once.</p></div></section>
<figure><h4 class="obj_head">Figure 1.</h4><figcaption><p>Flow of sailors.</p></figcaption></figure></section>
<section class="ref-list"><h2>References</h2><section><ul class="ref-list"><li id="B1"><span class="label">1.</span>
<cite>Okafor T. On tides. J Sea. 2011;3:7-9.</cite> [<a href="x">DOI</a>] [<a href="y">PubMed</a>]</li></ul></section>
</section></article></main><footer>Contact us</footer><script>alert(1)</script>"""


def test_a_page_of_pubmed_central(tmp_path: Path) -> None:
    document = html(tmp_path, PMC_PAGE, '<title>A - PMC</title><meta name="citation_doi" content="10.5555/small.1">')
    assert document.title is not None
    assert document.quote(document.title) == "A small trial of tides in sailors"
    assert [(kind, title) for _, kind, title in sections(document)][1:] == [
        ("abstract", "Abstract"),
        ("methods", "Methods"),
        ("results", "Results"),
        ("references", "References"),
    ]
    assert rows(document) == [["Measure", "Drug"], ["Pain", "12.5"]]
    assert blocks(document, "caption") == ["Table 1. Scores.", "Figure 1. Flow of sailors."]
    assert document.tables[0].caption is not None
    assert [(r.number, document.quote(r.span)) for r in document.references] == [
        (1, "1. Okafor T. On tides. J Sea. 2011;3:7-9.")
    ]
    assert "See Table 1.[1]" in document.text
    for other in ("official website", "Home", "Contact", "alert", "Similar"):
        assert other not in document.text
    assert "doi:10.5555/small.1" in document.text
    assert_whole(document)


def test_a_plain_saved_page(tmp_path: Path) -> None:
    document = html(
        tmp_path,
        "<table role='presentation'><tr><td><h1>Guide to the harbour drug</h1>Loose text<p>Para.</p>"
        "<div>one<br><br>two</div><ol start=3><li>x</li><li>y</li></ol><pre>a\n  b</pre>"
        "<table><tr><td>Dose</td><td>N</td></tr><tr><td>5 mg</td><td>4</td></tr></table></td></tr></table>"
        "<form>Search</form><div hidden>no</div><div style='display: none'>no</div>",
    )
    assert blocks(document, "paragraph") == ["Loose text", "Para.", "one", "two", "a", "b"]
    assert blocks(document, "list_item") == ["3. x", "4. y"]
    assert [[c.header for c in document.tables[0].row(r)] for r in (0, 1)] == [[True, True], [False, False]]
    assert "no" not in document.text.split()
    assert "Search" not in document.text


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ("<p>5 µg ± 2</p>".encode(), "5 µg ± 2"),
        ("<p>5 µg ± 2</p>".encode("cp1252"), "5 µg ± 2"),
        ("<meta charset=utf-8><p>5 µg “±” 2</p>".encode("cp1252"), "5 µg “±” 2"),
        ("<meta charset='iso-8859-1'><p>5 µg – 2</p>".encode("cp1252"), "5 µg – 2"),
        ("\ufeff<p>5 µg ± 2</p>".encode("utf-16"), "5 µg ± 2"),
        ("\ufeff<meta charset=latin1><p>5 µg ≤ 2</p>".encode(), "5 µg ≤ 2"),
        ("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'><p>доза</p>".encode("koi8-r"), "доза"),
        ("<?xml version='1.0' encoding='utf-8'?><html><p>5 ≥ 2</p></html>".encode(), "5 ≥ 2"),
        (b"<meta charset=nonsense><p>5 mg</p>", "5 mg"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, wanted: str) -> None:
    path = tmp_path / "page.htm"
    path.write_bytes(data)
    assert from_html.read(path, "page.htm").text == wanted


# --- what cannot be read, and what must not be ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("  \n", "the file is empty"),
        ("<article><front>", "not well-formed XML"),
        ("<article><p>&nosuch;</p></article>", "not well-formed XML"),
        ("not xml at all", "not well-formed XML"),
        ("<PubmedArticleSet/>", "not a JATS article: its root element is <pubmedarticleset>"),
        ("<html><body><p>x</p></body></html>", "not a JATS article"),
        ("<pmc-articleset><Reply/></pmc-articleset>", "no article in it"),
        ("<article><title>DocBook</title></article>", "no article in it"),
        ("<article><front/><body/></article>", "the article is empty"),
        ("<article><body>" + "<sec>" * 230 + "</sec>" * 230 + "</body></article>", "nested too deeply"),
        ("<article><body>" + "<sec>" * 900 + "</sec>" * 900 + "</body></article>", "nested too deeply"),
    ],
)
def test_unreadable_xml(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "article.nxml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=reason) as caught:
        from_jats.read(path, "article.nxml")
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"<html><script>x</script><nav>y</nav></html>", "the page has no text"),
        (b"<!-- only this -->", "the page has no text"),
        (b"\x00\x01\x02\x00\x00\x00<p>x", "binary data"),
    ],
)
def test_unreadable_pages(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=reason):
        from_html.read(path, "page.html")


def test_no_file_and_no_network_is_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("top secret")
    (tmp_path / "more.dtd").write_text('<!ENTITY more "from the DTD">')
    head = (
        f'<!DOCTYPE article SYSTEM "{(tmp_path / "more.dtd").as_uri()}" [<!ENTITY own "my words">'
        f'<!ENTITY file SYSTEM "{secret.as_uri()}"><!ENTITY net SYSTEM "http://127.0.0.1:9/x">]>'
    )
    document = jats(tmp_path, "<p>a &file; b &net; c &own; d &more; e &plusmn; f</p>", head=head)
    assert blocks(document, "paragraph") == ["a b c d e ± f"]
    assert [problem.split(";")[0] for problem in document.problems] == [
        "the entity &file", "the entity &net", "the entity &own", "the entity &more",
    ]  # fmt: skip


@pytest.mark.parametrize("where", ["<p>&lol9;</p>", '<p content-type="&lol9;">x</p>'])
def test_a_billion_laughs(tmp_path: Path, where: str) -> None:
    laughs = "".join(f'<!ENTITY lol{i} "{f"&lol{i - 1};" * 10}">' for i in range(1, 10))
    started = time.monotonic()
    head = f'<!DOCTYPE article [<!ENTITY lol0 "lol">{laughs}]>'
    with pytest.raises(ReadError, match="entities expand without end"):
        jats(tmp_path, where, head=head)
    assert time.monotonic() - started < 2


def test_several_articles_and_a_missing_body(tmp_path: Path) -> None:
    one = "<article><front><article-meta><title-group><article-title>T</article-title></title-group></article-meta></front>"
    path = tmp_path / "set.xml"
    path.write_text(f"<pmc-articleset>{one}</article>{one}<body><p>x</p></body></article></pmc-articleset>")
    document = from_jats.read(path, "set.xml")
    assert document.problems == (
        "the file holds 2 articles; only the first was read",
        "the file holds no body of the article, at most its abstract",
    )


@pytest.mark.parametrize("kind", ["jats", "html"])
def test_damaged_markup_ends_in_a_document_or_a_sentence(tmp_path: Path, kind: str) -> None:
    dice = random.Random(7)
    source = f"<article><front/><body>{TABLE}{''.join(f'<p>{m}</p>' for m, _ in RUNS)}</body>{BACK}</article>"
    source = source if kind == "jats" else PMC_PAGE
    pieces = ["<table>", "</td>", "<tr>", "<p>", "</p>", "<sup>", "</article>", "<list>", "&amp;", "\x00", "<xref>"]
    for _ in range(150):
        text = source
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(text))
            text = text[:at] + dice.choice([*pieces, ""]) + text[at + dice.randrange(40) :]
        path = tmp_path / "page"
        path.write_text(text, encoding="utf-8")
        try:
            document = (from_jats if kind == "jats" else from_html).read(path, "page")
        except ReadError:
            continue
        assert_whole(document)


# --- a real article ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SHARED.exists(), reason="the shared documents are not here")
def test_a_real_protocol() -> None:
    document = from_jats.read(SHARED, SHARED.name)
    assert_whole(document)
    assert document.title is not None
    assert document.quote(document.title).startswith("A study protocol for the cardiac effects of a single dose")
    kinds = {title: kind for _, kind, title in sections(document)}
    assert kinds["Protocol"] == kinds["Power and sample size considerations"] == "methods"
    assert kinds["Strengths and limitations"] == "discussion"
    cited = {number for mark in MARK.finditer(document.text) for number in numbers_of(mark["list"])}
    assert cited == set(range(1, 37))
    assert "without PMI).[14]" in document.text
    assert "18–20]" in document.text
    assert "doi:10.12688/f1000research.73112.2" in document.text
    assert "Approved" not in document.text  # the peer reviews are not the paper
    assert document.furniture == ("left out: peer-review", "left out: peer-review")
    record = extract_document(document)
    assert record.document.title
    assert record.studies


# --- one article, three formats ------------------------------------------------------------------------------------

ARTICLE: list[tuple[str, Any]] = [
    ("title", "Esketamine for harbour pilots with treatment-resistant depression: a randomized placebo-controlled trial"),
    ("h2", "Abstract"),
    ("p", "Methods: In this randomized, double-blind, placebo-controlled trial, 80 adults with treatment-resistant "
          "depression were randomly assigned to esketamine 0.5 mg/kg (n = 40) or saline (n = 40) given as one infusion "
          "over 40 minutes. The primary outcome was the change in the MADRS score at 24 hours."),
    ("p", "Results: At 24 hours the mean MADRS score fell by 12.4 points (SD 6.1) with esketamine and by 4.2 points "
          "(SD 5.0) with saline (difference −8.2; 95% CI −10.7 to −5.7; p < 0.001)."),
    ("h2", "Introduction"),
    ("p", "Depression is common among pilots who work at night, and many of them do not respond to two medicines. "
          "Earlier reports of a rapid effect came from other groups[1,2] and had not been repeated at sea."),
    ("h2", "Methods"),
    ("h3", "Participants"),
    ("p", "We enrolled 80 adults aged 18 to 65 years with major depressive disorder from two ports. The mean age was "
          "44.5 years and 52% were women. All had failed at least two antidepressants.[2]"),
    ("h3", "Interventions"),
    ("p", "Participants were randomly assigned in a 1:1 ratio to intravenous esketamine 0.5 mg/kg or saline placebo "
          "over 40 minutes. Ratings were made at baseline, 24 hours and 7 days after the infusion."),
    ("h2", "Results"),
    ("p", "Response at 24 hours was seen in 24 of 40 participants (60%) in the esketamine group and in 6 of 40 (15%) in "
          "the placebo group. The scores are given in Table 1."),
    ("caption", "Table 1. MADRS scores, mean (SD), in the two groups"),
    ("table", [["Time point", "Esketamine (n = 40)", "Placebo (n = 40)"],
               ["Baseline", "32.1 (4.2)", "31.8 (4.5)"],
               ["24 hours", "19.7 (7.3)", "27.6 (6.0)"],
               ["7 days", "22.0 (7.9)", "28.1 (6.4)"]]),
    ("h2", "Discussion"),
    ("p", "One infusion of esketamine lowered depression scores within one day in pilots who had not responded to other "
          "medicines. The trial was small, and nobody was followed for longer than one week."),
    ("h2", "References"),
    ("ref", "1. Okafor T, Lind A. Rapid effects of esketamine in bipolar depression. J Mood. 2011;3:7–9."),
    ("ref", "2. Lind A. Esketamine in late-life depression. Ann Ageing. 2014;1:5–12."),
]  # fmt: skip


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def cited(text: str, link: str) -> str:
    """Bracketed marks as raised links, as both formats have them."""
    return (
        escaped(text)
        .replace("[1,2]", f"<sup>{link.format(1)},{link.format(2)}</sup>")
        .replace("[2]", f"<sup>{link.format(2)}</sup>")
    )


def table_markup(lines: list[list[str]]) -> str:
    head = "".join(f"<th>{escaped(text)}</th>" for text in lines[0])
    body = "".join("<tr>" + "".join(f"<td>{escaped(t)}</td>" for t in line) + "</tr>" for line in lines[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def as_html(tmp_path: Path) -> Document:
    parts = []
    for kind, what in ARTICLE:
        tag = {"title": "h1", "caption": "figcaption"}.get(kind, kind)
        if kind == "table":
            parts.append(table_markup(what))
        elif kind == "ref":
            parts.append(f'<ol start="{what[0]}"><li id="B{what[0]}">{what[3:]}</li></ol>')
        else:
            parts.append(f"<{tag}>{cited(what, LINK)}</{tag}>")
    return html(tmp_path, "<nav>Home</nav>" + "".join(parts))


def as_jats(tmp_path: Path) -> Document:
    front, body, back, level, caption = "", "", "", 1, ""
    for kind, what in ARTICLE[2:]:
        if kind in ("h2", "h3"):
            new = int(kind[1])
            body += "</sec>" * (level - new + 1 if level > 1 else 0)
            body += f"<sec><title>{what}</title>"
            level = new
        elif kind == "p":
            paragraph = f"<p>{cited(what, X)}</p>"
            front, body = (front + paragraph, body) if level == 1 else (front, body + paragraph)
        elif kind == "caption":
            caption = f"<label>Table 1.</label><caption><title>{what[9:]}</title></caption>"
        elif kind == "table":
            body += f"<table-wrap>{caption}{table_markup(what)}</table-wrap>"
        else:
            back += f'<ref id="r{what[0]}"><label>{what[0]}</label><mixed-citation>{what[3:]}</mixed-citation></ref>'
    body = body.removesuffix("<sec><title>References</title>") + "</sec>" * (level - 2)
    path = tmp_path / "same.xml"
    path.write_text(
        f"<article><front><article-meta><title-group><article-title>{ARTICLE[0][1]}</article-title></title-group>"
        f"<abstract>{front}</abstract></article-meta></front><body>{body}</body>"
        f"<back><ref-list><title>References</title>{back}</ref-list></back></article>",
        encoding="utf-8",
    )
    return from_jats.read(path, path.name)


def as_pdf(tmp_path: Path) -> Document:
    sizes = {"title": 18, "h2": 14, "h3": 12, "p": 10, "caption": 9, "ref": 9}
    story: list[Any] = []
    for kind, what in ARTICLE:
        if kind == "table":
            story += [Table(what, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "grey")])), Spacer(1, 10)]
            continue
        bold = kind in ("title", "h2", "h3")
        font = "Helvetica-Bold" if bold else "Times-Roman"
        style = ParagraphStyle(kind, fontName=font, fontSize=sizes[kind], leading=sizes[kind] * 1.25, spaceAfter=7)
        story.append(Paragraph(escaped(what).replace("−", '<font name="Symbol">−</font>'), style))
    path = tmp_path / "same.pdf"
    SimpleDocTemplate(str(path), pagesize=A4).build(story)
    return from_pdf.read(path, path.name)


@pytest.mark.parametrize("other", [as_jats, as_html])
def test_the_same_article_gives_the_same_values(tmp_path: Path, other: Any) -> None:
    printed, marked_up = as_pdf(tmp_path), other(tmp_path)
    assert_whole(marked_up)
    wanted, found = plain(extract_document(printed)), plain(extract_document(marked_up))
    assert len(wanted["studies"]) == 1
    assert len(wanted["studies"][0]["results"]) >= 6
    assert found == wanted
    assert [r.number for r in marked_up.references] == [r.number for r in printed.references] == [1, 2]
