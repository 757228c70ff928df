"""Reads an article in JATS XML, the form in which PubMed Central gives papers away: what is a section, a table, a
citation or a reference is said by the file itself, so that nothing has to be guessed.

The text comes in the order of the printed paper: title, authors, journal line, abstract, body with each table and figure
where it is first mentioned, back matter, reference list.  Peer reviews and translations of the abstract are left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from html.entities import html5
from pathlib import Path

from lxml import etree

from extractor.document import Block, Document, Span
from extractor.readers import markup, sections
from extractor.readers.errors import ReadError
from extractor.readers.markup import Element, Writer, local, settle

FLOATS = frozenset({"table-wrap", "fig"})
# What stands as a block of its own, also inside a paragraph.
BLOCKS = FLOATS | {"p", "list", "def-list", "disp-formula", "disp-formula-group", "disp-quote", "boxed-text", "fn",
                   "table-wrap-group", "fig-group", "preformat", "speech", "statement", "verse-group",
                   "supplementary-material"}  # fmt: skip
_HIDDEN = frozenset({"object-id", "alt-text", "long-desc", "graphic", "inline-graphic", "media", "tex-math", "index-term",
                     "permissions"})  # fmt: skip
_SECTIONS = frozenset({"sec", "app", "ack", "notes", "glossary", "bio", "fn-group", "boxed-text", "def-list"})
_WRAPPERS = frozenset({"table-wrap-group", "fig-group", "app-group", "disp-quote", "speech", "statement", "verse-group",
                       "floats-group", "alternatives"})  # fmt: skip
_NOT_TEXT = frozenset({"label", "title", "caption", "object-id", "alt-text", "long-desc", "sec-meta", "permissions",
                       "graphic", "media", "subtitle"})  # fmt: skip
_NOT_ABSTRACTS = frozenset({"graphical", "teaser", "toc", "precis"})
_SECTION_TYPES = (("intro", "introduction"), ("method", "methods"), ("subjects", "methods"), ("result", "results"),
                  ("discussion", "discussion"), ("conclusion", "conclusion"))  # fmt: skip


def read(path: Path, shown: str) -> Document:
    """Read a JATS file.  Raises ReadError, with a sentence for the user, when it holds no such article."""
    data = path.read_bytes()
    root = _parsed(data)
    article, problems = _article(root)
    problems += _without_entities(root)
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


def _without_entities(root: Element) -> list[str]:
    """Puts the characters of named entities ("&plusmn;") in their places; says which names are not known."""
    unknown = []
    for entity in list(root.iter(etree.Entity)):
        name = entity.text.strip("&;")
        if f"{name};" not in html5:
            unknown.append(name)
        text = html5.get(f"{name};", "") + (entity.tail or "")
        before, parent = entity.getprevious(), entity.getparent()
        if before is not None:
            before.tail = (before.tail or "") + text
        else:
            parent.text = (parent.text or "") + text
        entity.tail = None
        parent.remove(entity)
    return [f"the entity &{name}; is not a known character and was left out" for name in dict.fromkeys(unknown)]


class _Reader:
    """Walks through one article and writes it down."""

    def __init__(self, article: Element, problems: list[str]) -> None:
        self.out = Writer()
        self.problems = problems
        self.title: Span | None = None
        self._parts = {local(child): child for child in reversed(article)}
        self._numbers: dict[str, int] = {}  # id of a reference -> the number by which the text cites it
        self._waiting = self._floats()
        self._article = article

    def _floats(self) -> dict[str, Element]:
        """The tables and figures that stand after the article and are printed where the text first points to them."""
        group = self._parts.get("floats-group")
        found = [] if group is None else [e for e in group.iter() if local(e) in FLOATS]
        return {e.get("id") or f" {at}": e for at, e in enumerate(found)}

    def read(self) -> None:
        front = self._parts.get("front")
        meta = next((e for e in front if local(e) == "article-meta"), None) if front is not None else None
        heading = flat(_first(meta, "article-title"))
        subtitle = flat(_first(meta, "subtitle"))
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

    def _number_references(self) -> None:
        for xref in self._article.iter("{*}xref"):
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
        for child in element:
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
        kind = sections.section_kind(heading) if heading else "other"
        if kind == "other":
            kind = next((kind for word, kind in _SECTION_TYPES if word in element.get("sec-type", "")), "other")
        if not heading and kind == "other" and local(element) != "ack":
            self._flow(element, level)
            return
        with self.out.section(kind, heading, level):
            self._flow(element, level + 1)

    def _paragraph(self, element: Element, level: int) -> None:
        """A paragraph; lists and formulas cut it, tables, figures and notes in it follow it."""
        later: list[Element] = []
        text = ""
        for part in markup.runs(element, special, lambda inner: local(inner) in BLOCKS):
            if isinstance(part, str):
                text = f"{text} {part}" if text else part
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
            label = flat(_child(item, "label"))
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
            label = flat(_child(element, "label")) or "a table"
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
            for at, child in enumerate(e for e in element if local(e) not in _NOT_TEXT):
                if local(child) != "ref":
                    self._block(child, level + 1)
                    continue
                text = reference_text(child)
                label = flat(_child(child, "label")) or flat(_first(child, "label"))
                digits = re.fullmatch(r"\W*(\d{1,3})\W*", label)
                number = int(digits[1]) if digits else self._numbers.get(child.get("id") or f" {at}")
                self.out.reference(number, f"{number}. {text}" if number is not None and text else text)


# --- text inside an element ----------------------------------------------------------------------------------------


def flat(element: Element | None) -> str:
    """All text of an element as one line."""
    return settle(markup.raw(element, special)) if element is not None else ""


def special(element: Element) -> str | None:
    """The text of elements that are more or less than their content."""
    name = local(element)
    if name in _HIDDEN:
        return _plain_tex(element) if name == "tex-math" else ""
    if name == "math":
        return markup.formula(element)
    if name == "xref":
        content = markup.raw(element, special)
        kind = element.get("ref-type")
        return markup.citation(content) if kind == "bibr" else markup.note_mark(content) if "fn" in (kind or "") else None
    if name == "sup":
        content = markup.raw(element, special)
        in_cell = next(element.iterancestors("{*}td", "{*}th", "{*}entry"), None) is not None
        return markup.superscript(markup.note_mark(content, letters_only=True) if in_cell else content)
    if name in ("name", "string-name"):
        bare = not any((child.tail or "").strip() for child in element) and len(element) > 0
        return " ".join(markup.rendered(child, special) for child in element) if bare else None
    if name == "pub-id":
        before = element.getprevious().tail if element.getprevious() is not None else element.getparent().text
        label = (element.get("pub-id-type") or "").replace("pmid", "PMID").replace("pmcid", "PMCID")
        named = re.search(r"(?:doi|pmid|pmcid)\W*(?:org/)?$", before or "", re.IGNORECASE)
        return f" {'' if named else label + ':'}{markup.raw(element, special)} " if label else None
    if name in BLOCKS or name in ("title", "label", "list-item", "break", "td"):
        return f" {markup.raw(element, special)} "
    return None


def _plain_tex(tex: Element) -> str:
    """A formula that the file gives in TeX alone, when it is but numbers, letters and signs ("$$p < 0.001$$")."""
    if any(local(other) == "math" for other in tex.getparent()):
        return ""
    body = re.search(r"\$+([^$\\]*)\$+", tex.text or "")
    return body[1].replace("{", "").replace("}", "") if body else ""


def authors(meta: Element) -> str:
    """The authors in one line, as under a title."""
    names = []
    for contrib in meta.iter("{*}contrib"):
        if contrib.get("contrib-type", "author") != "author":
            continue
        name = next(contrib.iter("{*}name", "{*}string-name", "{*}collab"), None)
        given, surname = flat(_first(name, "given-names")), flat(_first(name, "surname"))
        names.append(f"{given} {surname}".strip() or flat(name))
    return ", ".join(name for name in dict.fromkeys(names) if name)


def journal_line(front: Element, meta: Element) -> str:
    """Journal, year, volume, pages and DOI, as papers print them: "Journal 2021;10:973. doi:10.1000/x"."""
    journal = flat(_first(front, "journal-title")) or flat(_first(front, "abbrev-journal-title"))
    dates = {date.get("pub-type") or date.get("date-type") or "": date for date in meta if local(date) == "pub-date"}
    order = [*("ppub", "epub-ppub", "epub", "pub", "collection"), *dates]
    year = next((text for kind in order if kind in dates and (text := flat(_first(dates[kind], "year")))), "")
    own = {local(child): flat(child) for child in reversed(meta)}
    line = f"{journal} {_issue(own, year)}".strip()
    doi = next((flat(e) for e in meta if local(e) == "article-id" and e.get("pub-id-type") == "doi"), "")
    return ". ".join(part for part in (line, f"doi:{doi}" if doi else "") if part)


def registrations(meta: Element) -> list[str]:
    """The registry numbers that the metadata states outside the abstract."""
    found = (e for e in meta.iter("{*}related-object") if "clinical-trial" in (e.get("source-type") or ""))
    return list(dict.fromkeys(text for e in found if (text := flat(e) or e.get("document-id") or "")))


def reference_text(ref: Element) -> str:
    """One entry of the reference list, without its label."""
    parts = []
    for child in ref:
        name = local(child)
        if name == "citation-alternatives":
            child = next(iter(child), child)
        if name not in ("label", "object-id"):
            own = "".join([child.text or "", *(inner.tail or "" for inner in child)]).strip()
            parts.append(flat(child) if own or not len(child) or name == "note" else _from_parts(child))
    return " ".join(part for part in parts if part)


def _from_parts(citation: Element) -> str:
    """A reference that the file gives in parts, without the punctuation between them."""
    parts: dict[str, list[str]] = {}
    for child in citation:
        if local(child) == "person-group":
            people = [_person(person) for person in child]
            parts.setdefault(f"people {child.get('person-group-type')}", []).append(", ".join(filter(None, people)))
        elif local(child) in ("name", "string-name", "collab", "etal"):
            parts.setdefault("people", []).append(_person(child))
        elif local(child) not in ("label", "object-id"):
            parts.setdefault(local(child), []).append(settle(markup.rendered(child, special)))
    own = {name: texts[0] for name, texts in parts.items()}
    people = ", ".join(text for name in list(parts) if name.startswith("people") for text in parts.pop(name) if text)
    told = ("year", "volume", "issue", "fpage", "lpage", "elocation-id")
    titles = [text for name in ("article-title", "chapter-title", "data-title", "source") for text in parts.pop(name, [])]
    rest = [text for name, texts in parts.items() if name not in (*told, "month", "day") for text in texts]
    line = [people, *titles, _issue(own, own.get("year", "")), *rest]
    return " ".join(text if text.endswith((".", "?", "!")) else text + "." for text in line if text)


def _person(person: Element) -> str:
    if local(person) == "etal":
        return "et al"
    given, surname = flat(_first(person, "given-names")), flat(_first(person, "surname"))
    return f"{surname} {given}".strip() or flat(person)


def _issue(own: dict[str, str], year: str) -> str:
    """ "2021;10(2):97–99" from its parts."""
    pages = "–".join(own[name] for name in ("fpage", "lpage") if own.get(name)) or own.get("elocation-id", "")
    issue = own.get("volume", "") + (f"({own['issue']})" if own.get("issue") else "")
    return f"{year}{';' if year and issue else ''}{issue}{':' if pages and (issue or year) else ''}{pages}"


def _notes(foot: Element) -> Iterator[Element]:
    """The notes under a table, each of them a paragraph."""
    parts = [e for e in foot.iter("{*}fn", "{*}p", "{*}attrib") if next(e.iterancestors("{*}fn"), None) is None]
    yield from parts or [foot]


def _label_and_caption(element: Element) -> str:
    """ "Table 1" and "Baseline values" as the caption "Table 1. Baseline values"."""
    label = flat(_child(element, "label"))
    caption = flat(_child(element, "caption"))
    if label and caption and not label.endswith((".", ":", "|")):
        label += "."
    return f"{label} {caption}".strip()


def _heading(element: Element) -> str:
    title = _child(element, "title")
    if title is None and (caption := _child(element, "caption")) is not None:
        title = _child(caption, "title")
    return f"{flat(_child(element, 'label'))} {flat(title)}".strip()


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local(child) == name), None)


def _first(element: Element | None, name: str) -> Element | None:
    return next(element.iter(f"{{*}}{name}"), None) if element is not None else None
