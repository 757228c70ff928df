"""Finds what a paper tells twice: the same sentence, or the same pair of results, with one number that differs.

Abstracts, texts, captions and tables repeat each other; where all but one number agree, one of the two is a slip.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from extractor.document import Cell, Document, Span
from extractor.evidence import Mention
from extractor.finders.comparisons import P_VALUE, SIGNS
from extractor.finders.statements import statement
from extractor.language import sentences_of
from extractor.language.context import place
from extractor.language.doc import Doc, Sentence
from extractor.language.numbers import DIGITS, as_printed
from extractor.language.stop_words import STOP_WORDS

FOUND_BY = "rules.repeats"
_NUMBER = re.compile(rf"(?<![\w.])[-−–]?{DIGITS}(?![\w]|\.\d)")
_WORD = re.compile(r"[^\W\d_]{2,}")
LEAST_WORDS = 6
ALIKE = 0.6  # of the words of two sentences
CLOSE = Fraction(1, 10)  # two numbers, where one of them is a slip
# Numbers that name something: citations, figures, lists, trade names.
_NAMES = re.compile(
    r"\[[\d\s,;–-]+\]|\b(?:fig(?:ure|\.)?s?|tables?|refs?\.?|days?|weeks?|months?|visits?|groups?|phases?|stages?|grades?|steps?|doses?|study|trial|model)\s?\d[\d.]*|^\s*\d{1,2}\s?[-.)]|10\.\d{4}/\S+",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|no|never|neither|nor|without|non|insignificant\w*)\b", re.IGNORECASE)
# "31 ± 12 versus 26 ± 9", "12 (40%) vs 5 (17%)"
_VALUE = rf"{DIGITS}\s?%?\s?(?:(?:±|\+/-)\s?{DIGITS}|[(\[]\s?{DIGITS}\s?%?\s?[)\]])"
PAIR = re.compile(
    rf"(?P<one>{_VALUE})(?P<between>[^.;()\d]{{0,60}}?)\b(?:vs\.?|versus|compared (?:with|to)|and|to)\s(?P<between_b>[^.;()\d]{{0,40}}?)(?P<other>{_VALUE})(?P<after>[^.;()±]{{0,60}}?[,;(\[\s]\s?)(?={P_VALUE.pattern.replace('(?P<sign>', '(?:').replace('(?P<p>', '(?:')})",
)
# A number with its decimal point, a currency and a size word around it: "US$34.8 million".
_SIZED = re.compile(rf"(?P<unit>US\$|[$€£]|USD\s?|EUR\s?)(?P<n>{DIGITS})(?P<size>\s(?:million|billion|thousand))?")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with its words and its numbers."""

    sentence: Sentence
    words: frozenset[str]
    numbers: tuple[tuple[Span, str], ...]


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    told = list(_told(doc, document))
    yield from _twins(document, told)
    yield from _other_p(document, told)
    yield from _moved_points(document, told)
    yield from _near_cells(document, told)
    yield from _denials(document)


def _told(doc: Doc, document: Document) -> Iterator[Told]:
    for sentence in sentences_of(doc):
        if not any(map(str.isdigit, sentence.text)):
            continue
        if place(document, Span(sentence.start, sentence.start + 1)) in {"references", "disclaimer", "table"}:
            continue
        words = frozenset(word for word in map(str.lower, _WORD.findall(sentence.text)) if word not in STOP_WORDS)
        numbers = []
        plain = _NAMES.sub(lambda m: "_" * len(m[0]), sentence.text)
        for match in _NUMBER.finditer(plain):
            printed = as_printed(match[0])
            if printed is not None:
                at = Span(sentence.start + match.start(), sentence.start + match.end())
                numbers.append((at, printed.lstrip("-")))
        yield Told(sentence, words, tuple(numbers))


def _twins(document: Document, told: Sequence[Told]) -> Iterator[Mention]:
    """Two sentences of the same words and the same numbers, but for one."""
    by_number: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(told):
        if len(one.words) >= LEAST_WORDS and len(one.numbers) >= 2:
            for number in {number for _, number in one.numbers if len(number) >= 2}:
                by_number[number].append(at)
    pairs = {
        (a, b) for places in by_number.values() if len(places) <= 12 for i, a in enumerate(places) for b in places[i + 1 :]
    }  # fmt: skip
    for a, b in sorted(pairs):
        one, other = told[a], told[b]
        together = len(one.words & other.words)
        if together < 5:
            continue
        alike = together / len(one.words | other.words)
        differing = _one_difference(one.numbers, other.numbers)
        if differing is None or alike < ALIKE or _negated(one) != _negated(other):
            continue
        same = [one.numbers[k] for k in range(len(one.numbers)) if k != differing]
        telling = sum(_tells(printed) for _, printed in same)
        first, second = (Fraction(it.numbers[differing][1]) for it in (one, other))
        close = abs(first - second) <= CLOSE * max(first, second)
        if _is_square(one.numbers[differing][1], other.numbers[differing][1]):
            continue  # t in one place, F in the other
        if _opens(one, differing) or _opens(other, differing):
            continue  # a row of a table that lost its layout
        if telling >= 2 or (telling == 1 and close):
            parts = [("one", _number(*one.numbers[differing])), ("other", _number(*other.numbers[differing]))]
            parts += [("same", _number(*number)) for number in [n for n in same if _tells(n[1])][:4]]
            yield statement("twin", parts, FOUND_BY, one.sentence.span)


def _is_square(one: str, other: str) -> bool:
    """Whether one number, anywhere within its rounding, is the square of the other: F = t²."""
    for root, square in ((one, other), (other, one)):
        r, s = (Fraction(1, 2 * 10 ** len(x.partition(".")[2])) for x in (root, square))
        low, high = (Fraction(root) - r) ** 2, (Fraction(root) + r) ** 2
        if "." in root and low <= Fraction(square) + s and high >= Fraction(square) - s:
            return True
    return False


def _opens(told: Told, at: int) -> bool:
    """Whether a number is the first thing of its sentence."""
    return not _WORD.search(told.sentence.text[: told.numbers[at][0].start - told.sentence.start])


def _negated(told: Told) -> bool:
    return _NOT.search(told.sentence.text) is not None


def _tells(printed: str) -> bool:
    """Whether a number is not one of those that stand everywhere: years, levels, small whole numbers."""
    digits = printed.replace(".", "").lstrip("0")
    return len(digits) >= 3 and not re.fullmatch(r"(?:19|20)\d\d|100|1000|0\.05|0\.0?01|1\.0+", printed)


def _one_difference(one: Sequence[tuple[Span, str]], other: Sequence[tuple[Span, str]]) -> int | None:
    """Where two rows of numbers differ, if just once, and by more than rounding."""
    if len(one) != len(other) or len(one) < 2:
        return None
    pairs = [(a, b) for (_, a), (_, b) in zip(one, other, strict=True)]
    differing = [i for i, (a, b) in enumerate(pairs) if not _may_be_one(a, b)]
    return differing[0] if len(differing) == 1 else None


def _may_be_one(one: str, other: str) -> bool:
    half = max(Fraction(1, 2 * 10 ** len(x.partition(".")[2])) for x in (one, other))
    same_decimals = len(one.partition(".")[2]) == len(other.partition(".")[2])
    return abs(Fraction(one) - Fraction(other)) <= (0 if same_decimals else half)


def _number(span: Span, printed: str, unit: str | None = None, sign: str = "=") -> Mention:
    return Mention("statement.part", span, number=printed, unit=unit, sign=sign, found_by=FOUND_BY, score=0.9)


# --- the same two results with another p value


def _other_p(document: Document, told: Sequence[Told]) -> Iterator[Mention]:
    """Pairs of results in sentences, held against the rows of tables and the other sentences that hold both."""
    pairs = [
        (one, match)
        for one in told
        if ("±" in one.sentence.text or "(" in one.sentence.text) and P_VALUE.search(one.sentence.text)
        for match in PAIR.finditer(one.sentence.text)
    ]
    seen: dict[tuple[str, str], Mention] = {}
    for one, match in pairs:
        p = P_VALUE.match(one.sentence.text, match.end())
        if p is None:
            continue
        offset = one.sentence.start
        found = _p(offset, p)
        values = [_value(offset, match, group) for group in ("one", "other")]
        key = (_plain(match["one"]), _plain(match["other"]))
        if "±" not in key[0] and key[0] == key[1]:
            continue
        known = seen.setdefault(key, found)
        if known is not found and _differ(known, found):
            yield statement("p_twice", [("p", known), ("p", found), *(("value", v) for v in values)], FOUND_BY)
        for row in _rows_with(document, key):
            in_row = [_p_of_cell(document, cell.span) for cell in row]
            ps = [cell for cell in in_row if cell is not None]
            if ps and all(_differ(found, cell) for cell in ps):
                parts = [("p", found), *(("p", cell) for cell in ps), *(("value", v) for v in values)]
                yield statement("p_twice", parts, FOUND_BY)


def _plain(text: str) -> str:
    return re.sub(r"[\s%]", "", text).replace("+/-", "±").replace("[", "(").replace("]", ")")


def _value(offset: int, match: re.Match[str], group: str) -> Mention:
    return Mention("statement.part", Span(offset + match.start(group), offset + match.end(group)), found_by=FOUND_BY, score=0.9)  # fmt: skip


def _p(offset: int, match: re.Match[str]) -> Mention:
    at = Span(offset + match.start("p"), offset + match.end("p"))
    return _number(at, as_printed(match["p"]) or "", sign=SIGNS[match["sign"]])


_P_CELL = re.compile(r"\s*(?:[pP]\s?)?(?P<sign>[<>=≤≥])?\s?(?P<p>0?[.·]\d+)[*†‡§¶a-d]{0,2}\s*$")


def _p_of_cell(document: Document, span: Span) -> Mention | None:
    match = _P_CELL.match(document.quote(span))
    if match is None:
        return None
    at = Span(span.start + match.start("p"), span.start + match.end("p"))
    return _number(at, as_printed(match["p"]) or "", sign=SIGNS.get(match["sign"] or "=", "="))


def _rows_with(document: Document, values: tuple[str, str]) -> Iterator[Sequence[Cell]]:
    for table in document.tables:
        for number in range(table.n_rows):
            row = table.row(number)
            printed = [_plain(document.quote(cell.span)) for cell in row]
            if all(value in printed for value in values) and values[0] != values[1]:
                yield row


def _differ(one: Mention, other: Mention) -> bool:
    """Whether two p values cannot be one: rounding and "<" are allowed for."""
    a, b = one.number or "", other.number or ""
    if one.sign == "=" and other.sign == "=":
        half = max(Fraction(1, 2 * 10 ** len(x.partition(".")[2])) for x in (a, b))
        return abs(Fraction(a) - Fraction(b)) > half
    if {one.sign, other.sign} == {"=", "<"}:
        exact, bound = (a, b) if one.sign == "=" else (b, a)
        return Fraction(exact) > Fraction(bound)
    if {one.sign, other.sign} == {"=", ">"}:
        exact, bound = (a, b) if one.sign == "=" else (b, a)
        return Fraction(exact) < Fraction(bound)
    return False


# --- a decimal point in two places


def _moved_points(document: Document, told: Sequence[Told]) -> Iterator[Mention]:
    """ "US$34.8 million" and "US$3.48 million" for the same costs."""
    found: dict[tuple[str, str, str], tuple[Told, Mention]] = {}
    for one in told:
        for match in _SIZED.finditer(one.sentence.text):
            printed = as_printed(match["n"])
            if printed is None or len(printed.replace(".", "").strip("0")) < 3:
                continue
            at = Span(one.sentence.start + match.start("n"), one.sentence.start + match.end("n"))
            key = (match["unit"].strip(), (match["size"] or "").strip(), printed.replace(".", "").strip("0"))
            mention = _number(at, printed, key[0])
            known = found.setdefault(key, (one, mention))
            if Fraction(known[1].number or "0") != Fraction(printed) and len(known[0].words & one.words) >= 3:
                yield statement("point", [("one", known[1]), ("other", mention)], FOUND_BY)


# --- a mean in the text that nearly is that of the table


_MEAN = re.compile(rf"(?<![\w.])(?P<m>{DIGITS})\s?(?:±|\+/-)\s?(?P<s>{DIGITS})(?![\w]|\.\d)")
_UNIT = re.compile(r"[(\[,].*$|\b(?:mean|average|total|score|sd|value|baseline|level)s?\b", re.IGNORECASE | re.DOTALL)
NEAR = Fraction(3, 100)


def _near_cells(document: Document, told: Sequence[Told]) -> Iterator[Mention]:
    """A mean ± SD in a sentence that names a row of a table, and nearly is, but is not, one of the row's."""
    means = [(one, match) for one in told if "±" in one.sentence.text for match in _MEAN.finditer(one.sentence.text)]
    for table in document.tables if means else ():
        for number in range(table.n_rows):
            row = table.row(number)
            cells = [(cell, m) for cell in row if not cell.header and (m := _MEAN.search(document.quote(cell.span)))]
            named = set(_WORD.findall(_UNIT.sub(" ", document.quote(row[0].span)).lower())) - STOP_WORDS
            if not cells or len(named) < 2:
                continue
            for one, match in means:
                before = set(_WORD.findall(one.sentence.text[max(0, match.start() - 45) : match.start()].lower()))
                if named <= before:
                    yield from _near_cell(one, match, cells)


def _near_cell(one: Told, match: re.Match[str], cells: Sequence[tuple[Cell, re.Match[str]]]) -> Iterator[Mention]:
    mine = [as_printed(match[g]) or "0" for g in "ms"]
    theirs = [[as_printed(m[g]) or "0" for g in "ms"] for _, m in cells]
    if any(all(map(_may_be_one, mine, pair)) for pair in theirs):
        return
    for (cell, found), pair in zip(cells, theirs, strict=True):
        if all(abs(Fraction(a) - Fraction(b)) <= NEAR * Fraction(b) for a, b in zip(mine, pair, strict=True)):
            place = one.sentence.start
            parts = [("one", _number(Span(place + match.start(), place + match.end()), mine[0]))]
            parts.append(
                ("other", _number(Span(cell.span.start + found.start(), cell.span.start + found.end()), pair[0]))
            )
            yield statement("near", parts, FOUND_BY)
            return


# --- what is said and denied


_DID_NOT = re.compile(r"\b(?P<who>\w+(?:\s\w+)?) (?:did|does) not (?P<what>[a-z]{4,} [a-z]+ [a-z]+)")


def _denials(document: Document) -> Iterator[Mention]:
    """ "Administration did alter food intake" and "administration did not alter food intakes"."""
    for at in re.finditer(r" (?:did|does) not ", document.text):
        match = _DID_NOT.search(document.text, max(0, at.start() - 40), at.end() + 60)
        if match is None:
            continue
        who, what = match["who"].split()[-1], re.sub(r"s$", "", match["what"])
        if who.lower() in STOP_WORDS or len(who) < 4:
            continue
        said = re.search(rf"\b{re.escape(who)} (?:did|does) {re.escape(what)}s?\b", document.text, re.IGNORECASE)
        if said is not None:
            spans = (Span(*said.span()), Span(*match.span()))
            if all(place(document, span) not in {"references", "introduction"} for span in spans):
                parts = [("one", Mention("statement.part", spans[0], found_by=FOUND_BY, score=0.9))]
                parts.append(("other", Mention("statement.part", spans[1], found_by=FOUND_BY, score=0.9)))
                yield statement("denial", parts, FOUND_BY)
