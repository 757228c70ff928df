"""Finds how many people were in each of the reviewer's two arms, where a result does not say so itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Document, Span
from extractor.fill.arms import ArmNames
from extractor.fill.cells import Number
from extractor.fill.divided import equal_groups
from extractor.fill.views import N_EQUALS, View
from extractor.language.numbers import WORDS, as_printed
from extractor.study import Record, SampleSize

SENTENCE_END = re.compile(
    r"(?<=[a-z\d)\]*][.;])\s+(?=[A-Z#*(])|\n|\s(?=#{1,6}\s)|</?(?:figure|figcaption|p|img)\b[^<>\n]{0,80}>"
)
PEOPLE = r"(?:patients?|participants?|subjects?|women|men|children|infants?|adults?|students?|volunteers?|rats|mice|goats|people|individuals|cases|eyes|teeth|households|villages|practices|clinics|schools|smokers|nonsmokers|athletes|cyclists|males|females)"
_N = rf"(?P<n>(?<![\d.,±<>=−/-])(?<![±<>=−-]\s)\b\d[\d,]*(?![\d.,/]*\d)(?!\s?(?:%|percent|±|mg|kg|weeks?|days?|months?|years?))|\b{WORDS}(?!\s?(?:percent|weeks?|days?|months?|years?))\b)"
# Each pattern has a number and a label, in either order.
NUMBER = re.compile(_N, re.IGNORECASE)
IN_ARM = re.compile(
    rf"\s(?:\[[^\]]*\]\s|\([\d.,\s%]+\)\s)?(?:(?:of the|of|[\w-]+)\s){{0,2}}?(?:{PEOPLE}\s)?(?:\([\d.]+\s?%\)\s)?(?:were |was |who )?(?:randomly )?(?:assigned |allocated |randomi[sz]ed |included |from )?(?:(?:in|to|into|received|on|with)\s|(?<=assigned\s|llocated\s)(?=the\s)|(?:from|for)\s(?=(?:the\s)?[\w-]+\s(?:group|arm)\b))(?:the\s|an?\s)?(?P<label>[^,.;()]{{3,80}}?)(?=\s(?:and|or|while|whereas|versus|vs)\b|[,.;()]|$)",
    re.IGNORECASE,
)
CONSISTED = re.compile(
    r"(?P<label>[\w+/' -]{3,60}?)\s?(?:group|arm)?s?\s?(?:[:,]|consisted of|comprised|included|consisting of|retained|contained|of|had)\s$",
    re.IGNORECASE,
)
AFTER_COUNT = re.compile(rf"\s\(|\s\[|\s{PEOPLE}|[;,.]|\sand\b", re.IGNORECASE)
PAIRED = re.compile(
    rf"\b(?P<n1>\d+) and (?P<n2>\d+) (?:{PEOPLE})[^.;]{{0,80}}?\b(?:in|to|of) (?:the )?(?P<l1>[\w -]{{2,60}}?) and (?:the )?(?P<l2>[\w -]{{2,60}}?)(?: groups?| arms?)?[,.;]|"
    rf"[Ii]n (?:the )?(?P<l3>[\w -]{{2,60}}?) and (?:the )?(?P<l4>[\w -]{{2,60}}?)(?: groups?| arms?)?,? (?P<n3>\d+) and (?P<n4>\d+) (?:{PEOPLE})",
)
_EACH_N = rf"(?P<n>\d+|{WORDS})"
_A_GROUP = r"(?:[\w-]+ )?(?:groups?|arms?|treatments?|conditions?)"
EACH = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_EACH_N}\s(?:{PEOPLE}\s)?(?:in each|per|each in the|in both|(?:for|to|into) each)\s(?:of the )?{_A_GROUP}",
        rf"\b{_EACH_N}\s{PEOPLE}\s(?:were\s|was\s)?(?:randomly\s)?(?:assigned|allocated|included|randomi[sz]ed)\s(?:in|to|into)\s(?:each|both)\s(?:of the )?{_A_GROUP}",
        rf"\beach (?:of the )?(?:[\w-]+ )?(?:group|arm)s? (?:consist(?:ed|ing|s) of|compris(?:ed|ing|es)|includ(?:ed|ing|es)|contain(?:ed|ing|s)|had|has|with|of) {_EACH_N}\b(?!\s?%)",
        rf"\b(?:groups|arms) (?:of|with|each (?:of|with)) {_EACH_N}\b(?!\s?%)(?:\s{PEOPLE})?",
        rf"\b{_EACH_N}\s{PEOPLE}\seach\b",
        r"n\W{0,4}=\W{0,2}(?P<n>\d+)\W{0,2}(?:(?:per|in each|for each|/)\s?(?:group|arm|dose|treatment|condition)|(?:in |for )?each\b)",
    )
)
SHARE_BEFORE = re.compile(r"\d\s?%\s?[(\[]\s?[*_]*$")
SHARE_AFTER = re.compile(r"\s?[(\[]\s?\d[\d.]*\s?%")
SHORT_FORM = re.compile(r"\(\w{1,8}[;,:]\s?[*_]*$")
FOR_ARM = re.compile(r"\s(?:for|in|on)\s(?:the\s)?(?P<label>[^,;()]{3,50}?)(?=,|;|\)|\sand\b|\sor\b|$)")
IN_BRACKETS = re.compile(
    r"(?<=[(,])\s?(?P<n>\d[\d,]*)\s(?P<label>[A-Za-z][\w +-]{1,40}?)(?=\)|,|\sand\s\d)|(?<=\sand)\s(?P<n2>\d[\d,]*)\s(?P<label2>[A-Za-z][\w +-]{1,40}?)(?=\))"
)
LETTERED = re.compile(
    rf"\b(?P<n>\d+|{WORDS})\s{PEOPLE}\s(?:(?!\d+\s{PEOPLE})[^;.()]){{0,200}}\((?:[a-z]+\s)?(?P<label>group [A-H1-9])\)",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(
    r"\b(?:withdr[ae]w\w*|lost|exclu\w+|discontinu\w+|dropped|drop-?outs?|missing|unknown|died|adverse|side effects?|refus\w+|declin\w+|failed|required|experienced|developed|reported|responded|needed|had|achieved|infections?|improve\w*|positive|showed|guess\w*|believ\w*|correct\w*|presumed|suspected)\b",
    re.IGNORECASE,
)
ANALYZED = re.compile(
    r"\b(?:analy[sz]\w+|available|assessed|final|retained|remain\w*|evaluat\w+|intent\w*|ITT|participated|studied)\b",
    re.IGNORECASE,
)
RESTRICTED = re.compile(
    r"[≥≤]\s?\d|\bsub-?(?:groups?|sets?|samples?)\b|\bwho (?:completed|attended)|\bper[- ]protocol|\bsensitivity analys",
    re.IGNORECASE,
)
SHARED_OUT = re.compile(
    r"\b(?:randomi[sz]\w+|randomly|assigned|allocated|divided|enrolled|included|recruited|analy[sz]ed|consist\w+)\b|\bn\W{0,4}=",
    re.IGNORECASE,
)
ASSIGNED = re.compile(
    r"\b(?:randomi[sz]\w+|randomly|assigned|allocated|divided|enrolled|groups?|included|consist\w+|recruited|completed)\b",
    re.IGNORECASE,
)
TOLD = re.compile(rf"\b{PEOPLE}\b|\brandom|\bassigned|\ballocated|\bgroups?\b|\barms?\b", re.IGNORECASE)
BEFORE_AFTER = re.compile(r"\b(?:pre|post|before|after|baseline|at rest)\b", re.IGNORECASE)
SAME_PEOPLE = re.compile(
    r"\bcross-?over\b|\bwithin-(?:subject|participant)|\bcounterbalanced\b|\bboth conditions\b|\beach condition\b|\ball conditions\b|\bconditions\b.{0,80}\bon separate days\b",
    re.IGNORECASE,
)
ROLES = ("analyzed", "randomized", "total", "completed")
SMALLEST, MOST_UNEQUAL = 3, 8  # people in an arm; how often the larger arm holds the smaller
LONGEST_LABEL = 8  # words


@dataclass(frozen=True)
class Sizes:
    """The numbers of the two arms, and where they stand."""

    intervention: Number
    comparator: Number
    how: str


def in_words(text: str, offset: int, arms: ArmNames) -> Sizes | None:
    """The numbers that a caption, a note or a sentence states right beside the names of both arms."""
    if RESTRICTED.search(text):
        return None
    labels = _first(_with_n(offset, text))
    fit = arms.fit(tuple(labels)) if len(labels) > 1 else None
    return Sizes(labels[fit[0]], labels[fit[1]], "text") if fit else None


def group_sizes(document: Document, record: Record, tables: Sequence[View], arms: ArmNames) -> Sizes | None:
    """The best supported pair of group sizes: of table headings, of the record's arms, of sentences."""
    same = _of_all(document, record, arms)
    if same is not None and all(BEFORE_AFTER.search(name) for name in arms.names):
        return same
    found = [*_in_headings(tables, arms), *_in_record(record, arms), *_in_sentences(document, arms)]
    found = [item for item in found if _plausible(item[1])]
    if not found:
        return same or _divided(document)
    support: dict[tuple[str, str], float] = {}
    totals = _totals(record)
    for score, sizes in found:
        key = (sizes.intervention.text, sizes.comparator.text)
        adds_up = sizes.intervention.value + sizes.comparator.value in totals
        support[key] = max(support.get(key, 0.0) + 0.04, score + 0.12 * adds_up)
    return max(found, key=lambda item: support[item[1].intervention.text, item[1].comparator.text])[1]


def _plausible(sizes: Sizes) -> bool:
    """Whether two numbers can be the sizes of two arms of one study."""
    smaller, larger = sorted((sizes.intervention.value, sizes.comparator.value))
    return smaller >= SMALLEST and larger <= MOST_UNEQUAL * smaller


def _divided(document: Document) -> Sizes | None:
    equal = equal_groups(sentences(document.text))
    return Sizes(equal, equal, "divided") if equal else None


def _in_headings(tables: Sequence[View], arms: ArmNames) -> Iterator[tuple[float, Sizes]]:
    for view in tables:
        stated: dict[str, dict[str, Number]] = {"head": dict(view.columns)}
        for label in (label for entry in view.entries for label in entry.labels):
            if label.n is not None and not label.level.startswith("head"):
                stated.setdefault(label.level, {}).setdefault(label.text, label.n)
        for by_text in stated.values():
            fit = arms.fit(tuple(by_text))
            if fit is not None:
                yield fit[2] + 0.25, Sizes(by_text[fit[0]], by_text[fit[1]], f"heading of table {view.index + 1}")
        yield from _in_row_n(view, arms)


def _in_row_n(view: View, arms: ArmNames) -> Iterator[tuple[float, Sizes]]:
    """A row "n" below the headings of the arms."""
    rows: dict[int, dict[str, Number]] = {}
    for entry in view.entries:
        n = entry.numbers.get("n")
        in_row = not any(label.level.startswith("stub") for label in entry.labels)  # its stub was the word "n"
        if n is not None and n.is_whole and in_row and len(entry.numbers) == 1 and entry.labels:
            rows.setdefault(entry.row, {}).setdefault(entry.labels[-1].text, n)
    for by_text in rows.values():
        if len(by_text) > 1 and (fit := arms.fit(tuple(by_text))):
            yield fit[2] + 0.05, Sizes(by_text[fit[0]], by_text[fit[1]], f"row n of table {view.index + 1}")


def _in_record(record: Record, arms: ArmNames) -> Iterator[tuple[float, Sizes]]:
    for study in record.studies:
        if not study.reported_here:
            continue
        named: dict[str, Number] = {}
        for arm in study.arms:
            if (n := _size(arm.n)) is not None and n.value > 2:
                named.setdefault(arm.name.text, n)
        fit = arms.fit(tuple(named))
        if fit is not None and named[fit[0]].span != named[fit[1]].span:
            yield fit[2] - 0.2, Sizes(named[fit[0]], named[fit[1]], "arms")


def _totals(record: Record) -> set[float]:
    """How many there were in the whole study, in whatever role."""
    sizes = [_size(study.n, role) for study in record.studies if study.reported_here for role in ROLES]
    return {n.value for n in sizes if n is not None}


def _size(n: SampleSize, *roles: str) -> Number | None:
    for role in roles or ROLES:
        reported = getattr(n, role)
        if reported is not None and reported.number is not None:
            return Number(reported.number, Span(*reported.span))
    return None


def _in_sentences(document: Document, arms: ArmNames) -> Iterator[tuple[float, Sizes]]:
    """ "soy (n = 12) or casein (n = 16)", "30 patients received juice and 30 water", "12 in each group"."""
    for at, printed in sentences(document.text):
        text = printed.replace("---", " — ")
        if not any(c.isdigit() for c in text):
            continue
        worth = (
            0.1 * bool(ANALYZED.search(text)) + 0.05 * bool(ASSIGNED.search(text)) - 0.3 * bool(LEFT_OUT.search(text))
        )
        labels = _first(_with_n(at, text))
        if len(labels) > 1 and (fit := arms.fit(tuple(labels))):
            yield fit[2] + worth + 0.05, Sizes(labels[fit[0]], labels[fit[1]], "text")
        labels = _first(_told(at, text)) if TOLD.search(text) else {}
        if len(labels) > 1 and (fit := arms.fit(tuple(labels))):
            unsaid = 0.25 * (not SHARED_OUT.search(text) and not ANALYZED.search(text))
            yield fit[2] + worth - unsaid, Sizes(labels[fit[0]], labels[fit[1]], "text")
        for pair in (*_paired(at, text), _first(_in_brackets(at, text)), _first(_lettered(at, text))):
            if len(pair) > 1 and (fit := arms.fit(tuple(pair))):
                yield fit[2] + worth, Sizes(pair[fit[0]], pair[fit[1]], "text")
        match = next((found for pattern in EACH if (found := pattern.search(text))), None)
        if match and SHARED_OUT.search(text) and not LEFT_OUT.search(text):
            number = as_printed(match["n"])
            if number and float(number) > 2:
                each = Number(number, _span(at, match, "n"))
                yield 0.3 + worth, Sizes(each, each, "each group")


def _first(named: Iterator[tuple[str, Number]]) -> dict[str, Number]:
    """Each label with the first of its numbers."""
    found: dict[str, Number] = {}
    for label, number in named:
        found.setdefault(label, number)
    return found


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text outside tables, with where they begin."""
    start = 0
    for match in [*SENTENCE_END.finditer(text), None]:
        end = match.start() if match else len(text)
        piece = text[start:end]
        if piece.endswith(";") and piece.count("(") > piece.count(")"):
            continue  # "(32 versus 20; P < 0.001)" is one piece
        if "\t" not in piece and 10 < len(piece) < 1500:
            yield start, piece
        start = match.end() if match else len(text)


def _with_n(at: int, text: str) -> Iterator[tuple[str, Number]]:
    """Labels right before "(n = 53)"."""
    last = 0
    for match in N_EQUALS.finditer(text):
        lead = SHORT_FORM.sub(" ", text[last : match.start()])
        before = re.split(r"[;:]|[)\]]\s?,|\d\)|\b(?:and|or|versus|vs\.?)\s", lead)[-1]
        last = match.end()
        if SHARE_BEFORE.search(lead):
            continue  # "75 % (n = 40)" counts events
        number = as_printed(match["n"])
        if named := FOR_ARM.match(text, match.end()):
            before = named["label"]
        label = " ".join(before.strip(" (,[*").split()[-LONGEST_LABEL:])
        if number and re.search(r"[A-Za-z]{2}|\d", label):
            yield label, Number(number, _span(at, match, "n"))


def _told(at: int, text: str) -> Iterator[tuple[str, Number]]:
    """ "30 patients received the label", "the label consisted of 30 patients"."""
    for match in NUMBER.finditer(text):
        number = as_printed(match["n"])
        if not number or "." in number or float(number) <= 2:
            continue
        found = Number(number, _span(at, match, "n"))
        if SHARE_AFTER.match(text, match.end()) and not SHARED_OUT.search(text):
            continue
        if told := IN_ARM.match(text, match.end()):
            yield re.split(r"\b(?:and|or|while|whereas|versus)\b", told["label"])[0].strip(), found
        if AFTER_COUNT.match(text, match.end()) and (
            told := CONSISTED.search(text[max(0, match.start() - 80) : match.start()])
        ):
            yield re.split(r"\b(?:and|or|while|whereas|versus)\b", told["label"])[-1].strip(), found


def _in_brackets(at: int, text: str) -> Iterator[tuple[str, Number]]:
    """ "(30 active and 15 placebo)"."""
    for match in IN_BRACKETS.finditer(text):
        group, label = ("n", "label") if match["n"] else ("n2", "label2")
        if number := as_printed(match[group]):
            yield match[label], Number(number, _span(at, match, group))


def _lettered(at: int, text: str) -> Iterator[tuple[str, Number]]:
    """ "23 adults with acute pain (group A), 19 adults with ... (group B)"."""
    for match in LETTERED.finditer(text):
        if number := as_printed(match["n"]):
            yield match["label"], Number(number, _span(at, match, "n"))


def _paired(at: int, text: str) -> Iterator[dict[str, Number]]:
    for match in PAIRED.finditer(text):
        names = ("l1", "n1", "l2", "n2") if match["l1"] else ("l3", "n3", "l4", "n4")
        yield {match[names[i]].strip(): Number(match[names[i + 1]], _span(at, match, names[i + 1])) for i in (0, 2)}


def _of_all(document: Document, record: Record, arms: ArmNames) -> Sizes | None:
    """Where the same people make up both sides: in a cross-over, and before and after."""
    for study in record.studies:
        structure = study.design.structure.value if study.design.structure else None
        same = structure == "crossover" or all(BEFORE_AFTER.search(name) for name in arms.names)
        if not study.reported_here or not (same or SAME_PEOPLE.search(document.text)):
            continue
        if (n := _size(study.n)) is not None:
            return Sizes(n, n, "the same people on both sides")
    return None


def _span(offset: int, match: re.Match[str], group: str) -> Span:
    return Span(offset + match.start(group), offset + match.end(group))
