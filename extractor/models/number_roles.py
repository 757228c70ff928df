"""Says what each number of a sentence is: everybody in the study, an arm's size, a percentage, a mean, its spread, or none.

A linear-chain conditional random field over the numbers of a sentence, on hashed features of the words around them
(Lafferty, McCallum and Pereira 2001); `training/number_roles.py` made its weights.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.language.categories import ANIMAL, PEOPLE
from extractor.language.numbers import DIGITS, WORDS, as_printed
from extractor.models import arrays
from extractor.models.linear import buckets
from extractor.models.words import classes, plain

ROWS = 1 << 16
NONE = "none"
# Sizes; results of an arm, with what stands beside them; comparisons of arms; the same of baseline characteristics.
SIZES = ("total", "screened", "analyzed", "arm", "arm_analyzed", "part")
RESULTS = ("percent", "change_percent", "count", "rate", "mean", "mean_change", "median", "value")
BESIDE = ("denominator", "sd", "se", "quartile", "bound")
COMPARISONS = ("difference", "ratio")
BASELINE = ("baseline", "baseline_spread")
ROLES = (NONE, *SIZES, *RESULTS, *BESIDE, *COMPARISONS, *BASELINE)
AT = {role: i for i, role in enumerate(ROLES)}

NUMBER = re.compile(
    rf"(?<![\w])(?<![A-Za-z][-‐‑])(?<![A-Za-z]/)(?:{DIGITS}|\b{WORDS}\b)",
    re.IGNORECASE,
)
TOKEN = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?|\d+(?:[.,·]\d+)*|\+/-|[^\w\s]")
PERCENT = re.compile(r"\s?(?:%|per ?cent\b)", re.IGNORECASE)
WINDOW, FAR = 5, 14
Array = NDArray[np.float32]


class Place(NamedTuple):
    """Where a sentence stands: in an abstract or a section of results, and how far into it."""

    section: str
    depth: int

    @property
    def short(self) -> bool:
        return self.section == "abstract"


AMONG_RESULTS = Place("abstract", 7)  # where an abstract tells its results: taken for every other place
LEAST_ABSTRACT = 600  # characters; in a shorter text a sentence's place tells nothing
STRETCH, STRETCHES = 600, 4  # characters; how sections of results begin tells nothing of how they go on


def place_in(offset: int, length: int, short: bool) -> Place:
    """The place of a sentence by its offset in an abstract of some length, or in a section of results."""
    if short and length < LEAST_ABSTRACT:
        return AMONG_RESULTS
    if short:
        return Place("abstract", min(10 * offset // max(length, 1), 9))
    return Place("results", min(offset // STRETCH, STRETCHES))


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sentence with its numbers: where each stands, and as printed with a point ("1,171" is "1171")."""

    text: str
    spans: tuple[tuple[int, int], ...]
    printed: tuple[str, ...]
    place: Place


def numbers_in(text: str) -> list[tuple[int, int]]:
    """Where the numbers of a sentence stand, digits and words."""
    return [match.span() for match in NUMBER.finditer(text)]


def numbered(text: str, place: Place) -> Numbered:
    spans = numbers_in(text)
    return Numbered(text, tuple(spans), tuple(as_printed(text[a:b]) or "" for a, b in spans), place)


# ---- features --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 12)
def _class(word: str) -> tuple[int, int]:
    return classes().get(word, (-1, -1))


def _shape(printed: str) -> str:
    whole, _, decimals = printed.partition(".")
    return f"{min(len(whole.lstrip('-')), 5)}.{min(len(decimals), 3)}"


class _Tokens:
    """The words of a sentence and which of them stand before and after each number."""

    def __init__(self, text: str) -> None:
        found = list(TOKEN.finditer(text))
        self.starts = [m.start() for m in found]
        self.words = [plain(m[0]) for m in found]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The number of words that end before `start`, and that of the first at or after `end`."""
        return int(np.searchsorted(self.starts, start)), int(np.searchsorted(self.starts, end))


class Values(NamedTuple):
    """What is known of the whole numbers of a document: how often each is said, and which are sums of others."""

    times: Mapping[int, int]
    sums: frozenset[int]
    parts: frozenset[int]
    largest: int


def values_of(printed: Sequence[str]) -> Values:
    """From the whole numbers of a document, in its order."""
    whole = [int(n) for n in printed if n.isdigit() and len(n) < 7]
    times: dict[int, int] = {}
    for n in whole:
        times[n] = times.get(n, 0) + 1
    sums: set[int] = set()
    parts: set[int] = set()
    usable = [n for n in whole if n > 4 and not 1900 <= n <= 2099]
    known = set(usable)
    for i in range(len(usable)):
        for size in (2, 3, 4):
            run = usable[i : i + size]
            if len(run) == size and sum(run) in known:
                sums.add(sum(run))
                parts.update(run)
    return Values(times, frozenset(sums), frozenset(parts), max(usable, default=0))


def rows(sentence: Numbered, values: Values) -> list[list[int]]:
    """The rows of the features of each number of a sentence."""
    tokens = _Tokens(sentence.text)
    limits = [tokens.around(*span) for span in sentence.spans]
    whole = {word for word in tokens.words if len(word) > 3}
    shared = [row for word in whole for row in _in_sentence(word)]
    told = sorted(whole & TOLD)
    found = []
    for i in range(len(sentence.spans)):
        kind = _kind(sentence, i)
        own = _around(tokens.words, limits[i], kind)
        strings = _of_one(sentence, tokens, limits, i, kind) + _numbers(sentence, values, i)
        strings += [f"S{word}{kind}" for word in told]
        found.append(shared + own + buckets(strings, ROWS))
    return found


def _kind(sentence: Numbered, i: int) -> str:
    """ "%" for a percentage, "w" for a number in words, "d" with decimals, "i" for a whole number."""
    start, end = sentence.spans[i]
    if PERCENT.match(sentence.text, end):
        return "%"
    if not sentence.text[start].isdigit() and sentence.text[start] not in ".·":
        return "w"
    return "d" if "." in sentence.printed[i] else "i"


@lru_cache(maxsize=1 << 12)
def _in_sentence(word: str) -> tuple[int, ...]:
    return tuple(buckets((f"S{word}",), ROWS))


@lru_cache(maxsize=1 << 12)
def _beside(side: str, place: int, word: str, kind: str) -> tuple[int, ...]:
    """The rows of a word that stands some places before ("l") or after ("r") a number."""
    seen = [f"{side}{place}{word}", f"{side.upper()}{place}{_class(word)[1]}"]
    if place < 2:
        seen.append(f"{side}{place}{word}{kind}")
    return tuple(buckets(seen, ROWS))


@lru_cache(maxsize=1 << 12)
def _somewhere(side: str, word: str) -> int:
    return buckets((f"{side}{word}",), ROWS)[0]


def _around(words: Sequence[str], limits: tuple[int, int], kind: str) -> list[int]:
    """The rows of the single words around a number."""
    first, last = limits
    found: list[int] = []
    for place in range(WINDOW):
        kept = kind if place < 2 else ""
        found += _beside("l", place, words[first - 1 - place] if first > place else "^", kept)
        found += _beside("r", place, words[last + place] if last + place < len(words) else "$", kept)
    found += [_somewhere("B", word) for word in dict.fromkeys(words[max(0, first - FAR) : first])]
    found += [_somewhere("F", word) for word in dict.fromkeys(words[last : last + FAR])]
    return found


def _of_one(sentence: Numbered, tokens: _Tokens, limits: Sequence[tuple[int, int]], i: int, kind: str) -> list[str]:
    """Features of several words together, and of the shape of a number."""
    words, (first, last) = tokens.words, limits[i]
    left = [*reversed(words[max(0, first - WINDOW) : first]), *["^"] * WINDOW]
    right = [*words[last : last + WINDOW], *["$"] * WINDOW]
    shape, place = _shape(sentence.printed[i]), sentence.place
    start = sentence.spans[i][0]
    seen = [
        f"s{shape}", f"k{kind}", f"k{kind}{place.section}", "b",
        f"a{left[1]} {left[0]}", f"a{left[2]} {left[1]} {left[0]}", f"e{right[0]} {right[1]}", f"e{right[0]} {right[1]} {right[2]}",
        f"m{left[0]} {right[0]}", f"m{left[0]} {right[0]} {kind}", f"m{left[1]} {left[0]} {right[0]}", f"m{left[0]} {right[0]} {right[1]}",
        f"A{_class(left[1])[1]} {_class(left[0])[1]}", f"E{_class(right[0])[1]} {_class(right[1])[1]}",
        f"M{_class(left[0])[1]} {_class(right[0])[1]} {kind}",
        f"d{place.depth}{place.section}", f"p{place.section}", f"P{place.section}{kind}{shape}", f"o{min(i, 3)}{min(len(limits) - i, 3)}",
    ]  # fmt: skip
    who = next((j for j, word in enumerate(words[last : last + 5]) if word in PEOPLE or word in ANIMAL), None)
    seen += [f"who{who}", f"who{who}{left[0]}", f"who{who}{kind}"]
    if who is not None:
        after = [*words[last + who + 1 : last + who + 3], "$", "$"]
        seen += [f"then{after[0]}", f"then{after[0]} {after[1]}", f"whom{words[last + who]}{left[0]}"]
    inside = sentence.text.count("(", 0, start) - sentence.text.count(")", 0, start)
    if inside > 0:
        opened = tokens.around(sentence.text.rfind("(", 0, start), start)[0]
        seen += [f"in{words[opened + 1] if opened + 1 < len(words) else ''}{kind}", f"at{first - opened}{kind}"]
        lead = [*reversed(words[max(0, opened - 3) : opened]), "^", "^"]
        seen += [f"op{lead[0]}{kind}", f"op{lead[1]} {lead[0]}", f"oP{_class(lead[0])[1]}{kind}"]
    seen.append(f"in{inside > 0}{kind}")
    return seen + _neighbours(sentence, words, limits, i, kind)


# Words whose presence anywhere in its sentence tells what a number is about.
TOLD = frozenset(
    """randomized randomised randomly assigned allocated enrolled recruited included excluded analysis analyzed analysed
    completed patients subjects total received group groups respectively withdrew discontinued screened eligible required
    mean median range standard deviation difference baseline change increased decreased reduced compared versus aged
    adverse events survival rate rates risk ratio hazard odds score scores significant significantly""".split()
)


def _neighbours(
    sentence: Numbered, words: Sequence[str], limits: Sequence[tuple[int, int]], i: int, kind: str
) -> list[str]:
    """What stands between a number and the ones before and after it."""
    seen = []
    for side, j in (("<", i - 1), (">", i + 1)):
        if not 0 <= j < len(limits):
            seen.append(f"{side}none{kind}")
            continue
        low, high = (j, i) if j < i else (i, j)
        between = words[limits[low][1] : limits[high][0]]
        shape = _shape(sentence.printed[j])
        percent = PERCENT.match(sentence.text, sentence.spans[j][1]) is not None
        seen += [f"{side}s{shape}{percent}", f"{side}s{shape}{percent}{kind}", f"{side}n{min(len(between), 8)}{kind}"]
        if len(between) <= 5:
            seen += [f"{side}={' '.join(between)}", f"{side}={' '.join(between)}{kind}{percent}"]
            seen.append(f"{side}~{' '.join(str(_class(word)[0]) for word in between)}{kind}")
    return seen


def _numbers(sentence: Numbered, values: Values, i: int) -> list[str]:
    """How a whole number stands to the others of its document, and a percentage to the counts before it."""
    printed = sentence.printed[i]
    seen = []
    if printed.isdigit() and len(printed) < 7:
        n = int(printed)
        seen += [
            f"t{min(values.times.get(n, 0), 3)}", f"sum{n in values.sums}", f"part{n in values.parts}", f"max{n == values.largest}",
            f"year{1900 <= n <= 2099}", f"log{n.bit_length()}", f"r{min((values.largest + 1) // (n + 1), 40).bit_length()}",
        ]  # fmt: skip
    for j in (i - 1, i - 2, i + 1, i + 2):
        if 0 <= j < len(sentence.printed):
            share = _is_share(sentence.printed[j], printed) if j < i else _is_share(printed, sentence.printed[j])
            seen += [f"share{j - i}"] if share else []
    return seen


def _is_share(part: str, other: str) -> bool:
    """Whether "12" and "40" may be a count and its denominator: a smaller whole number before a larger one."""
    return part.isdigit() and other.isdigit() and int(part) <= int(other)


def gaps(sentence: Numbered) -> list[int]:
    """The class of what stands between each number and the one before it; the first number has none."""
    found = [0]
    for before, here in zip(sentence.spans, sentence.spans[1:], strict=False):
        found.append(_gap(sentence.text[before[1] : here[0]]))
    return found[: len(sentence.spans)]


GAPS = 8
_GAPS = (
    re.compile(r"^\s?(?:[^\s\d]{1,8}\s?)?(?:±|\+/-|\+/−|\(SD|\(SE|\(\s?±)"),
    re.compile(r"^\s?(?:/|out of|of)\s?"),
    re.compile(r"^[^.;,]{0,25}\(\s?$"),
    re.compile(r"^\s?(?:%|[^\s\d]{1,6})?\s?(?:-|–|to|,)\s?$"),
    re.compile(r"\b(?:vs?|versus|and|compared|than|or)\b"),
)


def _gap(between: str) -> int:
    return next((k for k, pattern in enumerate(_GAPS, 1) if pattern.search(between)), 6 if len(between) < 40 else 7)


# ---- the field -------------------------------------------------------------------------------------------------------


class Weights(NamedTuple):
    """What was learned: a row of roles for each hashed feature, and how roles follow each other over each kind of gap.

    words   ROWS, roles: whole numbers times `scale` when they are the shipped ones
    follow  gaps, roles before, roles
    """

    words: NDArray[np.generic]
    follow: Array
    scale: float = 1.0


@cache
def weights() -> Weights:
    table = arrays("number_roles")
    return Weights(table["words"], table["follow"].astype(np.float32), float(table["scale"]))


def emitted(found: Sequence[Sequence[int]], learned: Weights) -> Array:
    """How well each role fits each number by itself, from the rows of its features."""
    sums = np.stack([learned.words[list(mine)].sum(0, dtype=np.float32) for mine in found])
    return np.asarray(sums * np.float32(learned.scale), dtype=np.float32)


def marginals(fit: Array, between: Sequence[int], learned: Weights) -> Array:
    """How likely each role is for each number, the others of the sentence considered."""
    n = len(fit)
    forward, backward = [fit[0]], [np.zeros_like(fit[0])]
    for i in range(1, n):
        forward.append(fit[i] + _log_sum(forward[-1][:, None] + learned.follow[between[i]], 0))
    for i in range(n - 1, 0, -1):
        backward.append(_log_sum(learned.follow[between[i]] + (fit[i] + backward[-1])[None], 1))
    both = np.stack(forward) + np.stack(backward[::-1])
    raised = np.exp(both - both.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True), dtype=np.float32)


def _log_sum(table: Array, axis: int) -> Array:
    top = table.max(axis=axis)
    return np.asarray(np.log(np.exp(table - np.expand_dims(top, axis)).sum(axis=axis)) + top)


def judged(sentence: Numbered, values: Values) -> Array:
    """A row a number, a column a role (`ROLES`): how likely it is, from 0 to 1."""
    if not sentence.spans:
        return np.zeros((0, len(ROLES)), dtype=np.float32)
    return marginals(emitted(rows(sentence, values), weights()), gaps(sentence), weights())
