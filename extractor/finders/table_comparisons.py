"""Finds comparisons in tables: columns "Difference (95% CI)" and "Odds ratio", rows "Adjusted difference", with their p values.

Which two arms are compared is for `assemble` to say, which knows the arms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.document import Cell, Document, Span, Table
from extractor.evidence import Mention
from extractor.finders import comparisons
from extractor.finders.comparisons import BOUNDS, P_VALUE
from extractor.finders.table_heads import OTHER_P, Column, Layout
from extractor.language.numbers import DIGITS, MINUS, SIGNED, as_printed

FOUND_BY = "rules.result_tables"
KIND_IN_CELL = re.compile(r"^(?P<kind>OR|HR|RR|IRR|aOR|aHR|SMD|MD)\s(?:=\s)?")
KINDS = {"OR": "odds_ratio", "aOR": "odds_ratio", "HR": "hazard_ratio", "aHR": "hazard_ratio", "RR": "risk_ratio", "IRR": "incidence_rate_ratio", "SMD": "standardized_mean_difference", "MD": "mean_difference"}  # fmt: skip
ESTIMATE = re.compile(
    rf"(?P<estimate>{SIGNED})(?P<unit>\s?%|\s[A-Za-z][\w/²³]{{0,8}})?(?:\s?[(\[]\s?(?:(?P<level>9\d)\s?% ?CI:?\s?)?{BOUNDS})?"
)
RATIOS = frozenset({"odds_ratio", "hazard_ratio", "risk_ratio", "prevalence_ratio", "incidence_rate_ratio", "ratio"})
COUNT_AND_SHARE = re.compile(r"\d[\d,]*(?:\s?/\s?\d[\d,]*\s?\(\s?[\d.]+\s?%?\s?\)|\s?\(\s?[\d.]+\s?%\s?\))")
EFFECT = "effect"  # of a heading that leaves open whether it is a ratio or a difference
INTERVAL = re.compile(rf"^\s*[(\[]?\s?{BOUNDS}\s?[)\]]?")
LEVEL = re.compile(r"(\d\d)\s?%\s?(?:C\.?I|confidence)")
# Rows that compare the groups whose numbers stand above them.
ROW = re.compile(
    r"^(?:(?:adjusted|unadjusted|crude|estimated|treatment|between[- ]group|group|mean|absolute|risk|LS|least[- ]squares?)\s)*(?:differences?|effect)\b(?!\s(?:in|of)\s(?:age|time))"
    r"|^(?:(?:adjusted|crude|unadjusted)\s)*(?:(?:odds|hazards?|risk|rate|relative|treatment|win)\s(?:ratio|risk)s?\b|a?[OHR]R\b|ratio\b)",
    re.IGNORECASE,
)


def is_comparison(stub: str) -> bool:
    """Whether a row holds differences or ratios between the groups of the rows above."""
    return ROW.match(stub.strip()) is not None


def in_column(
    document: Document, table: Table, layout: Layout, cell: Cell, context: dict[str, Mention]
) -> Iterator[Mention]:
    """A cell of a column "Difference (95% CI)", with the interval and the p value of its row."""
    column = layout.columns[cell.column]
    kind = kind_of(column.text, document.quote(context["row"].span))
    yield from _comparison(document, table, cell, kind, column.text, context, _interval_of(document, table, layout, cell), _p_of(document, table, layout, cell))  # fmt: skip


def in_row(
    document: Document, table: Table, layout: Layout, cell: Cell, context: dict[str, Mention]
) -> Iterator[Mention]:
    """A cell of a row "Adjusted difference (95% CI)" below the numbers of the groups."""
    stub = context["row_second"] if "row_second" in context else context["row"]
    words = document.quote(stub.span)
    kind = kind_of(words, "")
    compared = max(
        (row for row in layout.rows if row < cell.row and not is_comparison(_stub(document, layout, row))), default=None
    )
    if compared is not None and "row_second" not in context:
        of = Mention("table.row", layout.rows[compared].stub, found_by=FOUND_BY)
        context = {**context, "row_second": stub, "row": of}
    p = _p_of(document, table, layout, cell) or _p_below(document, table, cell)
    yield from _comparison(document, table, cell, kind, words, context, None, p)


def _stub(document: Document, layout: Layout, row: int) -> str:
    known = layout.rows[row]
    return document.quote(known.second or known.stub)


def kind_of(head: str, stub: str) -> str | None:
    """The kind of comparison that a heading names."""
    named = next((name for name, words in comparisons.KINDS if re.search(words, head, re.IGNORECASE)), None)
    if named is not None:
        return named
    if re.search(r"\brelative risk\b", head, re.IGNORECASE):
        return "risk_ratio"
    if re.search(r"\b(?i:prevalence ratio)\b|(?<![\w-])a?PR(?:adj)?(?![\w-])", head):
        return "prevalence_ratio"
    if re.search(r"\bdiff", head, re.IGNORECASE):
        return "risk_difference" if re.search(r"\brisk\b|\bproportion", head, re.IGNORECASE) else "mean_difference"
    if re.search(r"\beffects?\b", head, re.IGNORECASE):
        return EFFECT
    return "ratio" if re.search(r"\bratio\b", head, re.IGNORECASE) else None


def _comparison(
    document: Document,
    table: Table,
    cell: Cell,
    kind: str | None,
    words: str,
    context: dict[str, Mention],
    interval: Mention | None,
    p: Mention | None,
) -> Iterator[Mention]:
    text = document.quote(cell.span)
    named = KIND_IN_CELL.match(text)
    match = ESTIMATE.match(text, named.end() if named else 0)
    kind = KINDS[named["kind"]] if named else kind
    if match is None or kind is None:
        return
    if kind == EFFECT:
        kind = _kind_of_effects(document, table)
    if kind in RATIOS and match["estimate"][0] in MINUS:
        kind = "mean_difference"  # "odds ratios and mean differences" in one column
    if kind == "mean_difference" and "%" in (match["unit"] or "") and _is_of_shares(document, table, cell):
        kind = "risk_difference"
    span = Span(cell.span.start + match.start("estimate"), cell.span.start + match.end("estimate"))
    estimate = Mention("comparison.estimate", span, number=as_printed(match["estimate"]), found_by=FOUND_BY, score=0.9)
    parts = {**context, "estimate": estimate}
    if match["lower"]:
        told = LEVEL.search(words) or LEVEL.search(text)
        interval = _bounds(cell, match, match["level"] or (told[1] if told else None))
    if interval is not None:
        parts["interval"] = interval
    inside = P_VALUE.search(text, match.end())
    p = comparisons.p_of(inside, cell.span.start) if inside else p
    if p is not None:
        parts["p"] = p
    yield Mention(
        "comparison",
        span,
        number=as_printed(match["estimate"]),
        value=kind,
        about=table.row_span(cell.row),
        found_by=FOUND_BY,
        score=0.9,
        parts=parts,
    )


def _kind_of_effects(document: Document, table: Table) -> str:
    """What a column "Effect (95% CI)" holds: differences of means; beside shares of people that is left open."""
    shares = any(COUNT_AND_SHARE.match(document.quote(c.span).strip()) for c in table.cells if not c.header)
    return EFFECT if shares else "mean_difference"


def _is_of_shares(document: Document, table: Table, cell: Cell) -> bool:
    """Whether the numbers that a difference in percent is of are shares of people: "155 (73.8%)"."""
    near = [c for c in table.cells if c.row == cell.row or c.column == cell.column]
    return any(COUNT_AND_SHARE.match(document.quote(c.span).strip()) for c in near)


def _bounds(cell: Cell, match: re.Match[str], level: str | None) -> Mention:
    def bound(name: str) -> Mention:
        span = Span(cell.span.start + match.start(name), cell.span.start + match.end(name))
        return Mention(f"interval.{name}", span, number=as_printed(match[name]), found_by=FOUND_BY, score=0.9)

    at = Span(cell.span.start + match.start("lower"), cell.span.start + match.end("upper"))
    inner = {"lower": bound("lower"), "upper": bound("upper")}
    return Mention("interval", at, number=level, found_by=FOUND_BY, score=0.9, parts=inner)


def _nearest(layout: Layout, cell: Cell, kind: str) -> Iterator[tuple[int, Column]]:
    """The columns of one kind right of a cell, the nearest first, up to the next column of estimates; else all."""
    right = []
    for column in range(cell.column + 1, len(layout.columns)):
        if layout.columns[column].kind == "difference":
            break
        right.append(column)
    found = [(c, layout.columns[c]) for c in right if layout.columns[c].kind == kind]
    yield from found or [(c, column) for c, column in layout.columns.items() if column.kind == kind and c < cell.column]


def _interval_of(document: Document, table: Table, layout: Layout, cell: Cell) -> Mention | None:
    """The interval that has a column of its own."""
    for at, column in _nearest(layout, cell, "interval"):
        beside = table.cell(cell.row, at)
        if at < cell.column or beside is None:
            continue
        if match := INTERVAL.match(document.quote(beside.span)):
            level = LEVEL.search(column.text)
            return _bounds(beside, match, level[1] if level else None)
    return None


def _p_of(document: Document, table: Table, layout: Layout, cell: Cell) -> Mention | None:
    """The p value of a row, where only one column may hold it."""
    found = list(_nearest(layout, cell, "p"))
    if len(found) != 1 or OTHER_P.search(found[0][1].text):
        return None
    beside = table.cell(cell.row, found[0][0])
    return _p_in(document, beside) if beside is not None else None


def p_of_groups(document: Document, table: Table, layout: Layout, cell: Cell) -> Mention | None:
    """The p value of a row of results that stands right of them and is of this row alone.

    A row under a name has its own p only if all rows under that name have one: else it may be that of all of them.
    """
    p = _p_of(document, table, layout, cell)
    if p is None or p.span.start < cell.span.end:
        return None
    column = next((c.column for c in table.row(cell.row) if p.span in c.span), None)
    heading = layout.rows[cell.row].heading
    alike = [row for row, other in layout.rows.items() if other.heading == heading] if heading is not None else []
    cells = (table.cell(row, column) for row in alike if column is not None)
    return p if all(c is not None and _p_in(document, c) is not None for c in cells) else None


def _p_below(document: Document, table: Table, cell: Cell) -> Mention | None:
    """The p value of the row "P value" right below a row of estimates."""
    stub, below = table.cell(cell.row + 1, 0), table.cell(cell.row + 1, cell.column)
    if stub is None or below is None or not re.match(r"\s*p\b", document.quote(stub.span), re.IGNORECASE):
        return None
    return _p_in(document, below)


def _p_in(document: Document, cell: Cell) -> Mention | None:
    text = document.quote(cell.span)
    if match := P_VALUE.search(text):
        return comparisons.p_of(match, cell.span.start)
    match = re.match(rf"\s*(?P<sign>[<>≤≥=])?\s?(?P<p>{DIGITS})", text)
    if match is None or float(as_printed(match["p"]) or 2) > 1:
        return None
    sign = comparisons.SIGNS[match["sign"] or "="]
    at = Span(cell.span.start + match.start("p"), cell.span.start + match.end("p"))
    return Mention("p", at, number=as_printed(match["p"]), sign=sign, found_by=FOUND_BY, score=0.9)
