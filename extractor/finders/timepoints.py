"""Finds when things were measured: "at 40, 80, 110, and 230 minutes", "on days 1, 2, 3, and 7", "week 12", "baseline".

How long something lasted ("over 40 minutes"), ages and wash-outs are no timepoints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.population import AGE
from extractor.finders.potencies import values_in
from extractor.language import sentences_of
from extractor.language.context import LABEL, column, label, place, worth
from extractor.language.doc import Doc
from extractor.language.guarded import Guarded
from extractor.language.numbers import as_printed
from extractor.language.units import TIME_WORD, days, time_unit

_WORD_NUMBER = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty-four"
_NUMBER = rf"(?:\d{{1,4}}(?:\.\d+)?|{_WORD_NUMBER})"
_LIST = rf"{_NUMBER}(?:\s?(?:,\s?(?:and|or)?|and|or|&|/|–|-)\s?\+?{_NUMBER}){{0,14}}"
# "40, 80, 110, and 230 minutes", "24-hour", "30 min and 24 h" is two of them
AFTER_UNIT = Guarded(
    re.compile(rf"(?<![\w.–-])(?P<list>{_LIST})(?:\s|-|(?<=\d))(?P<unit>{TIME_WORD})(?![\w])", re.IGNORECASE),
    words="second seconds sec secs minute minutes min mins hour hours hr hrs h day days week weeks wk wks month months year years yr yrs".split(),
)
BEFORE_UNIT = Guarded(
    re.compile(
        rf"\b(?P<unit>days?|weeks?|months?|hours?|years?|minutes?)\s(?P<list>{_LIST})(?!\w|\.\d|\s?(?:mg|%|patients|participants|/))",
        re.IGNORECASE,
    ),
    words="day days week weeks month months hour hours year years minute minutes".split(),
)
BASELINE = re.compile(r"\bbaseline\b", re.IGNORECASE)

CUE_BEFORE = re.compile(
    r"\b(?:at|on|by|after|within|until|through|post|then|from baseline to|baseline to|(?:baseline|min|h|hours?|days?|weeks?|months?|minutes?),?(?: and)?|to|and)\s(?:about |approximately |the |either |each of |up to |least |end of |multiple )*$|^\W*$|[(,]\s?$",
    re.IGNORECASE,
)
CUE_AFTER = re.compile(
    r"^\s?(?:,?\s?(?:post|after|following|from|of follow|follow-?up|visit|assessment|end-?point|time ?point|score|rating|response|mark|into)|-?post|\))",
    re.IGNORECASE,
)
NOT_A_TIME = re.compile(
    r"\b(?:over|for|lasting|lasted|every|per|each|past|previous|last|prior|preceding|separated by|interval of|aged?|mean age|older than|younger than|history of|duration of|period of|half-life(?: of)?|a total of|wash-?out(?: period)? of|minimum of|at least|between|first|run-?in of|every other)\s(?:the |about |approximately |at least |a |of |than |minimum |period )*$",
    re.IGNORECASE,
)
NOT_A_TIME_AFTER = re.compile(
    r"^[\s-]*(?:Holter|ambulatory|urine|urinary|recall|ECG|electrocardiogra|monitoring|without|off|old|of age|wash-?out|drug-free|run-?in|lead-in|prior|before|earlier|ago|later,? (?:they|the second|participants)|half-life|infusions?|i\.?v\.?\b|intravenous|period|treatment|course|apart|in between|history|duration|swim|session|trial|study|interval|each|a day|per|(?:of )?(?:therapy|treatment))\b",
    re.IGNORECASE,
)
LASTED = re.compile(
    r"(?<!treatment )(?<!therapy )(?<!trial )(?<!study )(?<!infusion )\b(?:kept|keep|held|maintain|sustain|persist|last|remain|durab|continu)\w*\b[^.;]{0,60}\bfor\s(?:at least |up to |about )?$",
    re.IGNORECASE,
)
SCHEDULE = re.compile(
    r"\b(?:schedule|assessments?|time ?points?|follow-?up|ratings?|visits?|evaluations?)\b", re.IGNORECASE
)
RATED = Guarded(
    re.compile(
        r"\b(?:rated|ratings?|assessed|assessments?|measured|measurements?|evaluated|scored|tested|collected|obtained|recorded|visits?|endpoints?|end points?|outcomes?|follow-?up|swim)\b",
        re.IGNORECASE,
    ),
    words="rated rating ratings assessed assessment assessments measured measurement measurements evaluated scored tested collected obtained recorded visit visits endpoint endpoints end outcome outcomes follow followup swim".split(),
)
PRIMARY = re.compile(r"\bprimary\b", re.IGNORECASE)
# How long a powder keeps is no time of a study, and [3H] is no three hours.
STORED = re.compile(
    r"\bstor(?:e|ed|age)\b|\baliquots?\b|\bshelf[- ]life\b|\bdesiccated\b|[-–−]\s?(?:20|80) ?°C|\bkeeps? for\b",
    re.IGNORECASE,
)
HYDROGEN = re.compile(r"(?:3H|125I|14C|35S)\b")
HEADER = re.compile(r"time|week|day|hour|month|visit|baseline", re.IGNORECASE)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for offset, text in sentences_of(doc):
        at = Span(offset, offset + 1)
        if place(document, at) in {"references", "disclaimer"}:
            continue
        listed = bool(SCHEDULE.search(_label_of(document, offset, text)))
        scheduled = listed or bool(RATED.search(text))
        primary = bool(PRIMARY.search(text))
        if not text[:1].isdigit() or not column(document, at):
            yield from _baselines(document, offset, text, scheduled)
        ages = [match.span() for match in AGE.finditer(text)]
        found = sorted([*AFTER_UNIT.finditer(text), *BEFORE_UNIT.finditer(text)], key=lambda m: m.start())
        if STORED.search(text):
            found = []
        kept = [(value.number[0], value.whole[1]) for value in values_in(text)]  # a half-life is no timepoint
        found = [
            m
            for m in found
            if not any(a < m.end() and m.start() < b for a, b in kept) and not HYDROGEN.match(text[m.start() :])
        ]
        found = [
            m for m in found if not any(a < m.end() and m.start() < b for a, b in ages) and not _is_measured(text, m)
        ]
        strengths = [_strength(document, text, match, scheduled, offset) for match in found]
        for i in range(len(found) - 1, -1, -1):
            if not strengths[i] and not _is_other_time(text, found[i]):
                chained = i + 1 < len(found) and CHAIN.match(text[found[i].end() : found[i + 1].start()])
                strengths[i] = 0.9 if listed else strengths[i + 1] if chained else 0.0
        for match, strength in zip(found, strengths, strict=True):
            if strength:
                yield from _each(document, offset, text, match, strength, primary)


# "30 min and 2 h after": the first time shares the cue of the second
CHAIN = re.compile(r"^\s?(?:,|,? ?(?:and|or|to))\s$")


# "age range, 43-62 years", "median age, 52 [9] years"
AGED = re.compile(
    r"\bages?(?:\s(?:range|groups?))?\s?[,:(=]?\s?(?:(?:ranged?|was|were|of|between|from)\s){0,2}[(\[]?$", re.IGNORECASE
)


def _is_measured(text: str, match: re.Match[str]) -> bool:
    """Whether a time is itself a result, or an age: "12 ± 4 min", "6 days (IQR 4 to 9)", "age range, 43-62 years"."""
    before = text[: match.start()]
    return bool(
        re.search(r"(?:±|\+/[-−])\s?$", before) or AGED.search(before) or MEASURED_AFTER.match(text[match.end() :])
    )


MEASURED_AFTER = re.compile(
    r"^\s?(?:[(\[]\s?(?:IQR|inter-?quartile|SD|SE|SEM|range|95\s?%|±)|±|\+/[-−])", re.IGNORECASE
)


def _label_of(document: Document, offset: int, text: str) -> str:
    """The label of the bullet that a sentence stands in or opens."""
    opened = LABEL.match(text)
    return opened["label"] if opened else label(document, Span(offset, offset + 1)) or ""


def _is_other_time(text: str, match: re.Match[str]) -> bool:
    return bool(NOT_A_TIME.search(text[: match.start()]) or NOT_A_TIME_AFTER.match(text[match.end() :]))


def _strength(document: Document, text: str, match: re.Match[str], scheduled: bool, offset: int) -> float:
    """How surely a stretch of time is a timepoint; 0 when it is something else."""
    before, after = text[: match.start()], text[match.end() :]
    unit_first = text[match.start()].isalpha() and not re.match(_WORD_NUMBER, match[0], re.IGNORECASE)
    if LASTED.search(before):
        return 0.7
    if NOT_A_TIME.search(before) or NOT_A_TIME_AFTER.match(after) or re.match(r"\s?(?:/|mg|%)", after):
        return 0.0
    if unit_first or CUE_AFTER.match(after) or (scheduled and re.match(r"\s(?:later|apart)\b", after)):
        return 0.95
    if CUE_BEFORE.search(before):
        standalone = not before.strip(" \t\n-–(") and bool(
            column(document, Span(offset + match.start(), offset + match.end())) is not None
            or document.table(Span(offset, offset + 1))
        )
        return 0.95 if scheduled or standalone else (0.8 if before.strip() else 0.0)
    return 0.0


def _each(
    document: Document, offset: int, text: str, match: re.Match[str], strength: float, primary: bool
) -> Iterator[Mention]:
    unit = time_unit(match["unit"])
    base = match.start("list")
    numbers = list(re.finditer(_NUMBER, match["list"], re.IGNORECASE))
    for i, number in enumerate(numbers):
        printed = as_printed(number[0])
        if printed is None:
            continue
        start, end = base + number.start(), base + number.end()
        if match.start("unit") > base and i == len(numbers) - 1:
            end = match.end("unit")
        elif match.start("unit") < base and i == 0:
            start = match.start("unit")
        span = Span(offset + start, offset + end)
        score = strength * worth(document, span)
        near = text[max(0, match.start() - 60) : match.end() + 10]
        role = "primary" if primary and (PRIMARY.search(near) or len(numbers) == 1) else "other"
        yield Mention("timepoint", span, number=printed, value=days(printed, unit), unit=unit, found_by="rules.timepoints", score=score,
                      about=Span(offset + match.start(), offset + match.end()), parts={"role": Mention("role", span, value=role)})  # fmt: skip


def _baselines(document: Document, offset: int, text: str, scheduled: bool) -> Iterator[Mention]:
    for match in BASELINE.finditer(text):
        span = Span(offset + match.start(), offset + match.end())
        before = text[: match.start()]
        if not re.search(r"\b(?:at|from)\s$|^\W*$|[,:;]\s$", before, re.IGNORECASE) or re.match(
            r"\s(?:characteristics|demographics?)", text[match.end() :]
        ):
            continue
        score = (0.9 if scheduled and re.search(r"\bat\s$|^\W*$|:\s$", before, re.IGNORECASE) else 0.6) * worth(
            document, span
        )
        yield Mention("timepoint", span, number="0", value=0, unit="d", found_by="rules.timepoints.baseline", score=score, about=span,
                      parts={"role": Mention("role", span, value="other")})  # fmt: skip
