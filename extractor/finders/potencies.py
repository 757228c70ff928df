"""Finds potencies and kinetic parameters in sentences: "IC50 = 12 nM", "ED50s of 3.1 and 5.6 mg/kg", "a half-life of 2.5 h".

Each comes with what it was measured on, where the sentence says so: "against FLT3", "in K562 cells".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders import comparisons
from extractor.finders.parameters import ANY, KINETIC, PARAMETERS, UNIT, WITHOUT_UNIT, fits, normal, parameter_in
from extractor.finders.population import CELL_LINE
from extractor.language import sentences_of
from extractor.language.context import place, worth
from extractor.language.doc import Doc
from extractor.language.numbers import DIGITS, as_printed

_NAME = "|".join(words for _, words, _ in PARAMETERS)
_SPREAD = rf"(?:\s?(?:±|\+/-)\s?(?P<spread>{DIGITS}))?"
_SIGN = r"(?P<sign>(?:[<>≤≥~=]|(?:greater|more|higher) than|above|less than|below|approximately|about|ca\.)\s?)?"
# Words between the name and its value: "of velnatinib in K562 cells was"; a number with a unit ends them.
_WORD = rf"\s(?!(?:{UNIT})\b)(?:at \d+ (?:min|h|hours?|minutes?|days?)|(?!\d)[\w/αβγδκµ-]+(?:\s?\([^()]{{1,25}}\))?,?)"
POTENCY = re.compile(
    rf"(?<![\w-])(?P<name>{_NAME})(?:s|\s?values?)?(?![A-Za-z])(?P<between>(?:\s\([^()]{{1,25}}\))?(?:{_WORD}){{0,9}}?[\s:=,(~]*)"
    rf"(?P<list>(?<!between ){DIGITS}(?:,\s{DIGITS})*,?\s(?:and|or)\s)?{_SIGN}(?P<value>{DIGITS})(?!\s?(?:to|[-–])\s?\d){_SPREAD}\s?(?P<unit>{UNIT})(?![\w/])"
)
NO_UNIT = re.compile(
    rf"(?<![\w-])(?P<name>{'|'.join(words for statistic, words, _ in PARAMETERS if statistic in WITHOUT_UNIT)})(?P<between>(?:{_WORD}){{0,6}}?[\s:=(]*)"
    rf"{_SIGN}(?P<value>\d\d?(?:\.\d+)?)(?![\w.]\d){_SPREAD}"
)
# A further value of the same parameter: "3.1 mg/kg (95% CI 2.2 to 4.3) and that of morphine 5.6 mg/kg"
FURTHER = re.compile(
    rf"(?:\s?\([^()]{{1,40}}\))?(?P<between>(?:\s(?:for|in|with|against|on|of|after)(?:\s[\w/-]+){{1,4}})?,?\s(?:and|but|versus|vs\.?|while|compared (?:with|to))(?:\s(?!(?:{UNIT})\b)[A-Za-z][\w/-]*){{0,6}}?\s)"
    rf"{_SIGN}(?P<value>{DIGITS})(?!\s?(?:to|[-–])\s?\d){_SPREAD}\s?(?P<unit>{UNIT})(?![\w/])"
)
SIGNS = {
    "≤": "<=",
    "≥": ">=",
    "<": "<",
    ">": ">",
    "~": "~",
    "less": "<",
    "below": "<",
    "approximately": "~",
    "about": "~",
    "ca.": "~",
}

_THING = r"(?:[A-Za-z0-9αβγδκµ][\w./αβγδκµ+-]*)"
_NOT = r"(?!(?:was|were|is|are|had|with|and|or|but|at|after|by|than|when|where|which|that|in|for|the|a|an|all|both|these|those|this|it|same|vitro|vivo|mean|average|order|range|ratio|case|plasma|blood|serum)\b)"
TARGET = rf"(?P<target>{_NOT}{_THING}(?<!\.)(?:\s{_NOT}{_THING}(?<!\.)){{0,3}}?)"
_END = r"(?=\s(?:was|were|is|are|had|with|and|or|but|at|after|by|than|when|where|which|that|in|of|for|than|as|yielding|giving)\b|\s?[,.;:(=)]|$)"
ON = re.compile(rf"\b(?:against|towards?|at|on|in|for)\s(?:the )?(?:human |mouse |rat )?{TARGET}{_END}")
OF = re.compile(rf"\bof\s(?:the )?{TARGET}{_END}")
DONE_TO = re.compile(
    r"\b(?:inhibit(?:ed|s|ing)?|block(?:ed|s)?|binds|bound|antagoni[sz](?:ed|es)|activat(?:ed|es)|stop(?:ped|s)|kill(?:ed|s)|suppress(?:ed|es)|promot(?:ed|es)|stimulat(?:ed|es)|lys(?:ed|es)"
    r"|affinity for|(?:inhibitor|antagonist|agonist|modulator|blocker|activator|ligand|growth|proliferation|viability|activity|phosphorylation)\sof|potency (?:against|at)|protected against|active against|toxic to|harm(?:ed)?)"
    rf"\s(?:the (?:growth|proliferation|viability|activity) of )?(?:the )?(?:human |mouse |rat )?(?P<target>{_THING}(?:\s(?!with\b|by\b|in\b|at\b|and\b)(?:of\s)?{_THING}){{0,3}}?)\s?(?:,\s?)?(?:\((?:mean )?$|(?:with|by|at|in)\s(?:an? |the |its )?(?:mean |apparent |in vitro )?$)"
)
OPENS = re.compile(rf"^(?:In|On|At|Against|For)\s(?:the |an? )?{TARGET}(?=,|\son\b|\swith\b|\sthe\b|\sits\b)")
LABELLED = re.compile(r"^(?:[-*•–]\s*)?(?P<target>[A-Z][^:;.]{1,40}?)\s?:\s?$")
ASIDE = frozenset({"references", "disclaimer", "title", "introduction", "discussion"})


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a parameter within a sentence: where its name, number and whole stand."""

    statistic: str
    name: tuple[int, int]
    number: tuple[int, int]
    whole: tuple[int, int]
    unit: str | None
    sign: str
    between: tuple[int, int]
    spread: tuple[int, int] | None = None


@lru_cache(maxsize=1024)
def values_in(text: str) -> tuple[Value, ...]:
    """Every value of a potency or kinetic parameter in a sentence, in order."""
    if not ANY.search(text):
        return ()
    found: list[Value] = []
    for match in POTENCY.finditer(text):
        named = parameter_in(match["name"])
        unit = normal(match["unit"])
        if named is None or not fits(named.statistic, unit):
            continue
        found += [*_listed(match, named.statistic, unit), _value(match, named.statistic, match.span("name"), unit)]
        at = match.end()
        while (
            (more := FURTHER.match(text, at)) is not None
            and normal(more["unit"]) == unit
            and not ANY.search(more["between"])
        ):
            found.append(_value(more, named.statistic, match.span("name"), unit))
            at = more.end()
    for match in NO_UNIT.finditer(text):
        named = parameter_in(match["name"])
        if named is not None:
            found.append(_value(match, named.statistic, match.span("name"), None))
    return tuple(sorted(found, key=lambda value: value.number))


def _value(match: re.Match[str], statistic: str, name: tuple[int, int], unit: str | None) -> Value:
    sign = (match["sign"] or "=").strip()
    sign = ">" if re.match(r"(?:greater|more|higher|above)", sign) else SIGNS.get(sign.split()[0], "=")
    return Value(
        statistic, name, match.span("value"), match.span(), unit, sign, match.span("between"),
        match.span("spread") if match["spread"] else None,
    )  # fmt: skip


def _listed(match: re.Match[str], statistic: str, unit: str) -> Iterator[Value]:
    """The numbers before the last one in "12, 45 and 130 nM", which share its unit."""
    for number in re.finditer(DIGITS, match["list"] or ""):
        at = (match.start("list") + number.start(), match.start("list") + number.end())
        yield Value(statistic, match.span("name"), at, at, unit, "=", match.span("between"))


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    last: Span | None = None  # the cells that "the same cells" speaks of
    for offset, text in sentences_of(doc):
        at = Span(offset, offset + 1)
        cells = _cells(text)
        values = values_in(text)
        if values and place(document, at) not in ASIDE and not PLAN.search(text):
            told: list[Span] = []
            for value in values:
                told = [] if value.statistic in KINETIC else _targets(text, value) or told
                spans = [Span(offset + span.start, offset + span.end) for span in told]
                if value.statistic not in KINETIC and not told and last is not None:
                    spans.append(last)
                yield _mention(document, offset, text, value, spans, worth(document, at))
        if cells is not None:
            last = Span(offset + cells.start, offset + cells.end)


PLAN = re.compile(r"\b(?:was|were) (?:set at|defined as|considered)\b|\bcriteri")


def _cells(text: str) -> Span | None:
    """The one cell line that a sentence names."""
    found = {match[0]: Span(*match.span()) for match in CELL_LINE.finditer(text)}
    return next(iter(found.values())) if len(found) == 1 else None


def _targets(text: str, value: Value) -> list[Span]:
    """What a value may have been measured on, the likeliest first: "against FLT3" near it, or what was inhibited before."""
    before = text[: value.name[0]]
    within = text[slice(*value.between)].rstrip()
    after = value.whole[1]
    lead = re.match(r"\s?(?:\([^()]{1,40}\)\s?)?", text[after:])
    after += lead.end() if lead else 0
    first = value.number[0] >= value.name[1] and value.between[0] == value.name[1]
    candidates = [
        (value.between[0], ON.search(within)),
        (after, ON.match(text[after:])),
        (0, DONE_TO.search(before) if first else None),
        (value.between[0], OF.search(within)),
        (0, OPENS.match(before) if first else None),
        (0, LABELLED.match(before) if first else None),
    ]
    spans = [Span(shift + m.start("target"), shift + m.end("target")) for shift, m in candidates if m is not None]
    cells = _cells(text)
    if cells is not None:
        spans.append(cells)
    return [span for span in dict.fromkeys(spans) if not NO_TARGET.fullmatch(text[span.start : span.end])]


NO_TARGET = re.compile(r"\d.*|.|(?:\w+ )?(?:h|days?|min|weeks?|rats?|mice|dogs?|doses?|assay)")


def _mention(document: Document, offset: int, text: str, value: Value, told: list[Span], score: float) -> Mention:
    parts: dict[str, Mention] = {}
    if value.spread is not None:
        at = Span(offset + value.spread[0], offset + value.spread[1])
        parts["spread"] = Mention(
            "spread", at, number=as_printed(document.quote(at)), found_by="rules.potencies", score=0.9
        )
    tail = comparisons.tail_parts(text, value.whole[1], min(len(text), value.whole[1] + 50), offset)
    if "interval" in tail and not re.search(
        r"\d\s?(?:[nµp]M|mg)", text[value.whole[1] : tail["interval"].span.start - offset]
    ):
        parts["interval"] = tail["interval"]
    for name, span in zip(("definition", "definition_above"), told, strict=False):
        parts[name] = Mention("result.definition", span, found_by="rules.potencies", score=0.7)
    if value.statistic == "auc" and re.search(r"[\d∞]|last|inf", text[value.name[0] + 3 : value.name[1]]):
        span = Span(offset + value.name[0], offset + value.name[1])
        parts["definition"] = Mention("result.definition", span, found_by="rules.potencies", score=0.7)
    # "> 10 µM" is printed with its sign, which is part of what it says.
    start = value.number[0]
    if value.sign != "=":
        printed = re.search(r"[<>≤≥~]\s?$", text[:start])
        start = printed.start() if printed else start
    return Mention(
        "result",
        Span(offset + start, offset + (value.whole[1] if value.spread is None and value.whole[1] > value.number[1] else value.number[1])),
        number=as_printed(text[value.number[0] : value.number[1]]),
        value=value.statistic,
        unit=value.unit,
        sign=value.sign,
        about=Span(offset, offset + len(text)),
        found_by="rules.potencies",
        score=score,
        parts=parts,
    )  # fmt: skip
