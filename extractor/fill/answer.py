"""Fills one row of the reviewer's table: chooses the result, computes what can be computed, and says what it did."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import log1p

from extractor.document import Document, Span
from extractor.fill import derive, sizes
from extractor.fill.abbreviations import abbreviations
from extractor.fill.arms import ArmNames
from extractor.fill.cells import Number, Numbers
from extractor.fill.confidence import confidence
from extractor.fill.pairs import CHANGE, Asked, Pair, pairs
from extractor.fill.passages import Told, told
from extractor.fill.views import N_EQUALS, View, views
from extractor.fill.wording import Term, Wording, stem, words
from extractor.study import Record

FIELDS = {
    "binary": ("intervention_events", "intervention_n", "comparator_events", "comparator_n"),
    "continuous": (
        "intervention_mean", "intervention_sd", "intervention_n", "comparator_mean", "comparator_sd", "comparator_n",
    ),
}  # fmt: skip
LEAST_OUTCOME = 0.4
LEAST_UNDECLARED = 0.7  # for numbers that the table does not say what they are
NOT_RESULTS = frozenset({"introduction", "discussion", "references", "disclaimer"})
LEAST_FIT = 0.4  # of outcome and arms together; below it a result is named in the status, not filled in
LEAST_ARMS = 0.3
TEXT_BETTER = 0.3
ABOUT_OUTCOME = 0.75  # share of the outcome's words in a sentence that states how many were measured
CLEARLY_BETTER = 0.06
OR = re.compile(r"\s+or\s+|;")
MOST_PARTS = 3
MOST_CANDIDATES = 3
TOO_MANY = 2  # results that fit as well and differ: then none is taken


@dataclass
class Filled:
    """The numbers of one row by column name, with their proof."""

    kind: str
    numbers: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    status: list[str] = field(default_factory=list)
    confidence: float = 0.0
    signs: dict[str, float] = field(default_factory=dict)  # what the confidence is made of


def _elsewhere(document: Document, at: int) -> bool:
    section = document.section(Span(at, at + 1))
    return section is not None and section.kind in NOT_RESULTS


def columns_of(filled: Filled) -> dict[str, str]:
    """The cells of the output for one row."""
    return {
        **filled.numbers,
        "outcome_type": filled.kind,
        "confidence": f"{filled.confidence:g}" if filled.numbers else "",
        "status": "; ".join(filled.status) or "ok",
        "source": "; ".join(f"{name}: {quote}" for name, quote in filled.sources.items()),
    }


class Paper:
    """One document, read once and asked many times."""

    def __init__(self, document: Document, record: Record) -> None:
        self.document, self.record = document, record
        self.tables: list[View] = views(document)
        self.wording = Wording(abbreviations(document.text))
        # What other studies found stands in the introduction and the discussion.
        self.results_said = [(at, said) for at, said in sizes.sentences(document.text) if not _elsewhere(document, at)]
        self.sized_sentences = [(at, text) for at, text in sizes.sentences(document.text) if N_EQUALS.search(text)]
        self._counts = Counter(stem(word) for word in words(document.text))
        self._arms: dict[tuple[str, str], ArmNames] = {}
        self._sizes: dict[tuple[str, str], sizes.Sizes | None] = {}

    def sizes(self, arms: ArmNames) -> sizes.Sizes | None:
        if arms.names not in self._sizes:
            self._sizes[arms.names] = sizes.group_sizes(self.document, self.record, self.tables, arms)
        return self._sizes[arms.names]

    def arms(self, intervention: str, comparator: str) -> ArmNames:
        key = (intervention, comparator)
        if key not in self._arms:
            self._arms[key] = ArmNames(intervention, comparator, self.wording, self.document.text)
        return self._arms[key]

    def weighed(self, outcome: str) -> tuple[Term, ...]:
        """The terms of an outcome; what a paper says on every page tells little, what it never says nothing."""
        found = []
        for term in self.wording.terms(outcome):
            often = max((self._counts[s] for s in term.stems), default=0)
            worth = 0.3 if not often and not term.notion else 1 / (1 + 0.25 * log1p(often / 4))
            found.append(replace(term, weight=term.weight * worth * (0.6 if term.is_number else 1.0)))
        return tuple(found)

    def asked(self, row: dict[str, str]) -> Asked:
        outcome = row["outcome"]
        return Asked(
            row["intervention"], row["comparator"], outcome, row.get("timepoint", ""), row.get("type", ""),
            self.weighed(outcome),
        )  # fmt: skip


def fill_row(paper: Paper, row: dict[str, str]) -> Filled:
    """The numbers that a document states for one comparison, with how sure they are."""
    filled = _fill_row(paper, row)
    filled.signs |= {
        "empty": float(not any(not name.endswith("_n") for name in filled.numbers)),
        "no spread": float(any(said.endswith("_sd: not reported") for said in filled.status)),
        "change": float("changes, not values at the end" in filled.status),
    }
    filled.confidence = confidence(filled.signs)
    return filled


def _fill_row(paper: Paper, row: dict[str, str]) -> Filled:
    """The numbers of one comparison; of "A or B", the sums of both."""
    parts = [part.strip() for part in OR.split(row["intervention"]) if part.strip()]
    if 1 < len(parts) <= MOST_PARTS:
        each = [_fill(paper, {**row, "intervention": part}) for part in parts]
        places = [filled.sources.get("intervention_n") for filled in each]
        sizes_differ = len({filled.numbers.get("intervention_n") for filled in each}) == len(parts)
        if all(places) and (len(set(places)) == len(parts) or sizes_differ):
            return _together(each, parts)
    return _fill(paper, row)


def _together(each: Sequence[Filled], parts: Sequence[str]) -> Filled:
    """One row for several arms taken together: events and people are added, means are not."""
    first = each[0]
    filled = Filled(first.kind, signs=dict(first.signs))
    for name in ("comparator_events", "comparator_n"):
        if name in first.numbers and all(f.numbers.get(name) == first.numbers[name] for f in each):
            filled.numbers[name], filled.sources[name] = first.numbers[name], first.sources[name]
    for name in ("intervention_events", "intervention_n"):
        found = [f.numbers.get(name) for f in each]
        if all(found):
            total = sum(Decimal(number or "0") for number in found)
            filled.numbers[name] = str(total)
            filled.sources[name] = "; ".join(f.sources[name] for f in each)
            filled.status.append(f"{name} computed: {' + '.join(map(str, found))} ({' and '.join(parts)})")
    if first.kind == "continuous":
        filled.status.append("means of several arms are not combined")
    return filled


def _fill(paper: Paper, row: dict[str, str]) -> Filled:
    asked = paper.asked(row)
    arms = paper.arms(asked.intervention, asked.comparator)
    found = [p for p in pairs(asked, paper.tables, paper.wording, arms) if _fits(p)]
    if asked.kind not in {"binary", "continuous", ""}:
        return Filled("", status=[f"the type {asked.kind} is not known: binary or continuous"])
    kinds = [asked.kind] if asked.kind else [_kind_of(found[0])] if found else ["binary", "continuous"]
    said = paper.results_said
    by_kind = {k: told(asked.terms, k, asked.outcome, asked.timepoint, paper.wording, arms, said) for k in kinds}
    kind = max(kinds, key=lambda k: by_kind[k][0].score if by_kind[k] else -1.0)
    sentences = by_kind[kind]
    filled = Filled(kind if asked.kind or found or sentences else "")
    answer = _Answer(paper, filled, arms, asked.terms)
    better = bool(sentences) and (not found or sentences[0].outcome_fit > found[0].outcome_fit + TEXT_BETTER)
    if better:
        answer.take_told(sentences[0], sentences[1:])
    if found and not answer.has_result:
        answer.forget()
        answer.take(found[0], found[1:])
        answer.sizes(found[0] if answer.has_result else None)
        return filled
    answer.sizes(None)
    if not filled.numbers.keys() - {"intervention_n", "comparator_n"}:
        filled.status.append("the outcome was not found for both arms")
    return filled


def _fits(pair: Pair) -> bool:
    names = set(pair.intervention.numbers) & set(pair.comparator.numbers)
    least = LEAST_UNDECLARED if names == {"plain"} else LEAST_OUTCOME
    return pair.outcome_fit >= least and pair.arm_fit >= LEAST_ARMS


def _kind_of(pair: Pair) -> str:
    names = set(pair.intervention.numbers)
    return "continuous" if names & {"mean", "median", "sd", "se"} else "binary"


def _differ(one: Told, other: Told) -> bool:
    """Whether two sentences tell different numbers."""
    pairs = ((one.intervention, other.intervention), (one.comparator, other.comparator))
    return (
        any(a[name].value != b[name].value for a, b in pairs for name in a.keys() & b.keys())
        or one.nothing != other.nothing
    )


def _rivals(pair: Pair, others: Sequence[Pair]) -> list[Pair]:
    """The results with other numbers that fit nearly as well, each once."""
    seen = {_numbers_of(pair)}
    found = []
    for other in others:
        if pair.score - other.score < CLEARLY_BETTER and (key := _numbers_of(other)) not in seen:
            seen.add(key)
            found.append(other)
    return found


def _numbers_of(pair: Pair) -> tuple[str, ...]:
    return tuple(
        f"{name} {number.text}"
        for entry in (pair.intervention, pair.comparator)
        for name, number in entry.numbers.items()
    )


class _Answer:
    def __init__(self, paper: Paper, filled: Filled, arms: ArmNames, terms: tuple[Term, ...]) -> None:
        self.paper, self.filled, self.names, self.terms = paper, filled, arms, terms

    @property
    def has_result(self) -> bool:
        return any(not name.endswith("_n") for name in self.filled.numbers)

    def _sign(self, **signs: float) -> None:
        self.filled.signs.update(signs)

    def forget(self) -> None:
        """Begin again: what a sentence told was not enough."""
        self.filled.numbers.clear()
        self.filled.sources.clear()
        self.filled.status.clear()
        self.filled.signs.clear()

    def take_told(self, best: Told, others: Sequence[Told]) -> None:
        """Fill the numbers that a sentence tells."""
        one, two = self._sizes(None)
        for arm, numbers, n in (("intervention", best.intervention, one), ("comparator", best.comparator, two)):
            if best.nothing:
                self.filled.numbers[f"{arm}_events"] = "0"
                self.filled.sources[f"{arm}_events"] = self._source(best.quote)
            elif self.filled.kind == "continuous":
                self._continuous(arm, numbers, n, "")
            else:
                self._binary(arm, numbers, n)
        if best.nothing:
            self.filled.status.append("0 events: the paper says that there were none")
        rivals = [t for t in others if best.score - t.score < CLEARLY_BETTER and _differ(best, t)]
        self._sign(told=1.0, outcome=best.outcome_fit, rivals=float(len(rivals)))
        if rivals:
            self.filled.status.append(
                "other sentences fit as well: " + "; ".join(self._source(t.quote) for t in rivals[:2])
            )

    def take(self, pair: Pair, others: Sequence[Pair]) -> None:
        """Fill the numbers of the best pair, unless its words fit too weakly."""
        fit = pair.outcome_fit * (0.5 + 0.5 * pair.arm_fit)
        if fit < LEAST_FIT:
            self.filled.status.append(f"nothing fits well enough; the nearest is {pair.where}")
            return
        rivals = _rivals(pair, others)
        told = "; ".join(dict.fromkeys(p.where for p in rivals[:MOST_CANDIDATES]))
        if len(rivals) >= TOO_MANY:
            self.filled.status.append(f"too many results fit alike: {pair.where}; {told}")
            return
        group = self._sizes(pair)
        if self.filled.kind == "continuous" and CHANGE.search(" ".join(label.text for label in pair.common)):
            self.filled.status.append("changes, not values at the end")
        for arm, entry in (("intervention", pair.intervention), ("comparator", pair.comparator)):
            n = group[0] if arm == "intervention" else group[1]
            if self.filled.kind == "continuous":
                self._continuous(arm, entry.numbers, n, entry.told)
            else:
                self._binary(arm, entry.numbers, n)
        self._sign(table=1.0, outcome=pair.outcome_fit, arms=pair.arm_fit, rivals=float(len(rivals)))
        if rivals:
            self.filled.status.append(f"taken from {pair.where}; also fitting: {told}")

    def _sizes(self, pair: Pair | None) -> tuple[Number | None, Number | None]:
        own = (pair.intervention.n, pair.comparator.n) if pair else (None, None)
        self.filled.signs = {name: sign for name, sign in self.filled.signs.items() if not name.startswith("n ")}
        if None not in own:
            self._sign(**{"n of the result": 1.0})
            return own
        if pair is not None and (beside := self._beside(pair)) is not None:
            self._sign(**{"n beside it": 1.0})
            return own[0] or beside.intervention, own[1] or beside.comparator
        found = self.paper.sizes(self.names)
        if found is None:
            self._sign(**{"n nowhere": 1.0})
            return own
        self._sign(**{f"n by {found.how.split(' of ')[0]}": 1.0})
        return own[0] or found.intervention, own[1] or found.comparator

    def _beside(self, pair: Pair) -> sizes.Sizes | None:
        """The numbers in the caption of the result's table, or in a sentence on the outcome."""
        table = self.paper.document.tables[pair.intervention.table]
        if table.caption is not None:
            caption = self.paper.document.quote(table.caption)
            if found := sizes.in_words(caption, table.caption.start, self.names):
                return found
        for at, sentence in self.paper.sized_sentences:
            if self.paper.wording.coverage(self.terms, [sentence]) >= ABOUT_OUTCOME and (
                found := sizes.in_words(sentence, at, self.names)
            ):
                return found
        return None

    def sizes(self, pair: Pair | None) -> None:
        one, two = self._sizes(pair)
        for arm, number in (("intervention", one), ("comparator", two)):
            if number is not None and f"{arm}_n" not in self.filled.numbers:
                self._put(f"{arm}_n", number)

    def _continuous(self, arm: str, numbers: Numbers, n: Number | None, told: str) -> None:
        mean = (
            numbers.get("mean")
            or numbers.get("plain")
            or (numbers.get("percent") if numbers.keys() & {"sd", "lower"} else None)
        )
        if mean is None:
            reason = "only a median is reported" if "median" in numbers else "no mean is reported"
            self.filled.status.append(f"{arm}: {reason}")
            return
        self._put(f"{arm}_mean", mean)
        if "sd" in numbers:
            self._put(f"{arm}_sd", numbers["sd"])
            if told:
                self.filled.status.append(f"{arm}_sd: {told}")
        elif "se" in numbers and n is not None:
            self._computed(f"{arm}_sd", *derive.sd_from_se(numbers["se"].value, int(n.value)), numbers["se"])
        elif "lower" in numbers and "upper" in numbers and n is not None:
            lower, upper = numbers["lower"], numbers["upper"]
            self._computed(f"{arm}_sd", *derive.sd_from_interval(lower.value, upper.value, int(n.value)), lower)
        else:
            self.filled.status.append(f"{arm}_sd: not reported")

    def _binary(self, arm: str, numbers: Numbers, n: Number | None) -> None:
        n = numbers.get("n") or n
        events = numbers.get("events") or numbers.get("plain")
        if events is not None and events.is_whole:
            self._put(f"{arm}_events", events)
        elif "percent" in numbers and n is not None:
            count, formula = derive.events_of(numbers["percent"].value, int(n.value))
            self._computed(f"{arm}_events", str(count), formula, numbers["percent"])
        elif "mean" in numbers and "sd" not in numbers and n is not None and 0 <= numbers["mean"].value <= 1:
            count, formula = derive.events_of(100 * numbers["mean"].value, int(n.value))
            self._computed(f"{arm}_events", str(count), f"a proportion: {formula}", numbers["mean"])
        else:
            self.filled.status.append(f"{arm}_events: not reported")
        if n is not None:
            self._put(f"{arm}_n", n)

    def _put(self, name: str, number: Number) -> None:
        self.filled.numbers[name] = number.text
        self.filled.sources[name] = self._source(number.span)
        if number.formula:
            self.filled.status.append(f"{name} computed: {number.formula}")

    def _computed(self, name: str, value: str, formula: str, number: Number) -> None:
        self.filled.numbers[name] = value
        self.filled.sources[name] = self._source(number.span)
        self.filled.status.append(f"{name} computed: {formula}")

    def _source(self, span: Span) -> str:
        return source_of(self.paper.document, span)


def source_of(document: Document, span: Span) -> str:
    """The page and the row or sentence of a number."""
    table = document.table(span)
    cell = table.cell_at(span.start) if table is not None else None
    if table is not None and cell is not None:
        quote = document.quote(table.row_span(cell.row)).replace("\t", " | ")
    else:
        start = max(document.text.rfind(end, 0, span.start) + len(end) for end in (". ", "\n", "; "))
        stop = min(
            (at for end in (". ", "\n", "; ") if (at := document.text.find(end, span.end)) >= 0),
            default=len(document.text),
        )
        quote = document.text[max(start, span.start - 200) : min(stop, span.end + 200)]
    page = document.page(span)
    return (f"p. {page}: " if page else "") + f"“{quote.strip()}”"
