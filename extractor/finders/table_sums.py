"""Finds numbers of tables that have to agree within their row: percentages with counts, differences, totals of groups.

A table says by most of its rows how its numbers hang together: where nearly every "n (%)" is a share of its column's n,
nearly every difference that of the two columns before it, nearly every total the sum of its groups, a row that breaks the
rule is worth a look.  Only such rows are told, with what the rule would need; the checks judge them exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from extractor.document import Document, Span, Table
from extractor.evidence import Mention
from extractor.finders.statements import statement
from extractor.finders.table_heads import TOTAL, Layout, layout_of
from extractor.language.doc import Doc
from extractor.language.numbers import DIGITS, MINUS, as_printed

FOUND_BY = "rules.table_sums"
_SIGNED = rf"(?:[{MINUS}]\s?)?{DIGITS}"
_MARK = r"(?:\s?[*†‡§¶#a-f]{1,3})?"
# "30 (60.0)", "33 (66%)"
SHARE = re.compile(rf"\s*(?P<n>\d[\d,]*)\s?[(\[]\s?(?P<p>\d{{1,3}}(?:[.·]\d+)?)\s?%?\s?[)\]]{_MARK}\s*$")
MEAN = re.compile(rf"\s*(?P<n>{_SIGNED})\s?(?:(?:±|\+/-)\s?{DIGITS}|[(\[][^()\[\]]*[)\]]){_MARK}\s*$")
PLAIN = re.compile(rf"\s*(?P<n>{_SIGNED})\s?%?{_MARK}\s*$")
FITTING = Fraction(4, 5)  # of the rows that a rule must hold for
LEAST_ROWS = 4
MOST_CELLS = 4000


@dataclass(frozen=True, slots=True)
class Number:
    """A number printed in a cell: its place, its value and half a unit of its last digit."""

    span: Span
    printed: str
    value: Fraction
    half: Fraction

    @property
    def whole(self) -> bool:
        return self.value.denominator == 1 and "." not in self.printed


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for table in document.tables:
        if table.certain and table.n_rows > 2 and len(table.cells) <= MOST_CELLS:
            layout = layout_of(document, table)
            yield from _shares(document, table, layout)
            yield from _differences(document, table, layout)
            yield from _totals(document, table, layout)
            yield from _sum_row(document, table)


def number_at(document: Document, span: Span, pattern: re.Pattern[str], group: str = "n") -> Number | None:
    """The number that a cell holds in some form; None where it holds something else."""
    match = pattern.match(document.text, span.start, span.end)
    if match is None or match.end() < len(document.text[: span.end].rstrip()):
        return None
    printed = as_printed(match[group].replace(" ", ""))
    if printed is None:
        return None
    decimals = len(printed.partition(".")[2])
    return Number(Span(*match.span(group)), printed, Fraction(printed), Fraction(1, 2 * 10**decimals))


def _mention(number: Number, unit: str | None = None) -> Mention:
    return Mention("statement.part", number.span, number=number.printed, unit=unit, found_by=FOUND_BY, score=0.9)


def _whole_at(document: Document, span: Span | None) -> Number | None:
    return None if span is None else number_at(document, span, re.compile(r"\s*(?P<n>\d[\d,]*)\s*$"))


# --- shares


@dataclass(frozen=True, slots=True)
class Share:
    row: int
    column: int
    count: Number
    percent: Number

    def fits(self, n: Fraction) -> bool:
        """Whether the percentage is that of the count in n, rounded or cut off."""
        exact = 100 * self.count.value / n
        return abs(exact - self.percent.value) <= 2 * self.percent.half

    def tells(self, n: Fraction) -> bool:
        return self.count.value > 0 and self.count.value <= n


def _shares(document: Document, table: Table, layout: Layout) -> Iterator[Mention]:
    found: list[Share] = []
    for cell in table.cells:
        if cell.header:
            continue
        count, percent = (number_at(document, cell.span, SHARE, group) for group in ("n", "p"))
        if count is not None and percent is not None and percent.value <= 100:
            found.append(Share(cell.row, cell.column, count, percent))
    if len(found) < LEAST_ROWS + 2:
        return
    found = [s for s in found if not _is_mean_row(document, layout, s.row)]
    by_column = {c: _whole_at(document, column.n or layout.n_row.get(c)) for c, column in layout.columns.items()}
    by_row = {s.row: s.count for s in found if s.percent.value == 100 and s.column == max(x.column for x in found)}
    for totals in ({(s.row, s.column): by_row.get(s.row) for s in found}, {(s.row, s.column): by_column.get(s.column) for s in found}):  # fmt: skip
        told = [
            (s, n)
            for s in found
            if (n := totals[s.row, s.column]) is not None and n.value > 0 and n.span != s.count.span
        ]
        telling = [(s, n) for s, n in told if s.tells(n.value)]
        wrong = [(s, n) for s, n in telling if not s.fits(n.value)]
        if len(telling) < LEAST_ROWS + 2 or len(wrong) > len(telling) * (1 - FITTING):
            continue
        yield from (_share(s, n, told) for s, n in wrong)
        return
    yield from _of_one_total(found)


def _share(share: Share, n: Number, told: Sequence[tuple[Share, Number]]) -> Mention:
    """A share that does not fit its total; beside it another of its row that fits its own, if there is one."""
    parts = [("count", _mention(share.count)), ("percent", _mention(share.percent, "%")), ("n", _mention(n))]
    row = [(s, m) for s, m in told if s.row == share.row and s is not share and s.tells(m.value)]
    if row and all(s.fits(m.value) for s, m in row):
        parts += [("beside", _mention(row[0][0].count)), ("beside_percent", _mention(row[0][0].percent, "%"))]
    return statement("share", parts, FOUND_BY)


_MEANS = re.compile(r"\b(?:mean|median|SDs?|SEM?|IQR|range|average|quartiles?|score|index)\b|±")
_SHARES = re.compile(r"%|\b(?:n|no\.?|number)\b")


def _is_mean_row(document: Document, layout: Layout, number: int) -> bool:
    """Whether a row holds means with their spread, or is of a part whose size the row above it states."""
    row = layout.rows.get(number)
    if row is None:
        return True
    words = " ".join(document.quote(span) for span in (row.stub, row.second) if span is not None)
    above = document.quote(row.heading) if row.heading is not None else ""
    means = _MEANS.search(words) or (_MEANS.search(above) and not _SHARES.search(above))
    return row.sized is not None or bool(means and not _SHARES.search(words))


def _of_one_total(found: Sequence[Share]) -> Iterator[Mention]:
    """Shares of one total that the table does not print: all but a few fit it, those of the same row among them."""
    telling = [s for s in found if s.count.value >= 5 and s.percent.half <= Fraction(1, 20)]
    if len(telling) < 12:
        return
    best = max(telling, key=lambda s: s.count.value)
    low, high = (100 * best.count.value / (best.percent.value + sign * best.percent.half) for sign in (1, -1))
    if high - low > 200:
        return
    sizes = range(int(low), int(high) + 2)
    n = max(sizes, key=lambda size: sum(s.fits(Fraction(size)) for s in telling))
    wrong = [s for s in telling if not s.fits(Fraction(n))]
    if len(wrong) > len(telling) / 10:
        return
    for share in wrong:
        row = [s for s in found if s.row == share.row and s is not share and s.fits(Fraction(n)) and s.count.value >= 5]
        if len(row) >= 2:
            parts = [("count", _mention(share.count)), ("percent", _mention(share.percent, "%"))]
            for other in row[:2]:
                parts += [("beside", _mention(other.count)), ("beside_percent", _mention(other.percent, "%"))]
            yield statement("share", parts, FOUND_BY)


# --- differences


def _differences(document: Document, table: Table, layout: Layout) -> Iterator[Mention]:
    kinds = {c: column.kind for c, column in layout.columns.items()}
    edges = [c for c in sorted(kinds) if kinds[c] == "difference"]
    for at, column in enumerate(edges):
        after = edges[at - 1] if at else -1
        before = [c for c in range(after + 1, column) if kinds[c] == "value"]
        pairs = [(before[0], before[1])] if len(before) == 2 else _named_pairs(document, table, before)
        for one, other in pairs:
            yield from _of_columns(document, table, one, other, column)


def _named_pairs(document: Document, table: Table, columns: Sequence[int]) -> list[tuple[int, int]]:
    """The two columns of means among columns whose own headings repeat ("M SD N M SD N")."""
    heads = {c: " ".join(document.quote(h.span).strip() for h in list(table.headers(c))[-1:]) for c in columns}
    means = [c for c in columns if re.fullmatch(r"(?:M|means?|%|mean or %|M or %|% or mean|M/%)[a-z*]?", heads[c].strip(), re.IGNORECASE)]  # fmt: skip
    return [(means[0], means[1])] if len(means) == 2 else []


def _first_number(document: Document, table: Table, row: int, column: int) -> Number | None:
    cell = table.cell(row, column)
    if cell is None or cell.header:
        return None
    return number_at(document, cell.span, PLAIN) or number_at(document, cell.span, MEAN)


def _of_columns(document: Document, table: Table, one: int, other: int, column: int) -> Iterator[Mention]:
    rows = []
    for at in range(table.n_rows):
        numbers = [_first_number(document, table, at, c) for c in (one, other, column)]
        if all(number is not None for number in numbers):
            rows.append([number for number in numbers if number is not None])
    if len(rows) < LEAST_ROWS:
        return
    for sign in (1, -1):  # which column is taken from which
        wrong = [row for row in rows if not _is_difference(row, sign)]
        if len(wrong) <= len(rows) * (1 - FITTING):
            for row in wrong:
                first, second = (row[1], row[0]) if sign == 1 else (row[0], row[1])
                parts = [("from", _mention(second)), ("to", _mention(first)), ("difference", _mention(row[2]))]
                yield statement("difference", parts, FOUND_BY)
            return


def _is_difference(row: Sequence[Number], sign: int) -> bool:
    one, other, difference = row
    return abs(sign * (other.value - one.value) - difference.value) <= one.half + other.half + difference.half


# --- totals


def _totals(document: Document, table: Table, layout: Layout) -> Iterator[Mention]:
    """Counts of a column "Total" that are not the sum of the groups, means that are not the mean of equal groups."""
    totals = [c for c, column in layout.columns.items() if column.total and column.kind == "value"]
    groups = [c for c, column in layout.columns.items() if column.kind == "value" and not column.total and column.group]
    if len(totals) != 1 or not 2 <= len(groups) <= 6:
        return
    sizes = [_whole_at(document, layout.columns[c].n) for c in groups]
    whole = _whole_at(document, layout.columns[totals[0]].n)
    known = [size for size in sizes if size is not None]
    if whole is None or len(known) != len(groups) or sum(size.value for size in known) != whole.value:
        return
    counts: list[list[Number]] = []
    means: list[list[Number]] = []
    for row in range(table.n_rows):
        for pattern, into in ((SHARE, counts), (MEAN, means)):
            cells = [table.cell(row, c) for c in (totals[0], *groups)]
            numbers = [
                number_at(document, cell.span, pattern) for cell in cells if cell is not None and not cell.header
            ]
            found = [number for number in numbers if number is not None]
            if len(found) == len(groups) + 1 and (pattern is MEAN or all(n.whole for n in found)):
                into.append(found)
                break
    weights = [size.value / whole.value for size in known]
    yield from _broken("total", counts, [Fraction(1)] * len(groups))
    yield from _broken("weighted", [row for row in means if not all(n.whole for n in row)], weights, known)


def _broken(kind: str, rows: Sequence[Sequence[Number]], weights: Sequence[Fraction], sizes: Sequence[Number] = ()) -> Iterator[Mention]:  # fmt: skip
    """The rows whose first number is not the weighted sum of the others, where most of the rows keep to it."""

    def off(row: Sequence[Number]) -> bool:
        added = sum(w * n.value for w, n in zip(weights, row[1:], strict=True))
        slack = row[0].half + sum(w * n.half for w, n in zip(weights, row[1:], strict=True) if kind == "weighted")
        return abs(added - row[0].value) > (slack if kind == "weighted" else 0)

    wrong = [row for row in rows if off(row)]
    if len(rows) - len(wrong) >= 2 and (len(wrong) <= 1 or 10 * len(wrong) <= 3 * len(rows)):
        for row in wrong:
            parts = [("total", _mention(row[0])), *(("part", _mention(n)) for n in row[1:])]
            yield statement(kind, [*parts, *(("size", _mention(n)) for n in sizes)], FOUND_BY)


def _sum_row(document: Document, table: Table) -> Iterator[Mention]:
    """The last row "Total" of a short table whose other rows divide it."""
    last = table.n_rows - 1
    stub = table.cell(last, 0)
    if stub is None or not TOTAL.match(document.quote(stub.span).strip("* \n")) or not 4 <= table.n_rows <= 10:
        return
    for column in range(1, table.n_columns):
        cells = [
            cell for row in range(table.n_rows) if (cell := table.cell(row, column)) is not None and not cell.header
        ]
        numbers = [number_at(document, cell.span, PLAIN) for cell in cells]
        whole = [n for n in numbers if n is not None and n.whole and n.value >= 0]
        if len(whole) != len(cells) or len(whole) < 3:
            continue
        *parts, total = whole
        added = sum(n.value for n in parts)
        largest = sorted(n.value for n in parts)[-1]
        if added != total.value and largest < total.value and abs(added - total.value) <= total.value / 5:
            yield statement("column", [("total", _mention(total)), *(("part", _mention(n)) for n in parts)], FOUND_BY)
