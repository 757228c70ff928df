"""Finds results in tables: each cell with a number, together with the headings of its column and the stub of its row.

What a heading names - an arm, a time, a subgroup - is for `assemble` to say, which knows the arms.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.document import Cell, Document, Span, Table
from extractor.evidence import Mention
from extractor.finders import potency_tables
from extractor.finders.table_comparisons import in_column, in_row, is_comparison, p_of_groups
from extractor.finders.table_forms import (
    COUNT_PERCENT,
    MEAN_SPREAD,
    PERCENT,
    Hints,
    bracket_kind,
    form_of,
    is_share,
    leading_n,
    statistic_of,
    unit_of,
)
from extractor.finders.table_heads import (
    MARKUP_END,
    N_ROW,
    SPREAD_COLUMN,
    TIME,
    Layout,
    Row,
    layout_of,
    lists_studies,
    n_in,
)
from extractor.language.doc import Doc
from extractor.language.numbers import DIGITS, as_printed

FOUND_BY = "rules.result_tables"
CAPTION_NUMBER = re.compile(r"^Table\s+\w+", re.IGNORECASE)
BASELINE_TABLE = re.compile(
    r"(?<!from )\bbaseline (?!to |and |or |versus )(?:[\w-]+ ){0,4}(?:characteristics?|demographics?|data|variables?|features|parameters?|profile|findings|status)\b"
    r"|\b(?:characteristics|status|data) (?:[\w-]+ ){0,5}at baseline\b|\bdemographics?\b|\bbaseline\.?$"
    r"|\b(?:patients?['’]?|participants?['’]?|clinical|sample|subjects?['’]?|study population|population) characteristics\b"
    r"|\bcharacteristics of (?:the |all |our |included |enrolled |randomi[sz]ed |study |\d+ )*(?:patients|participants|subjects|sample|women|men|children|population|groups?|cohorts?)\b",
    re.IGNORECASE,
)
OF_SOMETHING_ELSE = re.compile(
    r"\b(?:inclusion|exclusion|eligibility|search|primers?|sequences?|reagents?|ingredients?|composition|schedule|correlations?|principal component|loadings?|included studies)\b",
    re.IGNORECASE,
)
# "mean ± SD, n = 6" in a caption: how many stand behind each mean
N_OF_MEANS = re.compile(
    r"\bmeans?\s?(?:±|\+/-)\s?[A-Z.]{2,6}[,;)]?\s?(?:of |\()?n\s?=\s?(?P<n>\d{1,3})(?!\s?[-–]\s?\d|\d)"
    r"|\bn\s?=\s?(?P<n2>\d{1,3})(?!\s?[-–]\s?\d|\d)\s?(?:per|in each|for each|each|/)\s?(?:\w+\s)?(?:group|arm|dose)"
)
# Groups within the groups: what such a heading says is which of them a number is of.
SUBGROUP = re.compile(
    r"^\s*(?P<name>(?:males?|females?|men|women|boys|girls)(?:\s(?:rats|mice|only))?)\s*(?=$|[(,])", re.IGNORECASE
)
STUB_N = re.compile(r"[(\[]\s?[nN]\s?=\s?(?P<n>\d[\d,]*)\s?[)\]]")
# Rows of sizes and of tests hold no results.
NO_RESULT = re.compile(rf"{N_ROW.pattern}|[\s*_]*[pP][*_]*[- ]?values?\b", re.IGNORECASE)
STUB_TAIL = re.compile(
    r"(?:\s(?:at|by|on)\s(?:week|day|month|year|\d).*|(?:,\s?|\s)(?:n|no\.?|number|%|count)\s?(?:\(|,|/|$).*|,\s?n$|\s?\(%\)|,?\s[*_]n[*_]?(?:\s?\(%\))?"
    r"|[,\s]\s?[(\[]?(?:mean|median)s?\s?[(±,].*|,\s(?:mean|median)s?|\s?[(\[](?:mean|median|SD|SEM?|IQR|9\d\s?%)[^()]*[)\]]\w?|,?\s(?:mean\s?)?±\s?(?:SD|SEM?))$",
    re.IGNORECASE,
)
# The note below a table that says how its numbers are given.
NOTE = re.compile(
    r"\b(?:values?|data|results|numbers|entries|figures|variables)\b[^.;]{0,60}\b(?:are|were|is|as|represent\w*|express\w*|present\w*|shown|given|report\w*)\b[^.]{0,160}"
    r"|^[^.]{0,40}\b(?:means?|medians?)\s?[(±].{0,120}",
    re.IGNORECASE,
)
DECLARES = re.compile(
    r"\bmeans?\b|\bmedians?\b|%|\bpercent|\bSDs?\b|\bs\.d\.|\bSEM?\b|\bIQR|quartile|\bnumbers? (?:of|are)\b|\bparticipants\b",
    re.IGNORECASE,
)
LONGEST_NOTE, MOST_NOTES = 600, 4
NOTE_MARK = re.compile(
    r"\s*(?:\^[^^]{1,5}\^|\[[^\]]{1,4}\]|[*†‡§¶#]|[a-hᵃᵇᶜᵈᵉ](?=[A-Z ])|Notes?\b|Values\b|Data\b|Abbreviations?\b)"
)


@dataclass(frozen=True)
class Around:
    """A table with what was read of it, once for all its cells."""

    document: Document
    table: Table
    layout: Layout
    caption: str
    note: str
    tested: bool  # it has a column of p values
    start: Span | None  # the words that say that the table shows people as they were at the start


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    baseline: set[str] = set()  # "Table 1", so that "Table 1. Continued" is known too
    for table in document.tables:
        if not table.certain or table.n_columns < 2 or lists_studies(document, table):
            continue
        caption = document.quote(table.caption) if table.caption else ""
        if OF_SOMETHING_ELSE.search(caption):
            continue
        numbered = CAPTION_NUMBER.match(caption)
        start = _start(document, table, numbered[0].casefold() in baseline if numbered else False)
        layout = layout_of(document, table)
        tested = any(column.kind in {"p", "difference"} for column in layout.columns.values())
        around = Around(document, table, layout, caption, _note(document, table), tested, start)
        found = list(_results(around))
        if found and start is not None:
            if numbered:
                baseline.add(numbered[0].casefold())
            yield _at_start(start)
        yield from found


def _note(document: Document, table: Table) -> str:
    """How the notes below a table say that its numbers are given."""
    at = bisect_left(document.blocks, table.span.end, key=lambda block: block.span.start)
    for i, block in enumerate(document.blocks[at : at + MOST_NOTES]):
        text = document.text[block.span.start : min(block.span.end, block.span.start + LONGEST_NOTE)]
        if block.kind in {"table", "heading", "caption"} or (i > 0 and not NOTE_MARK.match(text)):
            break
        found = next((m[0] for m in NOTE.finditer(text) if DECLARES.search(m[0])), None)
        if found is not None:
            return found
    return ""


def _start(document: Document, table: Table, continued: bool) -> Span | None:
    """The words that say of a whole table that it shows people as they were at the start; None where nothing does."""
    for span in (table.caption, *(cell.span for cell in table.cells[:1] if cell.header)):
        if span is None:
            continue
        match = BASELINE_TABLE.search(document.quote(span))
        if match:
            return Span(span.start + match.start(), span.start + match.end())
    return table.caption if continued else None


def _at_start(span: Span) -> Mention:
    other = Mention("role", span, value="other")
    return Mention("timepoint", span, "0", 0, "d", about=span, found_by="rules.timepoints.baseline", score=0.75, parts={"role": other})  # fmt: skip


def _results(around: Around) -> Iterator[Mention]:
    document, table, layout = around.document, around.table, around.layout
    potencies = potency_tables.may_hold(document, table)
    for cell in table.cells:
        column, row = layout.columns[cell.column], _row_of(around, cell)
        if row is None or cell.header or column.kind not in {"value", "difference"}:
            continue
        text = document.quote(cell.span)
        if not any(c.isdigit() for c in text) or NO_RESULT.match(document.quote(row.stub)):
            continue
        if not column.labels and any(c.labels for c in layout.columns.values() if c.kind != "stub"):
            continue
        if potencies and potency_tables.is_potency(document, table, cell):
            continue  # these have a finder of their own
        context = _context(around, cell, row)
        if column.kind == "difference":
            yield from in_column(document, table, layout, cell, context)
        elif is_comparison(document.quote(row.second or row.stub)):
            yield from in_row(document, table, layout, cell, context)
        else:
            yield from _value(around, cell, row, context)


def _row_of(around: Around, cell: Cell) -> Row | None:
    """The stubs of a cell; a column of words in the middle of a table names what stands right of it."""
    row, between = around.layout.rows.get(cell.row), around.layout.stub_of(cell.column)
    own = around.table.cell(cell.row, between) if between is not None else None
    if row is None or own is None:
        return row
    return Row(own.span) if around.document.quote(own.span).strip() else None


def _context(around: Around, cell: Cell, row: Row) -> dict[str, Mention]:
    """Where a cell stands: its row's stubs, its column's headings, its caption."""
    column = around.layout.columns[cell.column]
    parts = {"row": Mention("table.row", row.stub, found_by=FOUND_BY)}
    if row.second is not None:
        parts["row_second"] = Mention("table.row", row.second, found_by=FOUND_BY)
    if row.heading is not None:
        parts["row_above"] = Mention("table.row", row.heading, found_by=FOUND_BY)
    for name, at in (("column", -1), ("column_above", 0)):
        if column.labels and (name == "column" or len(column.labels) > 1):
            parts[name] = Mention("table.column", column.labels[at], found_by=FOUND_BY)
    for i, label in enumerate(column.labels[1:-1]):
        parts[f"column_between_{i}"] = Mention("table.column", label, found_by=FOUND_BY)
    for name, group in (("group", column.group), ("group_above", column.above)):
        if group is not None:
            parts[name] = Mention("table.group", group, value="total" if column.total else None, found_by=FOUND_BY)
    if column.level is not None:
        parts["level"] = Mention("table.group", column.level, found_by=FOUND_BY)
    if around.start is not None:
        parts["start"] = Mention("table.start", around.start, found_by=FOUND_BY)
    if around.table.caption:
        parts["caption"] = Mention("table.caption", around.table.caption, found_by=FOUND_BY)
    return parts


def _hints(around: Around, cell: Cell, row: Row) -> Hints:
    quote = around.document.quote
    stubs = [quote(span) for span in (row.second, row.stub) if span is not None]
    heads = reversed(around.layout.columns[cell.column].texts)
    above = quote(row.heading) if row.heading is not None else ""
    stub_head = " ".join(text for c in around.layout.columns.values() if c.kind == "stub" for text in c.texts)
    return Hints((*stubs, *heads), (above, f"{around.caption} {stub_head}", around.note), len(stubs))


def _value(around: Around, cell: Cell, row: Row, context: dict[str, Mention]) -> Iterator[Mention]:
    document = around.document
    raw = document.quote(cell.span)
    lead = len(raw) - len(raw.lstrip())
    cell = Cell(cell.row, cell.column, Span(cell.span.start + lead, cell.span.start + len(raw.rstrip())))
    text = document.quote(cell.span)
    hints = _hints(around, cell, row)
    read = form_of(text, hints)
    if read is None:
        return
    form, match = read
    n = _n_of(around, cell, row)
    beside = _spread_beside(around, cell)
    statistic, kind = statistic_of(form, match, hints, n.number if n else None, beside is not None, around.tested)
    if statistic is None:
        return
    parts = dict(context)
    groups = {name: found for name, found in match.groupdict().items() if found}
    counted = statistic == "percent" and form == "paren"  # "34 (55.7)" under "n (%)"
    value_group = "spread" if counted else "value"
    if counted:
        parts["count"] = _part(cell, match, "value", "result.count")
    elif "spread" in groups and statistic != "count":
        parts["spread"] = _part(cell, match, "spread", "spread", kind)
    elif beside is not None and statistic in {"mean", "mean_change", "change_percent"}:
        parts["spread"] = beside
    if "lower" in groups:
        _add_bounds(parts, cell, match, bracket_kind(statistic, hints))
    of_means = form == "percent" and any(MEAN_SPREAD.search(hint) for hint in hints.near)
    for name in ("count", "n"):
        if name in groups and not of_means:  # "36.4% (32)" under "mean (SD)" counts nobody
            parts[name] = _part(cell, match, name, f"result.{name}")
    if "n_after" in groups:
        parts["n"] = _part(cell, match, "n_after", "result.n")
    if (opening := leading_n(text, match)) is not None:
        parts["n"] = _part(cell, opening, "n", "result.n")
    if n is not None and "n" not in parts:
        told = statistic != "percent" or counted or not n.field.endswith("count")
        parts["n" if told or _may_be_share(match["value"], n.number) else "count"] = n
    if around.tested and (p := p_of_groups(document, around.table, around.layout, cell)) is not None:
        parts["p"] = p
    _add_names(document, parts, context, statistic, around.layout.groups_in_rows)
    start, end = cell.span.start + match.start(value_group), cell.span.start + match.end(value_group)
    unit = unit_of(statistic, hints, _is_of_one_measure(around, cell, row))
    if statistic == "percent" and document.text[end : end + 1] == "%":
        end += 1
    yield Mention(
        "result",
        Span(start, end),
        number=as_printed(match[value_group]),
        value=statistic,
        unit=unit,
        about=around.table.row_span(cell.row),
        found_by=FOUND_BY,
        score=0.9,
        parts=parts,
    )


def _add_bounds(parts: dict[str, Mention], cell: Cell, match: re.Match[str], kind: str) -> None:
    if not kind:
        return
    inner = {"lower": _part(cell, match, "lower", "bound"), "upper": _part(cell, match, "upper", "bound")}
    span = Span(cell.span.start + match.start("lower"), cell.span.start + match.end("upper"))
    name = "interval" if kind == "CI" else "spread"
    if name not in parts:
        parts[name] = Mention(name, span, value=kind, found_by=FOUND_BY, score=0.9, parts=inner)


def _add_names(
    document: Document, parts: dict[str, Mention], context: dict[str, Mention], statistic: str, names_groups: bool
) -> None:
    """What a share is of, and of which part of the group."""
    head = context.get("column")
    from_head = head is not None and any(p.search(document.quote(head.span)) for p in (COUNT_PERCENT, PERCENT))
    source = head if from_head and head is not None and names_groups else context["row"]
    if statistic in {"percent", "count"} and (named := definition(document, source.span)) is not None:
        parts["definition"] = named
    for name in ("column", "column_above"):
        if name in context and (sex := SUBGROUP.match(document.quote(context[name].span))):
            at = Span(context[name].span.start + sex.start("name"), context[name].span.start + sex.end("name"))
            parts.setdefault("definition", Mention("result.subgroup", at, found_by=FOUND_BY, score=0.85))


def definition(document: Document, stub: Span) -> Mention | None:
    """What a row is of: its stub without time and statistic."""
    text = document.quote(stub)
    lead = len(text) - len(text.lstrip(" -–•·*_"))
    text = MARKUP_END.sub("", STUB_TAIL.sub("", MARKUP_END.sub("", text))).rstrip(" ,-–*")
    span = Span(stub.start + lead, stub.start + len(text))
    return Mention("result.definition", span, found_by=FOUND_BY, score=0.85) if len(text) - lead >= 2 else None


def _is_of_one_measure(around: Around, cell: Cell, row: Row) -> bool:
    """Whether the rows are groups, doses or times, so that the caption says what was measured, and in what."""
    stub = around.document.quote(row.stub).strip()
    named = as_printed(stub) is not None or TIME.match(stub) is not None
    return around.layout.groups_in_rows or named or around.layout.columns[cell.column].group is None


def _may_be_share(percent: str, n: str | None) -> bool:
    """Whether some count among n has a printed percentage."""
    total, share = float(n or 0), as_printed(percent)
    if share is None or total <= 0:
        return False
    near = round(float(share) * total / 100)
    return any(is_share(str(k), share, n) for k in (near - 1, near, near + 1) if k >= 0)


def _spread_beside(around: Around, cell: Cell) -> Mention | None:
    """The SD of a mean that has a column of its own, right of the mean's under the same group."""
    column, beside = (around.layout.columns.get(cell.column + i) for i in (0, 1))
    other = around.table.cell(cell.row, cell.column + 1)
    if column is None or beside is None or other is None or beside.kind != "spread":
        return None
    if beside.group not in {column.group, None}:
        return None
    match = re.search(DIGITS, around.document.quote(other.span))
    kind = next((m["kind"] for text in reversed(beside.texts) if (m := SPREAD_COLUMN.match(text))), "")
    if match is None:
        return None
    span = Span(other.span.start + match.start(), other.span.start + match.end())
    value = "SE" if re.match(r"S\.?E|standard error", kind, re.IGNORECASE) else "SD"
    return Mention("spread", span, number=as_printed(match[0]), value=value, found_by=FOUND_BY, score=0.9)


def _n_of(around: Around, cell: Cell, row: Row) -> Mention | None:
    """The denominator of a cell: "(n = 61)" in its heading or stub, the column "n" of its row, or the row "n"."""
    document, layout = around.document, around.layout
    column = layout.columns[cell.column]
    if row.sized is not None and (above := around.table.cell(row.sized, cell.column)) is not None:
        return _n(document, n_in(document, above.span) or above.span, 0.9)
    if column.n is not None:
        return _n(document, column.n, 0.9)
    near = [
        c
        for c, other in layout.columns.items()
        if other.kind == "n" and (other.group == column.group or (other.group is None and layout.groups_in_rows))
    ]
    near.sort(key=lambda c: (c > cell.column + 2, abs(c - cell.column)))
    for at in near:
        beside = around.table.cell(cell.row, at)
        if beside is not None and (match := re.search(r"\d[\d,]*", document.quote(beside.span))):
            span = Span(beside.span.start + match.start(), beside.span.start + match.end())
            # Beside shares, numbers that differ from row to row may be the people counted.
            differ = len({document.quote(c.span) for c in around.table.cells if c.column == at and not c.header}) > 2
            return _n(document, span, 0.9, "result.count" if differ else "result.n")
    if cell.column in layout.n_row:
        return _n(document, layout.n_row[cell.column], 0.85)
    if column.group is None or layout.groups_in_rows:
        for stub in (row.second, row.stub):
            if stub is not None and (match := STUB_N.search(document.quote(stub))):
                return _n(document, Span(stub.start + match.start("n"), stub.start + match.end("n")), 0.9)
    if around.table.caption is not None and (match := N_OF_MEANS.search(around.caption)):
        group = "n" if match["n"] else "n2"
        start = around.table.caption.start
        return _n(document, Span(start + match.start(group), start + match.end(group)), 0.85)
    return None


def _n(document: Document, span: Span, score: float, field: str = "result.n") -> Mention | None:
    number = as_printed(document.quote(span))
    return Mention(field, span, number=number, found_by=FOUND_BY, score=score) if number else None


def _part(cell: Cell, match: re.Match[str], group: str, field: str, value: str | None = None) -> Mention:
    span = Span(cell.span.start + match.start(group), cell.span.start + match.end(group))
    return Mention(field, span, number=as_printed(match[group]), value=value, found_by=FOUND_BY, score=0.9)
