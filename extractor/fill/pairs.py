"""Finds the two results of a table that a comparison asks for: same outcome and time, one for each arm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractor.fill import times
from extractor.fill.arms import ArmNames
from extractor.fill.views import Entry, Label, View
from extractor.fill.wording import Term, Wording

BASELINE_TABLE = re.compile(
    r"\b(?:baseline|demographics?|(?:patients?|participants?|clinical|subjects?|study|sample|population|sociodemographic|general)'? characteristics|"
    r"characteristics of .{0,60}?\b(?:patients|participants|subjects|population|sample|children|women|men)|on admission|at inclusion)\b",
    re.IGNORECASE,
)
LATER = re.compile(
    r"\b(?:chang\w+|from baseline|after|end\w*|follow\w*|outcomes?|results?|post\w*|week|month)\b", re.IGNORECASE
)
BASELINE_ASKED = re.compile(r"\b(?:baseline|initial|before treatment|history of)\b|\bpre-?\b", re.IGNORECASE)
NO_ARM = re.compile(
    r"^\s*(?:total|overall|all\b.*|both.*|p\b.*|.*\bp[- ]values?.*|.*difference.*|.*95\s?% ?ci.*|statistics?|.*\bratio\b.*|effect size.*|change)\s*(?:\(.*\))?\s*$",
    re.IGNORECASE,
)
WHOLE = re.compile(r"\W*(?:overall|total|all|whole|both|any)\b", re.IGNORECASE)
OTHER = re.compile(r"\W*others?\b", re.IGNORECASE)
PER_PROTOCOL = re.compile(r"\bper[- ]protocol\b|\bcompleters\b", re.IGNORECASE)
INTENTION = re.compile(r"\bintent(?:ion)?[- ]to[- ]treat\b|\bITT\b", re.IGNORECASE)
CHANGE = re.compile(r"\bchanges?\b|\bΔ|\bdifference\b", re.IGNORECASE)
BRACKETS = re.compile(r"[(\[][^()\[\]]{0,40}[)\]]|,\s?(?:%|n|mean|SD|median).*$")
LEAST_BEFORE = 0.8  # for people who were so before the treatment: taken only where no other result fits
WORTH = {"stub": 1.0, "head": 0.97, "section": 0.95}


@dataclass(frozen=True)
class Asked:
    """One row of the reviewer's table in the words of the paper."""

    intervention: str
    comparator: str
    outcome: str
    timepoint: str
    kind: str  # binary, continuous or empty
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Pair:
    """The results of the two arms, with how well words and places fit."""

    intervention: Entry
    comparator: Entry
    outcome_fit: float
    arm_fit: float
    score: float
    where: str
    common: tuple[Label, ...] = field(repr=False, default=())
    before: bool = False  # measured before the treatment, which was not asked for


def pairs(asked: Asked, tables: Sequence[View], wording: Wording, arms: ArmNames) -> list[Pair]:
    """All pairs that fit at all, the best first."""
    found = [pair for view in tables for pair in _in_table(asked, view, wording, arms)]
    return sorted(found, key=lambda p: (-p.score, p.intervention.table, p.intervention.row, p.intervention.column))


def _in_table(asked: Asked, view: View, wording: Wording, arms: ArmNames) -> Iterator[Pair]:
    levels = sorted({label.level for entry in view.entries for label in entry.labels})
    order = times.Order(view, levels)
    yield from _over_uneven_heads(asked, view, wording, arms, order)
    for level in levels:
        before_after = {
            day
            for label in {label for entry in view.entries for label in entry.labels if label.level == level}
            if (day := times.day_of(label.text)) is not None
        } == {-1.0, 1e6}
        buckets: dict[tuple[tuple[str, str], ...], list[tuple[Label, Entry]]] = {}
        for entry in view.entries:
            own = next((label for label in entry.labels if label.level == level), None)
            if (
                own is not None
                and not NO_ARM.match(own.text)
                and (arms.in_time or before_after or times.day_of(own.text) is None)
            ):
                rest = tuple((label.level, wording.key(label.text)) for label in entry.labels if label is not own)
                buckets.setdefault(rest, []).append((own, entry))
        for bucket in buckets.values():
            if 2 <= len({label.text for label, _ in bucket}) <= 24:
                yield from _in_bucket(asked, view, wording, arms, order, bucket)


def _over_uneven_heads(
    asked: Asked, view: View, wording: Wording, arms: ArmNames, order: times.Order
) -> Iterator[Pair]:
    """Columns of one row whose headings are of several depths: doses below one heading, and "Placebo" beside it."""
    depths = {len(_heads(entry)) for entry in view.entries}
    if len(depths) < 2:
        return
    buckets: dict[tuple[tuple[str, str], ...], list[tuple[Label, Entry]]] = {}
    for entry in view.entries:
        heads = _heads(entry)
        path = tuple((label.level, wording.key(label.text)) for label in entry.labels if label not in heads)
        if heads and not any(NO_ARM.match(head.text) for head in heads):
            whole = replace(heads[-1], text=" ".join(head.text for head in heads), level="heads")
            kept = tuple(label for label in entry.labels if label not in heads)
            buckets.setdefault(path, []).append((whole, replace(entry, labels=(*kept, whole))))
    for bucket in buckets.values():
        if 2 <= len({label.text for label, _ in bucket}) <= 24:
            yield from _in_bucket(asked, view, wording, arms, order, bucket)


def _heads(entry: Entry) -> list[Label]:
    return [label for label in entry.labels if label.level.startswith("head")]


def _in_bucket(
    asked: Asked,
    view: View,
    wording: Wording,
    arms: ArmNames,
    order: times.Order,
    bucket: Sequence[tuple[Label, Entry]],
) -> Iterator[Pair]:
    names = tuple(dict.fromkeys(label.text for label, _ in bucket))
    fit = _from_baseline(names) if arms.from_baseline else arms.fit(names)
    if fit is None:
        return
    first, second, arm_fit = fit
    if not arms.in_time and times.day_of(first) is not None and times.day_of(second) is not None:
        arm_fit *= 0.6  # before and after, where two arms are asked for
    one = next(entry for label, entry in bucket if label.text == first)
    two = next(entry for label, entry in bucket if label.text == second)
    common = tuple(label for label in one.labels if label.text != first)
    outcome_fit = _outcome_fit(asked, view, wording, common)
    if outcome_fit <= 0:
        return
    before = not wants_baseline(asked) and not arms.from_baseline and _is_baseline(view, common)
    if before and (asked.kind == "continuous" or outcome_fit < LEAST_BEFORE):
        return
    said = [label.text for label in common]
    score = outcome_fit + 0.45 * arm_fit + _circumstances(asked, view, order, common, (one, two))
    score += 0.3 * wording.coverage(asked_who(arms), said)
    score -= 0.5 * before
    yield Pair(one, two, outcome_fit, arm_fit, score, _where(view, common), common, before)


def wants_baseline(asked: Asked) -> bool:
    return bool(BASELINE_ASKED.search(asked.outcome) or BASELINE_ASKED.search(asked.timepoint))


def _is_baseline(view: View, common: Sequence[Label]) -> bool:
    """Whether a result was there before the treatment: it is no outcome, unless it is asked for."""
    days = [day for label in common if (day := times.day_of(label.text)) is not None]
    if days:
        return max(days) <= 0
    return bool(BASELINE_TABLE.search(view.caption)) and not LATER.search(view.caption)


def asked_who(arms: ArmNames) -> tuple[Term, ...]:
    """What is said of both sides alike: "smokers" in "smokers on A against smokers on B", all of it before and after."""
    return arms.whole if arms.from_baseline else arms.shared


def _from_baseline(names: Sequence[str]) -> tuple[str, str, float] | None:
    """The last of several times against the first, where a side is "baseline"."""
    days = {name: day for name in names if (day := times.day_of(name)) is not None}
    if len(days) < 2 or len(days) < len(names) - 1:
        return None
    first, last = min(days, key=lambda name: days[name]), max(days, key=lambda name: days[name])
    return (last, first, 0.9) if days[first] <= 0 < days[last] else None


def _outcome_fit(asked: Asked, view: View, wording: Wording, common: Sequence[Label]) -> float:
    """How much of the outcome's words the row, its section, its column and the caption hold."""
    whole = sum(term.weight for term in asked.terms)
    if not whole:
        return 0.0
    labelled = [(label.text, WORTH[label.level.rstrip("0123456789")]) for label in common]
    labelled += [(view.corner, WORTH["head"])]
    held = own = 0.0
    for term in asked.terms:
        near = max((wording.fit(term, text) * worth for text, worth in labelled), default=0.0)
        held += term.weight * max(near, 0.7 * wording.fit(term, view.caption))
        own += 0.0 if term.is_number else term.weight * near
    if not own and any(label.level.startswith("stub") and times.day_of(label.text) is None for label in common):
        return 0.0
    coverage = held / whole
    return coverage * (0.72 + 0.28 * _precision(asked, wording, common))


def _precision(asked: Asked, wording: Wording, common: Sequence[Label]) -> float:
    """The share of the row's own words that were asked for: "LDL cholesterol" is not "cholesterol"."""
    stubs = [label for label in common if label.level.startswith("stub")] or list(common)
    terms = [term for label in stubs for term in wording.terms(times.without(BRACKETS.sub("", label.text)))]
    if not terms:
        return 1.0
    return wording.coverage(terms, (asked.outcome, asked.timepoint, asked.intervention))


def _circumstances(
    asked: Asked, view: View, order: times.Order, common: Sequence[Label], entries: tuple[Entry, Entry]
) -> float:
    """What speaks for and against a pair besides its words: time, population, kind of number."""
    score = 0.0
    texts = " ".join(label.text for label in common)
    wanted = wants_baseline(asked)
    score += 0.1 * (wanted and bool(BASELINE_TABLE.search(view.caption)))
    score += 1.5 * order.worth(common, asked.timepoint, asked.outcome, wanted)
    score -= 0.1 * any(OTHER.match(label.text) for label in common)
    score += 0.06 * sum(bool(WHOLE.match(label.text)) for label in common)
    score += 0.05 * bool(INTENTION.search(texts)) - 0.1 * bool(PER_PROTOCOL.search(texts))
    if CHANGE.search(texts) and not re.search(r"change|loss|gain|reduc|decreas|increas", asked.outcome, re.IGNORECASE):
        score -= 0.04
    score += 0.02 * (asked.kind == "binary" and all(entry.n is not None for entry in entries))
    return score + _kind_worth(asked.kind, entries)


def _kind_worth(kind: str, entries: tuple[Entry, Entry]) -> float:
    names = set(entries[0].numbers) & set(entries[1].numbers)
    if kind == "continuous":
        return (
            0.1
            if {"mean", "sd"} <= names or {"mean", "se"} <= names
            else 0.05
            if "mean" in names
            else 0.0
            if names & {"median", "plain"}
            else -0.35
        )
    if kind == "binary":
        return (
            0.1 if "events" in names else 0.05 if "percent" in names else -0.1 if names & {"plain", "mean"} else -0.35
        )
    return 0.0


def _where(view: View, common: Sequence[Label]) -> str:
    row = " / ".join(label.text for label in common)
    return f"table {view.index + 1}: {row}" if row else f"table {view.index + 1}"
