"""Finds results in tables: each cell with a number, together with the heading of its column and the stub of its row.

What a heading names - an arm, a time, a statistic - is for `assemble` to say, which knows the arms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Cell, Document, Span, Table
from extractor.evidence import Mention
from extractor.finders import comparisons, potency_tables
from extractor.finders.comparisons import BOUNDS, P_VALUE
from extractor.finders.results import spread_kind
from extractor.finders.studies import author_year
from extractor.language.doc import Doc
from extractor.language.numbers import DIGITS, SIGNED, as_printed
from extractor.language.units import MEASURED_UNIT

MARKS = r"(?:\s?[*†‡§¶#a-d¹²³⁰⁴-⁹ᵃ-ᵈ]{1,3})?"
FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "percent",
        re.compile(
            rf"(?P<count>\d[\d,]*)\s?(?:/\s?(?P<n>\d[\d,]*))?\s?[(\[]\s?(?P<value>{DIGITS})\s?%\s?[)\]]{MARKS}$"
        ),
    ),
    (
        "percent",
        re.compile(
            rf"(?P<value>{DIGITS})\s?%\s?[(\[]\s?(?P<count>\d[\d,]*)(?:\s?/\s?(?P<n>\d[\d,]*))?\s?[)\]]{MARKS}$"
        ),
    ),
    ("mean", re.compile(rf"(?P<value>{SIGNED})\s?±\s?(?P<spread>{DIGITS})(?:\s?[(\[][^()\[\]]{{3,24}}[)\]])?{MARKS}$")),
    ("interval", re.compile(rf"(?P<value>{SIGNED})\s?[(\[]\s?{BOUNDS}\s?[)\]]{MARKS}$")),
    ("paren", re.compile(rf"(?P<value>{SIGNED})\s?[(\[]\s?±?\s?(?P<spread>{DIGITS})\s?[)\]]{MARKS}$")),
    ("percent", re.compile(rf"(?P<value>{DIGITS})\s?%{MARKS}$")),
    ("bare", re.compile(rf"(?P<value>{SIGNED}){MARKS}$")),
)
MEAN_SPREAD = re.compile(
    r"\bmeans?\s?(?:score\s)?[(\[±+/−-]*\s?[(\[]?\s?(?:±\s?)?(?P<kind>SDs?|SEMs?|SEs?|standard deviation|standard error)\b|(?P<kind2>\bSD\b|\bSEM?\b)",
    re.IGNORECASE,
)
MEDIAN = re.compile(r"\bmedian\b", re.IGNORECASE)
COUNT_PERCENT = re.compile(r"\b(?:n|no\.?|number|count|events?)\s?(?:of \w+\s)?[(\[,]\s?%\s?[)\]]?", re.IGNORECASE)
PERCENT_HINT = re.compile(r"\(\s?%\s?\)|,\s?%|\bpercent|%\s?$", re.IGNORECASE)
CHANGE = re.compile(r"\bchanges?\b|\bΔ|\breduction\b|\bdecrease\b", re.IGNORECASE)
N_HEADER = re.compile(r"^\s*(?:n|N|No\.?|number)\s*$")
P_HEADER = re.compile(
    r"^\s*p(?:[- ]?values?)?\s?[a-d*†‡§¹²³]?(?:\s.{0,40}\bvs?\b.{0,40}|\s(?:for|of) .{0,40})?\s*$", re.IGNORECASE
)
DIFFERENCE = re.compile(r"\b(?:difference|effect|ratio|OR|HR|RR|treatment effect)\b", re.IGNORECASE)
KIND_IN_CELL = re.compile(r"^(?P<kind>OR|HR|RR|IRR|aOR|aHR|SMD|MD)\s")
CAPTION_NUMBER = re.compile(r"^Table\s+\w+", re.IGNORECASE)
BASELINE_TABLE = re.compile(r"\b(?:baseline|demographic|characteristics)\b", re.IGNORECASE)
UNIT_HINT = re.compile(rf"[(\[]\s?(?P<unit>points|{MEASURED_UNIT}|%)\s?[)\]]")
# "mean ± SD, n = 6" in a caption: how many stand behind each mean
N_OF_MEANS = re.compile(
    r"\bmeans?\s?(?:±|\+/-)\s?[A-Z.]{2,6}[,;)]?\s?(?:of |\()?n\s?=\s?(?P<n>\d{1,3})(?!\s?[-–]\s?\d|\d)"
    r"|\bn\s?=\s?(?P<n2>\d{1,3})(?!\s?[-–]\s?\d|\d)\s?(?:per|in each|for each|each|/)\s?(?:\w+\s)?(?:group|arm|dose)"
)
# Groups within the groups: what such a heading says is which of them a number is of.
SUBGROUP = re.compile(
    r"^\s*(?P<name>(?:males?|females?|men|women|boys|girls)(?:\s(?:rats|mice|only))?)\s*(?=$|[(,])", re.IGNORECASE
)
KINDS = {"OR": "odds_ratio", "aOR": "odds_ratio", "HR": "hazard_ratio", "aHR": "hazard_ratio", "RR": "risk_ratio", "IRR": "incidence_rate_ratio", "SMD": "standardized_mean_difference", "MD": "mean_difference"}  # fmt: skip


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    baseline: set[str] = set()  # "Table 1", so that "Table 1. Continued" is known too
    for table in document.tables:
        caption = document.quote(table.caption) if table.caption else ""
        numbered = CAPTION_NUMBER.match(caption)
        # Some journals set the words of a caption in a line of their own, which may be read as the first heading.
        first = table.cell(0, 0)
        heading = document.quote(first.span) if first is not None and first.header else ""
        if numbered and (
            BASELINE_TABLE.search(caption)
            or re.match(r"(?:patient |baseline |demographic )+\w*", heading, re.IGNORECASE)
            or numbered[0].casefold() in baseline
        ):
            baseline.add(numbered[0].casefold())
            continue
        if (
            table.certain
            and table.n_columns >= 2
            and not BASELINE_TABLE.search(caption)
            and not _lists_studies(document, table)
        ):
            yield from _cells(document, table, caption)


def _lists_studies(document: Document, table: Table) -> bool:
    return any(author_year(document.quote(cell.span)) for cell in table.cells if cell.column == 0 and not cell.header)


def _cells(document: Document, table: Table, caption: str) -> Iterator[Mention]:
    heads = {
        column: " ".join(document.quote(cell.span) for cell in table.headers(column))
        for column in range(table.n_columns)
    }
    for cell in table.cells:
        text = document.quote(cell.span)
        if cell.header or cell.column == 0 or not any(c.isdigit() for c in text):
            continue
        stub = table.cell(cell.row, 0)
        if (
            stub is None
            or (not heads[cell.column].strip() and any(text.strip() for text in heads.values()))
            or not document.quote(stub.span)
            or N_HEADER.match(heads[cell.column])
            or P_HEADER.match(heads[cell.column])
        ):
            continue
        if potency_tables.is_potency(document, table, cell):
            continue  # these have a finder of their own
        context = _context(document, table, cell, stub)
        if DIFFERENCE.search(heads[cell.column]):
            yield from _difference(document, table, cell, heads, context)
        else:
            yield from _value(document, table, cell, heads, caption, context)


def _context(document: Document, table: Table, cell: Cell, stub: Cell) -> dict[str, Mention]:
    """Where a cell stands: its row's stub, its column's headings, its caption."""
    parts = {"row": Mention("table.row", stub.span, found_by="rules.result_tables")}
    above = [head for head in table.headers(cell.column) if document.quote(head.span)]
    if above:
        parts["column"] = Mention("table.column", above[-1].span, found_by="rules.result_tables")
        if len(above) > 1:
            parts["column_above"] = Mention("table.column", above[0].span, found_by="rules.result_tables")
    if table.caption:
        parts["caption"] = Mention("table.caption", table.caption, found_by="rules.result_tables")
    return parts


def _value(
    document: Document, table: Table, cell: Cell, heads: dict[int, str], caption: str, context: dict[str, Mention]
) -> Iterator[Mention]:
    text = document.quote(cell.span).strip()
    form, match = next(((form, m) for form, pattern in FORMS if (m := pattern.match(text))), (None, None))
    if match is None or form is None:
        return
    hints = (document.quote(context["row"].span), heads[cell.column], caption)
    statistic, kind = _statistic(form, hints)
    if statistic is None:
        return
    parts = dict(context)
    groups = match.groupdict()
    if statistic == "percent" and form == "paren":  # "34 (55.7)" under "n (%)"
        parts["count"] = _part(cell, match, "value", "result.count")
        value_group = "spread"
    else:
        value_group = "value"
        if groups.get("spread"):
            parts["spread"] = _part(cell, match, "spread", "spread", kind)
        if groups.get("lower"):
            inner = {"lower": _part(cell, match, "lower", "bound"), "upper": _part(cell, match, "upper", "bound")}
            span = Span(cell.span.start + match.start("lower"), cell.span.start + match.end("upper"))
            name = "interval" if re.search(r"\bCI\b|confidence", " ".join(hints)) else "spread"
            parts[name] = Mention(
                name,
                span,
                value=("CI" if name == "interval" else "IQR"),
                found_by="rules.result_tables",
                score=0.9,
                parts=inner,
            )
        for name in ("count", "n"):
            if groups.get(name):
                parts[name] = _part(cell, match, name, f"result.{name}")
    head = context.get("column")
    from_head = head is not None and any(
        hint.search(document.quote(head.span)) for hint in (COUNT_PERCENT, PERCENT_HINT)
    )
    source = head.span if from_head and head is not None else context["row"].span
    if statistic in {"percent", "count"} and (named := _definition(document, source)) is not None:
        parts["definition"] = named
    for name in ("column", "column_above"):
        if name in context and (sex := SUBGROUP.match(document.quote(context[name].span))):
            at = Span(context[name].span.start + sex.start("name"), context[name].span.start + sex.end("name"))
            parts.setdefault("definition", Mention("result.subgroup", at, found_by="rules.result_tables", score=0.85))
    if (n := _n_of(document, table, cell, heads)) is not None and "n" not in parts:
        parts["n"] = n
    start, end = cell.span.start + match.start(value_group), cell.span.start + match.end(value_group)
    unit = _unit(statistic, hints)
    if statistic == "percent" and document.text[end : end + 1] == "%":
        end += 1
    yield Mention("result", Span(start, end), number=as_printed(match[value_group]), value=statistic, unit=unit, about=table.row_span(cell.row),
                  found_by="rules.result_tables", score=0.92, parts=parts)  # fmt: skip


STUB_TAIL = re.compile(
    r"(?:\s(?:at|by|on)\s(?:week|day|month|year|\d).*|(?:,\s?|\s)(?:n|no\.?|number|%|count)\s?(?:\(|,|/|$).*|,\s?n$|\s?\(%\))$",
    re.IGNORECASE,
)


def _definition(document: Document, stub: Span) -> Mention | None:
    """What a row of proportions is of: its stub without time and statistic."""
    text = document.quote(stub)
    text = STUB_TAIL.sub("", text).rstrip(" ,-–")
    span = Span(stub.start, stub.start + len(text))
    return Mention("result.definition", span, found_by="rules.result_tables", score=0.85) if len(text) >= 4 else None


def _statistic(form: str, hints: tuple[str, ...]) -> tuple[str | None, str | None]:
    """What a number is, from its form and from what its row, column and caption say, the nearest first."""
    if form == "percent":
        return "percent", None
    kind = None
    for hint in hints:
        if COUNT_PERCENT.search(hint) and form in {"paren", "bare"}:
            return ("percent", None) if form == "paren" else ("count", None)
        if PERCENT_HINT.search(hint) and form == "bare":
            return "percent", None
        if MEDIAN.search(hint):
            return "median", None
        if spread := MEAN_SPREAD.search(hint):
            kind = spread_kind(spread["kind"] or spread["kind2"])
            break
    changed = any(CHANGE.search(hint) for hint in hints[:2]) or (
        kind is not None and CHANGE.search(hints[2]) is not None
    )
    if form == "mean" and changed and any(PERCENT_HINT.search(hint) for hint in hints[:2]):
        return "change_percent", kind
    if form == "mean" or kind is not None:
        return ("mean_change" if changed else "mean"), kind
    if any(re.search(r"\bmeans?\b", hint, re.IGNORECASE) for hint in hints):
        return ("mean_change" if changed else "mean"), None
    return None, None


def _unit(statistic: str, hints: tuple[str, ...]) -> str | None:
    if statistic in {"percent", "change_percent"}:
        return "%"
    unit = next((match["unit"] for hint in hints if (match := UNIT_HINT.search(hint))), None)
    return None if unit in {"points", "%"} else unit


def _n_of(document: Document, table: Table, cell: Cell, heads: dict[int, str]) -> Mention | None:
    """The denominator of a cell: "(n = 61)" in its heading, or the column "n" of its row."""
    for head in table.headers(cell.column):
        if match := re.search(r"[nN]\s?[=¼:]\s?(?P<n>\d[\d,]*)", document.quote(head.span)):
            span = Span(head.span.start + match.start("n"), head.span.start + match.end("n"))
            return Mention("result.n", span, number=as_printed(match["n"]), found_by="rules.result_tables", score=0.9)
    for column, head_text in heads.items():
        if N_HEADER.match(head_text) and (beside := table.cell(cell.row, column)) is not None:
            number = as_printed(document.quote(beside.span))
            if number:
                return Mention("result.n", beside.span, number=number, found_by="rules.result_tables", score=0.9)
    if table.caption is not None and (match := N_OF_MEANS.search(document.quote(table.caption))):
        group = "n" if match["n"] else "n2"
        span = Span(table.caption.start + match.start(group), table.caption.start + match.end(group))
        return Mention("result.n", span, number=as_printed(match[group]), found_by="rules.result_tables", score=0.85)
    return None


def _part(cell: Cell, match: re.Match[str], group: str, field: str, value: str | None = None) -> Mention:
    span = Span(cell.span.start + match.start(group), cell.span.start + match.end(group))
    return Mention(field, span, number=as_printed(match[group]), value=value, found_by="rules.result_tables", score=0.9)


def _difference(
    document: Document, table: Table, cell: Cell, heads: dict[int, str], context: dict[str, Mention]
) -> Iterator[Mention]:
    """A cell of a column "Difference (95% CI)", with the p value of its row."""
    text = document.quote(cell.span)
    named = KIND_IN_CELL.match(text)
    match = re.compile(rf"(?P<estimate>{SIGNED})(?:\s?[(\[]\s?{BOUNDS}\s?[)\]])?").match(
        text, named.end() if named else 0
    )
    if match is None:
        return
    head = heads[cell.column]
    kind = (
        KINDS[named["kind"]]
        if named
        else next((name for name, words in comparisons.KINDS if re.search(words, head, re.IGNORECASE)), None)
    )
    if kind is None:
        kind = "mean_difference" if re.search(r"difference", head, re.IGNORECASE) else None
    if kind is None:
        return
    span = Span(cell.span.start + match.start("estimate"), cell.span.start + match.end("estimate"))
    parts = {
        **context,
        "estimate": Mention(
            "comparison.estimate", span, number=as_printed(match["estimate"]), found_by="rules.result_tables", score=0.9
        ),
    }
    if match["lower"]:
        level = re.search(r"(\d\d)\s?%\s?(?:CI|confidence)", head)
        inner = {
            "lower": _part(cell, match, "lower", "interval.lower"),
            "upper": _part(cell, match, "upper", "interval.upper"),
        }
        at = Span(cell.span.start + match.start("lower"), cell.span.start + match.end("upper"))
        parts["interval"] = Mention(
            "interval", at, number=level[1] if level else None, found_by="rules.result_tables", score=0.9, parts=inner
        )
    if (p := _p_of(document, table, cell, heads)) is not None:
        parts["p"] = p
    yield Mention(
        "comparison",
        span,
        number=as_printed(match["estimate"]),
        value=kind,
        about=table.row_span(cell.row),
        found_by="rules.result_tables",
        score=0.9,
        parts=parts,
    )


def _p_of(document: Document, table: Table, cell: Cell, heads: dict[int, str]) -> Mention | None:
    for column, head in heads.items():
        beside = table.cell(cell.row, column)
        if not P_HEADER.match(head) or beside is None:
            continue
        text = document.quote(beside.span)
        if match := P_VALUE.search(text):
            return comparisons.p_of(match, beside.span.start)
        if match := re.match(rf"(?P<sign>[<>≤≥=])?\s?(?P<p>{DIGITS})", text):
            sign = comparisons.SIGNS[match["sign"] or "="]
            at = Span(beside.span.start + match.start("p"), beside.span.start + match.end("p"))
            return Mention("p", at, number=as_printed(match["p"]), sign=sign, found_by="rules.result_tables", score=0.9)
    return None
