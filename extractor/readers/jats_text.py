"""Puts the words of a JATS article in order: running text, the lines under a title, entries of the reference list.

Every function takes an element of the article and gives one line of text.
"""

from __future__ import annotations

import re

from extractor.readers import markup
from extractor.readers.markup import Element, local, settle

FLOATS = frozenset({"table-wrap", "fig"})
# What stands as a block of its own, also inside a paragraph.
BLOCKS = FLOATS | {"p", "list", "def-list", "disp-formula", "disp-formula-group", "disp-quote", "boxed-text", "fn",
                   "table-wrap-group", "fig-group", "preformat", "speech", "statement", "verse-group",
                   "supplementary-material"}  # fmt: skip
_HIDDEN = frozenset({"object-id", "alt-text", "long-desc", "graphic", "inline-graphic", "media", "tex-math",
                     "index-term", "permissions"})  # fmt: skip
_ISSUE = frozenset({"year", "volume", "issue", "fpage", "lpage", "elocation-id"})


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
        if element.get("ref-type") == "bibr":
            return markup.citation(content)
        return markup.note_mark(content) if element.get("ref-type") in ("fn", "table-fn") else content
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
    if name == "label" and "citation" in local(element.getparent()):
        return ""
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
        given, surname = flat(first_in(name, "given-names")), flat(first_in(name, "surname"))
        names.append(f"{given} {surname}".strip() or flat(name))
    return ", ".join(name for name in dict.fromkeys(names) if name)


def journal_line(front: Element, meta: Element) -> str:
    """Journal, year, volume, pages and DOI, as papers print them: "Journal 2021;10:973. doi:10.1000/x"."""
    journal = flat(first_in(front, "journal-title")) or flat(first_in(front, "abbrev-journal-title"))
    dates = {date.get("pub-type") or date.get("date-type") or "": date for date in meta if local(date) == "pub-date"}
    order = [*("ppub", "epub-ppub", "epub", "pub", "collection"), *dates]
    year = next((text for kind in order if kind in dates and (text := flat(first_in(dates[kind], "year")))), "")
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
        name = local(child)
        if name == "person-group":
            parts.setdefault("people", []).extend(_person(person) for person in child)
        elif name in ("name", "string-name", "collab", "etal"):
            parts.setdefault("people", []).append(_person(child))
        elif name not in ("label", "object-id", "month", "day"):
            parts.setdefault(name, []).append(settle(markup.rendered(child, special)))
    own = {name: texts[0] for name, texts in parts.items() if texts}
    line = [", ".join(text for text in parts.pop("people", []) if text)]
    for name in ("article-title", "chapter-title", "data-title", "source"):
        line += parts.pop(name, [])
    line.append(_issue(own, own.get("year", "")))
    line += [text for name, texts in parts.items() if name not in _ISSUE for text in texts]
    return " ".join(text if text.endswith((".", "?", "!")) else text + "." for text in line if text)


def _person(person: Element) -> str:
    if local(person) == "etal":
        return "et al"
    given, surname = flat(first_in(person, "given-names")), flat(first_in(person, "surname"))
    return f"{surname} {given}".strip() or flat(person)


def _issue(own: dict[str, str], year: str) -> str:
    """ "2021;10(2):97–99" from its parts."""
    pages = "–".join(own[name] for name in ("fpage", "lpage") if own.get(name)) or own.get("elocation-id", "")
    issue = own.get("volume", "") + (f"({own['issue']})" if own.get("issue") else "")
    return f"{year}{';' if year and issue else ''}{issue}{':' if pages and (issue or year) else ''}{pages}"


def child_of(element: Element, name: str) -> Element | None:
    """The first element of a name right inside another."""
    return next((inner for inner in element if local(inner) == name), None)


def first_in(element: Element | None, name: str) -> Element | None:
    """The first element of a name anywhere inside another."""
    return next(element.iter(f"{{*}}{name}"), None) if element is not None else None
