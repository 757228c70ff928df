"""Finds potencies and kinetic parameters in tables: IC50 by target and compound, LD50 by species, half-lives by route.

The parameter stands in the heading of a column, in the stub of a row or in the caption, with its unit somewhere near.
A heading or stub beside it names a compound, which is an arm, or what was measured on, which is the definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extractor.document import Cell, Document, Span, Table
from extractor.evidence import Mention
from extractor.finders.comparisons import BOUNDS
from extractor.finders.parameters import KINETIC, UNIT, Named, fits, normal, parameter_in, unit_in
from extractor.finders.result_forms import SPREAD_WORD, spread_kind
from extractor.finders.substances import is_substance, key_of
from extractor.language.doc import Doc
from extractor.language.numbers import DIGITS, as_printed

_MARKS = r"(?:\s?[*†‡§¶#a-d¹²³]{1,3})?"
_VALUE = r"(?P<sign>[<>≤≥~]\s?|=\s?)?(?P<value>\d{1,3}(?: \d{3})+(?!\d)|" + DIGITS + ")"
CELL = re.compile(
    rf"{_VALUE}(?:\s?(?:±|\+/-)\s?(?P<spread>{DIGITS}))?(?:\s?(?P<unit>{UNIT})(?![\w/]))?"
    rf"(?:\s?[(\[]\s?(?:95\s?% CI,?:? ?)?{BOUNDS}\s?[)\]]|\s?[(\[]±?\s?(?P<within>{DIGITS})[)\]])?"
    rf"(?:\s?[(\[](?P<n>\d{{1,2}})[)\]])?{_MARKS}$"
)
INTERVAL_HEAD = re.compile(r"\b(?:CI|confidence (?:interval|limits))\b", re.IGNORECASE)
INTERVAL_CELL = re.compile(rf"[(\[]?\s?{BOUNDS}\s?[)\]]?{_MARKS}$")
TABLE_ROW = re.compile(r"Table\s\d+[.:]?\s")
# What heads the column of what a compound was tried on, and what heads the column of compounds.
TRIED_ON = re.compile(
    r"^(?:\w+ )?(?:target|kinase|enzyme|receptor|isoform|sub-?type|channel|transporter|protein|cell lines?|cells?|tumou?r(?: cells?| lines?)?|organism"
    r"|strain|species|bacteri\w+|pathogen|parasite|virus|sex|route(?: of administration)?|assay|test|model|tissue|matrix|mutant|mutation|system)s?(?: \(.*\))?$",
    re.IGNORECASE,
)
COMPOUNDS = re.compile(
    r"^(?:test |study )?(?:compounds?|drugs?|inhibitors?|agents?|antibiotics?|agonists?|antagonists?|ligands?|analog(?:ue)?s?|treatments?|cpds?|molecules?|substances?|groups?|name)(?:\s?(?:no|ID|name|code)\.?)?(?: \(.*\))?$",
    re.IGNORECASE,
)
N_HEAD = re.compile(r"^\s*(?:n|N|No\.?|number|replicates)\s*$")
NO_PARAMETER = re.compile(
    r"\b(?:ratio|fold|selectivity|index|hill|slope|change|reference|p[- ]value|\bR2\b|R²)\b", re.IGNORECASE
)
N_IN = re.compile(r"[nN]\s?[=¼]\s?(?P<n>\d[\d,]*)(?!\s?[-–]\s?\d)")


@dataclass(frozen=True, slots=True)
class Told:
    """Which parameter a cell holds, its unit, where the parameter is named, and the labels of its column."""

    statistic: str
    unit: str | None
    where: str  # row, column or caption
    at: Span
    heads: tuple[Span, ...]


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for table in document.tables:
        if table.certain and table.n_columns >= 2 and may_hold(document, table):
            yield from _in_table(document, table)


def may_hold(document: Document, table: Table) -> bool:
    """Whether a table or its caption names a parameter anywhere, without which no cell holds one."""
    if table.caption is not None and parameter_in(document.quote(table.caption)):
        return True
    return any(parameter_in(document.quote(cell.span)) for cell in table.cells)


def is_potency(document: Document, table: Table, cell: Cell) -> bool:
    """Whether a cell holds a potency or kinetic parameter, which is then no mean."""
    return CELL.match(document.quote(cell.span).strip()) is not None and told_of(document, table, cell) is not None


def told_of(document: Document, table: Table, cell: Cell) -> Told | None:
    """What parameter a cell of numbers holds; None when it is none."""
    heads = _heads(document, table, cell)
    stub = table.cell(cell.row, 0)
    caption = _caption(document, table, cell.row)
    spans = [("row", stub.span)] if stub is not None and stub is not cell else []
    spans += [("column", head) for head in reversed(heads)]
    spans += [("caption", caption)] if caption is not None else []
    nearest = [document.quote(head) for head in heads]
    if any(NO_PARAMETER.search(text) or N_HEAD.match(text) or INTERVAL_HEAD.match(text) for text in nearest[-1:]):
        return None
    for i, (where, span) in enumerate(spans):
        text = document.quote(span)
        named = parameter_in(text)
        if named is None or (where == "row" and not _leads(text, named)):
            continue
        statistic = named.statistic
        units = [
            unit_in(text[named.end :]),
            *(unit_in(document.quote(other)) for _, other in [*spans[:i], *spans[i + 1 :]]),
        ]
        inside = CELL.match(document.quote(cell.span).strip())
        if inside is not None and inside["unit"]:
            units.insert(0, normal(inside["unit"]))
        unit = next((u for u in units if u is not None and fits(statistic, u)), None)
        others = [u for u in (unit_in(text) for text in nearest) if u is not None]
        if where == "caption" and others and not any(fits(statistic, u) for u in others):
            return None  # a column of something else
        if fits(statistic, unit):
            return Told(statistic, unit, where, Span(span.start + named.start, span.start + named.end), tuple(heads))
    return None


def _leads(text: str, named: Named) -> bool:
    """Whether a stub is the name of a parameter, not a row that only mentions one."""
    return named.start <= 12 and len(text) - named.end <= 40


def _heads(document: Document, table: Table, cell: Cell) -> list[Span]:
    """The labels above a cell: header cells, or the last row of labels when a table begins in the middle of a grid."""
    heads = [head.span for head in table.headers(cell.column) if document.quote(head.span).strip()]
    for row in range(cell.row - 1, 0, -1):
        cells = [other for other in table.row(row) if document.quote(other.span).strip()]
        texts = [document.quote(other.span).strip() for other in cells]
        if any(TABLE_ROW.match(text) for text in texts):
            break
        above = table.cell(row, cell.column)
        labels = len(cells) >= 2 and not any(other.header for other in cells) and not any(map(CELL.match, texts))
        if labels and above is not None and parameter_in(" ".join(texts)):
            return [above.span] if document.quote(above.span).strip() else heads
    return heads


def _caption(document: Document, table: Table, row: int) -> Span | None:
    """The caption of a table, or the row "Table 1. ..." above a row where the reader took it into the grid."""
    for above in range(row - 1, -1, -1):
        first = table.cell(above, 0)
        if first is not None and TABLE_ROW.match(document.quote(first.span)):
            return table.row_span(above)
    return table.caption


def _in_table(document: Document, table: Table) -> Iterator[Mention]:
    arms: dict[Span, Mention] = {}
    for cell in table.cells:
        text = document.quote(cell.span).strip()
        if cell.header or cell.column == 0 or not any(c.isdigit() for c in text):
            continue
        match = CELL.match(text)
        told = told_of(document, table, cell) if match is not None else None
        if match is None or told is None:
            continue
        for arm in _arms(document, table, cell, told):
            arms.setdefault(arm.span, arm)
        yield _potency(document, table, cell, match, told)
    yield from arms.values()


def _potency(document: Document, table: Table, cell: Cell, match: re.Match[str], told: Told) -> Mention:
    caption = _caption(document, table, cell.row)
    stub = table.cell(cell.row, 0)
    parts: dict[str, Mention] = {}
    if stub is not None:
        parts["row"] = _place(stub.span)
    if told.heads:
        parts["column"] = _place(told.heads[-1])
        if len(told.heads) > 1:
            parts["column_above"] = _place(told.heads[0])
    hints = [
        document.quote(span) for span in (*([stub.span] if stub else []), *told.heads, *([caption] if caption else []))
    ]
    if match["spread"] or (match["within"] and not any(re.search(r"\bCV\b", hint) for hint in hints)):
        group = "spread" if match["spread"] else "within"
        parts["spread"] = _number(cell, match, group, "spread", _kind(hints))
    bounds = _bounds(cell.span.start, match) if match["lower"] else None
    if bounds is not None and (kind := _kind_of_bounds(told, hints)) is None:
        parts["interval"] = bounds
    elif bounds is not None:
        parts["spread"] = replace(bounds, field="spread", value=kind)
    elif (beside := _interval_beside(document, table, cell)) is not None:
        parts["interval"] = beside
    if (n := _n(document, table, cell, match, told, caption)) is not None:
        parts["n"] = n
    parts |= _definitions(document, table, cell, told)
    signed = match["sign"] is not None and match["sign"].strip() != "="
    span = Span(cell.span.start + match.start("sign" if signed else "value"), cell.span.start + match.end("value"))
    sign = {"≤": "<=", "≥": ">="}.get((match["sign"] or "=").strip(), (match["sign"] or "=").strip())
    return Mention("result", span, number=as_printed(match["value"]), value=told.statistic, unit=told.unit, sign=sign,
                   about=table.row_span(cell.row), found_by="rules.potency_tables", score=0.92, parts=parts)  # fmt: skip


def _kind(hints: list[str]) -> str | None:
    """The spread that the nearest of some headings and captions names."""
    return next(
        (spread_kind(match[0]) for hint in hints if (match := re.search(rf"\b{SPREAD_WORD}(?!\w)", hint))), None
    )


def _kind_of_bounds(told: Told, hints: list[str]) -> str | None:
    """Whether bounds in brackets are a range or quartiles; None for a confidence interval, which potencies have."""
    words = " ".join(hints)
    if re.search(r"\bCIs?\b|confidence", words):
        return None
    if re.search(r"\bIQR\b|quartile", words):
        return "IQR"
    return "range" if told.statistic in KINETIC else None


def _place(span: Span) -> Mention:
    return Mention("table.place", span, found_by="rules.potency_tables")


def _number(cell: Cell, match: re.Match[str], group: str, field: str, value: str | None = None) -> Mention:
    span = Span(cell.span.start + match.start(group), cell.span.start + match.end(group))
    return Mention(
        field, span, number=as_printed(match[group]), value=value, found_by="rules.potency_tables", score=0.9
    )


def _bounds(start: int, match: re.Match[str]) -> Mention:
    def bound(group: str) -> Mention:
        span = Span(start + match.start(group), start + match.end(group))
        return Mention(
            f"interval.{group}", span, number=as_printed(match[group]), found_by="rules.potency_tables", score=0.9
        )

    span = Span(start + match.start("lower"), start + match.end("upper"))
    return Mention(
        "interval",
        span,
        found_by="rules.potency_tables",
        score=0.9,
        parts={"lower": bound("lower"), "upper": bound("upper")},
    )


def _interval_beside(document: Document, table: Table, cell: Cell) -> Mention | None:
    beside = table.cell(cell.row, cell.column + 1)
    if beside is None or not any(
        INTERVAL_HEAD.search(document.quote(head)) for head in _heads(document, table, beside)
    ):
        return None
    match = INTERVAL_CELL.match(document.quote(beside.span))
    return _bounds(beside.span.start, match) if match else None


def _n(
    document: Document, table: Table, cell: Cell, match: re.Match[str], told: Told, caption: Span | None
) -> Mention | None:
    """How many experiments or animals a value comes from: in its cell, its heading, the column "n" or the caption."""
    if match["n"]:
        return _number(cell, match, "n", "result.n")
    for other in table.row(cell.row):
        heads = [document.quote(head) for head in _heads(document, table, other)]
        if heads and N_HEAD.match(heads[-1]) and (number := as_printed(document.quote(other.span))):
            return Mention("result.n", other.span, number=number, found_by="rules.potency_tables", score=0.9)
    for span in (*reversed(told.heads), *([caption] if caption else [])):
        if n := N_IN.search(re.sub(r"[\t\n]", " ", document.quote(span))):
            at = Span(span.start + n.start("n"), span.start + n.end("n"))
            return Mention("result.n", at, number=as_printed(n["n"]), found_by="rules.potency_tables", score=0.9)
    return None


def _stub_heading(document: Document, table: Table, cell: Cell) -> str:
    stub = table.cell(cell.row, 0)
    heads = _heads(document, table, stub) if stub is not None else []
    return document.quote(heads[-1]).strip() if heads else ""


def _definitions(document: Document, table: Table, cell: Cell, told: Told) -> dict[str, Mention]:
    """What was measured on, as the row says it and as the heading says it; which one counts depends on the arms."""
    parts = {}
    if told.statistic == "auc":
        words = document.quote(told.at).rstrip()
        if words != "AUC":  # its window
            at = Span(told.at.start, told.at.start + len(words))
            parts["definition"] = Mention("result.definition", at, found_by="rules.potency_tables", score=0.8)
        return parts
    if told.statistic in KINETIC:
        return {}
    if told.where != "row":
        labels = [
            other for other in table.row(cell.row) if other.column < cell.column and _is_label(document, table, other)
        ]
        if labels:
            words = ", ".join(" ".join(document.quote(label.span).split()) for label in labels)
            span = Span(labels[0].span.start, labels[-1].span.end)
            parts["definition"] = Mention(
                "result.definition", span, value=words, found_by="rules.potency_tables", score=0.9
            )
    if told.heads and (rest := _rest(document, told)) is not None:
        parts["definition_above"] = Mention("result.definition", rest, found_by="rules.potency_tables", score=0.85)
    return parts


def _is_label(document: Document, table: Table, cell: Cell) -> bool:
    text = document.quote(cell.span).strip()
    if not re.search(r"[A-Za-z]", text):
        return False
    heads = _heads(document, table, cell)
    return cell.column == 0 or bool(heads and TRIED_ON.match(document.quote(heads[-1]).strip()))


def _rest(document: Document, told: Told) -> Span | None:
    """What a heading says beside its parameter and unit: "MES" of "MES ED50", "A549" of "A549 (nM)"."""
    head = told.heads[-1]
    text = document.quote(head)
    if told.at in head:
        before, after = text[: told.at.start - head.start], text[told.at.end - head.start :]
        start, end = (0, len(before.rstrip())) if before.strip() else (len(text) - len(after), len(text))
    else:
        start, end = 0, len(text)
    piece = re.sub(r"\s?[,(\[].*$", "", text[start:end].split("\n")[0], flags=re.DOTALL)
    lead = re.match(r"\s*(?:values?\s)?(?:for |in |on |against |at |towards? )?(?:the )?", piece)
    start += lead.end() if lead else 0
    words = text[start : start - (lead.end() if lead else 0) + len(piece)].rstrip()
    return Span(head.start + start, head.start + start + len(words)) if re.search(r"\w{2}", words) else None


def _arms(document: Document, table: Table, cell: Cell, told: Told) -> Iterator[Mention]:
    """The compound that a value is of: the stub of a row of compounds, or the heading of a column of them."""
    over_stubs = _stub_heading(document, table, cell)
    stub = table.cell(cell.row, 0)
    if COMPOUNDS.match(over_stubs) and stub is not None and told.where != "row":
        yield from _arm(document, stub.span)
    elif (TRIED_ON.match(over_stubs) or told.where == "row") and told.where != "column" and told.heads:
        yield from _arm(document, told.heads[-1])


def _arm(document: Document, span: Span) -> Iterator[Mention]:
    match = re.match(r"\s*(?P<name>[^\s(,;]+(?:\s[^\s(,;]+){0,2}?)\s*(?=$|[(,;]|\s\d)", document.quote(span))
    if match is None or not re.search(r"[A-Za-z]{3}|\d{3}", match["name"]):
        return  # "i.v." is no compound
    if not is_substance(match["name"]) or parameter_in(match["name"]) is not None:
        return
    at = Span(span.start + match.start("name"), span.start + match.end("name"))
    yield Mention(
        "arm", at, value=f"intervention:{key_of(match['name'])}", found_by="rules.potency_tables.column", score=0.85
    )
