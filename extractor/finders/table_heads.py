"""Reads what stands around the numbers of a table: what each column is of, and what each row is of.

A column holds values of a group, or p values, numbers of people, spreads, intervals or differences; above it stand the name of
its group ("Belprazole (n = 53)"), a time, a statistic.  A row is named by its stub, by a second stub ("Week 8", "Placebo"),
and by the row above that holds a name only ("Sex, n (%)").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Document, Span, Table
from extractor.finders.studies import author_year
from extractor.language.numbers import DIGITS, SIGNED, as_printed

NOTE = r"\s?[a-f*†‡§¶#¹²³ᵃ-ᵉ]{0,2}"
HEADER_N = re.compile(r"[(\[]?\s*[*_]?\b[nN]\b[*_]?\s?[=¼:]\s?(?P<n>\d[\d,]*)[^()\[\]\n]{0,12}[)\]]?")
ONLY_N = re.compile(rf"\s*[(\[]?\s*[*_]?[nN][*_]?\s?[=¼:]\s?\d[\d,]*\s*[)\]]?{NOTE}\s*$")
N_COLUMN = re.compile(
    rf"\s*(?:#|n|N|No\.|No(?=\s(?:of\s)?(?:patients|participants|subjects))|numbers?)\s?=?\s*(?:of\s)?(?:patients|participants|subjects|animals|rats|mice|women|men|children)?{NOTE}\s*$",
    re.IGNORECASE,
)
P_COLUMN = re.compile(
    r"^\s*[pP](?:[- ]?(?i:values?|interaction))?[a-d*†‡§#¹²³]{0,2}(?:$|\s?\(|\s.{0,40}\bvs?\b.{0,40}$|\s(?:for|of)\s.{0,60}$)|\b[pP][- ]?(?i:values?)\b"
)
P_FIRST = re.compile(r"[pP](?:[- ]?(?i:values?)|[a-d*†‡§#¹²³]{0,2}(?:$|\s(?:for|of|\()|\())")
SPREAD_COLUMN = re.compile(
    rf"^\s*(?:±\s?|\+/-\s?)?[(\[]?(?P<kind>SDs?|S\.D\.?|SEMs?|SEs?|S\.E\.(?:M\.)?|standard deviations?|standard errors?(?: of the mean)?)[)\]]?{NOTE}\s*$",
    re.IGNORECASE,
)
INTERVAL_COLUMN = re.compile(
    rf"^\s*[(\[]?(?:9[059]\s?%\s?)?(?:C\.?I\.?s?|confidence (?:intervals?|limits?))[)\]]?{NOTE}\s*$", re.IGNORECASE
)
OTHER_COLUMN = re.compile(
    rf"^\s*(?:range|min(?:imum)?|max(?:imum)?|IQR|inter-?quartile range|df|t|F|z|d|r|R2|R²|χ2|χ²|η2|β|B|Q|I2|statistics?|test(?: statistics?)?|coefficients?|heterogeneity|reference.*|units?|cost|price"
    rf"|.*(?:χ|\bchi\b|\btests?\b).*)(?:\s?\(.*\))?{NOTE}\s*$",
    re.IGNORECASE,
)
DIFFERENCE = re.compile(
    r"(?i:\bdiff(?:erences?|\.)?(?![\w]|\sinclusion)|\b(?:odds|risk|rate|hazards?|treatment|relative|prevalence) (?:risk|ratio)s?\b|\brelative risk|\b(?:treatment|intervention|est(?:imated?|\.)?(?: of)?) effects?\b|^(?:adjusted |crude )?ratio\b)"
    r"|(?<![\w-])(?:a|c|adjusted |crude )?(?:OR|HR|RR|PR|IRR|SMD|MD|ARR|RD)(?:adj)?(?![\w-])"
)
# Labels that name no group of people.
TIME = re.compile(
    r"^(?:(?:at|after|before|post|pre)[- ]?)?(?:baseline|pre-?(?:treatment|test|intervention|op\w*)?|post-?(?:treatment|test|intervention|op\w*)?|before|after|final|initial|end ?point|end of (?:study|treatment|pregnancy)|"
    r"(?:day|week|month|year|hour|visit|cycle|time|session|season|period|term|T)s?\s?\d[\d\s.,–-]*(?:(?:to|and|or|follow|visit|after|post|\().*)?|"
    r"\d[\d.]*(?:st|nd|rd|th)?[ -]?(?:min(?:ute)?|h(?:ou)?r?|d(?:ay)?|w(?:ee)?k|mo(?:nth)?|y(?:ea)?r?|visit)s?(?:\s(?:follow|visit|after|post|later|of (?:treatment|therapy|follow)|\().*)?|.*\bfollow[- ]?up.*|discharge|screening|admission|entry|enrol\w*)"
    rf"{NOTE}(?:\s?\(.*\))?$",
    re.IGNORECASE,
)
STATISTIC = re.compile(
    r"^[(\[]?(?:(?:n|no\.?|number|numbers|count|events?|mean|means|median|medians|average|value|values|score|scores|rate|rates|results?|total score|percent(?:age)?|frequency|proportion|SD|SEM?|IQR|range|CI|e|%|#|or|and|of|per|"
    r"(?:(?:mean|absolute|relative|per ?cent|percentage|%|adjusted|total|net)\s)*changes?(?: from baseline)?|adjusted|estimated|marginal|unadjusted|least|squares?|LS|geometric|patients|participants|subjects|95\s?%|standard|deviation|error)"
    rf"[\s,;:()\[\]±/+-]*)+{NOTE}$",
    re.IGNORECASE,
)
TOTAL = re.compile(
    r"^(?:total|totals|overall|all|both(?: groups| arms)?|entire|whole|combined|pooled)\b(?!.*\b(?:placebo|control|dose)\b)",
    re.IGNORECASE,
)
NO_GROUP = re.compile(
    r"^(?:p|(?:mean |absolute |relative |net )*changes?\b.*|variables?|characteristics?|(?:main |primary |secondary )?outcomes?|measures?|parameters?|items?|components?|endpoints?|types?|categor(?:y|ies)|class|factors?|dose|doses|dosage|route|"
    r"(?:(?:treatment|study|patient|intervention) )?(?:groups|arms|cohorts|conditions)|group|arm|cohort|condition|groups? comparison|treatments|interventions|comparisons?|visits?|time(?: ?points?)?|timing|descriptions?|definitions?|details|comments?|notes?|"
    r"missing|unknown|not applicable|n/?a|yes|no|none|other|others|references?|stud(?:y|ies)|authors?|years?|i\.?v\.?|i\.?p\.?|s\.?c\.?|p\.?o\.?|i\.?m\.?|intravenous|oral|subcutaneous|univaria\w+|multivaria\w+|.*\banalys[ie]s|unadjusted|model \w+|sex|gender|age|units?"
    r"|males?|females?|m[ae]n|wom[ae]n|boys|girls)"
    r"(?:\s?\(.*\))?[a-e*†‡§]?$",
    re.IGNORECASE,
)
# What says nothing by itself: a stub "Yes" or "≥65" needs the name above it.
LEVEL = re.compile(
    r"(?:yes|no|none|any|(?:fe)?males?|m[ae]n|wom[ae]n|boys|girls|other|others|unknown|missing|never|former|current|ever|past|low|high|mild|moderate|severe|absent|present|positive|negative|normal|abnormal|left|right|"
    r"(?:grade|class|stage|type|level)\s?\S+|[IVX]+[ab]?|[<>≤≥]?\s?\d.*|at least .*|(?:less|more) than .*|mean.*|median.*|improved|worsened|unchanged|single|married)$",
    re.IGNORECASE,
)
MARKUP = re.compile(r"\^[^^\s]{1,9}\^|\[[^\[\]]{1,6}\]\([^()]*\)|\*+|(?<!\w)_|_(?!\w)")
MARKUP_END = re.compile(r"(?:\s?(?:\^[^^\s]{1,9}\^|\[[^\[\]]{1,6}\]\([^()]*\)|[*_†‡§¶]+))+\s*$")
# "Treatment group" above named groups is none, alone it is one.
SPANNER = re.compile(r"(?:treatment|study|intervention|patient|experimental) (?:group|arm)$|treatment$", re.IGNORECASE)
NAME_END = re.compile(
    r"\s*[,;:]?\s*[(\[]?\s*(?:\b(?:mean|median|no\.?|number)\b(?=\s?[(±,%\d]|\s*$|\s(?:value|of))|\b[nN]\b\s?(?=[(,]\s?%|[=¼:])|%\s?[)\]]?\s*$|±|\(?95\s?%).*$",
    re.IGNORECASE | re.DOTALL,
)
LISTED_AS = re.compile(r"\s*(?:\d{1,2}|[a-h])[.)]\s?(?=[^\W\d])")  # "1. Belprazole only"
TIME_TAIL = re.compile(r"\s(?:at )?(?:week|day|month|year|visit|hour)s?\s?\d+\s*$", re.IGNORECASE)
STUDY_HEAD = re.compile(
    r"(?:stud(?:y|ies)(?: (?:ID|name|\(?(?:first )?authors?.*|\(?year.*|reference))?|(?:first |lead )?authors?(?:['’]s? names?)?(?:[ ,/(].*)?|references?|citations?|publications?|trials?(?: name)?)\W*$",
    re.IGNORECASE,
)
STUDY_STUB = re.compile(r"\bet al\b|^[A-Z][\w'’-]+(?: (?:and|&) [A-Z][\w'’-]+)?,? \(?(?:19|20)\d\d\b")
STUB_HEAD = re.compile(r"(?:variables?|characteristics?|parameters?|outcomes?|items?|measures?)$", re.IGNORECASE)
GENERIC_NAME = re.compile(
    r"(?:groups?|arms?|patients|participants|subjects|waveform|treatment group|therapy)", re.IGNORECASE
)
GROUP_HEAD = re.compile(
    r"\b(?:groups?|arms?|treatments?|interventions?|conditions?|cohorts?|regimens?|drugs?(?: used)?|compounds?|allocation|randomi[sz]ation)\b",
    re.IGNORECASE,
)
N_ROW = re.compile(
    rf"^\s*\(?(?:n|(?:total )?(?:no\.?|number|#) of (?:\w+\s)?(?:patients|participants|subjects|animals|women|men|people|individuals)|sample size|patients|participants|subjects)\)?(?:,?\s\(?n\)?)?{NOTE}\s*$",
    re.IGNORECASE,
)
WITH_INTERVAL = re.compile(rf"{SIGNED}\s?%?\s?[(\[]\s?{SIGNED}")


# p values of something else than a difference between the groups
OTHER_P = re.compile(r"\binteraction\b|\btrend\b|\bheterogeneity\b|\btime\b|\bwithin\b|\bbaseline\b", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """One column: the labels above it, what kind of numbers it holds, and which label may name a group."""

    labels: tuple[Span, ...]
    texts: tuple[str, ...]
    kind: str  # stub, value, p, n, spread, interval, difference or other
    group: Span | None = None
    above: Span | None = None  # a further name over several groups
    n: Span | None = None
    total: bool = False
    level: Span | None = None  # "Yes" or "No" below the name

    @property
    def text(self) -> str:
        return " ".join(self.texts)


@dataclass(frozen=True)
class Row:
    """One row: its stub (carried down where it is printed once), its second stub, and the last name above it.

    How far down that name holds is not to be seen in a grid of cells.
    """

    stub: Span
    second: Span | None = None
    heading: Span | None = None
    sized: int | None = None  # the row above that says how many there were: "Early weight: | n=74 | n=66"


@dataclass(frozen=True)
class Layout:
    columns: dict[int, Column]
    rows: dict[int, Row]
    n_row: dict[int, Span]  # "No. of patients" by column
    groups_in_rows: bool = False  # the stubs, not the headings, name groups
    stub_columns: tuple[int, ...] = ()  # further columns that name what stands right of them

    def stub_of(self, column: int) -> int | None:
        """The column in the middle of a table that names the rows for a column right of it."""
        return max((c for c in self.stub_columns if c < column), default=None)


def layout_of(document: Document, table: Table) -> Layout:
    stubs = _stub_columns(document, table)
    columns = {column: _column(document, table, column, stubs) for column in range(table.n_columns)}
    rows = dict(_rows(document, table, stubs))
    n_row = _n_row(document, table, rows, stubs)
    between = tuple(c for c in range(stubs + 1, table.n_columns - 1) if columns[c].kind == "value" and _names_rows(document, table, c))  # fmt: skip
    return Layout(columns, rows, n_row, _has_groups_in_rows(columns, stubs), between)


def lists_studies(document: Document, table: Table) -> bool:
    """Whether the rows of a table are other studies: "Okafor et al. (2011)"."""
    cells = [cell for cell in table.cells if cell.column <= 1]
    heads = [document.quote(cell.span).strip() for cell in cells if cell.header]
    stubs = [document.quote(cell.span) for cell in cells if not cell.header]
    if any(author_year(stub) for stub in stubs):
        return True
    named = sum(bool(STUDY_STUB.search(stub)) for stub in stubs)
    return named >= 2 or (named == 1 and len(stubs) <= 6) or any(STUDY_HEAD.match(head) for head in heads)


def group_names(layout: Layout) -> list[Span]:
    """The names of groups above the columns with values, each once."""
    columns = [c for c in layout.columns.values() if c.kind == "value" and not c.total and c.level is None]
    return list(dict.fromkeys(c.group for c in columns if c.group is not None))


def _has_groups_in_rows(columns: dict[int, Column], stubs: int) -> bool:
    """Whether the stubs name groups: they say so, or every row has an n of its own and no heading has one."""
    if any(GROUP_HEAD.search(text) for c in range(stubs) for text in columns[c].texts):
        return True
    values = [c for c in columns.values() if c.kind == "value"]
    counted = [c for c in columns.values() if c.kind == "n"]
    return len(counted) == 1 and counted[0].group is None and len(values) == 1


def _quote(document: Document, span: Span) -> str:
    return re.sub(r"\s+", " ", MARKUP.sub("", document.quote(span))).strip()


def _stub_columns(document: Document, table: Table) -> int:
    """How many columns at the left name the rows: the first, and those after it that hold words only."""
    stubs = 1
    for column in range(1, table.n_columns - 1):
        cells = [document.quote(c.span).strip() for c in table.cells if c.column == column and not c.header]
        texts = [text for text in cells if text]
        heads = [document.quote(c.span) for c in table.headers(column)]
        if not texts or sum(_is_number(text) for text in texts) > len(texts) / 4 or any(map(HEADER_N.search, heads)):
            break
        if any(P_COLUMN.search(head) for head in heads) or sum(text.count(" ") > 24 for text in texts) > len(texts) / 2:
            break
        stubs = column + 1
    return stubs


def _names_rows(document: Document, table: Table, column: int) -> bool:
    """Whether a column in the middle of a table names rows: it holds words only, or is headed as a stub is."""
    cells = [document.quote(c.span).strip() for c in table.cells if c.column == column and not c.header]
    texts = [text for text in cells if text]
    words = sum(bool(re.match(r"[^\W\d]{3,}.*[^\W\d]{3}", text)) and not _is_number(text) for text in texts)
    headed = any(STUB_HEAD.match(document.quote(head.span).strip()) for head in table.headers(column))
    return len(texts) > 1 and (words == len(cells) or (headed and words > len(texts) / 2))


def _is_number(text: str) -> bool:
    if LISTED_AS.match(text):
        return False
    return (
        re.match(
            rf"(?:[nN]\s?=\s?)?[(\[<>≤≥=±~-]*\s?[−–-]?{DIGITS}(?!\s?[-–]?[A-Za-z])|[-–—−]+$|N\.?A\.?$|P\s?[<=>]", text
        )
        is not None
    )


def _column(document: Document, table: Table, column: int, stubs: int) -> Column:
    cells = [cell for cell in table.headers(column) if document.quote(cell.span).strip()]
    labels = tuple(dict.fromkeys(cell.span for cell in cells))
    texts = tuple(_quote(document, span) for span in labels)
    if column < stubs:
        return Column(labels, texts, "stub")
    kind = _kind(texts)
    if kind == "interval" and _has_estimates(document, table, column):
        kind = "difference" if any(DIFFERENCE.search(text) for text in texts) else "value"
    if kind == "value" and _compares_rows(document, table, column):
        kind = "other"
    if kind == "n" and _all_shares(document, table, column):
        kind = "value"
    n = next((s for span in reversed(labels) if (s := n_in(document, span)) is not None), None)
    names: list[Span] = []
    for i in range(len(labels) - 1, -1, -1):
        name = name_in(document, labels[i])
        if name is None:
            continue
        text = _quote(document, name)
        upper = name_in(document, labels[i - 1]) if i > 0 and GENERIC_NAME.fullmatch(text) else None
        if upper is not None and NO_GROUP.match(_quote(document, upper)) is None:
            names.append(upper)
            break
        if names and SPANNER.match(text):
            continue
        if not (TIME.match(text) or STATISTIC.match(text) or NO_GROUP.match(text) or DIFFERENCE.search(text)):
            names.append(name)
    levels = [span for span, text in zip(labels, texts, strict=True) if re.fullmatch(r"yes|no", text, re.IGNORECASE)]
    level = levels[-1] if levels and names else None
    total = any(TOTAL.match(_quote(document, name)) for name in names[:1])
    return Column(
        labels, texts, kind, names[0] if names else None, names[1] if len(names) > 1 else None, n, total, level
    )


def _has_estimates(document: Document, table: Table, column: int) -> bool:
    """Whether a column "(95% CI)" holds what the intervals are of, too."""
    cells = [document.quote(c.span).strip() for c in table.cells if c.column == column and not c.header]
    return sum(bool(WITH_INTERVAL.match(text)) for text in cells) > sum(any(map(str.isdigit, t)) for t in cells) / 2


def _compares_rows(document: Document, table: Table, column: int) -> bool:
    """Whether a column says which rows differ: "3 vs 1, p = 0.01"."""
    cells = [document.quote(c.span).strip() for c in table.cells if c.column == column and not c.header]
    return any(re.match(r"\w+ vs\.? \w+", text) for text in cells)


def _all_shares(document: Document, table: Table, column: int) -> bool:
    cells = [document.quote(c.span) for c in table.cells if c.column == column and not c.header]
    return sum("(" in text for text in cells) > len(cells) / 2


def _kind(texts: Sequence[str]) -> str:
    own = next((text for text in reversed(texts) if not ONLY_N.match(text)), "")
    if P_FIRST.match(own) or any(re.match(r"p[- ]?values?\b", text, re.IGNORECASE) for text in texts):
        return "p"
    if SPREAD_COLUMN.match(own):
        return "spread"
    if INTERVAL_COLUMN.match(own):
        return "interval"
    if N_COLUMN.match(own):
        return "n"
    if any(DIFFERENCE.search(text) for text in texts[-2:]) or DIFFERENCE.search(" ".join(texts[-2:])):
        return "difference"
    if P_COLUMN.search(own):
        return "p"
    return "other" if OTHER_COLUMN.match(own) else "value"


def n_in(document: Document, label: Span) -> Span | None:
    """The number in "(n = 53)"."""
    match = HEADER_N.search(document.quote(label))
    if match is None or as_printed(match["n"].rstrip(",")) is None:
        return None
    return Span(label.start + match.start("n"), label.start + match.start("n") + len(match["n"].rstrip(",")))


def name_in(document: Document, label: Span) -> Span | None:
    """The words of a label that name something: without its n and without the statistic that it declares."""
    text = document.quote(label)
    n = HEADER_N.search(text)
    if n is not None:
        text = text[: n.start()] or " " * n.end() + text[n.end() :]
    text = MARKUP_END.sub("", TIME_TAIL.sub("", NAME_END.sub("", MARKUP_END.sub("", text))))
    start = len(text) - len(text.lstrip(" ,;:([\n*_"))
    words = text.strip(" ,;:([\n*_")
    if sum(c.isalpha() for c in words) < 1 or (len(words) < 2 and not words.isupper()):
        return (
            None if not re.search(r"\d\s?m?g", words) else Span(label.start + start, label.start + start + len(words))
        )
    return Span(label.start + start, label.start + start + len(words))


def _rows(document: Document, table: Table, stubs: int) -> Iterator[tuple[int, Row]]:
    heading: Span | None = None
    carried: Span | None = None
    sized: int | None = None
    for number in range(table.n_rows):
        cells = {cell.column: cell for cell in table.row(number)}
        first = cells.get(0)
        if first is None or any(cell.header for cell in cells.values()):
            continue
        words = [cells[c].span for c in range(stubs) if c in cells and document.quote(cells[c].span).strip()]
        if not words:
            continue
        values = [text for c in cells.values() if c.column >= stubs and (text := document.quote(c.span).strip())]
        if all(ONLY_N.match(text) for text in values):  # none, or how many there were
            if words[0] == first.span and any(c.isalpha() for c in document.quote(first.span)):
                heading, carried, sized = first.span, None, number if values else None
            continue
        carried = first.span if document.quote(first.span).strip() else carried
        stub = carried or words[0]
        second = next((span for span in words if span != stub), None)
        yield number, Row(stub, second, heading, sized)


def _n_row(document: Document, table: Table, rows: dict[int, Row], stubs: int) -> dict[int, Span]:
    """The row "No. of patients": how many stand behind each column; none where parts of a table have one each."""
    rows_of_n = []
    for number, row in rows.items():
        if N_ROW.match(document.quote(row.stub)):
            cells = [c for c in table.row(number) if c.column >= stubs]
            found = {c.column: span for c in cells if (span := _whole_number(document, c.span)) is not None}
            if found and len(found) == sum(bool(document.quote(c.span).strip()) for c in cells):
                rows_of_n.append(found)
    return rows_of_n[0] if len(rows_of_n) == 1 else {}


def _whole_number(document: Document, span: Span) -> Span | None:
    """The digits of a cell that holds a whole number only, in brackets or not."""
    match = re.fullmatch(r"\s*\(?(\d[\d,]*)\)?\s*", document.quote(span))
    return Span(span.start + match.start(1), span.start + match.end(1)) if match else None
