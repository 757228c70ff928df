"""Finds results told in sentences: percentages with their counts, means with their spread, changes and medians.

Each comes with what is printed next to it (count, denominator, spread, interval, p, definition).  Whose result it is - which
arm, measure and time - is for `assemble` to say, which knows the arms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders import amounts, comparisons, result_numbers
from extractor.finders.comparisons import BOUNDS, INTERVAL, P_VALUE, TEST
from extractor.finders.definitions import definition_of, subject_of
from extractor.finders.population import AGE
from extractor.finders.potencies import values_in
from extractor.language import sentences_of
from extractor.language.categories import PEOPLE
from extractor.language.context import is_beside_results, place, worth
from extractor.language.doc import Doc
from extractor.language.guarded import Guarded, has_digit
from extractor.language.numbers import DIGITS, NUMBER, SIGNED, WORDS, as_printed, negated
from extractor.language.units import DOSE_UNIT, MEASURED_UNIT, TIME_WORD
from extractor.models.number_roles import AT, RESULTS, SIZES
from extractor.models.readings import Roles, is_result, roles_of

_WHO = "|".join(sorted(PEOPLE, key=len, reverse=True))
_NN = r"(?:,\d{3}|\d)+"
UNIT = rf"(?:points?|m/s|beats/min|{MEASURED_UNIT}|%)"

# The forms of a proportion, the fullest first.
PROPORTIONS = tuple(
    Guarded(re.compile(pattern, re.IGNORECASE), "%")
    for pattern in (
        rf"(?<![\w.])(?P<count>{NUMBER})(?:\s(?:{_WHO}))?\s(?:out of|of)\s(?:the\s|a total of\s)?(?P<n>{_NN})(?:\s(?:[a-z-]+\s){{0,3}}?(?:{_WHO}))?\s?[(\[,]\s?(?P<percent>{DIGITS})\s?%(?=\s?[)\],;])",
        rf"(?<![\w.])(?P<count>{_NN})\s?/\s?(?P<n>{_NN})(?:\s(?:[a-z-]+\s){{0,2}}?(?:{_WHO}))?\s?[(\[,]\s?(?P<percent>{DIGITS})\s?%",
        rf"(?<![\w.])(?P<count>{NUMBER})\s[(\[]\s?(?P<percent>{DIGITS})\s?%\s?[)\]]\s(?:out of|of)\s(?:the\s)?(?P<n>{_NN})(?=\s(?:{_WHO}))",
        rf"(?P<percent>{DIGITS})\s?%\s?[(\[]\s?(?:n\s?=\s?)?(?P<count>{_NN})\s?(?:/|of|out of)\s?(?P<n>{_NN})(?:\s(?:{_WHO}))?\s?[)\]]",
        rf"(?P<percent>{DIGITS})\s?%\s?[(\[]\s?n\s?=\s?(?P<count>{_NN})\s?[)\]]",
        rf"(?<![\w./])(?P<count>{NUMBER})(?:\s(?:[a-z-]+\s){{0,3}}?(?:{_WHO}|events?|deaths?|cases?))?\s[(\[]\s?(?P<percent>{DIGITS})\s?%(?=\s?[)\],;])",
    )
)
PERCENT = Guarded(
    re.compile(rf"(?<![\w.±–-])(?P<percent>{DIGITS}|\b{WORDS})\s?(?:%|percent\b|per cent\b)", re.IGNORECASE),
    "%",
    "percent",
    "per cent",
)
SIGN_END = re.compile(r"%|\bper ?cent\b", re.IGNORECASE)
SPREAD_WORD = r"(?:SDs?|SEMs?|SEs?|S\.D\.|S\.E\.(?:M\.)?|standard deviations?|standard errors?(?: of the mean)?)"
MEANS = tuple(
    Guarded(re.compile(pattern), "±", "+", "SD", "SE", "S.D", "S.E", "standard")
    for pattern in (
        rf"(?P<value>{SIGNED})\s?(?P<unit>{UNIT}\b|%)?\s?[(\[]\s?±\s?(?P<spread>{DIGITS})\s?(?P<kind>{SPREAD_WORD})?\s?[)\]]",
        rf"(?P<value>{SIGNED})\s?(?P<unit2>{UNIT}\b|%)?\s?(?:±|\+\s?/\s?[-−]|\+ or [-−])\s?(?P<spread>{DIGITS})(?:\s?(?P<unit>{UNIT}(?![\w])|%))?(?:\s?[(\[]?(?P<kind>{SPREAD_WORD})\b[)\]]?)?",
        rf"(?P<value>{SIGNED})\s?(?P<unit>{UNIT}\b|%)?\s?[(\[]\s?(?P<kind>{SPREAD_WORD})[\s:=,]*±?\s?(?P<spread>{DIGITS})",
    )
)
MEDIAN = Guarded(
    re.compile(
        rf"(?P<value>{SIGNED})\s?(?P<unit>{UNIT}\b|%)?\s?[(\[,]\s?(?P<kind>(?:IQR|[Ii]nter-?quartile range|Q1[-–]Q3|[Rr]ange))[\s:=,]*\[?{BOUNDS}",
        re.IGNORECASE,
    ),
    "iqr",
    "quartile",
    "q1",
    "range",
)
_DOWN = r"decreas\w*|reduc\w*|fell|fall\w*|declin\w*|dropp?\w*|lower\w*|diminish\w*|shrank|lost|loss|improv\w*"
_UP = r"increas\w*|rose|rise|gain\w*|grew|elevat\w*"
# "fell by", "reduced the mean score by", "a decrease of", "the mean decrease in score was"; "lower in X" is no change
DIRECTION = rf"(?:(?P<down>{_DOWN})|(?P<up>{_UP}))(?:\s(?!from\b)[^.;:()\d±¤]{{0,50}}?)?\s(?:by|of)\s|(?:(?P<down2>decreases?|reductions?|declines?|loss|improvements?)|(?P<up2>increases?|rises?|gains?))(?:\s(?!from\b)[^.;:()\d±¤]{{0,50}}?)?\s(?:was|were|averaged|=)\s|(?:(?P<down3>decrease|reduction|decline)|(?P<up3>increase))\s"
_A_MEAN = r"(?:a |an )?(?:mean |median |average )?(?:of )?"
_NOT_PEOPLE = rf"(?!\s?(?:to|-|–)\s?\d)(?!\s(?:of\s|{_WHO})\b)"
CHANGE_BY = Guarded(
    re.compile(
        rf"\b(?:{DIRECTION}){_A_MEAN}(?P<value>{DIGITS}){_NOT_PEOPLE}\s?(?P<unit>{UNIT}(?![\w])|%)?", re.IGNORECASE
    ),
    "decreas",
    "reduc",
    "fell",
    "fall",
    "declin",
    "drop",
    "lower",
    "diminish",
    "shrank",
    "lost",
    "loss",
    "improv",
    "increas",
    "rose",
    "rise",
    "gain",
    "grew",
    "elevat",
)
DIRECTED = re.compile(rf"\b(?:{DIRECTION}){_A_MEAN}$", re.IGNORECASE)
CHANGE_WAS = Guarded(
    re.compile(
        rf"\bchanges?\b(?:\s[^.;:()\d±]{{0,70}}?)?\s(?:was|were|of|=|:)\s?(?P<value>{SIGNED})(?!\s?(?:weeks?|days?|months?))\s?(?P<unit>{UNIT}(?![\w])|%)?",
        re.IGNORECASE,
    ),
    "change",
)
# The next number of a series: "14.0 ± 10 with X versus 0.0 ± 12 with Y"
GOES_ON = re.compile(
    r"^[^.;:\d]{0,60}(?:\b(?:versus|vs\.?|and|compared (?:with|to)|against|but)\s(?:by )?|,\s)$", re.IGNORECASE
)
# A further number of the same series: "−8.3 (SD 6.6) with placebo", "and 45 with Y"
SERIES = re.compile(rf"(?<![\w.])(?P<value>{SIGNED})\s?(?P<unit>points?|%)?\s(?=(?:with|for|in|after|on)\s)")
MEAN_WAS = Guarded(
    re.compile(
        rf"\b(?P<kind>mean|average|median)\s(?!difference|change|age|follow|duration|time|dose|[^.;:()\d]{{0,40}}difference)[^.;:()\d±]{{2,70}}?\s(?:was|were|of|=)\s(?P<value>{SIGNED})(?!\s?(?:{TIME_WORD}|to\b|of\b|out\b))\s?(?P<unit>{UNIT}(?![\w]))?",
        re.IGNORECASE,
    ),
    "mean",
    "average",
    "median",
)
# Percentages that are no proportion of people.
NOT_PROPORTION_BEFORE = re.compile(
    r"(?:[<>≥≤±/]|[<>] or =|\b(?:set at|above|below|exceeding|power of|of at least|at least|more than|less than|over|under|than|power|purity(?: (?:is|was|of|usually|typically|about|at least|greater than|more than)){0,3}|saline|CI|level|significance level of|alpha|approximately \d+ to|a|from|up to|minimum))\s?$",
    re.IGNORECASE,
)
# What a thing is made of or dissolved in, and how pure it is.
MATERIAL = r"purity|saline|solution|pure\b|(?:[A-Za-z-]+ )?(?:DMSO|PEG|\w*cellulose|CMC|\w*cyclodextrin|Cremophor|Kolliphor|glycerol|Triton|SDS|FBS|BSA|serum|sucrose|agar\w*|acetonitrile|methanol|form\w+|isoflurane|CO2|NaCl|solvent|v/v|w/v)\b|Tween|ethanol|dextrose|glucose|w/v|v/v"
NOT_PROPORTION_AFTER = re.compile(
    rf"^\s?(?:CI\b|confidence|credible|power|or (?:more|greater|higher)|reduction|decrease|increase|improvement|decline|change|drop|loss|gain|difference|was required|of (?:visits|samples|doses|data)\b|{MATERIAL}|lower|higher|greater|more|less|of (?:baseline|maximum|the (?:dose|variance|total dose))|bioavailab|inhibition|oxygen|relative|risk|prediction|vs baseline|above|below)",
    re.IGNORECASE,
)
OF_MATERIAL = re.compile(rf"\s?%\s?(?:{MATERIAL})", re.IGNORECASE)
CHANGED_BY = re.compile(
    rf"\b(?:{_DOWN}|{_UP}|chang\w+|differ\w*|higher|greater|shorter|longer)\s(?:[\w-]+\s){{0,6}}?by\s(?:a |an |about |approximately )?(?:mean |average )?(?:of )?$",
    re.IGNORECASE,
)
SIGNED_NUMBER = re.compile(SIGNED)
# Sentences whose percentages are criteria, plans or purities, not results
NOT_MEANT = re.compile(
    r"\b(?:defined as|significan\w+ (?:level |was |were )*(?:set|taken|considered)|required|assum\w+|allow(?:ing|ed) for|expected|anticipated|sample size|power (?:of|to)|to detect)\b[^.;]*$",
    re.IGNORECASE,
)
MAKE_UP = re.compile(
    r"^(?:were|was) (?:women|men|males?|females?|smokers|white|black|Caucasian|Asian|Hispanic|married|employed)\b",
    re.IGNORECASE,
)
NOT_RESULTS = re.compile(
    r"\b(?:weigh(?:ing|ed|t of)|aged?|mean age|temperature|humidity|kept at|maintained at|BMI|body mass index)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)


# What a rule takes for a result, and is less likely one than this, is none.
LEAST_RULED = 0.1
# What no rule takes for a result is one from here on; where a document does not say that it tells results, from there.
LEAST_TOLD, LEAST_ELSEWHERE = 0.6, 0.8
# Those who were studied are counted too, and more so in a sentence that tells how many there were.
LEAST_COUNT, LEAST_AMONG_SIZES = 0.7, 0.9
WHO = re.compile(r"\W*(?:Subjects|Participants|Patients|Population|Sample|Animals)[\w ]{0,20}:", re.IGNORECASE)
FLOW = re.compile(r"\bso that\b|\bleaving\b|\bwere (?:analy[sz]ed|randomi[sz]ed|enrolled|excluded)\b", re.IGNORECASE)
TOLD_IN = frozenset({"abstract", "results"})
LIKELIER = 0.2
LEAST_SURE = 0.5
UNTOLD = frozenset({"mean", "percent"})  # the kinds that rules take for granted where no word says otherwise
# The kinds that a number with a percent sign may be of, and one without.
OF_UNIT = {
    True: frozenset({"percent", "change_percent", "rate", "mean", "mean_change", "median"}),
    False: frozenset({"count", "rate", "mean", "mean_change", "median"}),
}
# Citation marks, and brackets that say what counts: "(≥50% reduction)"
CRITERION = re.compile(r"\[[\d,\s–-]+\]|\([^()]*(?:[<>≥≤]|at least)\s?\d[^()]*\)")
NUMBERED = re.compile(rf"\d|\b{WORDS}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the same with the numbers blanked out that are already accounted for."""

    offset: int
    text: str
    open: str
    score: float
    lead: str = ""  # the words before the colon that open its paragraph or cell: "Change in score (mean ± SD):"
    kind: str | None = None  # the spread that the paper declares for all its means

    def without(self, spans: Iterable[tuple[int, int]]) -> Sentence:
        open_text = self.open
        for start, end in spans:
            open_text = open_text[:start] + "¤" * (end - start) + open_text[end:]
        return replace(self, open=open_text)


DECLARED = Guarded(
    re.compile(
        rf"\b(?:[Dd]ata|[Vv]alues|[Rr]esults|[Mm]easurements)\s(?:are|were)\s(?:\w+\s)?(?:given|expressed|presented|reported|shown|displayed)?\s?as\s(?:the )?(?:arithmetic )?means?\s?(?:±|\+/-|\()\s?(?P<kind>{SPREAD_WORD})"
    ),
    "mean",
)


# "(mean ± SEM)" in a sentence or a legend says what stands behind every ± near it.
MEAN_AND = re.compile(rf"\b[Mm]eans?\s?(?:±|\+/-|\+/−)\s?({SPREAD_WORD})(?!\w)")


def declared_kind(document: Document) -> str | None:
    """The spread that a paper says all its means come with: "Data are given as mean ± SEM", or all its legends say."""
    for pattern in (DECLARED, MEAN_AND):
        kinds = {spread_kind(match[1]) for match in pattern.finditer(document.text)}
        if kinds:
            return kinds.pop() if len(kinds) == 1 else None
    return None


def lead_in(document: Document, sentence: Span) -> Span | None:
    """The words before the colon that open the paragraph or cell of a later sentence."""
    table = document.table(sentence)
    cell = table.cell_at(sentence.start) if table else None
    block = document.block(sentence)
    around = cell.span if cell is not None else block.span if block is not None else sentence
    match = re.match(r"[^:.;]{2,140}:", document.text[around.start : sentence.end])
    return Span(around.start, around.start + match.end()) if match else None


TIME = re.compile(rf"{TIME_WORD}\b", re.IGNORECASE)
# What is itself measured in time.
LASTS = re.compile(
    r"\b(?:time|duration|length|survival|stay|delay|latency|interval|onset|age|lifespan|half-life|sleep|hours of|days of"
    r"|per day|walk\w*|exercise|seizure|ischemi\w+|ischaemi\w+|QT\w*|PR)\b",
    re.IGNORECASE,
)
# An introduction tells what others found.
NO_RESULTS = frozenset({"references", "disclaimer", "title", "introduction"})


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    kind = declared_kind(document)
    roles = roles_of(doc, document)
    for offset, text in sentences_of(doc):
        at = Span(offset, offset + 1)
        if not (has_digit(text) or NUMBERED.search(text)) or place(document, at) in NO_RESULTS:
            continue
        if is_beside_results(document, at):
            continue
        if (block := document.block(at)) is not None and block.kind in {"heading", "caption"}:
            continue
        if _is_data_cell(document, at):
            continue
        lead = lead_in(document, Span(offset, offset + len(text)))
        before = document.quote(lead) if lead is not None and lead.end <= offset else ""
        sentence = Sentence(offset, text, text, worth(document, at), before, kind)
        found, left = _in_sentence(sentence)
        if offset in roles:
            least = LEAST_TOLD if place(document, at) in TOLD_IN else LEAST_ELSEWHERE
            found = [*_judged(found, offset, roles[offset]), *_proposed(left, roles[offset], least)]
        yield from (mention for mention in found if not _is_when(sentence, mention))


def _is_when(sentence: Sentence, mention: Mention) -> bool:
    """Whether a change is a time at which something changed: "greater reductions after 6 and 12 weeks"."""
    after = sentence.text[mention.span.end - sentence.offset :]
    timed = TIME.fullmatch(mention.unit or "") or TIME.match(after.lstrip())
    return mention.value == "mean_change" and timed is not None and not LASTS.search(sentence.text)


def _is_data_cell(document: Document, at: Span) -> bool:
    """Cells with a bare number or heading belong to `result_tables`; cells that hold prose are read here."""
    table = document.table(at)
    cell = table.cell_at(at.start) if table else None
    return cell is not None and (
        cell.header or len(re.findall(r"[A-Za-z]{3,}", document.quote(cell.span))) < 2 or cell.column == 0
    )


# The numbers along the axis of a chart, and the factors of an analysis: "2 (Group) × 7 (Time)".
AXIS = re.compile(r"(?<!\S)\d+(?:\.\d+)?(?:\s+\d+(?:\.\d+)?){3,}(?!\S)")
# A locant of a chemical name: "5-(difluoromethyl)", "(3R)-1-cyclopropyl"
LOCANT = re.compile(r"\d[\d,'′HRSEZ]*\)?-[\[({]*(?:\d[\d,]*-)?[A-Za-z]{2,}")
FORMULA = re.compile(r"C\d+H\d+[A-Za-z0-9]*$")
FACTORS = re.compile(r"\d+\s?\([A-Za-z][\w -]*\)(?:\s?[×xX]\s?\d+\s?\([A-Za-z][\w -]*\))+")


def _not_meant(text: str) -> list[tuple[int, int]]:
    """Numbers of criteria, plans, and what describes people, animals and rooms."""
    return [
        number.span()
        for number in SIGNED_NUMBER.finditer(text)
        if NOT_RESULTS.search(text, 0, number.start())
        or NOT_MEANT.search(text, 0, number.start())
        or OF_MATERIAL.match(text, number.end())
    ]


def _chemical_names(text: str) -> list[tuple[int, int]]:
    """Where chemical names stand, whose numbers count atoms: "3-(diethylamino)-1,2-oxazol-5-yl"."""
    words = [match for match in re.finditer(r"\S{6,}", text) if "-" in match[0] or match[0][0] == "C"]
    return [
        word.span() for word in words if (word[0].count("-") >= 2 and LOCANT.search(word[0])) or FORMULA.match(word[0])
    ]


def _in_sentence(sentence: Sentence) -> tuple[list[Mention], Sentence]:
    """The results that the rules find, and the sentence without what they account for."""
    spans = [value.whole for value in values_in(sentence.text)]  # these have a finder of their own
    spans += [match.span() for pattern in (INTERVAL, P_VALUE, TEST, AGE) for match in pattern.finditer(sentence.text)]
    spans += [
        (m.span.start - sentence.offset, m.span.end - sentence.offset)
        for m in comparisons.in_text(sentence.text, sentence.offset, 1.0)
    ]
    spans += [
        match.span() for match in amounts.AMOUNTS.finditer(sentence.text) if amounts.is_dose(sentence.text, match)
    ]
    spans += [match.span() for pattern in (AXIS, FACTORS) for match in pattern.finditer(sentence.text)]
    spans += _chemical_names(sentence.text)
    spans += _not_meant(sentence.text)
    left = sentence.without(spans)
    left = left.without(match.span() for match in CRITERION.finditer(left.open))
    results = []
    for step in (_means, _medians, _changes, _proportions):
        found = list(step(left))
        results += [_with_subject(sentence, mention) for mention, _ in found]
        left = left.without(span for _, span in found)
    return results, left


def _judged(found: Sequence[Mention], offset: int, roles: Roles) -> Iterator[Mention]:
    """What the rules found, less what is likely no result; of another kind where that is likelier by far."""
    short = roles.sentence.place.short  # abstracts tell whom they studied apart from what came out
    for mention in found:
        likely = roles.of(mention.span.start - offset, mention.span.end - offset)
        if likely is None:
            yield mention
            continue
        chance = is_result(likely) + (likely[AT["baseline"]] if not short or "spread" in mention.parts else 0)
        if chance >= LEAST_RULED:
            best = max(RESULTS, key=lambda role: likely[AT[role]])
            own = likely[AT[str(mention.value)]] if mention.value in RESULTS else 0.0
            other = (
                mention.value in UNTOLD and likely[AT[best]] >= own + LIKELIER and best in OF_UNIT[mention.unit == "%"]
            )
            yield replace(mention, value=best if other else mention.value, score=mention.score * _sure(float(chance)))


def _sure(chance: float) -> float:
    """How sure a result is that is so likely one: never quite, and not much less where a rule found it too."""
    return round(LEAST_SURE + (1 - LEAST_SURE) * min(chance, 1.0), 3)


def _proposed(left: Sentence, roles: Roles, least: float) -> list[Mention]:
    """The results among the numbers that no rule accounts for."""
    found = []
    sized = any(sum(likely[AT[role]] for role in SIZES) > 0.5 for likely in roles.likely)
    least_count = 1.0 if FLOW.search(left.text) else LEAST_AMONG_SIZES if sized else LEAST_COUNT
    for number in result_numbers.proposed(left.text, left.open, roles, least):
        match, group = number.match, number.group
        if number.statistic == "count" and (number.likely < least_count or WHO.match(left.lead or left.text)):
            continue
        printed = as_printed(match[group])
        if printed is None:
            continue
        if number.falls and not printed.startswith("-"):
            printed = negated(printed)
        parts = {}
        if match["n"]:
            parts["n"] = _part(left, match, "n", "result.n")
        if number.statistic in {"mean", "mean_change", "median"} and result_numbers.spread_of(left.text, match):
            kind = spread_kind(match["kind"]) or left.kind
            parts["spread"] = _part(left, match, "spread", "spread", kind)
        mention, _ = _mention(
            left, match, number.statistic, group, number=printed, unit=_clean_unit(number.unit), parts=parts
        )
        found.append(replace(mention, found_by="model:results", score=_sure(number.likely) * left.score))
    return found


def _with_subject(sentence: Sentence, mention: Mention) -> Mention:
    """A mean with the words of its sentence that say what it is of."""
    if "definition" in mention.parts:
        return mention
    subject = subject_of(sentence.text, mention.span.start - sentence.offset)
    if subject is None:
        return mention
    span = Span(sentence.offset + subject.start, sentence.offset + subject.end)
    named = Mention("result.definition", span, found_by="rules.results", score=0.6)
    return replace(mention, parts={**mention.parts, "definition": named})


Found = tuple[Mention, tuple[int, int]]


def _mention(sentence: Sentence, match: re.Match[str], statistic: str, group: str = "value", *, number: str | None = None, unit: str | None = None, parts: dict[str, Mention] | None = None, end: int | None = None) -> Found:  # fmt: skip
    span = Span(sentence.offset + match.start(group), sentence.offset + (end if end is not None else match.end(group)))
    number = number if number is not None else as_printed(match[group])
    about = Span(sentence.offset, sentence.offset + len(sentence.text))
    mention = Mention(
        "result",
        span,
        number=number,
        value=statistic,
        unit=unit,
        about=about,
        found_by="rules.results",
        score=sentence.score,
        parts=parts or {},
    )
    return mention, match.span()


def _part(
    sentence: Sentence, match: re.Match[str], group: str, field: str, value: str | None = None, unit: str | None = None
) -> Mention:
    span = Span(sentence.offset + match.start(group), sentence.offset + match.end(group))
    return Mention(
        field, span, number=as_printed(match[group]), value=value, unit=unit, found_by="rules.results", score=0.9
    )


def spread_kind(words: str | None) -> str | None:
    """ "SEM" and "standard error" are SE; None stays None."""
    if not words:
        return None
    return "SE" if re.match(r"S\.?E|standard error", words, re.IGNORECASE) else "SD"


def _clean_unit(unit: str | None) -> str | None:
    unit = (unit or "").strip()
    return None if not unit or unit.startswith("point") else unit


def _means(sentence: Sentence) -> Iterator[Found]:
    taken: list[tuple[int, int]] = []
    before: tuple[int, str, bool] | None = None
    for match in _in_order(MEANS, sentence.open):
        if any(a < match.end() and match.start() < b for a, b in taken) or _is_description(sentence.text, match):
            continue
        taken.append(match.span())
        groups = match.groupdict()
        unit = _clean_unit(groups.get("unit") or groups.get("unit2"))
        lead = re.search(rf"\b{SPREAD_WORD}\b", sentence.lead or sentence.text[: match.start()])
        told = lead or MEAN_AND.search(sentence.text)
        kind = spread_kind(match["kind"]) or spread_kind(told[told.lastindex or 0] if told else None) or sentence.kind
        parts = {"spread": _part(sentence, match, "spread", "spread", kind)}
        statistic, number, falls = _mean_or_change(sentence, match)
        if statistic == "mean" and before is not None and GOES_ON.match(sentence.text[before[0] : match.start()]):
            statistic, falls = before[1], before[2]
            number = negated(number) if falls and number is not None and not number.startswith("-") else number
        before = (match.end(), statistic, falls)
        yield _mention(sentence, match, statistic, number=number, unit=unit, parts=parts)


def _is_description(text: str, match: re.Match[str]) -> bool:
    """Ages, weights, doses and room temperatures have spreads too, and are no results."""
    after = text[match.end() :]
    return bool(
        NOT_RESULTS.search(text[: match.start()])
        or re.match(r"\s?(?:years?|months?|weeks?)?[\s-]?(?:old|of age)\b|\s?[°∘º˚]", after)
        or re.match(rf"\s?{DOSE_UNIT}\sof\b", text[match.end("spread") :])
    )


def _in_order(patterns: Iterable[Guarded], text: str) -> list[re.Match[str]]:
    """The matches of several patterns in the order of the text; of those at one place, that of the first pattern."""
    found = [(match.start(), i, match) for i, pattern in enumerate(patterns) for match in pattern.finditer(text)]
    return [match for _, _, match in sorted(found, key=lambda item: item[:2])]


def _falls(match: re.Match[str]) -> bool:
    """Whether the words of a change say that a number went down; an improvement may go either way."""
    down = match["down"] or match["down2"] or match["down3"]
    return bool(down) and not down.lower().startswith("improv")


def _mean_or_change(sentence: Sentence, match: re.Match[str]) -> tuple[str, str | None, bool]:
    """The statistic, the number with its sign ("decreased by 14.0" is a mean change of −14.0), and whether words gave it."""
    before = f"{sentence.lead} {sentence.text[: match.start('value')]}"
    number = as_printed(match["value"])
    if number is None:
        return "mean", None, False
    if directed := DIRECTED.search(before):
        falls = _falls(directed)
        return "mean_change", negated(number) if falls and not number.startswith("-") else number, falls
    if re.search(r"(?<!not )(?<!no )\bchanges?\b", before, re.IGNORECASE):
        return "mean_change", number, False
    if re.search(r"\bmedian\b", before, re.IGNORECASE) and not re.search(r"\bmean\b", before, re.IGNORECASE):
        return "median", number, False
    return "mean", number, False


def _medians(sentence: Sentence) -> Iterator[Found]:
    for match in MEDIAN.finditer(sentence.open):
        kind = "range" if match["kind"].lower() == "range" else "IQR"
        inner = {
            "lower": _part(sentence, match, "lower", "spread.lower"),
            "upper": _part(sentence, match, "upper", "spread.upper"),
        }
        span = Span(sentence.offset + match.start("lower"), sentence.offset + match.end("upper"))
        parts = {"spread": Mention("spread", span, value=kind, found_by="rules.results", score=0.9, parts=inner)}
        mean = re.search(r"\bmean\b", sentence.text[: match.start()], re.IGNORECASE)
        yield _mention(
            sentence,
            match,
            "mean" if mean and "median" not in sentence.text[: match.start()].lower() else "median",
            unit=_clean_unit(match["unit"]),
            parts=parts,
        )


def _changes(sentence: Sentence) -> Iterator[Found]:
    taken: list[tuple[int, int]] = []
    last: tuple[int, str] | None = None
    for pattern in (CHANGE_BY, CHANGE_WAS, MEAN_WAS):
        for match in pattern.finditer(sentence.open):
            number = as_printed(match["value"])
            if re.match(rf"\s?(?:{TIME_WORD})\b", sentence.text[match.end("value") :]) and pattern is not MEAN_WAS:
                continue  # "a reduction of 12 weeks' treatment" says when, not how much
            if (
                number is None
                or NOT_MEANT.search(sentence.text[: match.start("value")])
                or any(a <= match.start("value") < b for a, b in taken)
            ):
                continue
            unit = _clean_unit(match["unit"])
            statistic = "mean_change"
            if pattern is MEAN_WAS:
                statistic = "median" if match["kind"].lower() == "median" else "mean"
            elif unit == "%":
                statistic = "change_percent"
            if pattern is CHANGE_BY and _falls(match):
                number = negated(number)
            taken.append(match.span("value"))
            last = (match.end(), statistic)
            yield _mention(sentence, match, statistic, number=number, unit=unit)
    change = re.search(r"\bmean change(?:s)?(?:\s[^.;:()\d±]{0,60})?\s(?=[-−–\d])", sentence.open)
    start = last[0] if last else (change.end() - 1 if change else None)
    if start is not None:
        for match in SERIES.finditer(sentence.open, start):
            unit = _clean_unit(match["unit"])
            if unit != "%" and not re.search(r"[;]", sentence.open[start : match.start()]):
                yield _mention(sentence, match, last[1] if last else "mean_change", unit=unit)


def _proportions(sentence: Sentence) -> Iterator[Found]:
    """Proportions; one without words of its own is of what the one before it in its sentence is of."""
    found = sorted(_each_proportion(sentence), key=lambda item: item[1])
    told = next((m.parts["definition"] for m, _ in found if "definition" in m.parts), None)
    for mention, span in found:
        own = mention.parts.get("definition")
        if own is None and told is not None:
            mention = replace(mention, parts={**mention.parts, "definition": told})
        told = own or told
        yield mention, span


def _each_proportion(sentence: Sentence) -> Iterator[Found]:
    taken: list[tuple[int, int]] = []
    for pattern in (*PROPORTIONS, PERCENT):
        for match in pattern.finditer(sentence.open):
            if any(a < match.end() and match.start() < b for a, b in taken) or not _is_proportion(sentence.text, match):
                continue
            taken.append(match.span())
            parts = {
                name: _part(sentence, match, name, f"result.{name}")
                for name in ("count", "n")
                if name in match.re.groupindex and match[name]
            }
            if MAKE_UP.match(
                sentence.text[_after_sign(sentence.text, match.end("percent")) :]
                .lstrip(" )]")
                .removeprefix("of the patients ")
                .removeprefix("of patients ")
            ):
                continue
            if definition := definition_of(sentence.text, match.start(), match.end()):
                span = Span(sentence.offset + definition.start, sentence.offset + definition.end)
                text = re.sub(r"\s+", " ", sentence.text[definition.start : definition.end])
                parts["definition"] = Mention(
                    "result.definition", span, value=text, found_by="rules.results", score=0.8
                )
            end = _after_sign(sentence.text, match.end("percent"))
            mention, _ = _mention(sentence, match, "percent", "percent", unit="%", parts=parts, end=end)
            yield mention, (match.start(), max(match.end(), end))


def _after_sign(text: str, start: int) -> int:
    """The end of the percent sign, or word, that follows a number."""
    sign = SIGN_END.search(text, start)
    return sign.end() if sign else start


def _is_proportion(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start("percent")]
    after = text[_after_sign(text, match.end("percent")) :]
    if "count" in match.re.groupindex:
        return not re.match(r"\s?(?:CI\b|confidence)", after)
    if (
        CHANGED_BY.search(before)
        or NOT_MEANT.search(before)
        or NOT_PROPORTION_BEFORE.search(before)
        or NOT_PROPORTION_AFTER.match(after)
        or re.match(r"\s?(?:to|-|–)\s?\d", after)
    ):
        return False
    return not re.search(r"(?:\d\s?(?:to|-|–)|[±])\s?$", before)
