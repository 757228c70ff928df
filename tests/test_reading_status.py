"""Files that cannot be read, or not surely: locked, scanned, garbled, damaged, empty or endless.  Each says so."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner

from extractor import batch, cli, pipeline, readers
from extractor.document import Span
from extractor.exports.reading import reading
from extractor.readers import Options, ReadError, legible, ocr
from extractor.readers.characters import Characters, Glyph

SHARED = Path(__file__).resolve().parents[2] / "shared" / "documents"
LINES = [
    "Methods and results of the trial",
    "We enrolled 42 patients with major depression at two clinics in the north of the country.",
    "They were randomized to 20 mg of the drug or to placebo, and followed for six weeks.",
    "The mean score fell by 7.5 points in the drug group and by 4.1 points in the placebo group.",
    "No serious adverse event was reported, and one patient of each group left the study early.",
    "The authors conclude that the effect is small and that it must be shown again by others.",
    "Further studies should compare higher doses with longer treatment, because relapse was frequent",
    "whenever medication stopped, particularly among younger women without previous episodes.",
]
OTHER_LANGUAGES = {
    "Finnish": "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki ja"
    " omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä.",
    "Polish": "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem"
    " i sumieniem i powinni postępować wobec innych w duchu braterstwa.",
    "Turkish": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler ve"
    " birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler.",
    "Hungarian": "Minden emberi lény szabadon születik és egyenlő méltósága és joga van. Az emberek ésszel és"
    " lelkiismerettel bírván, egymással szemben testvéri szellemben kell hogy viseltessenek.",
    "Greek": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
    "Chinese": "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。",
}


def draw(canvas: Canvas, lines: list[str] = LINES, render_mode: int = 0) -> None:
    text = canvas.beginText(60, 760)
    text.setFont("Helvetica", 11)
    text.setLeading(18)
    text.setTextRenderMode(render_mode)
    text.textLines(lines)
    canvas.drawText(text)


def plain(path: Path, pages: int = 1, password: str = "") -> Path:
    canvas = Canvas(str(path), pagesize=A4, encrypt=StandardEncryption(password, strength=128) if password else None)
    for _ in range(pages):
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def scanned(path: Path, pages: int = 1, cover: bool = False) -> Path:
    """Pages that are pictures of text, behind a cover sheet with text of its own."""
    with pdfium.PdfDocument(plain(path.with_suffix(".plain.pdf"))) as source:
        picture = source[0].render(scale=300 / 72, grayscale=True).to_pil()
    canvas = Canvas(str(path), pagesize=A4)
    if cover:
        canvas.drawString(60, 700, "Downloaded from the repository of a university.")
        canvas.showPage()
    for _ in range(pages):
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return path


def made(objects: list[bytes]) -> bytes:
    """A PDF file of these objects; the first is the catalogue."""
    data, at = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        at.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in at)
    head = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(at) + 1, table)
    return data + head + b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(at) + 1, len(data))


def stream(content: bytes) -> bytes:
    return b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content)


def mapped(lines: list[str], meaning: Callable[[str], str]) -> bytes:
    """A PDF whose font says of each letter that it is another one: the page is right, its text is not."""
    used = sorted(set("".join(lines)))
    to = b"\n".join(b"<%02x> <%04x>" % (ord(c), ord(meaning(c))) for c in used)
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        b"1 begincodespacerange <00> <ff> endcodespacerange\n"
        b"%d beginbfchar\n%b\nendbfchar endcmap end end" % (len(used), to)
    )
    shown = b" ".join(b"(%b) Tj T*" % line.encode() for line in lines)
    return made(
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>>",
            stream(b"BT /F 11 Tf 18 TL 60 760 Td %b ET" % shown),
            b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 6 0 R>>",
            stream(cmap),
        ]
    )


def mixed_up(seed: int) -> Callable[[str], str]:
    letters = list(string.ascii_lowercase)
    random.Random(seed).shuffle(letters)
    key = dict(zip(string.ascii_lowercase, letters, strict=True))
    key |= {a.upper(): b.upper() for a, b in key.items()}
    return lambda sign: key.get(sign, sign)


def reason(path: Path, *passwords: str) -> str:
    with pytest.raises(ReadError) as raised:
        readers.read(path, options=Options(passwords))
    return str(raised.value)


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: False)


# --- locked ---------------------------------------------------------------------------------------------------------


def test_a_locked_file_asks_for_its_password_and_opens_with_it(tmp_path: Path) -> None:
    path = plain(tmp_path / "a.pdf", password="rosebud")
    assert reason(path) == "the PDF is encrypted and needs a password: give it with --password"
    assert "none of those given" in reason(path, "wrong", "also wrong")
    document = readers.read(path, options=Options(("wrong", "rosebud")))
    assert "We enrolled 42 patients" in document.text
    assert document.problems == ()


def test_passwords_reach_every_command_and_are_written_nowhere(tmp_path: Path) -> None:
    path = plain(
        tmp_path / "papers" / "a.pdf" if (tmp_path / "papers").mkdir() is None else tmp_path, password="rosebud"
    )
    out = tmp_path / "out"
    invoke = CliRunner().invoke
    assert invoke(cli.app, ["run", str(path), "-o", str(out)]).exit_code == cli.SOME_FAILED
    again = ["run", str(path), "-o", str(out), "--password", "wrong", "--password", "rosebud"]
    assert invoke(cli.app, again).exit_code == cli.ALL_READ  # tried again, though the file has not changed
    assert json.loads((out / "run.json").read_text())["counts"]["reused"] == 0
    assert invoke(cli.app, again).exit_code == cli.ALL_READ
    assert json.loads((out / "run.json").read_text())["counts"]["reused"] == 1
    for file in out.iterdir():
        assert b"rosebud" not in file.read_bytes()
    for command in ("show", "read"):
        assert invoke(cli.app, [command, str(path)]).exit_code == cli.SOME_FAILED
        assert invoke(cli.app, [command, str(path), "--password", "rosebud"]).exit_code == cli.ALL_READ


# --- pictures -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_ocr")
def test_pictures_without_ocr_fail_and_say_what_would_help(tmp_path: Path) -> None:
    said = reason(scanned(tmp_path / "a.pdf"))
    assert said.startswith("no text layer: the pages are images")
    assert "[ocr]" in said
    partly = readers.read(scanned(tmp_path / "b.pdf", pages=5, cover=True))
    assert partly.problems == ("pages 2 to 6 have no text layer",)


needs_ocr = pytest.mark.skipif(not ocr.is_available(), reason="the extra ocr or Tesseract is not installed")


@needs_ocr
def test_pictures_are_read_with_ocr_and_marked(tmp_path: Path) -> None:
    document = readers.read(scanned(tmp_path / "a.pdf", cover=True))
    assert document.problems == ("text from OCR on page 2: its values are less certain",)
    assert [page.ocr for page in document.pages] == [False, True]
    assert "We enrolled 42 patients with major depression" in document.text
    at = document.text.index("42 patients")
    [box] = document.boxes(Span(at, at + 2))
    original = readers.read(tmp_path / "a.plain.pdf")
    at = original.text.index("42 patients")
    [true] = original.boxes(Span(at, at + 2))
    assert box.page == 2
    assert (box.x0, box.x1) == pytest.approx((true.x0, true.x1), abs=4)
    assert (box.top, box.bottom) == pytest.approx((true.top, true.bottom), abs=4)


@needs_ocr
def test_a_picture_without_words_is_a_failure_with_ocr_too(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.rect(100, 100, 50, 50)
    canvas.save()
    assert reason(tmp_path / "a.pdf") == "no text layer: the pages are images, and OCR found no words on them"


def test_ocr_stops_before_the_time_limit_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scanned(tmp_path / "a.pdf", pages=4)
    done: list[int] = []

    def slow(document: pdfium.PdfDocument, index: int, deadline: float | None) -> readers.from_pdf.PageContent:
        assert deadline is not None
        if len(done) == 2:
            raise ocr.OutOfTimeError
        done.append(index)
        box = (60.0, 60.0, 70.0, 70.0)
        glyph = Glyph("A", *box, ocr.STYLE, True)
        return readers.from_pdf.PageContent(index + 1, *A4, 0, Characters.of([glyph], [box], *A4), ocr=True)

    monkeypatch.setattr(ocr, "is_available", lambda: True)
    monkeypatch.setattr(ocr, "read_page", slow)
    assert readers.read(path, options=Options(seconds=60)).problems == (
        "text from OCR on pages 1 and 2: its values are less certain",
        "the time limit was too short for OCR of pages 3 and 4 (--timeout)",
    )
    with pytest.raises(ReadError, match="the time limit is too short for OCR"):
        readers.read(path, options=Options(seconds=60))


def test_the_text_that_an_earlier_ocr_laid_over_the_page_is_marked(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    draw(canvas, render_mode=3)  # invisible
    canvas.showPage()
    draw(canvas)
    canvas.save()
    document = readers.read(tmp_path / "a.pdf")
    assert [page.ocr for page in document.pages] == [True, False]
    assert [page["ocr"] for page in reading(document)["pages"]] == [True, False]
    assert document.problems == ("text from OCR, which came with the file, on page 1: its values are less certain",)


# --- garbage --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_ocr")
@pytest.mark.parametrize(
    "meaning",
    [
        mixed_up(1),
        mixed_up(2),
        lambda sign: "\ufffd" if sign != " " else sign,
        lambda sign: chr(ord(sign) - 29) if sign.isalpha() else sign,  # numbers of glyphs taken for letters
        lambda sign: chr(0xA1 + ord(sign) % 0x1E) if sign != " " else sign,
    ],
)
def test_a_font_that_lies_about_all_its_letters_is_found_out(tmp_path: Path, meaning: Callable[[str], str]) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(mapped(LINES * 2, meaning))
    assert reason(path).startswith("garbled text: the characters of this PDF do not map to letters")


@needs_ocr
def test_a_garbled_file_is_read_with_ocr(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(mapped(LINES * 2, mixed_up(1)))
    assert "randomized to 20 mg of the drug or to placebo" in readers.read(path).text


def test_a_font_that_tells_the_truth_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(mapped(LINES * 2, lambda sign: sign))
    assert "We enrolled 42 patients" in readers.read(path).text


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_no_language_is_taken_for_garbage(language: str) -> None:
    assert not legible.is_garbled(5 * (OTHER_LANGUAGES[language] + " "))


@pytest.mark.parametrize(
    "text",
    [
        "12.5 13.1 (4.2) 0.05 17 18 19 20.4 " * 40,
        "TP53 BRCA1 KRAS EGFR PIK3CA PTEN AKT1 MYC CDKN2A RB1 ATM NOTCH1 " * 20,
        "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia " * 8,
        "MKTAYIAKQRQISFVKSHFSRQ ACGTTGCAACGT GGATCCGAATTC " * 5 + " ".join(LINES) * 3,
        "x = y + f(z); if (a < b) { return c[i] } // loop over the items of a list and print them\n" * 12,
    ],
    ids=["numbers", "genes", "states", "sequences", "code"],
)
def test_tables_lists_and_code_are_not_garbage(text: str) -> None:
    assert not legible.is_garbled(text)


def test_one_garbled_page_among_good_ones_is_named(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    secret = mixed_up(3)
    for lines in (LINES * 2, ["".join(map(secret, line)) for line in LINES * 2], LINES * 2, LINES * 2):
        draw(canvas, lines)
        canvas.showPage()
    canvas.save()
    assert readers.read(tmp_path / "a.pdf").problems == (
        "page 2 has garbled text: its characters do not map to letters",
    )


# --- damaged --------------------------------------------------------------------------------------------------------


def test_what_pdfium_cannot_open_is_read_with_the_second_engine(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(mapped(LINES, lambda sign: sign).replace(b"/Pages 2 0 R", b"/Pages 9 0 R"))
    document = readers.read(path)
    assert "We enrolled 42 patients with major depression at two clinics" in document.text
    assert document.problems == ("the PDF is damaged: it was read with a second engine, and parts may be missing",)
    whole = tmp_path / "b.pdf"
    whole.write_bytes(mapped(LINES, lambda sign: sign))
    true = readers.read(whole)
    assert document.text == true.text
    [box], [same] = (each.boxes(Span(0, 5)) for each in (document, true))
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx((same.x0, same.top, same.x1, same.bottom), abs=2)


def test_what_a_web_server_put_before_the_file_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"X-Header: something\r\n" * 300 + plain(tmp_path / "b.pdf").read_bytes())
    assert "We enrolled 42 patients" in readers.read(path).text


def test_no_pages_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(made([b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [] /Count 0>>"]))
    assert reason(path).startswith("the PDF is damaged")


# --- endless --------------------------------------------------------------------------------------------------------


def test_a_file_that_takes_too_long_costs_itself_only(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "out").mkdir()
    plain(tmp_path / "papers" / "a.pdf", pages=1500)
    (tmp_path / "papers" / "b.txt").write_text("We enrolled 42 patients.")
    report = batch.run([tmp_path / "papers"], tmp_path / "out", batch.Settings(workers=1, timeout=2))
    assert [(entry.status, entry.reason) for entry in report.entries] == [
        ("failed", "took longer than 2 s"),
        ("ok", None),
    ]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared documents are not here")
@pytest.mark.usefixtures("no_ocr")
@pytest.mark.parametrize("path", sorted((SHARED / "nasty").glob("*.pdf")), ids=lambda path: path.stem)
def test_every_nasty_file_ends_in_a_status_with_a_reason(path: Path) -> None:
    if path.stat().st_size > 500_000:
        pytest.skip("too long for a test; benchmarks read it")
    record = pipeline.extract(path, path.name)
    assert (record.document.status == "ok") == (not record.document.problems)
    assert record.document.status == "failed" or record.document.kind_reason
