"""Finds differences and ratios between arms with their intervals and p values, and statistical tests.

"hazard ratio 0.49, 95% CI 0.29 to 0.82; p = 0.006", "mean difference −3.1 (95% CI −5.4 to −0.8)", "F(3, 28) = 18.5, p < 0.001".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.statistical_tests import Statistic, statistics_in
from extractor.language import sentences_of
from extractor.language.context import is_beside_results, place, worth
from extractor.language.doc import Doc
from extractor.language.guarded import Guarded, has_digit
from extractor.language.numbers import DIGITS, SIGNED, as_printed

WORDS_OF_DIFFERENCE = "lower|higher|greater|longer|shorter|smaller|larger|fewer|reductions?|decreases?|increases?|differences?|improvements?|declines?"
KINDS: tuple[tuple[str, str], ...] = (
    ("standardized_mean_difference", r"standardi[sz]ed mean differences?|SMD|Cohen['’]s d|Hedges['’]? g|effect size"),
    ("mean_difference", r"(?:[Aa]djusted |[Ee]stimated |[Ll]east[- ]squares |LS )?[Mm]ean (?:treatment )?differences?|(?:between-group|treatment|adjusted|estimated treatment|group) differences?|differences? in (?:the )?(?:adjusted |LS )?means?|(?<![/.])\bMD\b(?!\.)|difference between (?:the )?(?:two )?(?:groups|arms|treatments)|mean difference from \w+|differences? between [^.;:()\d±]{3,60}?(?=\s(?:was|were|of)\b)"),
    ("odds_ratio", r"(?:[Aa]djusted )?[Oo]dds [Rr]atios?|\ba?OR\b"),
    ("hazard_ratio", r"(?:[Aa]djusted |[Ss]ubdistribution )?[Hh]azards? [Rr]atios?|\ba?HR\b"),
    ("incidence_rate_ratio", r"(?:incidence )?rate ratios?|\bIRR\b"),
    ("risk_ratio", r"(?:[Aa]djusted )?(?:[Rr]elative [Rr]isks?|[Rr]isk [Rr]atios?)|\ba?RR\b"),
    ("risk_difference", r"(?:absolute )?risk (?:differences?|reduction)|absolute difference|\bARR\b|difference in proportions"),
)  # fmt: skip
_KIND = "|".join(f"(?P<k{i}>{words})" for i, (_, words) in enumerate(KINDS))
BOUNDS = rf"(?P<lower>{SIGNED})\s?(?:%|per ?cent)?\s?(?:to|,|;|--|–|—|-|−|and)\s?\s?(?P<upper>(?:[-−–]\s?)?{DIGITS})"
LEVEL = r"(?P<level>9[05789](?:\.\d)?)\s?(?:%|per ?cent)\s?(?:confidence intervals?|CIs?|credible intervals?|CrI)(?:\s?\((?:CI|CrI)\))?"
INTERVAL = Guarded(
    re.compile(rf"{LEVEL}[\s:,=\[(]*(?:of |from |was )?{BOUNDS}"),
    "%",
    "per cent",
    "percent",
)
P_VALUE = re.compile(
    r"(?<![A-Za-z])[pP]\s?(?:-?\s?values?\s?(?:of|was)?)?\s?(?P<sign>[=<>≤≥¼])\s?(?P<p>\d(?:[.·]\d+)?\s?(?:[×x*]\s?10\s?\^?|[eE])\s?[-−–]\s?\d{1,3}|0?[.·]\d+|1(?:\.0+)?|0(?![.\d]))(?![\d%])"
)
POWER = re.compile(r"(?P<digits>\d(?:[.·]\d+)?)\s?(?:[×x*]\s?10\s?\^?|[eE])\s?[-−–]\s?(?P<power>\d+)")
NOT_SIGNIFICANT = re.compile(r"\bp\s?=\s?n\.?s\.?", re.IGNORECASE)
RATIO = Guarded(
    re.compile(
        rf"(?:{_KIND})(?P<between>(?:\s\((?:[A-Za-z]{{2,4}}|vs[^)]*)\))?[\s,:=]*(?:(?:from|in|of|for|between|was|were|is|vs|versus|with|at|change|score|the|to|and|MADRS|a)\b[^.;:()=\d±]{{0,50}}?)*[\s,:=(\[]*)(?P<estimate>{SIGNED})(?!\s?%\s?(?:CI|confidence))(?P<unit>\s?%|\s?(?:points?|mm ?Hg|kg|mg/dL|mmol/L|percentage points|min|s|ms|h|days?|weeks?)\b)?",
    ),
    "ifferenc",
    "ds ratio",
    "rd ratio",
    "te ratio",
    "isk",
    "SMD",
    "Cohen",
    "Hedges",
    "effect size",
    "MD",
    "OR",
    "HR",
    "RR",
)
# "−1.76 kg; 95% CI −3.27 to −0.25", "15% lower [95% CI ...": a number right before its interval
BEFORE_INTERVAL = re.compile(
    rf"(?P<estimate>{SIGNED})(?P<unit>\s?%|\sper\s\w+|[\s-]?(?:[A-Za-zµμ°]{{1,12}}[²³]?(?:/[A-Za-zµμ0-9.]+|\sper\s\w+)*))?"
    rf"(?P<said>[\s-](?:points?\s)?(?:{WORDS_OF_DIFFERENCE}))?(?:\s(?:in|of)\s[A-Za-z][\w\s-]{{2,30}}?)?\s?[,;:]?\s?[(\[]?\s?$"
)
# What makes such a number a difference: said right before it, or after its interval.
DIFFERENCE_BEFORE = re.compile(
    rf"(?:\b(?:{WORDS_OF_DIFFERENCE}|changes?)\b(?:\s(?:in|of|by|for|from|was|were|is|with|at|to|between|baseline)\b[^.;()=\d±]{{0,60}})?|Δ|∆)\s?(?:(?:was|were|of|by|is|absolute|approximately)\s)*[=:,(\[]?\s?(?:of|by)?\s?$",
    re.IGNORECASE,
)
DIFFERENCE_AFTER = re.compile(
    rf"[^.;\d]{{0,12}}[)\]]?\s?(?:[,;]?\s?[pP]\s?[=<>]\s?[\d.]+\s?)?[)\]]\s?(?:points?\s)?(?:{WORDS_OF_DIFFERENCE}|more|less|than)\b",
    re.IGNORECASE,
)
COMPARED_BEFORE = re.compile(
    r"\b(?:lower|higher|greater|reduc\w+|improv\w+|increas\w+|decreas\w+|differ\w*|longer|shorter)\b[^.;]*\b(?:than|compared (?:with|to)|versus|vs\.?|over|relative to|between)\b[^.;\d]*[(\[]$"
    r"|\bconfirm\w*\b[^.;\d]*[(\[]$",
    re.IGNORECASE,
)
# "7.5 mL (95% CI 3.4–11.5 mL, P = 0.0003) and 9.7 mL": the next of a row
AND_NEXT = re.compile(
    r"(?:\s?[A-Za-z%]+)?(?:[,;]\s?[pP]\s?[=<>]\s?[\d.]+)?[)\]]?,?\s(?:and\s)?(?:[A-Z][\w/]*\s)?[(\[]?"
)
DOWN = re.compile(r"\b(?:lower|shorter|smaller|fewer|reductions?|decreases?|declines?)\b", re.IGNORECASE)
# More estimates of the same kind: "−4.2 points with 28 mg (p = 0.02), −6.3 points with 56 mg"
NEXT = re.compile(
    rf"(?<![\w.])(?P<estimate>{SIGNED})(?P<unit>\s?(?:%|points?|mm ?Hg|kg))?\s(?=(?:with|for|in|after)\s)"
)
# What follows a number that is no estimate: "25/2014", "D2B", "83% vs 80%"
OTHER_NUMBER = re.compile(r"/\d|[A-Za-z]|\s?%?\s(?:vs\.?|versus|v)\s")
ENDS_IN_WORD = re.compile(r"(?<!was)(?<!were)(?<!\bof)(?<!\bis)(?<!\bby)(?<![A-Z])(?<=[a-z])\s?[(\[]?\s?$")
PLANNED = re.compile(
    r"\b(?:detect|assum\w+|expect\w+|anticipat\w+|clinically (?:important|relevant)|power)\b[^.;]*$", re.IGNORECASE
)
SIGNS = {"=": "=", "¼": "=", "<": "<", ">": ">", "≤": "<=", "≥": ">="}


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for offset, text in sentences_of(doc):
        at = Span(offset, offset + 1)
        if (
            not has_digit(text)
            or place(document, at) in {"references", "disclaimer"}
            or document.table(at)
            or is_beside_results(document, at)
        ):
            continue
        yield from in_text(text, offset, worth(document, at))


def in_text(text: str, offset: int, score: float) -> Iterator[Mention]:
    """The comparisons of one sentence; a comparison's parts are its interval and its p value."""
    ratios = [(match, _kind(match)) for match in RATIO.finditer(text) if not _is_list_of_kinds(match)]
    found: list[tuple[re.Match[str], str]] = []
    for i, (match, kind) in enumerate(ratios):
        found.append((match, kind))
        end = ratios[i + 1][0].start() if i + 1 < len(ratios) else len(text)
        used = [m.span() for m in (*INTERVAL.finditer(text), *P_VALUE.finditer(text))]
        found += [
            (more, kind) for more in NEXT.finditer(text, match.end(), end) if not _inside(more.span("estimate"), used)
        ]
    known = [match.span("estimate") for match, _ in found]
    for i, (match, kind) in enumerate(found):
        stop = found[i + 1][0].start("estimate") if i + 1 < len(found) else min(len(text), match.end() + 160)
        yield _comparison(text, offset, match, kind, stop, score)
    yield from _before_intervals(text, offset, score, known)
    for statistic in statistics_in(text):
        yield _test(text, offset, statistic, score)


def _before_intervals(text: str, offset: int, score: float, known: list[tuple[int, int]]) -> Iterator[Mention]:
    """Differences that have no name but stand before their interval: "(Δ = −1.76 kg; 95% CI −3.27 to −0.25 kg)"."""
    last = 0
    for interval in INTERVAL.finditer(text):
        match = BEFORE_INTERVAL.search(text[max(0, interval.start() - 90) : interval.start()])
        if match is None:
            continue
        base = max(0, interval.start() - 90)
        start, end = base + match.start("estimate"), base + match.end("estimate")
        if (match["unit"] or "").endswith("fold") or _inside((start, end), known) or PLANNED.search(text[:start]):
            continue
        before, after = text[:start], text[interval.end() : interval.end() + 60]
        right_before, right_after = DIFFERENCE_BEFORE.search(before[-110:]), DIFFERENCE_AFTER.match(after)
        said = " ".join(m[0] for m in (right_before, right_after) if m) + (match["said"] or "")
        kind = _named_before(text, max(last, start - 160), start)
        if not (
            said or kind or COMPARED_BEFORE.search(before[-160:]) or (last and AND_NEXT.fullmatch(text, last, start))
        ):
            continue
        last = interval.end()
        unit = "%" if (match["unit"] or "").strip() == "%" else None
        yield _difference(text, offset, (start, end), unit, interval, DOWN.search(said) is not None, score * 0.9, kind)


NAMED = re.compile(rf"(?:{_KIND})(?![^;]*\b9\d(?:\.\d)?\s?%)")


def _named_before(text: str, start: int, end: int) -> str | None:
    """The kind that the words before a number name: "the odds ratio for those who slept less than 7 hours was 1.00"."""
    found = list(NAMED.finditer(text, start, end))
    ended = re.search(r"\b(?:was|were|of|is|=)\s?$", text[start:end])
    return _kind(found[-1]) if found and ended else None


def _difference(
    text: str,
    offset: int,
    at: tuple[int, int],
    unit: str | None,
    interval: re.Match[str],
    down: bool,
    score: float,
    named: str | None,
) -> Mention:
    """A difference with its interval; "15% lower (−23.6% to −4.4%)" is −15, a reduction of 1.9 (0.5 to 3.3) is −1.9."""
    span = Span(offset + at[0], offset + at[1])
    parts = tail_parts(text, at[1], min(len(text), interval.end() + 40), offset)
    bounds = interval_of(interval, offset)
    number = as_printed(text[at[0] : at[1]]) or "0"
    ends = [bounds.parts[name] for name in ("lower", "upper")]
    negative = [(end.number or "").startswith("-") for end in ends]
    if not number.startswith("-") and all(negative):
        number = f"-{number}"
    elif down and not number.startswith("-") and not any(negative):
        number = f"-{number}"
        low, high = (replace(end, number=f"-{end.number}") for end in ends)
        inner = {"lower": replace(high, field=low.field), "upper": replace(low, field=high.field)}
        bounds = replace(bounds, parts=inner)
    parts["interval"] = bounds
    parts["estimate"] = Mention(
        "comparison.estimate", span, number=number, unit=unit, found_by="rules.comparisons", score=0.9
    )
    about = Span(offset + max(0, at[0] - 80), offset + interval.end())
    kind = named or ("odds_ratio" if re.search(r"\bodds\b[^.;\d]*$", text[: at[0]]) else "mean_difference")
    return Mention("comparison", span, number=number, value=kind, about=about, found_by="rules.comparisons", score=score, parts=parts)  # fmt: skip


def _kind(match: re.Match[str]) -> str:
    return next(name for i, (name, _) in enumerate(KINDS) if match[f"k{i}"])


def _is_list_of_kinds(match: re.Match[str]) -> bool:
    """ "odds ratios were calculated at week 8" has a number but no estimate, nor has a difference that was planned for."""
    text, start, end = match.string, match.start("estimate"), match.end("estimate")
    if (
        PLANNED.search(text[: match.start()])
        or OTHER_NUMBER.match(text, end)
        or re.search(r"[A-Za-z]\(?$", text[:start][-2:])
    ):
        return True
    if text[start - 1] == "[" and re.match(r"(?:,\s?\d+)*\]", text[end:]):
        return True  # a citation
    whole = match["estimate"].isdigit()
    if whole and (re.fullmatch(r"(?:19|20)\d\d", match["estimate"]) or ENDS_IN_WORD.search(match["between"])):
        return True  # "difference in gait speed 6 months later"
    return bool(
        re.search(r"\b(?:week|day|month|age|table|figure|calculated|model)s?\s*$", match["between"], re.IGNORECASE)
    )


def _inside(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] < end for start, end in spans)


def _number(
    field: str, match: re.Match[str], group: str, offset: int, unit: str | None = None, sign: str = "="
) -> Mention:
    span = Span(offset + match.start(group), offset + match.end(group))
    return Mention(
        field, span, number=as_printed(match[group]), unit=unit, sign=sign, found_by="rules.comparisons", score=0.9
    )


def _comparison(text: str, offset: int, match: re.Match[str], kind: str, stop: int, score: float) -> Mention:
    unit = (match["unit"] or "").strip() or None
    estimate = _number("comparison.estimate", match, "estimate", offset, unit if unit == "%" else None)
    parts = {"estimate": estimate, **tail_parts(text, match.end(), stop, offset)}
    start = match.start()
    return Mention("comparison", estimate.span, number=estimate.number, value=kind, about=Span(offset + start, offset + min(stop, len(text))),
                   found_by="rules.comparisons", score=score, parts=parts)  # fmt: skip


def tail_parts(text: str, start: int, stop: int, offset: int) -> dict[str, Mention]:
    """The interval and the p value that follow a number, up to `stop`."""
    parts: dict[str, Mention] = {}
    if interval := INTERVAL.search(text, start, stop):
        parts["interval"] = interval_of(interval, offset)
    if p := P_VALUE.search(text, start, stop):
        parts["p"] = p_of(p, offset)
    return parts


def interval_of(match: re.Match[str], offset: int) -> Mention:
    span = Span(offset + match.start("lower"), offset + match.end("upper"))
    inner = {
        "lower": _number("interval.lower", match, "lower", offset),
        "upper": _number("interval.upper", match, "upper", offset),
    }
    low, high = (inner[name].number or "" for name in ("lower", "upper"))
    if low.startswith("-") and high.startswith("-") and float(low) > float(high):  # "−4.4% to −23.6%"
        inner = {"lower": replace(inner["upper"], field="interval.lower"), "upper": replace(inner["lower"], field="interval.upper")}  # fmt: skip
    level = match.groupdict().get("level")
    return Mention("interval", span, number=level, found_by="rules.comparisons", score=0.9, parts=inner)


def p_of(match: re.Match[str], offset: int) -> Mention:
    """A p value; "2.1 × 10−5" as the number 0.000021."""
    found = _number("p", match, "p", offset, sign=SIGNS[match["sign"]])
    small = POWER.fullmatch(match["p"])
    if small is None:
        return found
    printed = Decimal(small["digits"].replace("·", ".")) * Decimal(10) ** -int(small["power"])
    return replace(found, number=f"{printed:f}")


def _test(text: str, offset: int, test: Statistic, score: float) -> Mention:
    def part(field: str, at: tuple[int, int], **more: str | None) -> Mention:
        span = Span(offset + at[0], offset + at[1])
        return Mention(field, span, **more, found_by="rules.comparisons", score=0.9)  # type: ignore[arg-type]

    parts = {"statistic": part("comparison.statistic", test.value_at, number=as_printed(test.value), sign=test.sign)}
    if test.df_at is not None:
        parts["df"] = part("comparison.df", test.df_at, value=", ".join(test.df))
    if test.p_at is not None and (number := as_printed(test.p)) is not None:
        parts["p"] = part("p", test.p_at, number=number, sign=test.p_sign)
    about = Span(offset + test.at[0], offset + test.at[1])
    return Mention(
        "comparison", about, value="test", about=about, found_by="rules.comparisons", score=score, parts=parts
    )
