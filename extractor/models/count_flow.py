"""Looks at how the numbers of people in a paper follow from each other: who was recruited, who was left out, who was left.

The words it gives are features of `extractor.models.counts`, one list for each number.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Document, Span
from extractor.language import Sentence
from extractor.language.categories import ANIMAL, PEOPLE
from extractor.language.context import LONGEST_ABSTRACT
from extractor.language.numbers import WORDS, as_printed


@dataclass(frozen=True, slots=True)
class Seen:
    """A number that may count people, in its sentence, and the kind of place where it stands."""

    span: Span
    number: str
    sentence: Sentence
    at: str

    @property
    def value(self) -> int:
        return int(self.number)

    @property
    def start(self) -> int:
        """Where it begins in its sentence."""
        return self.span.start - self.sentence.start

    @property
    def end(self) -> int:
        return self.span.end - self.sentence.start


# Whether a text tells of a trial changes what its numbers mean: those randomized, or those whose data were used.
RANDOM = re.compile(r"\brandomi?[sz]?", re.IGNORECASE)
WHERE_TRIALS_SAY = 4000  # title and abstract


def flow_of(document: Document, seen: Sequence[Seen]) -> list[list[str]]:
    """What each number is to those before and after it, also by the kind of text."""
    kind = f"{RANDOM.search(document.text, 0, WHERE_TRIALS_SAY) is not None} {len(document.text) < LONGEST_ABSTRACT}"
    words = [
        [*_left_out(document, one), *after, *parts, *less, *degrees, *said]
        for one, after, parts, less, degrees, said in zip(
            seen,
            _after_all(seen),
            _parts(seen),
            _less(document, seen),
            _degrees(document, seen),
            _said_elsewhere(document, seen),
            strict=True,
        )
    ]
    return [[*each, *(f"{word} {kind}" for word in each)] for each in words]


LEFT_OUT = re.compile(
    r"\b(?:exclu\w+|discard\w*|remov\w+|drop\w*|withdr\w+|remain\w*|final|leaving|not (?:included|complete\w*))\b",
    re.IGNORECASE,
)


def _left_out(document: Document, one: Seen) -> Iterator[str]:
    """Whether the paragraph tells before or after the number that some were left out."""
    block = document.block(one.span)
    if block is not None:
        before = LEFT_OUT.findall(document.text, max(block.span.start, one.span.start - 400), one.span.start)
        after = LEFT_OUT.findall(document.text, one.span.end, min(block.span.end, one.span.end + 400))
        yield f"left out {bool(before)} {bool(after)}"
        if before:
            yield f"left out before {before[-1].lower()}"
        if after:
            yield f"left out after {after[0].lower()}"


# "thus data from 31 participants", "leaving a final sample of 58", "the 18 remaining participants"
AFTER_ALL = re.compile(
    r"\b(?:data(?: ?sets?)? (?:of|from)|final \w+(?: \w+){0,4}? (?:of|with|from)|final\w* \w+(?: \w+)? (?:consist\w+ of|compris\w+|included|was|were)"
    r"|leaving|leaves|left(?: us)? with|result(?:ed|ing) in|thus|therefore|thereafter|hence|analy[sz]\w+(?: \w+){0,4}? (?:of|on|from|with)|the (?:other|remaining))"
    r",?(?: (?:a|the|total|of|data|sample|only|from|us|with|set|final|remaining))*\s?\(?(?:[nN]\s?=\s?)?$",
    re.IGNORECASE,
)
LEFT = re.compile(
    r"\s(?:[\w‐-]+\s){0,3}?(?:remain\w+|(?:were|was) (?:\w+ )?(?:analy[sz]ed|included)|analy[sz]ed)\b", re.IGNORECASE
)
FURTHEST_AFTER = 2500


def _after_all(seen: Sequence[Seen]) -> list[list[str]]:
    """Whether a number is said to be what was left of a larger one, and whether less was left of it."""
    words: list[list[str]] = [[] for _ in seen]
    for i, one in enumerate(seen):
        text = one.sentence.text
        said = AFTER_ALL.search(text, max(0, one.start - 70), one.start)
        left = LEFT.match(text, one.end)
        if not said and not left:
            continue
        how = "after all" if said else "what is left"
        words[i].append(how)
        for j in range(i):
            if one.span.start - seen[j].span.end < FURTHEST_AFTER and one.value < seen[j].value <= 2 * one.value:
                words[j].append("less was left")
                words[i] += ["left of a larger", f"{how} of a larger"]
    return [list(dict.fromkeys(each)) for each in words]


# "Of 511 people with aphasia identified, 105 had low mood and were recruited"
WHOLE = re.compile(r"(?:^|[;:,.]\s)\s*(?:[Oo]ut of|[Oo]f|[Aa]mong|[Ff]rom|[Ii]n)(?: (?:the|these|all|a total of))?\s?$")
# What becomes of a part, the surest word first.
BECAME = tuple(
    (name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for name, words in (
        ("taken", r"random\w*|enrol\w+|recruit\w+|includ\w+|enter\w+|participat\w+|agreed|consent\w+|assigned|allocated|met|fulfilled|took part"),
        ("done", r"complet\w+|finish\w+|analy[sz]\w+|evalua\w+|return\w+|respond\w+|available|follow\w*"),
        ("befell", r"died|had|experienced|develop\w+|report\w+|received|show\w+|withdr\w+|discontinu\w+|lost|exclu\w+|dropp?\w*|refus\w+|declin\w+"),
    )
)  # fmt: skip
SIEVED = re.compile(
    r"\b(?:screen\w*|assess\w+|identif\w+|eligible|approach\w+|invit\w+|referr\w+|underwent|undergo\w+|planned|potential\w*|contact\w+|consecutive|survey\w*)\b",
    re.IGNORECASE,
)


def _parts(seen: Sequence[Seen]) -> list[list[str]]:
    """Whether a sentence sets a number against a larger one before it, and what became of that part."""
    words: list[list[str]] = [[] for _ in seen]
    for i, one in enumerate(seen):
        text = one.sentence.text
        if not WHOLE.search(text, max(0, one.start - 30), one.start):
            continue
        words[i].append("whole")
        j = i + 1
        while j < len(seen) and seen[j].sentence.start == one.sentence.start and seen[j].value >= one.value:
            j += 1
        if j == len(seen) or seen[j].sentence.start != one.sentence.start:
            continue
        part = seen[j]
        end = next((other.start for other in seen[j + 1 : j + 2] if other.sentence.start == one.sentence.start), None)
        end = min(part.end + 150, end if end is not None and end > part.end + 30 else len(text))
        became = next((name for name, told in BECAME if told.search(text, part.end, end)), "nothing")
        sieved = bool(SIEVED.search(text, one.end, part.start))
        for at, name in ((i, "whole"), (j, "part")):
            words[at] += [f"{name} {became}", f"{name} {sieved} {became}"]
    return words


FEW = re.compile(
    rf"(?<![\w.,])(?P<n>\d{{1,3}}|one|a single|another|{WORDS})\s(?:[\w‐-]+[,)]?\s){{0,6}}?(?:were|was|had to be|(?:did|could) not|failed|dropped|withdrew|exclu\w+)\b"
    rf"|\b(?:exclu\w+|discard\w+|remov\w+|excluding|exclusion of)\s(?:[\w‐-]+\s){{0,4}}?\(?(?:[nN]\s?=\s?)?(?P<m>\d{{1,3}}|one|{WORDS})\b"
    rf"|\((?:[nN]\s?=\s?)(?P<k>\d{{1,2}})\)",
    re.IGNORECASE,
)
OUT = re.compile(
    r"\b(?:exclu\w+|discard\w*|remov\w+|drop\w*|withdr\w+|not (?:be )?(?:included|complete\w*|used|usable|recorded|analy[sz]ed)|unable|unusable|fail\w+|lost)\b",
    re.IGNORECASE,
)


def _less(document: Document, seen: Sequence[Seen]) -> list[list[str]]:
    """Whether a number less those said to be left out of it is printed, and whether a number is what that leaves."""
    words: list[list[str]] = [[] for _ in seen]
    places: dict[int, list[int]] = {}
    for i, one in enumerate(seen):
        places.setdefault(one.value, []).append(i)
    for i, one in enumerate(seen):
        if one.value < 6 or not _counts_people(one):
            continue
        few = _few_after(document.text, one.span.end)
        some = {*few, sum(few)}
        for fewer in some:
            if 0 < fewer <= one.value // 2 and one.value - fewer in places:
                words[i].append("less few is printed")
                for j in places[one.value - fewer]:
                    words[j].append("is less few")
        if few:
            words[i].append("few left out after")
    return [list(dict.fromkeys(each)) for each in words]


def _few_after(text: str, start: int) -> list[int]:
    """The small numbers that the sentences after a place say were left out."""
    end = min(len(text), start + 1200)
    if not OUT.search(text, start, end):
        return []
    found = []
    for match in FEW.finditer(text, start, end):
        if OUT.search(text, max(start, match.start() - 100), min(end, match.end() + 100)):
            said = next(word for word in match.groupdict().values() if word)
            printed = "1" if said.lower() in {"one", "a single", "another"} else as_printed(said)
            if printed is not None and printed.isdigit():
                found.append(int(printed))
    return found[:8]


# "t(14) = 2.3", "F (1, 17) = 5.1", "t [16] = 1.8"
DEGREES = re.compile(
    r"(?<![A-Za-z])[tTrRF]\s{0,4}[(\[]\s?(?:\d+(?:\.\d+)?\s?[,;]\s?)?(?P<df>\d{1,4})\s?[)\]]\s{0,3}[=<>≤≥]"
)


def _degrees(document: Document, seen: Sequence[Seen]) -> Iterator[list[str]]:
    """Whether tests of the paper have one or two degrees of freedom less than a number of people."""
    found = Counter(int(match["df"]) for match in DEGREES.finditer(document.text))
    for one in seen:
        words = []
        if found and one.value > 5:
            for less in (1, 2):
                words.append(f"degrees {less} {min(found[one.value - less], 3)}")
            if not found[one.value - 1] and not found[one.value - 2]:
                words.append("degrees of others")
        yield words


N_IS = re.compile(r"[nN]\s*=\s*$")


def _said_elsewhere(document: Document, seen: Sequence[Seen]) -> list[list[str]]:
    """Where else the paper prints a number, and whether it says there that it counts people."""
    people = [_counts_people(one) for one in seen]
    by_value: dict[int, list[int]] = {}
    for i, one in enumerate(seen):
        by_value.setdefault(one.value, []).append(i)
    abstract_tells = any(p and one.at in {"abstract", "title"} for p, one in zip(people, seen, strict=True))
    starts = [one.span.start for one in seen]
    words: list[list[str]] = []
    for i, one in enumerate(seen):
        others = [j for j in by_value[one.value] if j != i]
        told = {seen[j].at for j in others if people[j]}
        mine = [f"elsewhere {at}" for at in sorted(told)]
        mine.append(f"elsewhere of people {min(sum(people[j] for j in others), 3)}")
        in_abstract = one.at in {"abstract", "title"} or bool(told & {"abstract", "title"})
        mine.append(f"abstract {abstract_tells} {in_abstract}")
        # The first number of people in its section's paragraph on participants
        low, high = bisect_left(starts, one.span.start - 1500), bisect_right(starts, one.span.start)
        before = {seen[j].value for j in range(low, high - 1) if people[j] and seen[j].at == one.at}
        mine.append(f"people {people[i]} before {min(len(before), 3)} {one.at}")
        if people[i] and any(value > one.value >= value // 2 for value in before):
            mine.append("fewer people than before")
        words.append(mine)
    return words


PERSON = re.compile(
    rf"\s(?:[\w‐-]+,?\s){{0,4}}?(?:{'|'.join(sorted(PEOPLE | ANIMAL, key=len, reverse=True))})\b", re.IGNORECASE
)


def _counts_people(one: Seen) -> bool:
    return bool(
        PERSON.match(one.sentence.text, one.end) or N_IS.search(one.sentence.text, max(0, one.start - 8), one.start)
    )
