"""What a paper in XML and a paper on a web page have in common: running text, citation marks, tables, sections.

Both formats say outright what is a heading, a table cell or a citation.  `settle` makes one line of text from an
element's content, `grid` makes rows and columns from a table, and `Writer` puts a document together, block by block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html.entities import html5
from typing import Any, TypeAlias

from lxml import etree

from extractor.document import Block, Cell, Reference, Section, Span, Table

Element: TypeAlias = Any  # lxml ships no types
Special: TypeAlias = Callable[[Element], str | None]

# Unicode noncharacters, so no paper prints them: where a citation's number begins and ends, that it is raised and so
# stands close to the word before it, and where a line was broken on purpose.
CITE, CITED, RAISED, BREAK = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
_MARKS = re.compile(f"[{CITE}{CITED}{RAISED}{BREAK}]")

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789–+")
_SIGNS = str.maketrans("+-−–", "⁺⁻⁻⁻")
_NUMBERS = r"\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*"
_ONE = rf"{RAISED}?{CITE}[^{CITED}]*{CITED}"
_GROUP = re.compile(
    rf"(?P<space>\s*){RAISED}?(?P<open>[(\[]\s*)?(?P<inside>{_ONE}(?:\s*[,;–—-]?\s*{_ONE})*)(?P<close>\s*[)\]])?"
)
_HIDDEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff]")
DEEPEST = 200  # elements inside each other; Python's own stack would end near 300
_WIDEST, _LONGEST = 200, 5000  # columns and rows of a table; a page may claim a cell a million columns wide


# --- running text --------------------------------------------------------------------------------------------------


def local(element: Element) -> str:
    """An element's name without namespace or prefix, in lower case; "" for a comment or the like."""
    tag = element.tag
    return re.split("[}:]", tag)[-1].lower() if isinstance(tag, str) else ""


def too_deep(root: Element) -> bool:
    """Whether elements lie so deep in each other that no person can have meant it."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def fill_entities(root: Element) -> list[str]:
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


def raw(element: Element, special: Special) -> str:
    """The text inside an element, for `settle`.  special: the text of elements that are not simply their content."""
    pieces = [_clean(element.text)]
    for child in element:
        pieces += [rendered(child, special), _clean(child.tail)]
    return "".join(pieces)


def rendered(element: Element, special: Special) -> str:
    """The text that an element adds to the running text around it."""
    if not isinstance(element.tag, str):
        return ""
    text = special(element)
    return raw(element, special) if text is None else text


def runs(element: Element, special: Special, is_block: Callable[[Element], bool]) -> Iterator[str | Element]:
    """An element's content in order: stretches of raw text, and the elements that stand as blocks of their own."""
    pieces = [_clean(element.text)]
    for child in element:
        if is_block(child):
            yield "".join(pieces)
            yield child
            pieces = []
        elif any(is_block(inner) for inner in child.iterdescendants()):
            yield "".join(pieces)
            yield from runs(child, special, is_block)
            pieces = []
        else:
            pieces.append(rendered(child, special))
        pieces.append(_clean(child.tail))
    yield "".join(pieces)


def _clean(text: str | None) -> str:
    return _MARKS.sub("", text) if text else ""


def superscript(content: str) -> str:
    """Raised text: citation marks, powers ("10⁶"), or a sign or letters that stay as they are."""
    content = content.strip()
    if CITE in content or re.fullmatch(r"[®™*†‡§¶#]+", content):
        return RAISED + content
    if not re.fullmatch(r"[+−–-]?[\d.,;–\s-]*\d[\d.,;–\s-]*[+−–-]?", content):
        return content
    content = re.sub(r"^[+−–-]|[+−–-]$", lambda sign: sign[0].translate(_SIGNS), content)
    return content.translate(_SUPERSCRIPT)


def note_mark(content: str, letters_only: bool = False) -> str:
    """The mark of a footnote: signs stay ("12.3*"), letters and digits go, for "Placeboᵃ" is the arm "Placebo"."""
    mark = r"[a-j](?:,?\s*[a-j])*" if letters_only else r"\[?[a-z\d⁰-⁹¹²³](?:,?\s*[a-z\d⁰-⁹¹²³])*\]?"
    return "" if re.fullmatch(mark, content.strip()) else content


def citation(content: str) -> str:
    """The text of a link into the reference list, marked as a citation when it is but a number or a list of them."""
    text = " ".join(content.replace(RAISED, "").split())
    plain = text.translate(_PLAIN)
    raised = RAISED if plain != text or RAISED in content else ""
    if re.fullmatch(_NUMBERS, plain):
        return f"{raised}{CITE}{plain}{CITED}"
    if match := re.fullmatch(rf"\(({_NUMBERS})\)", plain):
        return f"{raised}{CITE}{match[1]}{CITED}"
    return (raised + plain) if re.fullmatch(rf"\[{_NUMBERS}\]", plain) else text


def settle(text: str) -> str:
    """Raw text as one line: white space collapsed, citation numbers in square brackets ("[1,3–5]")."""
    text = re.sub(r"([(\[])[ \t]*\n\s*", r"\1", _HIDDEN.sub("", text).replace(BREAK, " "))
    text = re.sub(
        r"(?<!\d)[\xa0\u2002-\u200a\u202f\u205f\u3000]|[\xa0\u2002-\u200a\u202f\u205f\u3000](?!\d)", " ", text
    )
    text = re.sub(r"[^\S\xa0\u2002-\u200a\u202f]+", " ", text).strip()
    return re.sub(rf"\s*{RAISED}", "", _GROUP.sub(_bracketed, text)).strip()


def _bracketed(group: re.Match[str]) -> str:
    inside = re.sub(rf"{CITED}\s*{RAISED}?{CITE}", ",", group["inside"])
    inside = re.sub(r"\s*([–—-])\s*", r"\1", re.sub(f"[{CITE}{CITED}{RAISED}]", "", inside))
    space = "" if RAISED in group[0] else group["space"]
    if group["open"] and group["close"]:  # the paper prints the brackets itself
        return f"{space}[{inside}]"
    return f"{space}{group['open'] or ''}[{inside}]{group['close'] or ''}"


# --- tables --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table in markup; a heading over several columns has `columns` > 1."""

    row: int
    column: int
    columns: int
    text: str
    header: bool


@dataclass(frozen=True, slots=True)
class _Spread:
    element: Element
    columns: int
    rows: int


def grid(table: Element, text_of: Callable[[Element], str]) -> list[GridCell]:
    """The cells of a table in XHTML or OASIS markup, in order; a place that a taller cell covers is an empty cell.

    Empty rows are left out.  Headers are the rows of the table's head; without one, the rows of heading cells on top,
    or else the first row.
    """
    found: list[GridCell] = []
    row = 0
    n_headers = _n_headers(table)
    covered: dict[int, int] = {}  # column -> rows that a cell above still covers
    for at, (element, places) in enumerate(_rows(table)[:_LONGEST]):
        cells, column = [], 0
        for place in _cells(element, places):
            while covered.get(column, 0) > 0:
                cells.append(GridCell(row, column, 1, "", at < n_headers))
                covered[column] -= 1
                column += 1
            columns = max(1, min(place.columns, _WIDEST - column))
            if column >= _WIDEST:
                break
            cells.append(GridCell(row, column, columns, text_of(place.element), at < n_headers))
            for covering in range(column, column + columns):
                covered[covering] = place.rows - 1
            column += columns
        for beyond in [key for key, left in covered.items() if key >= column and left > 0]:
            covered[beyond] -= 1
            cells.append(GridCell(row, beyond, 1, "", at < n_headers))
        if any(cell.text for cell in cells):
            found += sorted(cells, key=lambda cell: cell.column)
            row += 1
    return found


def _groups(table: Element) -> Iterator[tuple[str, list[Element], dict[str, int]]]:
    """The parts of a table in the order of printing, with their rows and with the columns that an OASIS table names."""
    parts: dict[str, list[tuple[str, list[Element], dict[str, int]]]] = {"thead": [], "tbody": [], "tfoot": []}
    for child in table:
        name = local(child)
        if name == "tgroup":
            columns = [c for c in child if local(c) == "colspec"]
            places = {c.get("colname") or str(at + 1): at for at, c in enumerate(columns)}
            for kind, rows, _ in _groups(child):
                parts[kind].append((kind, rows, places))
        elif name in parts:
            parts[name].append((name, [row for row in child if local(row) in ("tr", "row")], {}))
        elif name in ("tr", "row"):
            parts["tbody"].append(("tbody", [child], {}))
    for kind in ("thead", "tbody", "tfoot"):
        yield from parts[kind]


def _rows(table: Element) -> list[tuple[Element, dict[str, int]]]:
    return [(row, places) for _, rows, places in _groups(table) for row in rows]


def _n_headers(table: Element) -> int:
    """How many rows on top of a table are its head."""
    groups = list(_groups(table))
    head = sum(len(rows) for kind, rows, _ in groups if kind == "thead")
    rows = [row for _, rows, _ in groups for row in rows]
    if 0 < head < len(rows):
        return head
    top = 0
    while top < len(rows) and all(local(c) == "th" or not "".join(c.itertext()).strip() for c in rows[top]):
        top += 1
    return top if 0 < top < len(rows) else min(1, max(0, len(rows) - 1))


def _cells(row: Element, places: dict[str, int]) -> Iterator[_Spread]:
    for cell in row:
        name = local(cell)
        if name in ("td", "th"):
            yield _Spread(cell, _count(cell.get("colspan")), _count(cell.get("rowspan")))
        elif name == "entry":
            first, last = places.get(cell.get("namest", ""), 0), places.get(cell.get("nameend", ""), 0)
            yield _Spread(cell, max(1, last - first + 1), 1 + _count(cell.get("morerows"), 0))


def _count(value: str | None, otherwise: int = 1) -> int:
    value = (value or "").strip()
    return max(otherwise, min(int(value), _LONGEST)) if re.fullmatch(r"[0-9]{1,9}", value) else otherwise


# --- formulas ------------------------------------------------------------------------------------------------------


def formula(math: Element) -> str:
    """A formula in MathML as one line: "10⁶", "x_i" as "xi", fractions with a slash."""
    name = local(math)
    if name in ("annotation", "annotation-xml"):
        return ""
    if name in ("mi", "mn", "mo", "mtext", "ms"):
        text = " ".join("".join(math.itertext()).split())
        return f" {text} " if name == "mo" and re.fullmatch(r"[=<>≤≥±≈≠∼~]", text) else text
    if name == "mspace":
        return " "
    parts = [formula(child) for child in math]
    if name == "msup" and len(parts) == 2:
        return parts[0] + superscript(parts[1])
    if name == "msubsup" and len(parts) == 3:
        return parts[0] + parts[1] + superscript(parts[2])
    if name == "mfrac" and len(parts) == 2:
        return "/".join(part if len(part) == 1 or part.isalnum() else f"({part})" for part in parts)
    if name in ("msqrt", "mroot"):
        return "√" + "".join(parts[:1] if name == "mroot" else parts)
    if name == "mfenced":
        return (math.get("open") or "(") + ", ".join(parts) + (math.get("close") or ")")
    return (" " if name == "mtr" else "").join(parts)


# --- the document as it grows --------------------------------------------------------------------------------------


@dataclass
class Writer:
    """The document's text as it grows: blocks with one line end between them, tables, sections, references."""

    chunks: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.chunks)

    def block(self, kind: str, text: str, level: int = 0) -> Span | None:
        """Append a block; nothing happens, and None comes back, when its text is blank."""
        if not text:
            return None
        span = self._append(text)
        self.blocks.append(Block(kind, span, level))
        return span

    def table(self, cells: Sequence[GridCell], caption: Span | None) -> None:
        """Append a table.  A heading over several columns stands once in the text, and in the grid above each."""
        if not cells:
            return
        placed: list[Cell] = []
        start = self.length + (1 if self.length else 0)
        self._append("")
        for at, cell in enumerate(cells):
            if at:
                self._add("\t" if cell.row == cells[at - 1].row else "\n")
            span = self._add(cell.text)
            repeated = cell.columns if cell.header else 1
            placed += [Cell(cell.row, cell.column + over, span, cell.header) for over in range(repeated)]
        span = Span(start, self.length)
        self.tables.append(Table(span, tuple(placed), caption))
        self.blocks.append(Block("table", span))

    def reference(self, number: int | None, text: str) -> None:
        """Append an entry of the reference list."""
        if span := self.block("reference", text):
            self.references.append(Reference(number, span))

    @contextmanager
    def section(self, kind: str, heading: str, level: int) -> Iterator[None]:
        """A section with what is written meanwhile in it; without heading it begins at its first block."""
        start = self.length + (1 if self.length else 0)
        title = self.block("heading", heading, level)
        at = len(self.sections)
        self.sections.append(Section(kind, title, Span(start, start), level))
        yield
        if self.length > start:
            self.sections[at] = replace(self.sections[at], span=Span(start, self.length))
        else:
            del self.sections[at:]

    def _append(self, text: str) -> Span:
        if self.length:
            self._add("\n")
        return self._add(text)

    def _add(self, text: str) -> Span:
        start = self.length
        self.chunks.append(text)
        self.length += len(text)
        return Span(start, self.length)
