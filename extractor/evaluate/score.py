"""Holds the values found against the gold ones and counts."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from extractor.evaluate.gold import Gold
from extractor.evaluate.values import Value, in_record, in_study, in_text, own_studies, words
from extractor.study import Record

# Names are compared by their words where the gold is a choice of values in the reader's own words.
NAMES = frozenset({"arms.name", "measures.name"})
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_NUMBER = re.compile(r"(?:[A-Za-z]+ )?(?:[<>=~]+ )?([-−]?\d+(?:\.\d+)?)(?: (?P<unit>.*))?$")


@dataclass(frozen=True, slots=True)
class Finding:
    """A value that was missed, or one that was found and is not in the gold, with its document."""

    document: str
    value: Value
    missed: bool


@dataclass
class FieldScore:
    """One field over all documents.

    gold, found  how many values (of a field with one answer: documents)
    right        found values that are in the gold
    placed       those of them that belong to the same arm and outcome
    wrong        found values that are not, where the gold is complete enough to tell
    """

    field: str
    gold: int = 0
    found: int = 0
    right: int = 0
    placed: int = 0
    judged: bool = True
    findings: list[Finding] = dataclasses.field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """The share of found values that are right; None where the gold is a choice of values, or nothing was found."""
        return self.right / self.found if self.found and self.judged else None

    @property
    def recall(self) -> float | None:
        """The share of gold values that were found."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        if self.precision is None or self.recall is None or not self.right:
            return None
        return 2 * self.precision * self.recall / (self.precision + self.recall)


@dataclass
class Tally:
    """How many found values there are, and how many are right."""

    found: int = 0
    right: int = 0

    @property
    def share(self) -> float:
        """The share that is right, from 0 to 1; 0 when there are none."""
        return self.right / self.found if self.found else 0.0


@dataclass
class Evaluation:
    """Scores by field, by who found a value, and by the confidence that it was given."""

    documents: int
    missing: list[str]
    fields: dict[str, FieldScore]
    sources: dict[tuple[str, str], Tally]
    reliability: dict[float, Tally]

    @property
    def findings(self) -> list[Finding]:
        """Every miss and every false find, by field and document."""
        return [finding for score in self.fields.values() for finding in score.findings]


def evaluate(gold: Gold, records: Iterable[Record]) -> Evaluation:
    """Count what was found against what people wrote down.

    Confidence and sources are counted over the values that can be judged: not those of fields for which the gold is a
    choice.  Of two equal values in a document each needs a gold value of its own.
    """
    by_key = {PurePath(record.document.name).stem: record for record in records}
    result = Evaluation(len(gold.values), [key for key in gold.values if key not in by_key], {}, defaultdict(Tally), {})
    result.reliability = {least: Tally() for least in BINS}
    for key, wanted in gold.values.items():
        found = _found(gold, by_key[key]) if key in by_key else []
        named = {value.field for value in wanted} | ({v.field for v in found} if gold.complete == "document" else set())
        for name in sorted(named):
            score = result.fields.setdefault(name, FieldScore(name, judged=gold.complete != "no"))
            pair = [v for v in wanted if v.field == name], [v for v in found if v.field == name]
            _count(score, key, *pair, gold, result)
    result.sources = dict(sorted(result.sources.items()))
    result.fields = dict(sorted(result.fields.items()))
    return result


def _found(gold: Gold, record: Record) -> list[Value]:
    if gold.form == "annotated texts":
        return list(in_text(record))
    if gold.form == "papers":
        return [value for study in own_studies(record)[:1] for value in in_study(study)]
    return list(in_record(record))


def _count(
    score: FieldScore, key: str, wanted: Sequence[Value], found: Sequence[Value], gold: Gold, result: Evaluation
) -> None:
    if score.field in gold.one_of:
        answer = next(iter(found), None)
        hit = answer is not None and any(_equal(one, answer) for one in wanted)
        pairs = [(wanted[0], answer, True)] if hit and answer is not None else []
        missed = [] if hit else list(wanted[:1])
        score.gold += 1
    else:
        pairs, missed = _pairs(wanted, found, score.field in gold.linked, shared=gold.complete == "no")
        score.gold += len(wanted)
    right = {id(one) for _, one, _ in pairs}
    score.found += len(found)
    score.right += len(pairs)
    score.placed += sum(placed for _, _, placed in pairs)
    score.findings += [Finding(key, value, missed=True) for value in missed]
    if not score.judged:
        return
    for value in found:
        good = id(value) in right
        if not good:
            score.findings.append(Finding(key, value, missed=False))
        tallies = [result.sources.setdefault((score.field, value.found_by), Tally())]
        if value.confidence is not None:
            tallies.append(result.reliability[max(least for least in BINS if least <= value.confidence)])
        for tally in tallies:
            tally.found += 1
            tally.right += good


def _pairs(
    wanted: Sequence[Value], found: Sequence[Value], linked: bool, shared: bool
) -> tuple[list[tuple[Value, Value, bool]], list[Value]]:
    """Gold values with the value found for each, and whether it belongs to the same; and the gold values without one.

    What belongs to the same arm and outcome is taken first, so that one number of two arms is not counted crosswise.
    linked: nothing else counts; shared: one value found may answer several of the gold, as an arm that gold splits.
    """
    left, free, pairs = list(wanted), list(found), []
    for need_place in (True,) if linked else (True, False):
        for one in list(left):
            twin = next((f for f in free if _equal(one, f) and (not need_place or _belongs(one, f))), None)
            if twin is not None:
                pairs.append((one, twin, need_place))
                left.remove(one)
                free = free if shared else [other for other in free if other is not twin]
    return pairs, left


def _belongs(wanted: Value, found: Value) -> bool:
    """Whether a value is of the arm, the outcome and the kind that the gold names, by a word that they share."""
    if wanted.kind and found.kind and wanted.kind != found.kind:
        return False
    if wanted.field == "number-arm-outcome":  # arm and outcome each have a place of their own
        return all(not one or bool(one & other) for one, other in zip(wanted.about, found.about, strict=True))
    return all(any(one & other for other in found.about) for one in wanted.about if one)


def _equal(wanted: Value, found: Value) -> bool:
    if wanted.field in NAMES:
        ours, theirs = (words(one.value).union(*one.about) for one in (found, wanted))
        return len(ours & theirs) >= max(1, min(len(ours), len(theirs)) // 2)
    one, other = _parsed(wanted.value), _parsed(found.value)
    if one is None or other is None:
        return str(wanted.value).casefold() == str(found.value).casefold()
    return abs(one[0] - other[0]) < 1e-9 and (not one[1] or words(one[1]) == words(other[1]))


def _parsed(value: float | str) -> tuple[float, str] | None:
    """The number of a plain value and its unit; None for a range or a word."""
    if isinstance(value, int | float):
        return float(value), ""
    match = _NUMBER.match(value)
    return (float(match[1].replace("−", "-")), match["unit"] or "") if match and " to " not in value else None
