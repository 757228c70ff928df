"""Looks at every number that may count people, animals or samples, and at the words around it.

Which of them is the number of the study, or of an arm, is for trained weights to say (`training/counts.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from extractor.document import Document, Span
from extractor.language import sentences_of
from extractor.language.categories import ANIMAL, PEOPLE
from extractor.language.context import LONGEST_ABSTRACT, place
from extractor.language.doc import Doc
from extractor.language.numbers import THIN, WORDS, as_printed
from extractor.models.count_flow import RANDOM, WHERE_TRIALS_SAY, Seen, flow_of
from extractor.models.linear import Floats, load, softmax
from extractor.models.words import classes

# The columns of the weights: what a number may be, and how it ranks among all those of its document as that of the study.
CLASSES = ("other", "total", "arm", "analyzed", "arm_analyzed", "screened", "part")
RANK = len(CLASSES)
ARM, ARM_ANALYZED = CLASSES.index("arm"), CLASSES.index("arm_analyzed")

# "N = 38 250", "of 92 800 live births": a plain space parts thousands after an equals sign and a few words only
_DIGITS = rf"(?>\d{{1,3}}(?:[,{THIN}]\d{{3}})+(?!\d)|(?:(?<==)|(?<==\s)|(?<=\bof\s)|(?<=\bfor\s)|(?<=\bin\s)|(?<=\bfrom\s))\d{{1,3}}(?: \d{{3}})+(?!\d)|\d{{1,6}})(?!\d)"
# "was used.Sixty patients": the space between two sentences may be lost
NUMBER = re.compile(
    rf"(?:(?<![\w.·/±+^])|(?<=[\w)]\.)(?=(?-i:[A-Z][a-z])))(?<!\d[,–-])(?P<n>{_DIGITS}|\b{WORDS}\b)(?![.·]\d|\w|\s?%|\s?±|/\d|\s?[–-]\s?\d|-[a-z]|\s\d{{3}}(?!\d))",
    re.IGNORECASE,
)
# What is counted when it is not people: a number right before it is no candidate.
_UNITS = "|".join(
    """mg kg g [µμ]g mcg m[lL] [µμ]?[lL] IU U mm cm m h hr hrs hours? min mins? minutes? s sec seconds? days? d weeks?
    wk months? years? yrs? mmHg Hz T ms points? times percent sites? cent(?:er|re)s? hospitals sessions doses
    items""".split()
)
OF_OTHER = re.compile(rf"[\s{THIN}-]*(?:(?:{_UNITS}|per cent)\b|°|×|\*)")
_COUNTED = "|".join(sorted(PEOPLE | ANIMAL, key=len, reverse=True))
NEAR_BEFORE = re.compile(
    rf"=\s?\(?$|\b(?:{_COUNTED}|random\w*|enrol\w+|recruit\w*|total|totall?ing|includ\w+|compris\w+|consist\w+|groups?|arms?|sample|trial|data|cohort|stud(?:y|ied)|of|in|from|and|or|to)\b",
    re.IGNORECASE,
)
NEAR_AFTER = re.compile(
    rf"\b(?:{_COUNTED}|random\w*|assigned|allocated|received|receiving|completed|analy[sz]ed|enrol\w+|recruit\w*|includ\w+|underwent|participat\w+|consecutive|healthy|controls?|group|arm|were|was|pts|\w+(?:ics|ives|ers|ees))\b|\s(?:to|with|in|on)\s",
    re.IGNORECASE,
)
TOKEN = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?|\d+(?:[.,·]\d+)*|[^\w\s]")
LONGEST_BEFORE, LONGEST_AFTER = 110, 120
WINDOW = 9
YEAR = re.compile(r"(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Count:
    """A number that may count people, with what stands around it."""

    span: Span
    number: str
    features: tuple[str, ...]

    @property
    def value(self) -> int:
        return int(self.number)


@dataclass(frozen=True, slots=True)
class Likely:
    """How likely a number is that of the whole study, and that of one arm, from 0 to 1.

    `kind` is its likeliest class, and by `sure` the certainty of a total is looked up.
    """

    count: Count
    total: float
    arm: float
    kind: str
    sure: float


def likely(doc: Doc, document: Document, votes: Mapping[int, Sequence[str]]) -> list[Likely]:
    """What the trained weights say of each candidate, in the order of the text."""
    counts = counts_of(doc, document, votes)
    if not counts:
        return []
    totals, kinds = judged(load("counts").scores([count.features for count in counts]), [c.value for c in counts])
    arms = of_arms(kinds)
    best = kinds.argmax(axis=1)
    return [
        Likely(count, total, arm, CLASSES[int(at)], sureness(total, arm))
        for count, total, arm, at in zip(counts, totals.tolist(), arms.tolist(), best, strict=True)
    ]


class Judged(NamedTuple):
    """For each number of a document how likely it is the total, and how likely it is of each class."""

    total: Floats
    kinds: Floats


def judged(scores: Floats, values: Sequence[int]) -> Judged:
    """What the weights say of each number of a document, from 0 to 1.

    A total must look like one by itself, and more so than the other numbers do, equal ones taken together.
    """
    kinds = softmax(scores[:, :RANK])
    rank = softmax(scores[None, :, RANK])[0]
    together: dict[int, float] = {}
    for value, share in zip(values, rank, strict=True):
        together[value] = together.get(value, 0.0) + float(share)
    shares = np.array([together[value] for value in values], dtype=np.float32)
    totals = shares * np.sqrt(kinds[:, CLASSES.index("total")])
    return Judged(totals, kinds)


def of_arms(kinds: Floats) -> Floats:
    """How likely each number is the size of an arm."""
    return kinds[:, ARM] + kinds[:, ARM_ANALYZED]


def sureness(total: float, arm: float) -> float:
    """What a number's certainty is looked up by: the size of an arm is easily taken for that of its study."""
    return total * (1 - arm)


def certainty(sure: float, length: int) -> float:
    """How sure it is that a number is that of the study, in a text of so many characters."""
    return load("counts").share_right("short" if length < LONGEST_ABSTRACT else "long", sure)


def counts_of(doc: Doc, document: Document, votes: Mapping[int, Sequence[str]]) -> list[Count]:
    """The candidates of a document in the order of the text; `votes` are the rules' words on a number, by its start."""
    seen = list(_candidates(doc, document))
    length = max(len(document.text), 1)
    short = len(document.text) < LONGEST_ABSTRACT
    together = _together([int(one.number) for one in seen])
    flow = flow_of(document, seen)
    trial = RANDOM.search(document.text, 0, WHERE_TRIALS_SAY) is not None
    found = []
    for i, one in enumerate(seen):
        features = [
            *_around(one),
            *_shape(one),
            *(f"rule {vote}" for vote in votes.get(one.span.start, ("none",))),
            *(f"among {word}" for word in together[i]),
            f"at {one.at}",
            f"depth {min(int(10 * one.span.start / length), 9)} {short}",
            f"order {min(i, 12)} {short}",
            f"short {short}",
            *(f"{short} {word}" for word in together[i]),
            *flow[i],
            *_beside(seen, i),
            f"trial {trial} {one.at}",
        ]
        features += [f"{vote} & {one.at}" for vote in votes.get(one.span.start, ())]
        found.append(Count(one.span, one.number, tuple(features)))
    return found


def _candidates(doc: Doc, document: Document) -> Iterator[Seen]:
    for sentence in sentences_of(doc):
        at: str | None = None
        for match in NUMBER.finditer(sentence.text):
            start, end = match.span("n")
            if OF_OTHER.match(sentence.text, end):
                continue
            if not (
                NEAR_AFTER.search(sentence.text, end, end + 70)
                or NEAR_BEFORE.search(sentence.text, max(0, start - 40), start)
            ):
                continue
            number = as_printed(match["n"])
            if number is None or "." in number or not 2 <= int(number) <= 999_999:
                continue
            span = Span(sentence.start + start, sentence.start + end)
            at = at or place(document, span)
            if at in {"references", "disclaimer", "table"}:
                break
            yield Seen(span, number, sentence, at)


def _tokens(text: str) -> list[str]:
    return [_normal(token) for token in TOKEN.findall(text)]


def _normal(token: str) -> str:
    if token[0].isdigit():
        return "#" * min(len(token), 5) if token.isdigit() else "#.#"
    return token.lower()


def _around(one: Seen) -> Iterator[str]:
    text, start = one.sentence.text, one.span.start - one.sentence.start
    end = one.span.end - one.sentence.start
    before = _tokens(text[max(0, start - LONGEST_BEFORE) : start])[-WINDOW:][::-1]
    after = _tokens(text[end : end + LONGEST_AFTER])[:WINDOW]
    left = [*before, *["^"] * (4 - len(before))]
    right = [*after, *["$"] * (4 - len(after))]
    for i in range(4):
        yield f"l{i} {left[i]}"
        yield f"r{i} {right[i]}"
    yield f"l10 {left[1]} {left[0]}"
    yield f"l210 {left[2]} {left[1]} {left[0]}"
    yield f"r01 {right[0]} {right[1]}"
    yield f"r012 {right[0]} {right[1]} {right[2]}"
    yield f"lr {left[0]} {right[0]}"
    yield f"lrr {left[0]} {right[0]} {right[1]}"
    yield f"suffix {right[0][-4:]}"
    for word in dict.fromkeys(before):
        yield f"L {word}"
    for word in dict.fromkeys(after):
        yield f"R {word}"
    who = next((i for i, word in enumerate(after) if word in PEOPLE or word in ANIMAL), None)
    yield f"who {who}"
    if who is not None:
        yield f"who {min(who, 4)} {left[0]}"
        yield f"then {' '.join(after[who + 1 : who + 2])}"
        yield f"then {' '.join(after[who + 1 : who + 3])}"
        yield f"who {after[who]} {left[0]}"
    yield f"who before {next((i for i, word in enumerate(before) if word in PEOPLE or word in ANIMAL), None)}"
    if one_of := re.match(r"\s(?:[\w-]+\s){1,2}(?:in|of|from)\s(?:the\s)?[\w-]+\s(?:[a-z-]+\s){0,2}?(\w+)", text[end:]):
        yield f"in people {one_of[1].lower() in PEOPLE}"
    inside = text.count("(", 0, start) - text.count(")", 0, start)
    yield f"inside {min(max(inside, 0), 2)} {left[0]}"
    words = {word.lower() for word in re.findall(r"[A-Za-z]{4,}", text[:400])}
    for word in words & TOLD:
        yield f"S {word}"
    yield f"first {start < 3}"


def _beside(seen: Sequence[Seen], i: int) -> Iterator[str]:
    """How many numbers of people its sentence has, and what stands between them; what an open bracket stands behind."""
    one = seen[i]
    text, start = one.sentence.text, one.span.start - one.sentence.start
    same = [j for j in range(max(0, i - 8), min(len(seen), i + 9)) if seen[j].sentence.start == one.sentence.start]
    yield f"beside {min(len(same), 5)} {min(same.index(i), 3)}"
    for side, j in (("before", i - 1), ("after", i + 1)):
        if j not in same:
            yield f"none {side}"
            continue
        low, high = (seen[j], one) if j < i else (one, seen[j])
        between = _tokens(text[low.span.end - low.sentence.start : high.span.start - low.sentence.start])
        yield f"{side} in {min(len(between), 9)}"
        if len(between) <= 6:
            yield f"{side} {' '.join(between)}"
        elif {"(", "="} <= set(between):
            yield f"{side} bracket {between[-1]} {'or' in between} {'and' in between}"
        ratio = int(seen[j].number) / int(one.number)
        yield f"{side} like {0.8 <= ratio <= 1.25} {ratio > 1.25}"
    if text.count("(", 0, start) > text.count(")", 0, start):
        lead = [*_tokens(text[max(0, text.rfind("(", 0, start) - 60) : text.rfind("(", 0, start)])[-3:][::-1], "^", "^"]
        yield f"behind {lead[0]}"
        yield f"behind {lead[1]} {lead[0]}"
        yield f"behind class {classes().get(lead[0], NO_CLASS)[1]}"
    for side, some in (
        ("l", _tokens(text[max(0, start - 60) : start])[-3:][::-1]),
        ("r", _tokens(text[one.span.end - one.sentence.start :][:60])[:3]),
    ):
        for k, word in enumerate(some):
            yield f"class {side}{k} {classes().get(word, NO_CLASS)[1]}"


NO_CLASS = (-1, -1)


# Words whose presence anywhere in its sentence tells what a number is about.
TOLD = frozenset(
    """randomized randomised randomly assigned allocated enrolled recruited included excluded exclusion final analysis
    analyses analyzed analysed completed participated participants patients subjects total received each group groups
    respectively remaining dropped withdrew discontinued due screened eligible sample power required detect consisted
    comprised divided death died adverse events responded previous previously reported pilot invited agreed consented
    matched controls""".split()
)


def _shape(one: Seen) -> Iterator[str]:
    value = int(one.number)
    yield f"digits {len(one.number)}"
    yield f"size {value.bit_length()}"
    yield f"spelled {one.span.end - one.span.start > len(one.number) + 1}"
    yield f"year {bool(YEAR.match(one.number))}"
    yield f"round {value % 10 == 0} {value % 100 == 0}"


def _together(values: Sequence[int]) -> list[list[str]]:
    """How each number stands to the others: their largest, their sum, a part of a sum, said again."""
    largest = max((v for v in values if not 1900 <= v <= 2099), default=0)
    words: list[list[str]] = [[] for _ in values]
    known = set(values)
    for i, value in enumerate(values):
        words[i].append(f"times {min(values.count(value), 4)}")
        words[i].append(f"largest {value == largest}")
        words[i].append(f"larger before {any(v > value for v in values[:i])}")
        words[i].append(f"ratio {min((largest + 1) // (value + 1), 9).bit_length()}")
        if any(
            one - other == value
            for one in values[max(0, i - 6) : i]
            if one > value
            for other in values[max(0, i - 5) : i]
        ):
            words[i].append("rest of others")
        if any(one < value and value - one < max(3, value // 3) for one in values[i + 1 : i + 7]):
            words[i].append("fewer soon")
    for i in range(len(values)):
        for size in range(2, 6):
            run = values[i : i + size]
            if len(run) == size and sum(run) in known and min(run) > 2:
                total = sum(run)
                for j in range(i, i + size):
                    words[j].append("part of a sum")
                for j, value in enumerate(values):
                    if value == total and -8 <= j - i <= 12:
                        words[j].append("sum of others")
    return [list(dict.fromkeys(each)) for each in words]


def votes_of(found: Iterable[tuple[int, str, float]]) -> dict[int, list[str]]:
    """The rules' mentions as words: the field and how sure the rule is, in fifths."""
    votes: dict[int, list[str]] = {}
    for start, name, score in found:
        votes.setdefault(start, []).extend([name, f"{name} {int(score * 5)}"])
    return votes
