"""Finds doses: an amount of a substance with its route, the time over which it is given, and how often.

"0.5 mg/kg", "3, 10 and 30 mg/kg" (three amounts), "10–20 mg"; a plasma level ("12 ng/mL") is no dose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.amounts import AMOUNTS, Name, amounts_of, is_dose
from extractor.language import sentences_of
from extractor.language.context import place, worth
from extractor.language.doc import Doc
from extractor.language.numbers import DIGITS, as_printed, value_of
from extractor.language.units import TIME_WORD, time_unit

ROUTES: tuple[tuple[str, str], ...] = (
    ("intravenous", r"intravenous(?:ly)?|(?<![\w.])i\.?v\.?(?![\w-])|IV(?= (?:infusion|injection|bolus|drip|[a-z]+))"),
    ("intraperitoneal", r"intraperitoneal(?:ly)?|(?<![\w.])i\.?p\.?(?![\w-])"),
    ("subcutaneous", r"subcutaneous(?:ly)?|(?<![\w.])s\.?c\.?(?![\w-])"),
    ("intramuscular", r"intramuscular(?:ly)?|(?<![\w.])i\.?m\.?(?![\w-])"),
    ("oral", r"oral(?:ly)?(?! (?:health|cavity|hygiene|contraceptive))|(?<![\w.])p\.?o\.?(?![\w-])|by mouth|per os|(?:by )?(?:oral )?gavage|tablets?|capsules?"),
    ("intranasal", r"intranasal(?:ly)?|nasal spray"),
    ("inhaled", r"inhal(?:ed|ation)|nebuli[sz]ed"),
    ("topical", r"topical(?:ly)?"),
    ("transdermal", r"transdermal(?:ly)?|patch"),
    ("sublingual", r"sublingual(?:ly)?"),
    ("rectal", r"rectal(?:ly)?"),
    ("vaginal", r"vaginal(?:ly)?|intravaginal(?:ly)?"),
    ("intrathecal", r"intrathecal(?:ly)?"),
    ("epidural", r"epidural(?:ly)?"),
    ("intravitreal", r"intravitreal(?:ly)?"),
    ("intracerebroventricular", r"intracerebroventricular(?:ly)?|i\.?c\.?v\.?(?![\w-])"),
)  # fmt: skip
_ROUTE = "|".join(rf"(?P<r{i}>{words})" for i, (_, words) in enumerate(ROUTES))
ROUTE = re.compile(rf"\b(?=[bceginoprstv])(?:{_ROUTE})(?!\w)", re.IGNORECASE)  # their first letters: a quick look
_COUNT = rf"(?P<count>{DIGITS}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
DURATION = re.compile(
    rf"\b(?:over|for|during|lasting)\s(?:a |an |the |about |approximately |at least )?(?:period of )?(?P<whole>{_COUNT}[\s-]?(?P<unit>{TIME_WORD}))(?![\w-])"
    rf"|(?P<whole2>{_COUNT.replace('count', 'count2')}-?\s?(?P<unit2>{TIME_WORD}))(?=\s(?:(?:IV|i\.v\.|intravenous|continuous|constant)\s)?infusion)",
    re.IGNORECASE,
)
NOT_TREATED_FOR = re.compile(r"^\s(?:prior|before|wash|drug-free|follow|of follow|post|free|history)", re.IGNORECASE)
FREQUENCY = re.compile(
    rf"\b(?:once|twice|thrice|three times|four times|{_COUNT.replace('?P<count>', '')} times)(?:\s(?:a|per|each|every)\s|[\s-])(?:day|daily|week|weekly|month|monthly|nightly)\b"
    r"|\b(?:b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d|q\d{1,2}h|q\d?w)\.?(?!\w)"
    rf"|\bevery (?:other day|{_COUNT.replace('?P<count>', '')} (?:hours?|days?|weeks?|months?)|(?:day|week|month|morning|night|hour)s?)\b"
    r"|\b(?:daily|weekly|monthly|nightly|at bedtime|per day|single[- ](?:oral |intravenous )?(?:dose|infusion|injection))\b|/day\b",
    re.IGNORECASE,
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for offset, text in sentences_of(doc):
        if place(document, Span(offset, offset + 1)) in {"references", "disclaimer"}:
            continue
        dosed = False
        for match in AMOUNTS.finditer(text):
            if is_dose(text, match):
                dosed = True
                yield from _doses(document, text, offset, match)
        if not dosed and document.table(Span(offset, offset + 1)) is None:
            yield from _regimen(document, text, offset)


GIVEN = re.compile(
    r"\b(?:infus\w+|inject\w+|administ\w+|spray|tablets?|capsules?|dos(?:e|es|ed|ing)|given|received?|took|treat\w+|intranasal|intravenous|oral)\b",
    re.IGNORECASE,
)


def _regimen(document: Document, text: str, offset: int) -> Iterator[Mention]:
    """How something was given, in a sentence that leaves the amount to another one."""
    route = ROUTE.search(text)
    if route is None or not GIVEN.search(text):
        return
    parts = _parts(document, text, offset, route)
    span = Span(offset + route.start(), offset + route.end())
    yield Mention(
        "regimen",
        span,
        about=Span(offset, offset + len(text)),
        found_by="rules.doses",
        score=worth(document, span),
        parts=parts,
    )


def _doses(document: Document, text: str, offset: int, match: re.Match[str]) -> Iterator[Mention]:
    parts = _parts(document, text, offset, match)
    score = worth(document, Span(offset + match.start(), offset + match.end()))
    for found in amounts_of(text, match):
        printed = as_printed(found.number)
        if printed is None or value_of(printed) == 0:
            continue
        span = Span(offset + found.start, offset + found.end)
        amount = Mention("dose.amount", span, printed, unit=found.unit, found_by="rules.doses", score=score)
        of = {"substance": _substance(offset, found.name)} if found.name is not None else {}
        yield Mention("dose", span, printed, unit=found.unit, about=Span(offset, offset + len(text)),
                      found_by="rules.doses", score=score, parts={"amount": amount, **of, **parts})  # fmt: skip


def _substance(offset: int, name: Name) -> Mention:
    span = Span(offset + name.start, offset + name.end)
    return Mention("dose.substance", span, found_by="rules.doses", score=0.9)


def _parts(document: Document, text: str, offset: int, match: re.Match[str]) -> dict[str, Mention]:
    parts: dict[str, Mention] = {}
    at = (match.start(), match.end())
    if route := _nearest(ROUTE, text, at, 90):
        value = next(ROUTES[int(key[1:])][0] for key, hit in route.groupdict().items() if hit)
        parts["route"] = Mention(
            "dose.route",
            Span(offset + route.start(), offset + route.end()),
            value=value,
            found_by="rules.doses",
            score=0.9,
        )
    if duration := _duration(text, at):
        parts["duration"] = _shifted(duration, offset)
    frequency = _nearest(FREQUENCY, text, at, 60)
    if frequency is not None and not (at[0] <= frequency.start() and frequency.end() <= at[1]):
        # "mg/kg/day" is a unit, which says it already
        span = Span(offset + frequency.start(), offset + frequency.end())
        value = re.sub(r"[\s-]+", " ", frequency[0].lower()).lstrip("/")
        parts["frequency"] = Mention("dose.frequency", span, value=value, found_by="rules.doses", score=0.85)
    return parts


def _nearest(pattern: re.Pattern[str], text: str, at: tuple[int, int], reach: int) -> re.Match[str] | None:
    """The match closest to a stretch of text, within reach, on either side."""
    found = [(max(m.start() - at[1], at[0] - m.end(), 0), m.start(), m) for m in pattern.finditer(text)]
    near = [item for item in found if item[0] <= reach]
    return min(near, key=lambda item: item[:2])[2] if near else None


def _duration(text: str, at: tuple[int, int]) -> Mention | None:
    found = []
    for match in DURATION.finditer(text):
        if NOT_TREATED_FOR.match(text[match.end() :]):
            continue
        suffix = "2" if match["whole2"] else ""
        span = Span(match.start("whole" + suffix), match.end("whole" + suffix))
        number = as_printed(match["count" + suffix])
        unit = time_unit(match["unit" + suffix])
        mention = Mention("dose.duration", span, number=number, unit=unit, found_by="rules.doses", score=0.9)
        found.append((span.distance(Span(*at)), span.start, mention))
    near = [item for item in found if item[0] <= 110]
    return min(near, key=lambda item: item[:2])[2] if near else None


def _shifted(mention: Mention, offset: int) -> Mention:
    span = Span(mention.span.start + offset, mention.span.end + offset)
    return Mention(
        mention.field, span, mention.number, mention.value, mention.unit, found_by=mention.found_by, score=mention.score
    )
