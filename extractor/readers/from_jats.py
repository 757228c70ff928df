"""Reads an article in JATS XML, the form in which PubMed Central gives papers away: what is a section, a table, a
citation or a reference is said by the file itself, so that nothing has to be guessed.

The text comes in the order of the printed paper: title, authors, journal line, abstract, body with each table and
figure where it is first mentioned, back matter, reference list.  Peer reviews and translated abstracts are left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lxml import etree

from extractor.document import Block, Document, Span
from extractor.readers import markup, sections
from extractor.readers.errors import ReadError
from extractor.readers.jats_text import (
    BLOCKS,
    FLOATS,
    authors,
    child_of,
    first_in,
    flat,
    journal_line,
    reference_text,
    registrations,
    special,
)
from extractor.readers.markup import Element, Writer, local, settle

_SECTIONS = frozenset({"sec", "app", "ack", "notes", "glossary", "bio", "fn-group", "boxed-text", "def-list"})
_WRAPPERS = frozenset({"table-wrap-group", "fig-group", "app-group", "disp-quote", "speech", "statement", "verse-group",
                       "floats-group", "alternatives"})  # fmt: skip
_NOT_TEXT = frozenset({"label", "title", "caption", "object-id", "alt-text", "long-desc", "sec-meta", "permissions",
                       "graphic", "media", "subtitle"})  # fmt: skip
_MAIN = frozenset({"introduction", "methods", "results", "discussion"})
_NOT_ABSTRACTS = frozenset({"graphical", "teaser", "toc", "precis"})
_SECTION_TYPES = (("intro", "introduction"), ("method", "methods"), ("subjects", "methods"), ("result", "results"),
                  ("discussion", "discussion"), ("conclusion", "conclusion"))  # fmt: skip


def read(path: Path, shown: str) -> Document:
    """Read a JATS file.  Raises ReadError, with a sentence for the user, when it holds no such article."""
    data = path.read_bytes()
    root = _parsed(data)
    article, problems = _article(root)
    problems += markup.fill_entities(root)
    reader = _Reader(article, problems)
    reader.read()
    out = reader.out
    if not out.length:
        raise ReadError("the article is empty")
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        name=path.name,
        path=shown,
        format="jats",
        text=out.text,
        blocks=tuple(out.blocks),
        tables=tuple(out.tables),
        sections=tuple(out.sections),
        references=tuple(out.references),
        title=reader.title,
        problems=tuple(reader.problems),
        furniture=tuple(
            f"left out: {sub.get('article-type', 'sub-article')}" for sub in article if local(sub) == "sub-article"
        ),
    )


def _parsed(data: bytes) -> Element:
    """The file as a tree.  Nothing outside the file is ever opened, and no entity of the file's own is filled in."""
    if not data.strip():
        raise ReadError("the file is empty")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        what = re.sub(r",? ?(?:line \d+, column \d+)? ?\(.*?line \d+\)$", "", str(error))
        if "Excessive depth" in what:
            raise ReadError("not read: the XML is nested too deeply") from error
        if "amplification" in what:
            raise ReadError("not read: the XML's entities expand without end") from error
        raise ReadError(f"not well-formed XML (line {error.lineno}: {what})") from error
    if markup.too_deep(root):
        raise ReadError("not read: the XML is nested too deeply")
    return root


def _article(root: Element) -> tuple[Element, list[str]]:
    """The article of a file, which may be wrapped in an article set."""
    found = [root] if local(root) == "article" else [e for e in root.iter("{*}article") if not _inside_article(e)]
    articles = [e for e in found if any(local(child) in ("front", "body") for child in e)]
    if articles:
        rest = len(articles) - 1
        return articles[0], ([f"the file holds {rest + 1} articles; only the first was read"] if rest else [])
    if local(root) in ("pmc-articleset", "oai-pmh", "article"):
        raise ReadError("no article in it")
    raise ReadError(f"not a JATS article: its root element is <{local(root)}>")


def _inside_article(element: Element) -> bool:
    return next(element.iterancestors("{*}article"), None) is not None


class _Reader:
    """Walks through one article and writes it down."""

    def __init__(self, article: Element, problems: list[str]) -> None:
        self.out = Writer()
        self.problems = problems
        self.title: Span | None = None
        self._parts = {local(child): child for child in reversed(article)}
        self._numbers: dict[str, int] = {}  # id of a reference -> the number by which the text cites it
        self._kinds: list[str] = []  # of the sections that are open
        self._waiting = self._floats()

    def _floats(self) -> dict[str, Element]:
        """The tables and figures that stand after the article and are printed where the text first points to them."""
        group = self._parts.get("floats-group")
        found = [] if group is None else [e for e in group.iter() if local(e) in FLOATS]
        return {e.get("id") or f" {at}": e for at, e in enumerate(found)}

    def read(self) -> None:
        front = self._parts.get("front")
        meta = next((e for e in front if local(e) == "article-meta"), None) if front is not None else None
        heading = flat(first_in(meta, "article-title"))
        subtitle = flat(first_in(meta, "subtitle"))
        self._number_references()
        if subtitle and subtitle.lower() not in heading.lower():
            heading += (" " if heading.endswith((":", "?", ".")) else ": ") + subtitle
        with self.out.section("title", heading, 1):
            self.title = self.out.blocks[0].span if heading else None
            if meta is not None:
                self._front(front, meta)
            body = self._parts.get("body")
            if body is not None:
                self._flow(body, 2)
            else:
                self.problems.append("the file holds no body of the article, at most its abstract")
            for element in list(self._waiting.values()):
                self._float(element)
            if (back := self._parts.get("back")) is not None:
                self._flow(back, 2)
        if self._numbers and not self.out.references:
            self.problems.append("the text cites a reference list that the file does not hold")

    def _number_references(self) -> None:
        parts = [part for name, part in self._parts.items() if name not in ("sub-article", "response")]
        for xref in (xref for part in parts for xref in part.iter("{*}xref")):
            text = "".join(xref.itertext()).strip(" []()\n\t")
            if xref.get("ref-type") == "bibr" and re.fullmatch(r"\d{1,3}", text):
                self._numbers.setdefault(xref.get("rid", ""), int(text))

    # --- front matter ---

    def _front(self, front: Element, meta: Element) -> None:
        self.out.block("paragraph", authors(meta))
        self.out.block("paragraph", journal_line(front, meta))
        for number in registrations(meta):
            self.out.block("paragraph", f"Trial registration: {number}")
        for abstract in (e for e in meta if local(e) == "abstract"):
            if abstract.get("abstract-type") not in _NOT_ABSTRACTS:
                self._abstract(abstract)
        for group in (e for e in meta if local(e) == "kwd-group"):
            words = [flat(kwd) for kwd in group.iter("{*}kwd")]
            self.out.block("paragraph", "Keywords: " + ", ".join(words) if words else "")
        for part in meta.iter("{*}fn", "{*}funding-statement"):
            self.out.block("paragraph", flat(part))
        for part in (e for e in front if local(e) == "notes"):
            self._flow(part, 2)

    def _abstract(self, abstract: Element) -> None:
        """The abstract, under its printed or usual heading; labels that open its paragraphs ("Methods:") make parts."""
        heading = _heading(abstract) or "Abstract"
        with self.out.section("abstract", heading, 2):
            at = len(self.out.blocks) - 1
            self._flow(abstract, 3)
        if not any(local(child) == "sec" for child in abstract):
            opened: list[Block] = [*self.out.blocks[at:]]
            parts = sections.structure(self.out.text, opened).sections
            self.out.sections += [part for part in parts if part.level > 2]

    # --- sections and blocks ---

    def _flow(self, element: Element, level: int) -> None:
        """The blocks inside an element.  A paragraph that is all bold or italic heads the ones up to the next such."""
        with ExitStack() as opened:
            for child in element:
                heads = local(child) == "p" and _stands_as_heading(child)
                if heads or local(child) in _SECTIONS:
                    opened.close()
                if heads:
                    heading = flat(child)
                    opened.enter_context(self._within(self._kind(heading), heading, level))
                else:
                    self._block(child, level)

    def _block(self, element: Element, level: int) -> None:
        name = local(element)
        if name in _NOT_TEXT or not name:
            return
        if name in _SECTIONS:
            self._section(element, level)
        elif name in FLOATS:
            self._float(element)
        elif name == "list":
            self._list(element, level)
        elif name == "def-item":
            self.out.block("list_item", ": ".join(text for child in element if (text := flat(child))))
        elif name == "ref-list":
            self._references(element, level)
        elif name in _WRAPPERS:
            self._caption(element)
            self._flow(element, level)
        elif name == "preformat":
            for line in "".join(element.itertext()).splitlines():
                self.out.block("paragraph", settle(line))
        elif name in ("fn", "corresp", "attrib"):
            self.out.block("paragraph", flat(element))
        elif name == "supplementary-material":
            self.out.block("paragraph", _label_and_caption(element))
        else:
            self._paragraph(element, level)

    def _section(self, element: Element, level: int) -> None:
        heading = _heading(element)
        kind = self._kind(heading, element.get("sec-type", ""))
        if not heading and kind == "other" and local(element) != "ack":
            self._flow(element, level)
            return
        with self._within(kind, heading, level):
            self._flow(element, level + 1)

    @contextmanager
    def _within(self, kind: str, heading: str, level: int) -> Iterator[None]:
        self._kinds.append(kind)
        with self.out.section(kind, heading, level):
            yield
        self._kinds.pop()

    def _kind(self, heading: str, sec_type: str = "") -> str:
        """What a section is: "Participants" below Results are results, whatever the word says elsewhere."""
        kind = sections.section_kind(heading) if heading else "other"
        if kind == "other":
            kind = next((kind for word, kind in _SECTION_TYPES if word in sec_type), "other")
        around = next((k for k in reversed(self._kinds) if k in _MAIN), None)
        return around if around and kind in ("other", "methods", "introduction") else kind

    def _paragraph(self, element: Element, level: int) -> None:
        """A paragraph; lists and formulas cut it, tables, figures and notes in it follow it."""
        later: list[Element] = []
        text = ""
        for part in markup.runs(element, special, lambda inner: local(inner) in BLOCKS):
            if isinstance(part, str):
                text += part if re.match(r"\s*[.,;:)\]]", part) else f" {part}"
            elif local(part) in FLOATS or local(part) in ("fn", "supplementary-material"):
                later.append(part)
            else:
                self.out.block("paragraph", settle(text))
                text = ""
                self._block(part, level)
        self.out.block("paragraph", settle(text))
        for part in later:
            self._block(part, level)
        self._mentioned(element)

    def _list(self, element: Element, level: int) -> None:
        for number, item in enumerate((e for e in element if local(e) == "list-item"), 1):
            label = flat(child_of(item, "label")).strip("-–—*•‣◦▪● ")
            if not label and element.get("list-type") == "order":
                label = f"{number}."
            for part in (e for e in item if local(e) != "label"):
                if local(part) != "p" or any(local(inner) in BLOCKS for inner in part.iterdescendants()):
                    self._block(part, level)
                else:
                    self.out.block("list_item", f"{label} {flat(part)}".strip())
                    label = ""
                    self._mentioned(part)

    def _mentioned(self, element: Element) -> None:
        """Write the waiting tables and figures that a paragraph points to."""
        for xref in element.iter("{*}xref"):
            for rid in xref.get("rid", "").split():
                if (waiting := self._waiting.get(rid)) is not None:
                    self._float(waiting)

    # --- tables, figures, references ---

    def _float(self, element: Element) -> None:
        for key in [key for key, waiting in self._waiting.items() if waiting is element]:
            del self._waiting[key]
        caption = self._caption(element)
        tables = [e for e in element.iter("{*}table") if next(e.iterancestors("{*}td", "{*}th"), None) is None]
        if local(element) == "table-wrap" and not tables:
            label = flat(child_of(element, "label")) or "a table"
            self.problems.append(f"{label.rstrip('.')} is a picture in this file and was not read")
        for table in tables:
            self.out.table(markup.grid(table, flat), caption)
            caption = None
        for foot in (e for e in element if local(e) in ("table-wrap-foot", "attrib")):
            for note in _notes(foot):
                self.out.block("paragraph", flat(note))

    def _caption(self, element: Element) -> Span | None:
        return self.out.block("caption", _label_and_caption(element))

    def _references(self, element: Element, level: int) -> None:
        inner = next(element.iterancestors("{*}ref-list"), None) is not None
        heading = _heading(element) or ("" if inner else "References")
        with self.out.section("references", heading, level):
            for child in (e for e in element if local(e) not in _NOT_TEXT):
                if local(child) != "ref":
                    self._block(child, level + 1)
                    continue
                text = reference_text(child)
                label = flat(child_of(child, "label")) or flat(first_in(child, "label"))
                digits = re.fullmatch(r"\W*(\d{1,3})\W*", label)
                number = int(digits[1]) if digits else self._numbers.get(child.get("id") or "")
                self.out.reference(number, f"{number}. {text}" if number is not None and text else text)


def _notes(foot: Element) -> Iterator[Element]:
    """The notes under a table, each of them a paragraph."""
    parts = [e for e in foot.iter("{*}fn", "{*}p", "{*}attrib") if next(e.iterancestors("{*}fn"), None) is None]
    yield from parts or [foot]


def _label_and_caption(element: Element) -> str:
    """ "Table 1" and "Baseline values" as the caption "Table 1. Baseline values"."""
    label = flat(child_of(element, "label"))
    caption = flat(child_of(element, "caption"))
    if label and caption and not label.endswith((".", ":", "|")):
        label += "."
    return f"{label} {caption}".strip()


def _stands_as_heading(paragraph: Element) -> bool:
    """Whether a paragraph is a heading that the file forgot to call one: short, all bold or italic, text after it."""
    inside = [child for child in paragraph if flat(child)]
    own = (paragraph.text or "") + "".join(child.tail or "" for child in paragraph)
    following = paragraph.getnext()
    if own.strip(" .:\n\t") or len(inside) != 1 or local(inside[0]) not in ("bold", "italic") or following is None:
        return False
    text = flat(paragraph)
    return len(text) <= 80 and local(following) == "p" and text[-1:] not in ".,;" and text[:1].isupper()


def _heading(element: Element) -> str:
    title = child_of(element, "title")
    if title is None and (caption := child_of(element, "caption")) is not None:
        title = child_of(caption, "title")
    return f"{flat(child_of(element, 'label'))} {flat(title)}".strip()
