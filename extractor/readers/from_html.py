"""Reads a web page: an article as PubMed Central or a journal shows it, or any page that somebody saved.

Menus, forms, advertisements' frames and footers are left out; where the page marks its main part, only that is read.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from extractor.document import Document, Span
from extractor.readers import markup, sections
from extractor.readers.errors import ReadError
from extractor.readers.markup import BREAK, Element, Writer, local, settle

_DROPPED = frozenset(
    "script style noscript template nav aside footer form iframe object embed svg canvas button select input textarea "
    "audio video dialog menu map".split()
)
_DROPPED_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu", "alert"}
)
# What PubMed Central sets beside an article and what its reading aids add.
_DROPPED_CLASSES = frozenset({"usa-banner", "usa-skipnav", "skip-nav", "sr-only", "usa-sr-only", "visually-hidden",
                              "d-buttons", "pmc_para_cit", "goto", "figpopup", "table-scroll-button"})  # fmt: skip
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark math output q s samp small "
    "span strike strong sub sup time tt u var wbr br nobr".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CAPTIONS = frozenset({"figcaption", "caption"})
_REFERENCE_ID = re.compile(
    r"(?:^|[-_:.])(?:b|r|cr|ref|bib|cit|bibr|rf|reference|citation|cite_note|en)s?[-_.:]*\d", re.IGNORECASE
)
_NOTE_ID = re.compile(r"(?:^|[-_.])(?:t\d+[-_]?)?(?:tfn|fn|tf|note)[-_.]?\d*", re.IGNORECASE)
# Links behind each reference, which are the site's and not the paper's.
_LINKS = re.compile(r"\s*\[\s*(?:DOI|PubMed|PMC free article|Google Scholar|Cross ?Ref|Medline|Web of Science)\s*\]")
_TABLE_LABEL = re.compile(
    r"(?:supplementary |extended data )?(?:table|fig(?:ure)?\.?)\s+[A-Z]?\d+[.:]?$", re.IGNORECASE
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|encoding=["']([\w.:-]+)""", re.IGNORECASE)


def read(path: Path, shown: str) -> Document:
    """Read an HTML page.  Raises ReadError, with a sentence for the user, when there is nothing to read in it."""
    data = path.read_bytes()
    root = _parsed(_decoded(data))
    named = _named(root)
    _prune(root)
    title = named.get("citation_title") or named.get("dc.title") or _window_title(root)
    main = _main_part(root)
    doi = re.sub(r"^(?:doi:|https?://(?:dx\.)?doi\.org/)\s*", "", named.get("citation_doi", ""))
    page = _Page(f"doi:{doi}" if doi and doi not in "".join(main.itertext()) else "")
    if title and not any(_text(heading) for heading in main.iter("h1", "h2")):
        page.heading(title, 1)
    page.walk(main)
    out = page.out
    if not out.length:
        raise ReadError("the page has no text")
    found = sections.structure(out.text, out.blocks, title)
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        name=path.name,
        path=shown,
        format="html",
        text=sections.soft_line_ends(out.text, found.blocks),
        blocks=found.blocks,
        tables=tuple(out.tables),
        sections=found.sections,
        references=found.references,
        title=found.title,
    )


# --- from bytes to the part of the page that is read ---------------------------------------------------------------


def _decoded(data: bytes) -> str:
    """The page's characters: by its byte order mark, by what it declares, else UTF-8 or, failing that, Windows-1252."""
    if not data.strip():
        raise ReadError("the file is empty")
    marks = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    if encoding := next((name for mark, name in marks if data.startswith(mark)), None):
        return data.decode(encoding, errors="replace")
    declared = _CHARSET.search(data[:4096])
    name = (declared[1] or declared[2]).decode("ascii", "replace").lower() if declared else ""
    if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252"):
        name = "cp1252"  # what every browser takes these names for
    for encoding in (name, "utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
        break
    else:
        text = data.decode("cp1252", errors="replace")
    if text.count("\0") > 3:
        raise ReadError("not a web page: it holds binary data")
    return text


def _parsed(text: str) -> Element:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ReadError("the page has no text") from error
    if root is None:
        raise ReadError("the page has no text")
    if markup.too_deep(root):
        raise ReadError("not read: the page is nested too deeply")
    return root


def _named(root: Element) -> dict[str, str]:
    """What the page's head says about the article: its title, its DOI."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        found.setdefault((meta.get("name") or "").lower(), settle(meta.get("content") or ""))
    return found


def _window_title(root: Element) -> str:
    """The page's title, without the name of the site after it."""
    head = next(root.iter("title"), None)
    title = settle("".join(head.itertext())) if head is not None else ""
    return re.split(r"\s+[|–—]\s+|\s+-\s+(?=(?:PMC|PubMed)\b)", title)[0]


def _prune(root: Element) -> None:
    """Takes out what is no part of what the page says, with all that is inside."""
    for element in list(root.iter()):
        if element.getparent() is None or not _is_dropped(element):
            continue
        tail, before = element.tail or "", element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            element.getparent().text = (element.getparent().text or "") + tail
        element.getparent().remove(element)


def _is_dropped(element: Element) -> bool:
    name = local(element)
    if name in ("header", "hgroup"):  # an article's own header holds its title
        return next(element.iter("h1"), None) is None
    if name in ("html", "body", "main", "article"):
        return False
    style = (element.get("style") or "").replace(" ", "").lower()
    classes = (element.get("class") or "").lower().split()
    return (
        name in _DROPPED
        or (element.get("role") or "").lower() in _DROPPED_ROLES
        or element.get("hidden") is not None
        or (element.get("aria-hidden") == "true" and name != "math")
        or "display:none" in style
        or not _DROPPED_CLASSES.isdisjoint(classes)
    )


def _main_part(root: Element) -> Element:
    """The element that holds the article: what the page marks as such, when most of the text is in it."""
    body = next(root.iter("body"), root)
    length = len("".join(body.itertext()))
    for name in ("article", "main"):
        largest = max(root.iter(name), key=lambda e: len("".join(e.itertext())), default=None)
        if largest is not None and len("".join(largest.itertext())) * 2 > length:
            return largest
    return body


# --- blocks --------------------------------------------------------------------------------------------------------


class _Page:
    """Walks through a page and writes it down."""

    def __init__(self, below_title: str) -> None:
        self.out = Writer()
        self._below_title = below_title
        self._caption: Span | None = None
        self._label = ""  # "Table 1." that stands as a heading above the caption

    def walk(self, element: Element) -> None:
        """Write an element's content: runs of text as paragraphs, blocks one by one."""
        for part in markup.runs(element, _special, _is_block):
            if isinstance(part, str):
                for text in re.split(rf"{BREAK}\s*{BREAK}", part):
                    self._paragraph(_LINKS.sub("", settle(text)))
            else:
                self._block(part)

    def _paragraph(self, text: str) -> None:
        if text:
            self._end_label()
            self.out.block("paragraph", text)

    def _block(self, element: Element) -> None:
        name = local(element)
        if name in _HEADINGS:
            self.heading(_text(element), int(name[1]))
        elif _is_caption(element):
            self._write_caption(_text(element))
        elif name == "table":
            self._table(element)
        elif name in ("ul", "ol", "dl"):
            self._list(element)
        elif name == "pre":
            for line in "".join(element.itertext()).splitlines():
                self._paragraph(settle(line))
        else:
            self.walk(element)

    def heading(self, text: str, level: int) -> None:
        """Write a heading; the first one of the page is followed by what the page's head says about the article."""
        self._end_label()
        if _TABLE_LABEL.match(text):
            self._label = text
            return
        self._caption = None
        if self.out.block("heading", text, level) and self._below_title:
            self.out.block("paragraph", self._below_title)
            self._below_title = ""

    def _write_caption(self, text: str) -> None:
        label, self._label = self._label, ""
        if label and text and not label.endswith((".", ":")):
            label += "."
        if written := self.out.block("caption", f"{label} {text}".strip()):
            self._caption = written

    def _end_label(self) -> None:
        """A label that no caption followed is a caption by itself."""
        if self._label:
            self._write_caption("")

    def _table(self, element: Element) -> None:
        if not _is_data(element):
            for cell in _own_cells(element):
                self.walk(cell)
            return
        for caption in (e for e in element if local(e) == "caption"):
            self._write_caption(_text(caption))
        self._end_label()
        self.out.table(markup.grid(element, _text), self._caption)
        self._caption = None

    def _list(self, element: Element) -> None:
        """A list: numbers are printed where the page prints them."""
        self._end_label()
        number = int(element.get("start")) if re.fullmatch(r"\d{1,4}", element.get("start") or "") else 1
        numbered = local(element) == "ol" and (element.get("type") or "1") == "1" and _shows_marks(element)
        for item in element:
            if local(item) in _LISTS:
                self._list(item)
            elif any(_is_block(inner) and local(inner) not in ("p", "div") for inner in item.iterdescendants()):
                self.walk(item)
            elif text := _LINKS.sub("", _text(item)):
                printed = re.match(r"\[?\(?\d{1,3}[.)\]]", text)
                self.out.block("list_item", f"{number}. {text}" if numbered and not printed else text)
            number += local(item) == "li"


_LISTS = frozenset({"ul", "ol", "dl"})


def _shows_marks(element: Element) -> bool:
    return "list-style:none" not in (element.get("style") or "").replace(" ", "").lower()


def _is_block(element: Element) -> bool:
    return isinstance(element.tag, str) and local(element) not in _INLINE and not _in_math(element)


def _in_math(element: Element) -> bool:
    return next(element.iterancestors("math"), None) is not None


def _is_caption(element: Element) -> bool:
    if local(element) in _CAPTIONS:
        return True
    return local(element) in ("div", "p") and "caption" in (element.get("class") or "").lower().split()


def _is_data(table: Element) -> bool:
    """Whether a table holds data, not the page's layout."""
    if (
        table.get("role") in ("presentation", "none")
        or next(table.iterdescendants("table", *_HEADINGS), None) is not None
    ):
        return False
    rows = [len([c for c in row if local(c) in ("td", "th")]) for row in table.iter("tr")]
    return len(rows) >= 2 and max(rows) >= 2


def _own_cells(table: Element) -> Iterator[Element]:
    for cell in table.iter("td", "th", "caption"):
        if next(cell.iterancestors("table"), None) is table:
            yield cell


# --- text inside an element ----------------------------------------------------------------------------------------


def _text(element: Element) -> str:
    """All text of an element as one line."""
    return settle(markup.raw(element, _special))


def _special(element: Element) -> str | None:
    """The text of elements that are more or less than their content."""
    name = local(element)
    if name in ("br", "wbr", "img"):
        return BREAK if name == "br" else ""
    if name == "math":
        return markup.formula(element)
    if name == "sup":
        content = markup.raw(element, _special)
        in_cell = next(element.iterancestors("td", "th"), None) is not None
        return markup.superscript(markup.note_mark(content, letters_only=True) if in_cell else content)
    if name == "a" and (target := _target(element)):
        content = markup.raw(element, _special)
        if _cites(element, target):
            return markup.citation(content)
        if _NOTE_ID.match(target):
            return markup.note_mark(content)
        return content
    if _is_block(element):
        return f" {markup.raw(element, _special)} "
    return None


def _target(link: Element) -> str:
    """The place on the same page to which a link points."""
    return (link.get("href") or "").rpartition("#")[2] if "#" in (link.get("href") or "") else ""


def _cites(link: Element, target: str) -> bool:
    classes = (link.get("class") or "").lower()
    return (
        bool(_REFERENCE_ID.search(target))
        or "bibr" in classes
        or link.get("data-test") == "citation-ref"
        or ("doc-biblioref" in (link.get("role") or ""))
    )
