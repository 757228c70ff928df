"""Finds the two results of a comparison in sentences: "35 % with velorin against 17 % with placebo"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.document import Span
from extractor.fill.arms import ArmNames
from extractor.fill.cells import Number, Numbers
from extractor.fill.sizes import PEOPLE
from extractor.fill.times import day_of
from extractor.fill.wording import Term, Wording
from extractor.language.numbers import DIGITS, MINUS, as_printed

_S = rf"(?:(?<![\w)\]%.])[{MINUS}+]\s?)?{DIGITS}"
_GAP = r"(?:\s(?!versus\b|vs\b|and\b|or\b|in\b|with\b|for\b)[A-Za-z/]+\d?){0,3}"
_CI = r"(?:95\s?%\s?(?:CI|confidence interval)\s?[:,=]?\s?)"
VALUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("fraction", rf"(?P<percent>{DIGITS})\s?%\s?[(\[]\s?(?P<events>\d[\d,]*)\s?(?:/|of|out of)\s?(?P<n>\d[\d,]*)\s?[)\]]"),
        ("fraction", rf"(?<![\d./])(?P<events>\d[\d,]*)\s?(?:/|\sof(?: the)?\s|\sout of\s)\s?(?P<n>\d[\d,]*)(?![\d/%]|\.\d|\s?mg|\s?mm)(?:\s[a-z]+)?(?:\s?[(\[]\s?(?P<percent>{DIGITS})\s?%\s?[)\]])?"),
        ("counted", rf"(?<![\d.])(?P<events>\d[\d,]*)(?:\s[a-z]+){{0,2}}\s?[(\[]\s?(?P<percent>{DIGITS})\s?%\s?[)\]]"),
        ("counted", rf"(?P<percent>{DIGITS})\s?%\s?[(\[]\s?n\s?=\s?(?P<events>\d[\d,]*)\s?[)\]]"),
        ("mean", rf"(?P<mean>{_S})\s?%?{_GAP}\s?(?:±|\+/-)\s?(?P<sd>{DIGITS})"),
        ("mean", rf"(?P<mean>{_S})\s?%?{_GAP}\s?[(\[]\s?(?:SD|standard deviation|sd|±)\s?[=:,]?\s?(?P<sd>{DIGITS})\s?%?\s?[)\]]"),
        ("mean", rf"(?P<mean>{_S})\s?%?{_GAP}\s?[(\[]\s?(?:SEM?|standard error)\s?[=:,]?\s?(?P<se>{DIGITS})\s?%?\s?[)\]]"),
        ("mean", rf"(?P<mean>{_S})\s?%?{_GAP}\s?[(\[]\s?{_CI}(?P<lower>{_S})\s?%?\s?(?:to|-{{1,2}}|–|,|;)\s?(?P<upper>{_S})\s?%?\s?[)\]]"),
        ("bracketed", rf"(?P<mean>{_S})\s?[(\[]\s?(?P<sd>{DIGITS})\s?[)\]]"),
        ("people", rf"(?<![\d.,/±<>=])(?P<events>\d{{1,5}})\s{PEOPLE}\b(?!\s(?:years|were (?:randomi|assigned|allocated|enrolled|included)))"),
        ("people", r"(?<=\()(?P<events>\d{1,5})(?=\s(?:vs\.?|versus)\s\d{1,5}[;,)])|(?<=vs\.\s)(?P<events2>\d{1,5})(?=[;,)])|(?<=versus\s)(?P<events3>\d{1,5})(?=[;,)])"),
        ("percent", rf"(?P<percent>{DIGITS})\s?%(?!\s?(?:CI|confidence)|-?\s?(?:units?|points?)\b)"),
        ("bare", rf"(?<![\d.,/±<>=(\[])(?<![<>=≤≥]\s)(?P<mean>{_S})(?![\d.,]*\d)(?!\s?(?:%|weeks?|months?|days?|years?|h\b|hours?|min\b|mg/|patients|subjects|participants))"),
    )
)  # fmt: skip
AMOUNT = re.compile(
    r"\b(?:means?|medians?|average|chang\w+|reductions?|increases?|decreases?|improvement)\b[^.;,()]{0,40}$",
    re.IGNORECASE,
)
DECLARED = re.compile(r"\bSDs?\b|standard deviation|±", re.IGNORECASE)
MEAN = re.compile(r"\bmeans?\b|\baverages?\b|\baveraged\b", re.IGNORECASE)
MEDIAN = re.compile(r"\bmedians?\b|\bIQR\b|\binterquartile\b", re.IGNORECASE)
NO_RESULT = re.compile(
    r"[pP]\W{0,3}[<>=≤]\s*$|\b(?:[Tt]able|[Ff]ig(?:ure)?s?|[Ww]eek|[Dd]ay|[Mm]onth|[Yy]ear|[Vv]isit|grade|type|age[ds]?|CI|n)\W{0,3}$|(?<![A-Za-z])[rtFZ]\s?[=(]\s*$"
    r"|\bdifferences?\W{0,4}(?:of|was|=)?\s*$|\bCI\b[^()]{0,25}$"
)
NONE = re.compile(
    r"\b(?:no|none of the|neither|without any)\s(?:[\w-]+\s){0,4}?(?P<what>[\w/-]+(?:[\s,]+[\w/-]+){0,11}?)\s(?:were|was|occurred|had been|have been|has been|are|is|in any)\b",
    re.IGNORECASE,
)
COMPARING = re.compile(
    r"\b(?:differen\w*|significant\w*|chang\w+|(?<!adverse )(?<!side )effects?|relation\w*|associat\w+|evidence|data|further|other)\b",
    re.IGNORECASE,
)
# "No serious adverse events" says nothing about adverse events.
NARROWER = re.compile(
    r"\b(?:serious|severe|major|grade|treatment-related|drug-related|clinically|unexpected|new|additional|late|early|fatal|life-threatening)\b",
    re.IGNORECASE,
)
SEEN = re.compile(
    r"\b(?:observed|reported|found|seen|recorded|noted|encountered|occurred|detected|documented|in any|experienced)\b",
    re.IGNORECASE,
)
RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
FOLLOWS = re.compile(
    r"[\s)\]]*(?:(?:of|in|for|with|on|among|receiving|given|from|by|patients?|participants?|subjects?|the|those|treated|after|who|received|were|women|men|children|adults|its|an?|[(\[])\s*){0,6}$",
    re.IGNORECASE,
)
BRACKETED = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
VERSUS = re.compile(r"\b(?:versus|vs|compared (?:with|to)|against)\b")
SERIES = re.compile(r",\s(?:and\s)?|\s(?:and|or|(?:than|compared (?:with|to)|versus|vs\.?)(?: (?:in|for|with|on))?)\s")
CLAUSE = re.compile(r"(?:[^;,]|,(?=\d{3})|,(?!\s(?:and|while|whereas|but)\b))+")
OF_ONE_ARM = re.compile(r"[^;]+")
LONGEST_LEAD = 6  # words before the first value of a list
TOKEN = re.compile(r"[^\W_]+")
NEAR = 12  # characters between a name and its value
LONGEST_LABEL = 5  # words
LEAST_HELD = 0.66
SETTLED = 14  # characters between the names of one arm that make them one mention


@dataclass(frozen=True)
class Value:
    form: str
    numbers: Numbers
    span: Span


@dataclass(frozen=True)
class Told:
    """The results of the two arms as one sentence tells them."""

    intervention: Numbers
    comparator: Numbers
    outcome_fit: float
    score: float
    quote: Span
    nothing: bool = False  # "no ... was seen": zero on both sides


def told(
    asked_terms: Sequence[Term],
    kind: str,
    outcome: str,
    timepoint: str,
    wording: Wording,
    arms: ArmNames,
    said: Sequence[tuple[int, str]],
) -> list[Told]:
    """The sentences that tell the outcome for both arms, the best first."""
    found: list[Told] = []
    before = ""
    for at, sentence in said:
        found += _in_sentence(asked_terms, kind, outcome, timepoint, wording, arms, at, sentence, before)
        before = sentence
    return sorted(found, key=lambda t: (-t.score, t.quote.start))


def _in_sentence(
    terms: Sequence[Term],
    kind: str,
    outcome: str,
    timepoint: str,
    wording: Wording,
    arms: ArmNames,
    at: int,
    sentence: str,
    before: str,
) -> Iterator[Told]:
    if not any(c.isdigit() for c in sentence) and not NONE.search(sentence):
        return
    own = wording.coverage(terms, [sentence])
    held = max(own, 0.85 * wording.coverage(terms, [sentence, before])) if own else 0.0
    if held < LEAST_HELD:
        return
    quote = Span(at, at + len(sentence))
    score = held + _time_worth(sentence, timepoint, outcome)
    none = NONE.search(sentence) if kind == "binary" else None
    narrower = none and any(
        word.casefold() not in outcome.casefold()
        for word in NARROWER.findall(re.split(r",|/|\b(?:and|or)\b", none[0])[0])
    )
    if (
        none
        and not narrower
        and not COMPARING.search(none["what"])
        and SEEN.search(sentence)
        and wording.coverage(terms, [none["what"]]) >= LEAST_HELD
    ):
        yield Told({}, {}, held, score - 0.05, quote, nothing=True)
    pair = _pair(at, sentence, kind, terms, wording, arms) or _by_arm(at, sentence, kind, terms, wording, arms)
    if pair is not None:
        yield Told(*pair, held, score, quote)


def _time_worth(sentence: str, timepoint: str, outcome: str) -> float:
    wanted = day_of(timepoint) if timepoint else day_of(outcome)
    day = day_of(sentence)
    if wanted is not None and day is not None:
        return 0.15 if day == wanted else -0.1
    return -0.15 if day == -1.0 and wanted is None else 0.0


def _pair(
    at: int, sentence: str, kind: str, terms: Sequence[Term], wording: Wording, arms: ArmNames
) -> tuple[Numbers, Numbers] | None:
    values: Sequence[Value] = [value for value in _values(at, sentence) if _of_kind(value, kind, sentence)]
    named = _named(sentence, arms)
    if len(values) > 2 and (listed := _listed(sentence, values, arms)) is not None:
        return listed
    unit = _in_brackets(sentence, values, terms, wording)
    if unit is not None:
        values, inside = unit
        pair = _assigned(at, sentence, values, [(span, arm) for span, arm in named if span in inside])
        lead = [(span, arm) for span, arm in named if span.end <= inside.start]
        pair = pair or _in_order(values, lead)
        if pair is not None:
            return pair
    if len(values) > 2:  # several outcomes or times: only the clause that names this one
        clauses = [m.span() for m in CLAUSE.finditer(sentence)]
        fits = [wording.coverage(terms, [sentence[a:b]]) for a, b in clauses]
        best_clause = max(fits, default=0.0)
        if fits.count(best_clause) != 1 or best_clause < LEAST_HELD:
            return None
        a, b = clauses[fits.index(best_clause)]
        values = [value for value in values if a <= value.span.start < b]
    if len(values) != 2 or not named:
        return None
    best = _listed(sentence, values, arms) or _assigned(at, sentence, values, named)
    return best if best is not None and set(best[0]) & set(best[1]) else None


def _by_arm(
    at: int, sentence: str, kind: str, terms: Sequence[Term], wording: Wording, arms: ArmNames
) -> tuple[Numbers, Numbers] | None:
    """ "in A, pain (87 %), fever (5 %); in B, pain (31 %), fever (4 %)": each arm's clause has its own list."""
    values = [value for value in _values(at, sentence) if _of_kind(value, kind, sentence)]
    found: dict[int, Numbers] = {}
    for clause in OF_ONE_ARM.finditer(sentence):
        lettered = arms.lettered(clause[0])
        named = [arm for _, arm in _named(clause[0], arms)] if lettered is None else list(lettered)
        held = [value for value in values if clause.start() <= value.span.start < clause.end()]
        if not named or len(set(named)) > 1 or len(held) < 2:
            continue
        ends = [clause.start(), *(value.span.end for value in held)]
        leads = [sentence[end : value.span.start] for end, value in zip(ends, held, strict=False)]
        leads[0] = " ".join(leads[0].split()[-LONGEST_LEAD:])
        fits = [wording.coverage(terms, [lead]) for lead in leads]
        best = max(fits)
        if best < LEAST_HELD or fits.count(best) > 1 or named[0] in found:
            continue
        found[named[0]] = held[fits.index(best)].numbers
    return (found[0], found[1]) if len(found) == 2 else None


def _values(at: int, sentence: str) -> list[Value]:
    """The numbers of a sentence with what they are, from left to right."""
    taken = [False] * len(sentence)
    found: list[Value] = []
    for form, pattern in VALUES:
        for match in pattern.finditer(sentence):
            start, end = match.span()
            if any(taken[start:end]) or NO_RESULT.search(sentence[:start]):
                continue
            if form == "bracketed" and not DECLARED.search(sentence):
                continue
            numbers = {
                name.rstrip("23"): Number(number, Span(at + match.start(name), at + match.end(name)))
                for name, printed in match.groupdict().items()
                if printed is not None and (number := as_printed(printed)) is not None
            }
            taken[start:end] = [True] * (end - start)
            found.append(Value(form, numbers, Span(start, end)))
    return sorted(found, key=lambda value: value.span.start)


def _of_kind(value: Value, kind: str, sentence: str) -> bool:
    if kind == "binary" and value.form == "percent" and AMOUNT.search(sentence[: value.span.start]):
        return False  # a mean change in per cent, not a share of people
    if kind == "binary":
        return value.form in {"fraction", "counted", "percent", "people"}
    if value.form == "bare":
        return bool(MEAN.search(sentence)) and not MEDIAN.search(sentence)
    return value.form in {"mean", "bracketed"}


def _named(sentence: str, arms: ArmNames) -> list[tuple[Span, int]]:
    """Where the two arms are named: 0 the intervention, 1 the comparator."""
    found: list[tuple[Span, int]] = []
    tokens = [(match.span(), match[0]) for match in TOKEN.finditer(sentence)]
    named = {(start, end): arm for start, end, arm in arms.shorts_in(sentence)}
    for i, (span, token) in enumerate(tokens):
        if any(start <= span[0] < end for start, end in named):
            continue
        arm = arms.arm_of(
            token, [other for _, other in tokens[max(0, i - 3) : i]], [other for _, other in tokens[i + 1 : i + 3]]
        )
        if arm is not None:
            named[span] = arm
    for span, arm in sorted(named.items()):
        if (
            found
            and found[-1][1] == arm
            and span[0] - found[-1][0].end <= SETTLED
            and not re.search(r"\d|;", sentence[found[-1][0].end : span[0]])
        ):
            found[-1] = (Span(found[-1][0].start, span[1]), arm)
        else:
            found.append((Span(*span), arm))
    return found


def _in_brackets(
    sentence: str, values: Sequence[Value], terms: Sequence[Term], wording: Wording
) -> tuple[Sequence[Value], Span] | None:
    """The two values of "(6.6 ± 4.4 versus 23.4 ± 8.9)" whose lead names the outcome, where only one lead does so best."""
    units: list[tuple[float, Sequence[Value], Span]] = []
    last = 0
    for match in BRACKETED.finditer(sentence):
        inside = Span(*match.span())
        held = [value for value in values if value.span in inside]
        if len(held) == 2 and VERSUS.search(sentence[held[0].span.end : held[1].span.start]):
            units.append((wording.coverage(terms, [sentence[last : inside.start]]), held, inside))
            last = inside.end
    best = max(units, key=lambda unit: unit[0], default=None)
    if best is None or best[0] < LEAST_HELD or sum(unit[0] == best[0] for unit in units) > 1:
        return None
    return best[1], best[2]


def _in_order(values: Sequence[Value], lead: Sequence[tuple[Span, int]]) -> tuple[Numbers, Numbers] | None:
    """The first value is of the arm that the sentence names first: "longer with A (32 versus 20)"."""
    order = list(dict.fromkeys(arm for _, arm in lead))
    if not order:
        return None
    first, second = values[0].numbers, values[1].numbers
    return (first, second) if order[0] == 0 else (second, first)


def _listed(sentence: str, values: Sequence[Value], arms: ArmNames) -> tuple[Numbers, Numbers] | None:
    """ "49.4, 47.5 and 26.5 in the A, B and C groups, respectively": as many names as values, in one order."""
    if not RESPECTIVELY.search(sentence) or any(a.form != b.form for a, b in pairwise(values)):
        return None
    between = [sentence[a.span.end : b.span.start] for a, b in pairwise(values)]
    if any(
        not re.fullmatch(r"\s?(?:[\w%/]{1,8})?\s?(?:,|,?\s?and|;|,?\s?versus|,?\s?vs\.?)\s?(?:and\s)?", gap)
        for gap in between
    ):
        return None
    after = RESPECTIVELY.split(sentence[values[-1].span.end :])[0].rstrip(" ,(")
    before = sentence[: values[0].span.start]
    for text in (after, before):
        parts = [part.strip() for part in SERIES.split(text)]
        if len(parts) < len(values):
            continue
        labels = parts[-len(values) :]
        labels = [
            " ".join(labels[0].split()[-LONGEST_LABEL:]),
            *labels[1:-1],
            " ".join(labels[-1].split()[:LONGEST_LABEL]),
        ]
        if all(labels) and (fit := arms.fit(tuple(labels))):
            return values[labels.index(fit[0])].numbers, values[labels.index(fit[1])].numbers
    return None


def _alternate(values: Sequence[Value], named: Sequence[tuple[Span, int]]) -> bool:
    """ "velorin 64.7 %, placebo 35.7 %": each name right before its value."""
    gaps = [value.span.start - span.end for value, (span, _) in zip(values, named, strict=True)]
    return all(0 <= gap <= NEAR for gap in gaps) and named[1][0].start >= values[0].span.end


def _assigned(
    at: int, sentence: str, values: Sequence[Value], named: Sequence[tuple[Span, int]]
) -> tuple[Numbers, Numbers] | None:
    """The value of each arm, from the order and the nearness of names and values."""
    of: dict[int, Numbers] = {}
    order = list(dict.fromkeys(arm for _, arm in named))
    if len(values) == 2 and len(order) == 2 and len(named) == 2:
        behind = min(span.start for span, _ in named) > values[-1].span.end
        ahead = max(span.end for span, _ in named) < values[0].span.start
        against = VERSUS.search(sentence[values[0].span.end : values[1].span.start])
        if (RESPECTIVELY.search(sentence) and (ahead or behind)) or (ahead and against):
            of = {order[0]: values[0].numbers, order[1]: values[1].numbers}
            return of[0], of[1]
    if len(named) == len(values) == 2 and len(order) == 2 and _alternate(values, named):
        return values[[arm for _, arm in named].index(0)].numbers, values[[arm for _, arm in named].index(1)].numbers
    for i, value in enumerate(values):
        end = values[i + 1].span.start if i + 1 < len(values) else len(sentence)
        begin = values[i - 1].span.end if i else 0
        after = next(((span, arm) for span, arm in named if value.span.end <= span.start < end), None)
        before = [(span, arm) for span, arm in named if begin <= span.start and span.end <= value.span.start]
        arm: int | None = None
        if after is not None and FOLLOWS.match(sentence[value.span.end : after[0].start]):
            arm = after[1]
        elif before and not re.search(r";", sentence[before[-1][0].end : value.span.start]):
            arm = before[-1][1]
        if arm is not None and arm not in of:
            of[arm] = value.numbers
    if len(of) == 1 and len(values) == 2:  # "35 % in A versus 17 %"
        known = next(iter(of))
        rest = [value.numbers for value in values if value.numbers is not of[known]]
        if len(rest) == 1 and len(order) == 2:
            of[1 - known] = rest[0]
    return (of[0], of[1]) if len(of) == 2 else None
