"""Finds arms by the tables that show them side by side: column headings ("Placebo (n = 53)"), stubs, and labels in cells.

A heading with a number of people is the name of a group, and so is a heading of a table that tests groups against each other.
Whether a group is an arm of the study or a part of its people is for `assemble` to say, which knows what the text compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractor.document import Document, Span, Table
from extractor.evidence import Mention
from extractor.finders.arms import ROLE, arm_at
from extractor.finders.substances import CANDIDATE, is_substance
from extractor.finders.table_heads import (
    LEVEL,
    LISTED_AS,
    NO_GROUP,
    STATISTIC,
    TIME,
    TOTAL,
    Column,
    Layout,
    layout_of,
    lists_studies,
)
from extractor.language.doc import Doc
from extractor.language.numbers import as_printed
from extractor.language.units import DOSE_UNIT

DOSE_ALONE = re.compile(
    rf"(?:(?:i\.?v|i\.?p|s\.?c|p\.?o|i\.?m)\.?|intravenous|oral|subcutaneous|intraperitoneal|gavage|bolus|[\s,;(])*\d[\d.]*\s?{DOSE_UNIT}"
    r"(?:(?:i\.?v|i\.?p|s\.?c|p\.?o|i\.?m)\.?|intravenous|oral|subcutaneous|intraperitoneal|[\s,;)])*$",
    re.IGNORECASE,
)
# A heading without a number of people names a group by such a word.
SAYS_GROUP = re.compile(
    r"\b(?:groups?|arms?|controls?|placebo|sham|vehicle|usual care|intervention|treated)\b", re.IGNORECASE
)
NO_ARM = re.compile(
    r"\b(?:CI|ratio|difference|effect|p[- ]?value|95%|change|patients?|participants|subjects|women|men|children|with|without|responders?|survivors?|died|yes|no|(?:low|high|intermediate)[- ]risk|age[ds]?|years?|events?|number|cases)\b"
    r"|^[<>≤≥\d(]",
    re.IGNORECASE,
)
# Parts that an outcome makes of the people, not a treatment.
BY_OUTCOME = re.compile(
    r"(?:good|poor|favou?rable|unfavou?rable|survivors?|non-?\s?survivors?|survived|alive|dead|died|deceased|with|without|no(?! (?:treat|interven|drug|therap|supplement|exercis|surger|prophyl|medic))|absent|present|positive|negative|yes"
    r"|non-?\s?responders?|responders?|success\w*|fail\w*|recurren\w*|relapsed?|events?|normal|abnormal|low|high|mild|moderate|severe)\b",
    re.IGNORECASE,
)
MOST_IN_ROWS = 8


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for table in document.tables:
        if not lists_studies(document, table):
            layout = layout_of(document, table)
            yield from _columns(document, layout)
            yield from _rows(document, table, layout)
        yield from _labels(document, table)


def _columns(document: Document, layout: Layout) -> Iterator[Mention]:
    """The groups that the headings name."""
    tested = any(column.kind in {"p", "difference"} for column in layout.columns.values())
    seen: set[Span] = set()
    for at, column in layout.columns.items():
        n = column.n or layout.n_row.get(at)
        if (
            column.kind not in {"value", "n"}
            or column.total
            or column.level is not None
            or column.group is None
            or column.group in seen
        ):
            continue
        seen.add(column.group)
        name = document.quote(column.group).strip()
        part = column.above is not None and not TIME.match(document.quote(column.above))  # "NYHA class II"
        number = None if part else _n(document, column, n)
        if number is not None and DOSE_ALONE.match(name):  # a dose of a drug that the caption or the text names
            about = Span(min(column.group.start, number.span.start), number.span.start)
            yield Mention("n.arm", number.span, number=number.number, value="total", about=about, found_by="rules.arms", score=0.9)  # fmt: skip
        elif not (NO_GROUP.match(name) or BY_OUTCOME.match(name)) and (
            number is not None or (tested and _names_group(name))
        ):
            yield _group(document, column.group, 0.95 if number else 0.7, number)


def _n(document: Document, column: Column, n: Span | None) -> Mention | None:
    """How many were in a group; those seen at a later visit are fewer than that."""
    later = any(
        TIME.match(text) and not re.match(r"base|pre|before|initial", text, re.IGNORECASE) for text in column.texts
    )
    number = as_printed(document.quote(n)) if n is not None else None
    return (
        None
        if n is None or number is None or later
        else Mention("n.arm", n, number=number, found_by="rules.arms", score=0.92)
    )


def _names_group(name: str) -> bool:
    if NO_ARM.search(name):
        return False
    return bool(SAYS_GROUP.search(name)) or (name.isalpha() and is_substance(name))


def _rows(document: Document, table: Table, layout: Layout) -> Iterator[Mention]:
    """The groups that the second stub names under every measure: "Overall score | No drug | 1104 | 66.8"."""
    blocks: dict[Span, list[Span]] = {}
    for row in layout.rows.values():
        if row.second is not None:
            blocks.setdefault(row.stub, []).append(row.second)
    counted = any(column.kind == "n" for column in layout.columns.values())
    sets = [{_row_name(document, span) for span in spans} for spans in blocks.values()]
    if len(sets) < 2 or not (counted or layout.groups_in_rows):
        return
    names = set().union(*sets)
    if not 2 <= len(names) <= MOST_IN_ROWS or sum(s == names for s in sets) < 2 or any(map(_is_no_group, names)):
        return
    for span in next(spans for spans, own in zip(blocks.values(), sets, strict=True) if own == names):
        lead = LISTED_AS.match(document.quote(span))
        yield _group(document, Span(span.start + (lead.end() if lead else 0), span.end), 0.9, None)


def _group(document: Document, name: Span, score: float, n: Mention | None) -> Mention:
    """An arm that is called "Controls" here is the "control group" of the text."""
    bare = re.sub(r"\s(?:groups?|arms?)$", "", document.quote(name), flags=re.IGNORECASE)
    end = name.start + len(bare) if len(bare) > 2 else name.end
    arm = arm_at(document, name.start, end, "column", score, n)
    role, key = str(arm.value).split(":", 1)
    plain = re.sub(r" (?:groups?|arms?)$", "", key)
    plain = "control" if plain == "controls" else plain
    role = "comparator" if re.match(r"no\b|control$", plain) else role
    return replace(arm, value=f"{role}:{plain}")


def _row_name(document: Document, span: Span) -> str:
    return re.sub(r"\s+", " ", LISTED_AS.sub("", document.quote(span))).strip().casefold()


def _is_no_group(name: str) -> bool:
    return bool(
        TIME.match(name) or STATISTIC.match(name) or TOTAL.match(name) or LEVEL.match(name) or NO_GROUP.match(name)
    )


LABELLED = re.compile(
    rf"(?:^|[-•–;.\]]\s?)(?P<name>{CANDIDATE}|[Pp]lacebo|[Ss]aline|[Vv]ehicle)\s?:\s(?=[^;:]{{0,80}}\d)"
)


def _labels(document: Document, table: Table) -> Iterator[Mention]:
    """ "Ketamine: −14.0 ± 10; placebo: 0.0 ± 12" in one cell: both are arms."""
    for cell in table.cells:
        found = list(LABELLED.finditer(document.quote(cell.span))) if not cell.header and cell.column else []
        if any(ROLE.search(match["name"]) for match in found):
            for match in found:
                if is_substance(match["name"]):
                    yield arm_at(
                        document,
                        cell.span.start + match.start("name"),
                        cell.span.start + match.end("name"),
                        "compared",
                        0.8,
                    )
