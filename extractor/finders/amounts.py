"""Tells an amount that was given from other amounts, and names what it is an amount of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.finders.potencies import values_in
from extractor.finders.substances import CANDIDATE, CODE, has_stem, is_acronym, is_substance
from extractor.language.numbers import DIGITS
from extractor.language.units import DOSE_UNIT, normal_unit

# "1 000 mg": a plain space parts thousands only right before a unit.
_NUMBER = rf"(?:(?<![\d.,] )\d{{1,3}} (?:000|500)(?=\s?(?:mg|m?IU|U|units)\b)|{DIGITS})"
_LINK = r"(?:\s?,\s?(?:and|or|then)?\s?|\s?,?\s(?:and|or|to|vs\.?|versus|then|and then)\s|\s?(?:--|[-–—/+])\s?|\s?&\s?)"
AMOUNTS = re.compile(
    rf"(?<![\w.,/±−–-])(?P<numbers>{_NUMBER}(?:(?:\s?-?(?:{DOSE_UNIT}))?{_LINK}{_NUMBER}){{0,8}})(?:\s|-)?(?P<unit>{DOSE_UNIT})"
)
CONCENTRATION = re.compile(r"(?:g|mol|U|IU|Eq|units)/(?:[dmµ]?[lL]|m[lL])$|^U/|^IU/[lL]|^g$|/min$|/day$|/d$|/h$")
LEVEL = re.compile(
    r"\b(?:alcohol(?: intake)?|fat(?: made up)?|intake|concentrations?|levels?|Cmax|serum|plasma|excretion|albumin|protein|creatinine|glucose|cholesterol|h(?:a)?emoglobin|intake of (?:fat|salt)|weigh(?:ing|ed|t)?|birth ?weight|body ?weights?|loss|proteinuria|mass|AER|clearance|output|diuresis|urinary|secretion|consumption|requirements?|flow)\b",
    re.IGNORECASE,
)
NOT_A_DOSE_AFTER = re.compile(
    r"^\s?(?:/(?!\s?\d{1,2}\s?(?:h|hours?|hrs?)\b|\s?\d[\d.]*\s?(?:mg|µg|μg|mcg|g|mL|ml)\b(?!\s?/))|per (?:dL|mL|L)|lower|higher|less|more (?:than)?|difference|decrease|increase|weight|rats?|mice|body|samples?|of blood|a day\b.{0,3}$)",
    re.IGNORECASE,
)
DIFFERENCE_BEFORE = re.compile(
    r"(?:\b(?:by|increased|decreased|reduced|(?<!ranging )(?<!ranged )(?<!range )from|more than|less than|over)|[<>≥≤±]|\+\s?/?\s?[-−–])\s*$",
    re.IGNORECASE,
)
# "days 1, 5 mg": what the word before a list counts is no amount.
COUNTED_BEFORE = re.compile(
    r"\b(?:days?|weeks?|months?|years?|hours?|visits?|cycles?|phases?|periods?|grades?|stages?|types?|classes|class|groups?|steps?|ages?|aged|parts?|stud(?:y|ies)|tables?|figures?|n\s?=|age)\s*$",
    re.IGNORECASE,
)
# Millilitres and grams measure many things: only next to such a word are they a dose.
BULK = frozenset({"mL", "L", "g", "kg", "µL", "mmol", "mol", "ppm"})
BULK_CUE = re.compile(
    r"\b(?:dos(?:e|es|ed|age)|received?|given|gave|administ\w+|infus\w+|inject\w+|bolus|took|taken?|oral(?:ly)?|intraven\w+|daily|twice|every|gavage|treated with|supplement\w*|tablets?|capsules?|inhal\w+)\b|/day\b",
    re.IGNORECASE,
)
_ILLNESS = r"(?:diabet\w+|model|seizures?|convulsions?|inflammation|arthritis|colitis|amnesia|(?:hyper)?algesia|o?edema|parkinsonism|lesions?|hypertension|ulcers?|tumou?rs?|injury|fibrosis|\w+toxicity|obesity|pyrexia|sepsis|hyperglyc\w+|depression-like \w+|writhing)"
INDUCED = re.compile(
    rf"\b{_ILLNESS}\s(?:was|were|is)\s(?:\w+\s)?(?:induced|produced|caused|evoked|elicited)\b[^.;]*$|\bto (?:induce|produce|evoke)\s(?:\w+\s)?{_ILLNESS}\b[^.;]*$|\binduction of (?:\w+\s)?{_ILLNESS}\b[^.;]*$",
    re.IGNORECASE,
)
TO_INDUCE = re.compile(rf"[^.;\d]{{0,80}}\bto (?:induce|produce|evoke)\s(?:\w+\s)?{_ILLNESS}", re.IGNORECASE)
OF_A_DRUG = re.compile(r"\s(?:of\s)?(?:oral\s|intravenous\s)?(?P<name>[A-Za-z][\w-]+)")
# Words between the name of a drug and its amount: "ketanserin treatment at 20", "venlafaxine ER (75 to 225 mg".
BETWEEN = frozenset(
    """at in as a an the initial single oral orally total daily fixed flexible intravenous intravenously target
    starting maximum maximal max mean average median bolus dose doses dosage dosages dosed of up to was were is are range ranging ranged from between
    treatment therapy monotherapy tablet tablets capsule capsules aerosol powder infusion injection injections infusions
    inhaler inhaled solution administered given taken once twice weekly administration iv i.v i.v. im i.m i.m. sc s.c s.c. po
    p.o p.o. ip i.p i.p. subcutaneous subcutaneously intramuscular intramuscularly intraperitoneal intraperitoneally
    sr er xr xl cr la mr ir gits zoc hfa dpi mdpi mdi spc retard release extended extended-release sustained
    sustained-release slow-release modified-release controlled-release immediate-release controlled sustained- low-dose high-dose
    micronized dry injected infused standard usual recommended per day cumulative equal equivalent""".split()
)
LONGEST_BETWEEN = 9
SUBSTANCE_AFTER = re.compile(
    rf"\)?\s?(?:\(?(?:i\.?v\.?|i\.?p\.?|p\.?o\.?|s\.?c\.?|i\.?m\.?)\)? )?(?:(?:of|doses? of|dose|doses|either|the|daily|oral|intravenous|single|each of|tablets? of|capsules? of|per day of|per day|once daily|twice daily|infusions? of|injections? of|bolus of|intranasal|subcutaneous|intramuscular|inhaled|racemic|nasal|spray)\s)*(?P<name>{CANDIDATE})",
    re.IGNORECASE,
)
# "5 mg of the calcium channel blocker X": the class of a drug stands before its name.
CLASS_AFTER = re.compile(
    r"\s(?:of )?(?:the |an? )?(?:[\w-]+\s){0,4}?(?:blocker|inhibitor|antagonist|agonist|analog(?:ue)?|diuretic|antibody|modulator|anticonvulsant|antidepressant|statin|steroid|corticosteroid|anti-?biotic|compound|agent),?\s(?P<name>[A-Za-z][\w-]+)",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"\S+")
_NAME = re.compile(rf"(?P<name>{CANDIDATE})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """Where the name of a drug stands in its sentence."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of a sentence: its place, its number as printed, its unit, and the drug that it is an amount of."""

    start: int
    end: int
    number: str
    unit: str
    name: Name | None


def is_dose(text: str, match: re.Match[str]) -> bool:
    """Whether an amount is one that was given."""
    unit = normal_unit(match["unit"])
    before, after = text[: match.start()], text[match.end() :]
    if any(value.number[0] < match.end() and match.start() < value.whole[1] for value in values_in(text)):
        return False  # "an ED50 of 3 mg/kg" was not given
    if INDUCED.search(before) or TO_INDUCE.match(after):
        return False  # what made the animals ill treats nothing
    if unit in BULK and not BULK_CUE.search(f"{before[-60:]} | {after[:25]}"):
        return False
    if NOT_A_DOSE_AFTER.match(after) or DIFFERENCE_BEFORE.search(before):
        return False
    if re.search(r"/(?:[dmµ]?[lL]|g|24)$", unit) or unit in {"kg", "kg/m2"}:
        return False
    of_drug = OF_A_DRUG.match(after)
    if of_drug is not None and has_stem(of_drug["name"]):
        return True  # "an oral intake of 100 mg tramadol"
    if (unit in {"U", "g"} and LEVEL.search(before[-40:])) or (
        CONCENTRATION.search(unit) and LEVEL.search(before[-60:])
    ):
        return False
    return not (LEVEL.search(before[-25:]) or re.match(r"\s?(?:of\s)?(?:protein|albumin|fat|body weight)\b", after))


def amounts_of(text: str, match: re.Match[str]) -> list[Amount]:
    """The amounts of a list, each with its unit and its drug: "3, 10 and 30 mg", "X/Y 5 mg/325 mg".

    "day 2, 40 mg" is one amount, and a range is its two ends.
    """
    numbers = _numbers(text, match)
    if len(numbers) > 1 and COUNTED_BEFORE.search(text[: match.start()]):
        # The count ends at the last comma: "weeks 1 to 4, 50 mg".
        numbers = numbers[-1:] if "," in text[numbers[-2].end() : numbers[-1].start()] else []
    named = substance_of(text, match)
    names = _joined(text, named, match["numbers"], len(numbers))
    found: list[Amount] = []
    unit, end = normal_unit(match["unit"]), match.end()
    for i in range(len(numbers) - 1, -1, -1):
        own = _OWN_UNIT.match(text, numbers[i].end(), match.end("numbers"))
        if own:
            unit, end = normal_unit(own["unit"]), own.end()
        elif i < len(numbers) - 1:
            end = numbers[i].end()
        found.append(Amount(numbers[i].start(), end, numbers[i][0], unit, names[i] if names else named))
    return found[::-1]


def _numbers(text: str, match: re.Match[str]) -> list[re.Match[str]]:
    """The numbers of a list, without those of its units ("mg day-1")."""
    found: list[re.Match[str]] = []
    at, end = match.span("numbers")
    while at < end and (number := _ONE.match(text, at)):
        found.append(number)
        own = _OWN_UNIT.match(text, number.end(), end)
        link = _LINKED.match(text, own.end() if own else number.end(), end)
        at = link.end() if link else end
    return found


_ONE = re.compile(_NUMBER)
_LINKED = re.compile(_LINK)
_OWN_UNIT = re.compile(rf"\s?-?(?P<unit>{DOSE_UNIT})")


def _joined(text: str, named: Name | None, numbers: str, count: int) -> list[Name]:
    """One name for each amount where both are joined by strokes: "Aml/Val 10/320 mg"."""
    if named is None or count < 2 or numbers.count("/") != count - 1:
        return []
    parts = list(re.finditer(r"[^/-]+", text[named.start : named.end]))
    if len(parts) != count:
        return []
    return [Name(named.start + part.start(), named.start + part.end()) for part in parts]


def substance_of(text: str, match: re.Match[str]) -> Name | None:
    """The name next to an amount: before it ("ketamine (0.5 mg/kg)") or after it ("0.5 mg/kg of ketamine")."""
    after = _after(text, match.end())
    if after is not None and re.match(r"\s(?:of|infusion of)\s", text[match.end() :]):
        return after
    before = _before(text, match.start())
    if before is None:
        return after or _further(text, match.start())
    if after is None or text[match.end() : after.start] not in {" ", " of "}:
        return before
    # "aspirin, 100 mg clopidogrel", "triple therapy (20 mg omeprazole": what stands right before its own drug.
    gap = text[before.end : match.start()]
    listed = "," in gap and "(" not in gap
    plain = has_stem(text[after.start : after.end]) and not has_stem(text[before.start : before.end])
    return after if listed or plain else before


def _further(text: str, end: int) -> Name | None:
    """The last drug named earlier in the same clause, by the ending of its name, where no amount stands between."""
    clause = re.split(r"[.;]\s|\d\s?[mµμ]?g\b|\b(?:or|versus|vs|placebo|and)\b", text[max(0, end - 110) : end])[-1]
    words = [m for m in re.finditer(r"[A-Za-z][\w-]+", clause) if has_stem(m[0])]
    at = end - len(clause)
    return Name(at + words[-1].start(), at + words[-1].end()) if words else None


def _before(text: str, end: int) -> Name | None:
    """The nearest name on the left, past words like "at a dose of" and past its own short form in brackets."""
    start = max(0, end - 120)
    words = list(_WORD_BEFORE.finditer(text, start, end))
    skipped, depth = 0, 0
    for i in range(len(words) - 1, -1, -1):
        word = words[i][0]
        inside, depth = depth, depth + word.count(")") + word.count("]") - word.count("(") - word.count("[")
        if inside > 0 or depth > 0 or (word[0] in "([" and word.rstrip(",")[-1] in ")]"):
            skipped += 1
            if skipped > LONGEST_BETWEEN:
                return None
            continue
        if i < len(words) - 1 and word[-1] in ";.:" and word.lower().strip("()[],") not in BETWEEN:
            return None if word[-1] != ":" else _name_ending(text, words[i].end() - 1, start)
        bare = word.strip("()[],;:")
        if bare.lower() in BETWEEN or bare in {"", "–", "-", "="}:
            skipped += 1
            if skipped > LONGEST_BETWEEN:
                return None
            continue
        at = words[i].start() + word.rindex(bare) + len(bare)
        name = _name_ending(text, at, start)
        if name is not None and skipped > 1 and not _is_plainly_a_drug(text[name.start : name.end]):
            return None  # "we chose a dose of 25 mg": further off, only what is named as drugs are counts
        if word[0] not in "([":
            return name
        # "metoprolol (Brand 200 mg": the drug's own name stands before the bracket.
        own = _name_ending(text, words[i - 1].end(), start) if i else None
        if own is not None and has_stem(text[own.start : own.end]):
            return own
        if name is not None:
            return name  # else "salbutamol (SB, maximum dose 2.5 mg": the short form opens the bracket
    return None


def _is_plainly_a_drug(name: str) -> bool:
    """Whether a name is a drug's by its ending, its salt, its digits or its capitals."""
    words = name.split()
    return len(words) > 1 or any(
        has_stem(part) or CODE.match(part) or is_acronym(part) or part[0].isupper() for part in re.split(r"[/ ]", name)
    )


def _name_ending(text: str, end: int, start: int) -> Name | None:
    """The longest name that ends at a place: "ranitidine bismuth citrate", "folic acid", "Aml/Val", "FF"."""
    tail = text[start:end]
    words = [m.start() for m in re.finditer(r"(?<![\w'’-])(?=[A-Za-z])", tail)][-3:]
    for first in words:
        if is_substance_here(tail[first:]):
            return Name(start + first, end)
    return None


def is_substance_here(name: str) -> bool:
    """Whether words right next to an amount name a drug; there an acronym may be one, and so may drugs joined by "/"."""
    if "/" in name and " " not in name:
        return all(is_substance_here(part) or re.fullmatch(r"[A-Z][a-z]{2,4}", part) for part in name.split("/"))
    match = _NAME.fullmatch(name)
    return (match is not None and is_substance(name)) or is_acronym(name)


# "5 then 10 mg (amlodipine)": a drug in brackets of its own; a maker is no drug.
_BRACKETED = re.compile(r"\s?\((?P<name>[A-Za-z][\w/-]+)\)")


def _after(text: str, end: int) -> Name | None:
    bracketed = _BRACKETED.match(text, end)
    if bracketed and all(has_stem(part) for part in bracketed["name"].split("/")):
        return Name(*bracketed.span("name"))
    of_class = CLASS_AFTER.match(text, end)
    if of_class is not None and is_substance_here(of_class["name"]):
        return Name(*of_class.span("name"))
    match = SUBSTANCE_AFTER.match(text, end)
    if match is None:
        return None
    start, stop = match.span("name")
    if joined := re.compile(r"[A-Za-z]\w+(?:/[A-Za-z]\w+)+").match(text, start):
        start, stop = joined.span()
    name = text[start:stop]
    while name and not is_substance_here(name):
        if " " not in name:
            return None
        name = name.rsplit(" ", 1)[0]
    return Name(start, start + len(name))
