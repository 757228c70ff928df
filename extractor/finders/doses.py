"""Finds doses: an amount of a substance with its route, the time over which it is given, and how often.

"0.5 mg/kg", "3, 10 and 30 mg/kg" (three amounts), "10–20 mg"; a plasma level ("12 ng/mL") is no dose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.potencies import values_in
from extractor.finders.substances import CANDIDATE, is_substance
from extractor.language import sentences_of
from extractor.language.context import place, worth
from extractor.language.numbers import DIGITS, as_printed, value_of
from extractor.language.units import DOSE_UNIT, TIME_WORD, normal_unit, time_unit

_LINK = r"(?:\s?,\s?(?:and|or)?\s?|\s(?:and|or|to|vs\.?|versus)\s|\s?[-–—/]\s?)"
AMOUNTS = re.compile(
    rf"(?<![\w.,/±−–-])(?P<numbers>{DIGITS}(?:(?:\s?-?(?:{DOSE_UNIT}))?{_LINK}{DIGITS}){{0,8}})(?:\s|-)?(?P<unit>{DOSE_UNIT})"
)
CONCENTRATION = re.compile(r"(?:g|mol|U|IU|Eq|units)/(?:[dmµ]?[lL]|m[lL])$|^U/|^IU/[lL]|^g$|/min$|/day$|/d$|/h$")
LEVEL = re.compile(
    r"\b(?:alcohol(?: intake)?|fat(?: made up)?|intake|concentrations?|levels?|Cmax|serum|plasma|excretion|albumin|protein|creatinine|glucose|cholesterol|h(?:a)?emoglobin|intake of (?:fat|salt)|weigh(?:ing|ed|t)?|birth ?weight|body ?weights?|loss|proteinuria|mass)\b",
    re.IGNORECASE,
)
NOT_A_DOSE_AFTER = re.compile(
    r"^\s?(?:/|per (?:dL|mL|L)|lower|higher|less|more (?:than)?|difference|decrease|increase|weight|rats?|mice|body|samples?|of blood|a day\b.{0,3}$)",
    re.IGNORECASE,
)
DIFFERENCE_BEFORE = re.compile(
    r"(?:\b(?:by|increased|decreased|reduced|from|more than|less than|over)|[<>≥≤±])\s*$", re.IGNORECASE
)
SUBSTANCE_BEFORE = re.compile(
    rf"(?P<name>{CANDIDATE})(?:\s\([A-Z][\w-]{{1,9}}\))?(?:\s(?:was|is|were))?\s?(?:[,:;]?\s?(?:\(|\[)?\s?(?:i\.?v\.?,? |i\.?p\.?,? |p\.?o\.?,? )?"
    r"(?:at|in|with|using)?\s?(?:an? )?(?:initial |single |oral |total |daily |fixed |intravenous |target |starting |maximum |bolus )*(?:doses? of |dosage of |doses? \()?(?:up to |of )?)$",
    re.IGNORECASE,
)
SUBSTANCE_AFTER = re.compile(
    rf"^\s?(?:\(?(?:i\.?v\.?|i\.?p\.?|p\.?o\.?|s\.?c\.?|i\.?m\.?)\)? )?(?:(?:of|doses? of|dose|daily|oral|intravenous|single|tablets? of|capsules? of|per day of|infusions? of|injections? of|bolus of|intranasal|subcutaneous|intramuscular|inhaled|racemic|nasal|spray)\s)*(?P<name>{CANDIDATE})",
    re.IGNORECASE,
)
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
ROUTE = re.compile("|".join(rf"(?P<r{i}>\b(?:{words})(?![\w]))" for i, (_, words) in enumerate(ROUTES)), re.IGNORECASE)
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
    parts = {name: part for name, part in _parts(document, text, offset, route).items() if name != "substance"}
    span = Span(offset + route.start(), offset + route.end())
    yield Mention(
        "regimen",
        span,
        about=Span(offset, offset + len(text)),
        found_by="rules.doses",
        score=worth(document, span),
        parts=parts,
    )


# Millilitres and grams measure many things: only next to such a word are they a dose.
BULK = frozenset({"mL", "L", "g", "kg"})
BULK_CUE = re.compile(
    r"\b(?:dos(?:e|es|ed|age)|received?|given|gave|administ\w+|infus\w+|inject\w+|bolus|took|take|oral(?:ly)?|intraven\w+|daily|twice|every|gavage|treated with|supplement\w*|tablets?|capsules?)\b|/day\b",
    re.IGNORECASE,
)


def is_dose(text: str, match: re.Match[str]) -> bool:
    """Whether an amount is one that was given."""
    unit = normal_unit(match["unit"])
    before, after = text[: match.start()], text[match.end() :]
    if any(value.number[0] < match.end() and match.start() < value.whole[1] for value in values_in(text)):
        return False  # "an ED50 of 3 mg/kg" was not given
    if unit in BULK and not BULK_CUE.search(f"{before[-60:]} | {after[:25]}"):
        return False
    if NOT_A_DOSE_AFTER.match(after) or DIFFERENCE_BEFORE.search(before):
        return False
    if re.search(r"/(?:[dmµ]?[lL]|g|24)$", unit) or (unit in {"U", "g", "kg"} and LEVEL.search(before[-40:])):
        return False
    if unit == "kg" or (CONCENTRATION.search(unit) and LEVEL.search(before[-60:])):
        return False
    return not (LEVEL.search(before[-25:]) or re.match(r"\s?(?:of\s)?(?:protein|albumin|fat|body weight)\b", after))


def _doses(document: Document, text: str, offset: int, match: re.Match[str]) -> Iterator[Mention]:
    unit = normal_unit(match["unit"])
    parts = _parts(document, text, offset, match)
    score = worth(document, Span(offset + match.start(), offset + match.end()))
    numbers = list(re.finditer(DIGITS, match["numbers"]))
    for i, number in enumerate(numbers):
        start = offset + match.start() + number.start()
        # The last number carries its unit in its own characters; the others share it.
        end = offset + (match.end() if i == len(numbers) - 1 else match.start() + number.end())
        printed = as_printed(number[0])
        if printed is None or value_of(printed) == 0:
            continue
        amount = Mention(
            "dose.amount", Span(start, end), number=printed, unit=unit, found_by="rules.doses", score=score
        )
        yield Mention("dose", amount.span, number=printed, unit=unit, about=Span(offset, offset + len(text)),
                      found_by="rules.doses", score=score, parts={"amount": amount, **parts})  # fmt: skip


def _parts(document: Document, text: str, offset: int, match: re.Match[str]) -> dict[str, Mention]:
    parts: dict[str, Mention] = {}
    if name := substance_of(text, match):
        parts["substance"] = Mention(
            "dose.substance",
            Span(offset + name.start("name"), offset + name.end("name")),
            found_by="rules.doses",
            score=0.9,
        )
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
    if frequency := _nearest(FREQUENCY, text, at, 60):
        span = Span(offset + frequency.start(), offset + frequency.end())
        value = re.sub(r"[\s-]+", " ", frequency[0].lower()).lstrip("/")
        parts["frequency"] = Mention("dose.frequency", span, value=value, found_by="rules.doses", score=0.85)
    return parts


def substance_of(text: str, match: re.Match[str]) -> re.Match[str] | None:
    """The name next to an amount: before it ("ketamine (0.5 mg/kg)") or after it ("0.5 mg/kg of ketamine")."""
    before = text[: match.start()] if not re.match(r"\s(?:of|infusion of)\s", text[match.end() :]) else ""
    for start in range(max(0, len(before) - 90), len(before)):
        if start and (before[start - 1].isalnum() or before[start - 1] in "-'’"):
            continue
        found = re.compile(SUBSTANCE_BEFORE.pattern, re.IGNORECASE).match(before, start)
        if found and is_substance(found["name"]):
            return found
    after = re.compile(SUBSTANCE_AFTER.pattern.replace("^", "", 1), re.IGNORECASE).match(text, match.end())
    while after is not None and not is_substance(after["name"]):
        shorter = after["name"].rsplit(" ", 1)
        if len(shorter) == 1:
            return None
        after = re.compile(
            rf".{{{after.start('name') - match.end()}}}(?P<name>{re.escape(shorter[0])})", re.DOTALL
        ).match(text, match.end())
    return after


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
