"""Looks at a table as a reviewer does: what each row and column is about, and which cells belong to one result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from extractor.document import Document, Span, Table
from extractor.fill import cells
from extractor.fill.cells import Number, Numbers
from extractor.fill.divided import shared_total, whole_numbers
from extractor.fill.statistics import statistic_of
from extractor.language.numbers import as_printed
from extractor.readers.spans import NUMERIC, plain

N_EQUALS = re.compile(r"\b[nN][*_]{0,3}\s*[=¼]\s*[*_]{0,3}\s*(?P<n>\d{1,3}(?:[,\u2009\u00a0 ]\d{3})+|\d+)(?![\d.%])")
GENERIC = re.compile(
    r"(?:\W|\b(?:variables?|characteristics?|outcomes?|measures?|parameters?|items?|n|%|mean|sd|and|baseline|patients?|results?|domains?)\b)*",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"[A-Za-z][^()\d]*\((?P<n>\d{2,5})\)")
PANEL = re.compile(r"[*_]*[A-Za-z\u0370-\u03ff].*[a-z]{3}")
NOTE_ENDS = re.compile(r"\n\s*:{3,}|\n\s*#{1,6}\s")
LONGEST_NOTE = 1500
LONGEST_NOTE_LINE = 400


@dataclass(frozen=True)
class Label:
    """What says what a cell is about: a heading, a stub, a section row."""

    text: str
    span: Span
    level: str  # "section0", "stub0", "head0", ...
    n: Number | None = None  # "(n = 53)"


@dataclass(frozen=True)
class Entry:
    """One result in a table: its numbers, and the labels that say what, who and when."""

    table: int
    labels: tuple[Label, ...]
    numbers: Numbers
    told: str
    row: int
    column: int
    quote: Span
    n: Number | None = None


@dataclass(frozen=True)
class View:
    """A table with its words."""

    index: int
    table: Table
    caption: str
    notes: str
    entries: tuple[Entry, ...] = field(repr=False)
    corner: str = ""  # what stands above the stubs
    columns: tuple[tuple[str, Number], ...] = ()  # what stands above each column that states its number of people


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    labels: tuple[Label, ...]
    statistic: str | None


def views(document: Document) -> list[View]:
    """The tables of a document whose columns could be told apart."""
    found = []
    printed = whole_numbers(document.text)
    for index, table in enumerate(document.tables):
        if table.certain and table.n_columns >= 2 and table.n_rows >= 2:
            found.append(_view(document, index, table, printed))
    return found


def _view(document: Document, index: int, table: Table, printed: Mapping[int, Span]) -> View:
    caption = plain(document.quote(table.caption)) if table.caption else ""
    notes = notes_of(document, table)
    reader = _Reader(document, index, table, caption, notes, printed)
    return View(index, table, caption, notes, tuple(reader.entries()), reader.corner, tuple(reader.sized_columns()))


def notes_of(document: Document, table: Table) -> str:
    """What stands below a table: short lines up to the next heading, table or long paragraph."""
    after = document.text[table.span.end : table.span.end + LONGEST_NOTE]
    if fenced := NOTE_ENDS.search(after):
        after = after[: fenced.start()]
    kept = []
    for line in after.split("\n"):
        if len(line) > LONGEST_NOTE_LINE or "\t" in line:
            break
        kept.append(line)
    return "\n".join(kept)


class _Reader:
    """Reads one table row by row, remembering the section rows and stubs above."""

    def __init__(
        self, document: Document, index: int, table: Table, caption: str, notes: str, printed: Mapping[int, Span]
    ) -> None:
        self.document, self.index, self.table = document, index, table
        self.caption, self.notes = caption, notes
        self.grid = [[self._text(row, column) for column in range(table.n_columns)] for row in range(table.n_rows)]
        self.heads = [row for row in range(table.n_rows) if any(c.header for c in table.row(row))]
        self.body = [row for row in range(table.n_rows) if row not in set(self.heads)]
        self.stubs = self._stub_width()
        corner = " ".join(
            dict.fromkeys(self.grid[row][0] for row in self.heads if self.grid[row][0] != self.grid[row][self.stubs])
        )
        self.corner = "" if GENERIC.fullmatch(corner) else corner
        self.row_n: dict[int, Number] = {}
        self.printed = printed
        self._totals: dict[int, Number | None] = {}
        self.in_panel = False  # below a heading in the body that stands for the first panel's heading
        self.columns = [self._column(c) for c in range(self.stubs, table.n_columns)]

    def _text(self, row: int, column: int) -> str:
        cell = self.table.cell(row, column)
        return plain(self.document.quote(cell.span)) if cell is not None else ""

    def _span(self, row: int, column: int) -> Span:
        cell = self.table.cell(row, column)
        return cell.span if cell is not None else self.table.span

    def _label(self, text: str, row: int, column: int, level: str) -> Label:
        span = self._span(row, column)
        return Label(text, span, level, n_in(self.document, span))

    def _stub_width(self) -> int:
        width = 1
        while width < self.table.n_columns - 1:
            filled = [self.grid[row][width] for row in self.body if self.grid[row][width]]
            data = [self.grid[row] for row in self.body if sum(map(bool, self.grid[row])) > 1]
            worded = sum(not NUMERIC.match(cell) and any(c.isalpha() for c in cell) for cell in filled)
            hangs = sum(not row[0] and bool(row[width]) and not NUMERIC.match(row[width]) for row in data)
            if not filled or (worded < 0.7 * len(filled) and hangs < 0.4 * max(len(data), 1)):
                break
            width += 1
        return width

    def _column(self, column: int) -> _Column:
        labels: list[Label] = []
        for level, row in enumerate(self.heads):
            text = self.grid[row][column]
            label = self._label(text, row, column, f"head{level}")
            if label.n is not None and labels and not re.search(r"\w", N_EQUALS.sub("", text)):  # only "(n = 27)"
                labels[-1] = replace(labels[-1], n=label.n)
            elif text and (not labels or labels[-1].text != text):
                labels.append(label)
        statistic = statistic_of(labels[-1].text) if labels else None
        if any(statistic_of(label.text) == "p" for label in labels):
            statistic = "p"
        if statistic is not None:
            labels.pop()
        return _Column(column, tuple(labels), statistic)

    def sized_columns(self) -> Iterator[tuple[str, Number]]:
        for column in self.columns:
            labels = column.labels
            n = next((label.n for label in reversed(labels) if label.n is not None), None)
            if n is not None:
                yield " ".join(label.text for label in labels), n

    def entries(self) -> list[Entry]:
        return list(_with_statistic_rows(self._rows()))

    def _rows(self) -> Iterator[Entry]:
        sections: list[Label] = []
        stubs: list[Label | None] = [None] * self.stubs
        last_was_section = False
        for row in self.body:
            texts = self.grid[row]
            filled = [c for c, text in enumerate(texts) if text]
            if not filled:
                continue
            if numbers := self._sizes_row(row, texts, filled):
                self.row_n = numbers
                if texts[0]:
                    sections, last_was_section = [self._label(texts[0], row, 0, "section0")], True
                continue
            if self._is_heading(texts, filled):
                continue
            if self._is_section(texts, filled):
                above = sections[-1:] if last_was_section else []
                label = self._label(texts[filled[-1]], row, filled[-1], f"section{len(above)}")
                sections = [*above, label]
                last_was_section = True
                stubs = [None] * self.stubs
                self.in_panel = self.in_panel or filled[-1] >= self.stubs
                continue
            last_was_section = False
            for c in range(self.stubs):
                if texts[c]:
                    stubs[c] = self._stub(row, c)
                    if c == 0:
                        stubs[1:] = [None] * (self.stubs - 1)
            yield from self._row(row, (*sections, *(stub for stub in stubs if stub is not None)))

    def _stub(self, row: int, column: int) -> Label:
        text = self.grid[row][column]
        if re.fullmatch(r"[\d.,<>≥≤ –-]+", text) or len(text) < 3:  # "24" below "Weeks", "A" below "Clinic"
            over = " ".join(
                self.grid[head][column]
                for head in self.heads
                if self.grid[head][column] and self.grid[head][column] != self.grid[head][self.stubs]
            )
            text = f"{over} {text}".strip()
        return self._label(text, row, column, f"stub{column}")

    def _sizes_row(self, row: int, texts: list[str], filled: list[int]) -> dict[int, Number]:
        """The numbers of a row such as "n = 16", "n = 19" that holds for the rows below it."""
        data = [c for c in filled if c >= self.stubs]
        if len(data) < 2 or any(re.search(r"\w", N_EQUALS.sub("", texts[c])) for c in data):
            return {}
        return {c: n for c in data if (n := n_in(self.document, self._span(row, c))) is not None}

    def _is_section(self, texts: list[str], filled: list[int]) -> bool:
        """Whether a row is only a heading for the rows below it."""
        if len(filled) > 1:
            if len(filled) == 2 and filled[0] == 0 and texts[0] in {self.grid[head][0] for head in self.heads}:
                return not NUMERIC.match(texts[filled[1]])  # "Weeks", then the next panel's measure
            return len({texts[c] for c in filled}) == 1 and len(filled) == len(texts)
        text = texts[filled[0]]
        return not NUMERIC.match(text) and (filled[0] <= self.stubs or bool(PANEL.match(text)))

    def _is_heading(self, texts: list[str], filled: list[int]) -> bool:
        """Whether a row in the body repeats the headings; what it says of its columns is not kept."""
        data = [texts[c] for c in filled if c >= self.stubs]
        return (
            len(data) > 1
            and texts[0] in {"", *(self.grid[head][0] for head in self.heads)}
            and not any(any(c.isdigit() for c in cell) for cell in data)
        )

    def _row(self, row: int, path: tuple[Label, ...]) -> Iterator[Entry]:
        for group in self._groups():
            numbers: Numbers = {}
            told = ""
            for column in group:
                found, said = self._cell(row, column, path)
                numbers = {**found, **numbers}
                told = told or said
            if not numbers:
                continue
            labels = (*path, *self._heads_of(group[0]))
            n = numbers.get("n") or self._n(row, group[0], path) or self._counted_out_of(row, group, numbers)
            yield Entry(self.index, labels, numbers, told, row, group[0].index, self.table.row_span(row), n)

    def _heads_of(self, column: _Column) -> tuple[Label, ...]:
        """The headings of a column; below a panel's own heading without the one that names the first panel."""
        if not self.in_panel:
            return column.labels
        shared = {label.text for label in self.columns[0].labels}
        for other in self.columns:
            shared &= {label.text for label in other.labels}
        return tuple(label for label in column.labels if label.text not in shared)

    def _counted_out_of(self, row: int, group: list[_Column], numbers: Numbers) -> Number | None:
        """The number in the column beside "60 (0.79 %)" that the percentage was made of."""
        events, percent = numbers.get("events"), numbers.get("percent")
        before = group[0].index - 1
        if events is None or percent is None or before < self.stubs or not percent.value:
            return None
        span = self._span(row, before)
        read = cells.read(self.document.quote(span), span.start)
        number = read[1].get("value") if read else None
        if number is None or not number.is_whole or number.value <= events.value:
            return None
        decimals = len(percent.text.partition(".")[2])
        return number if round(100 * events.value / number.value, decimals) == percent.value else None

    def _groups(self) -> list[list[_Column]]:
        """Columns that hold the parts of one result: "Mean" and "SD" below one heading."""
        groups: list[list[_Column]] = []
        for column in self.columns:
            last = groups[-1] if groups else []
            if (
                last
                and column.statistic is not None
                and last[-1].statistic is not None
                and [label.text for label in last[-1].labels] == [label.text for label in column.labels]
                and column.statistic not in {c.statistic for c in last}
            ):
                last.append(column)
            else:
                groups.append([column])
        return groups

    def _cell(self, row: int, column: _Column, path: tuple[Label, ...]) -> tuple[Numbers, str]:
        text, span = self.document.quote(self._span(row, column.index)), self._span(row, column.index)
        if column.statistic == "p" or not any(c.isdigit() for c in text):
            return {}, ""
        read = cells.read(text, span.start)
        if read is None:
            return {}, ""
        form, numbers = read
        value = numbers.get("value") or numbers.get("percent") or numbers.get("count")
        leaf = column.statistic
        n = self._n(row, column, path)
        known = n.value if n is not None else None
        hints = self._hints(column, path)
        if (
            form in {"bare", "percent"}
            and value is not None
            and leaf in {"n", "mean", "sd", "se", "median", "percent", "events"}
        ):
            return {self._by_leaf(leaf, form, value, path): value}, ""
        if leaf == "ci" and "lower" in numbers:
            return {name: numbers[name] for name in ("lower", "upper")}, ""
        if leaf == "iqr":
            return {}, ""
        return cells.meaning(form, numbers, hints, known)

    def _by_leaf(self, leaf: str, form: str, value: Number, path: tuple[Label, ...]) -> str:
        """A column headed "n" with "%" beside it counts events; one with "Mean" beside it, people."""
        if leaf == "mean" and form == "percent":
            return "mean"
        if leaf == "n":
            beside = {c.statistic for c in self.columns}
            return "events" if beside & {"percent", "counted"} and not beside & {"mean", "median", "scattered"} else "n"
        return leaf

    def _hints(self, column: _Column, path: tuple[Label, ...]) -> list[str]:
        """What is said of a cell's statistic, the nearest first."""
        heads = [self.grid[row][column.index] for row in reversed(self.heads)]
        corner = [self.grid[row][0] for row in self.heads]
        rows = [label.text for label in reversed(path)]
        return [hint for hint in (*rows, *heads, *corner, self.caption, self.notes) if hint]

    def _n(self, row: int, column: _Column, path: tuple[Label, ...]) -> Number | None:
        """How many a cell is about: from its heading, its stub or section, or the column "n" of its row."""
        for other in self.columns:
            same = [label.text for label in other.labels] == [label.text for label in column.labels]
            if same and other.statistic == "n" and self._by_leaf("n", "bare", Number("0", Span(0, 0)), path) == "n":
                read = cells.read(self.document.quote(self._span(row, other.index)), self._span(row, other.index).start)
                if read and "value" in read[1]:
                    return read[1]["value"]
        if column.index in self.row_n:
            return self.row_n[column.index]
        for head in reversed(self.heads):
            if found := n_in(self.document, self._span(head, column.index)):
                return found
        stated = next((label.n for label in reversed(path) if label.n is not None), None)
        return stated or self._shared_total(column.index)

    def _shared_total(self, column: int) -> Number | None:
        """The number of people of a column that states counts and percentages, and no number of people."""
        if column not in self._totals:
            held = [self.grid[row][column] for row in self.body]
            self._totals[column] = shared_total(held, self.printed)
        return self._totals[column]


def _with_statistic_rows(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Rows "Mean" and "SD" below one stub are one result."""
    waiting: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        at = next((i for i in range(len(entry.labels) - 1, -1, -1) if entry.labels[i].level[:4] == "stub"), None)
        statistic = statistic_of(entry.labels[at].text) if at is not None else None
        if at is None or statistic is None:
            yield entry
            continue
        labels = (*entry.labels[:at], *entry.labels[at + 1 :])
        if len(entry.numbers) != 1:  # "n (%)" in a column of its own
            yield replace(entry, labels=labels)
            continue
        name = {"ci": "", "iqr": "", "p": "", "counted": "events", "scattered": "mean"}.get(statistic, statistic)
        numbers = {name: next(iter(entry.numbers.values()))} if name else {}
        key = (entry.column, tuple(label.text for label in labels))
        before = waiting.get(key)
        if before is None or before.row != entry.row - 1 or set(before.numbers) & set(numbers):
            if before is not None:
                yield waiting.pop(key)
            waiting[key] = replace(entry, labels=labels, numbers=numbers)
        else:
            waiting[key] = replace(
                before, numbers={**before.numbers, **numbers}, row=entry.row, n=before.n or numbers.get("n")
            )
    yield from waiting.values()


def n_in(document: Document, span: Span) -> Number | None:
    """The number of people that a label states: "Placebo (n = 53)", "Placebo (53)"."""
    text = document.quote(span)
    match = N_EQUALS.search(text) or IN_BRACKETS.fullmatch(text.strip(" *"))
    if match is None:
        return None
    number = as_printed(match["n"])
    start = document.text.index(match["n"], span.start)
    return Number(number, Span(start, start + len(match["n"]))) if number else None
