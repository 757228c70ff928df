"""Trains the weights that tell which number is the size of a study, and which the size of an arm.

    python -m training.counts ../shared/gold        writes extractor/models/counts.npz

`training.folds` trains it without the texts that are measured.

Gold: TrialSieve (CC0; 562 abstracts, "Sample Size") and litmining/labelbuddy-annotations (MIT; 165 full texts, counts
of participants).  Only numbers leave this script: weights of hashed words.  Two runs give one and the same file.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from extractor import models
from extractor.finders.counts import votes
from extractor.language import parse
from extractor.language.context import LONGEST_ABSTRACT
from extractor.language.numbers import as_printed
from extractor.models import linear
from extractor.models.counts import CLASSES, Count, counts_of, judged
from extractor.readers import read

SETS = {
    "trialsieve": {"Sample Size": "any"},
    "labelbuddy": {"count": "total", "count+patients": "arm", "count+healthy": "arm"},
}
SIZE = 1 << 15
FOLDS, SEED = 5, 1
STEPS, RATE, SHRINKAGE = 150, 0.1, 1.0
# Annotators overlooked numbers: what the rules take for a sample size and the gold does not teaches less.
DOUBTED = 0.3
LARGEST_IS_ALL = 1.6
LEAST_IN_STEP = 20
EACH = re.compile(r"\s(?:\w+\s){0,2}(?:in each|per|of each|each)\b")

OTHER, TOTAL, ARM = range(len(CLASSES))
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Text:
    """One annotated text with the class and the weight of each of its candidates."""

    name: str
    text: str
    counts: list[Count]
    classes: Numbers
    weights: Numbers
    right: frozenset[int] = frozenset()  # the numbers that the gold takes for that of the study


def texts_of(gold: Path, name: str, folder: Path) -> Iterator[Text]:
    """The texts of one set; those without gold teach nothing and have no classes."""
    for line in (gold / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        path = folder / "".join(c if c.isascii() and (c.isalnum() or c in "_-") else "_" for c in told["doc_id"])
        path = path.with_name(path.name + ".txt")
        path.write_text(told["text"], encoding="utf-8")
        document = read(path, path.name)
        doc = parse(document)
        voted = votes(doc, document)
        counts = counts_of(doc, document, voted)
        marked = _marked(told, document.text, counts, SETS[name])
        classes, weights = _classes(
            counts, marked, {start: set(words) for start, words in voted.items()}, document.text
        )
        yield Text(
            path.stem,
            told["text"],
            counts,
            classes,
            weights if marked else np.zeros(len(counts)),
            _answers(told, SETS[name]),
        )


def _answers(told: dict[str, Any], labels: dict[str, str]) -> frozenset[int]:
    """The numbers that count as right: those marked as total, or as any size, and what neighbours of these add up to."""
    marked = [e for e in told["entities"] if labels.get(e["label"]) in {"total", "any"}]
    numbers = [int(n) for e in marked if (n := as_printed(re.sub(r"^[nN]\s?=\s?", "", e["text"]))) and "." not in n]
    if "any" not in labels.values():
        return frozenset(numbers)
    return frozenset(numbers) | _runs(numbers)


def _runs(numbers: Sequence[int]) -> frozenset[int]:
    """What neighbours in a list add up to."""
    return frozenset(sum(numbers[a:b]) for a in range(len(numbers)) for b in range(a + 2, len(numbers) + 1))


def _marked(told: dict[str, Any], text: str, counts: Sequence[Count], labels: dict[str, str]) -> dict[int, str]:
    """The candidates that the gold marks.  The reader moves white space about, and nothing else."""
    printed = [i for i, c in enumerate(text) if not c.isspace()]
    place = {i: at for at, i in enumerate(i for i, c in enumerate(told["text"]) if not c.isspace())}
    starts = {count.span.start: i for i, count in enumerate(counts)}
    marked = {}
    for entity in told["entities"]:
        if entity["label"] in labels:
            for i in range(entity["start"], entity["end"]):
                at = printed[place[i]] if i in place and place[i] < len(printed) else -1
                if at in starts:
                    marked[starts[at]] = labels[entity["label"]]
    return marked


def _classes(
    counts: Sequence[Count], marked: dict[int, str], voted: dict[int, set[str]], text: str
) -> tuple[Numbers, Numbers]:
    """The class of each candidate.  Where the gold says only "a sample size", the numbers tell which it is."""
    classes, weights = np.zeros(len(counts), dtype=int), np.ones(len(counts))
    numbers = [counts[i].value for i in sorted(marked)]
    runs = _runs(numbers)
    some_total = not marked or any(label != "arm" for label in marked.values())
    for i, count in enumerate(counts):
        said = voted.get(count.span.start, set())
        if i in marked:
            label = marked[i]
            equals = [text[: counts[j].span.start].rstrip().endswith("=") for j in sorted(marked)]
            after_equals = text[: count.span.start].rstrip().endswith("=")
            each = EACH.match(text, count.span.end) is not None
            classes[i] = {"total": TOTAL, "arm": ARM}.get(label) or _class_of(
                count.value, numbers, after_equals, all(equals), said | ({"n.per_group"} if each else set())
            )
        elif count.value in numbers:
            weights[i] = 0  # said again; the gold marks one place
        elif "total" not in marked.values() and count.value in runs and said:
            classes[i] = TOTAL  # the gold marks the arms only
        elif said:
            weights[i] = DOUBTED if "any" in marked.values() else 1.0 if some_total else 0.0
    return classes.astype(float), weights


def _whole(numbers: Sequence[int]) -> str:
    """Why the largest of some sizes is that of all: "alone", a "sum" of others, "far" above them; "" when it is not."""
    ranked = sorted(set(numbers), reverse=True)
    if len(ranked) < 2:
        return "alone"
    parts = [n for n in numbers if n < ranked[0]][:9]
    sums = {sum(some) for size in range(2, 6) for some in itertools.combinations(parts, size)}
    same = {times * n for n in parts for times in (2, 3, 4)}
    if ranked[0] in sums | same:
        return "sum"
    return "far" if ranked[0] >= LARGEST_IS_ALL * ranked[1] else ""


def _class_of(value: int, numbers: Sequence[int], after_equals: bool, all_equals: bool, said: set[str]) -> int:
    several = len(set(numbers)) > 1
    if "n.per_group" in said:
        return ARM
    whole = _whole(numbers)
    # "IN (n = 10), GN (n = 19) and BN (n = 10)" are three groups
    if value == max(numbers) and (whole in {"alone", "sum"} or (whole == "far" and not all_equals)):
        return TOTAL
    if after_equals:
        return ARM if several else TOTAL
    return TOTAL if said & {"n.total", "n.randomized", "n.analyzed", "n.completed", "n.screened"} else ARM


def fitted(texts: Sequence[Text]) -> Numbers:
    """Weights: a softmax over the classes of each candidate, and one over the candidates of each text."""
    known = [text for text in texts if text.counts and text.weights.any()]
    rows = _Rows(known)
    return np.column_stack([_class_weights(known, rows), _rank_weights(known, rows)])


class _Rows:
    """The candidates of some texts, laid out for adding up weights."""

    def __init__(self, texts: Sequence[Text]) -> None:
        places = [linear.buckets(count.features, SIZE) for text in texts for count in text.counts]
        lengths = [len(each) for each in places]
        self.flat = np.array([place for each in places for place in each])
        self.starts = np.cumsum([0, *lengths[:-1]])
        self.row = np.repeat(np.arange(len(places)), lengths)

    def sums(self, weights: Numbers) -> Numbers:
        return np.asarray(np.add.reduceat(weights[self.flat], self.starts, axis=0))

    def gradient(self, errors: Numbers) -> Numbers:
        columns = [np.bincount(self.flat, errors[self.row, k], SIZE) for k in range(errors.shape[1])]
        return np.column_stack(columns)


def _class_weights(texts: Sequence[Text], rows: _Rows) -> Numbers:
    wanted = np.eye(len(CLASSES))[np.concatenate([text.classes for text in texts]).astype(int)]
    weights = np.concatenate([text.weights for text in texts])

    def gradient(now: Numbers) -> Numbers:
        errors = (_softmax(rows.sums(now)) - wanted) * weights[:, None]
        return (rows.gradient(errors) + SHRINKAGE * now) / weights.sum()

    return _descended(gradient, len(CLASSES))


def _rank_weights(texts: Sequence[Text], rows: _Rows) -> Numbers:
    """Texts that state no total teach nothing here."""
    good = [_right(text) for text in texts]
    taught = np.repeat([bool(some.any()) for some in good], [len(text.counts) for text in texts])
    right = np.concatenate(good)
    first = np.cumsum([0, *(len(text.counts) for text in texts[:-1])])
    text_of = np.repeat(np.arange(len(texts)), [len(text.counts) for text in texts])
    teaching = sum(bool(some.any()) for some in good)

    def gradient(now: Numbers) -> Numbers:
        scores = rows.sums(now)[:, 0]
        raised = np.exp(scores - np.maximum.reduceat(scores, first)[text_of])
        share = raised / np.add.reduceat(raised, first)[text_of]
        wanted = raised * right / np.maximum(np.add.reduceat(raised * right, first), 1e-12)[text_of]
        return (rows.gradient(((share - wanted) * taught)[:, None]) + SHRINKAGE * now) / teaching

    return _descended(gradient, 1)


def _right(text: Text) -> Numbers:
    totals = {count.value for count, kind in zip(text.counts, text.classes, strict=True) if kind == TOTAL}
    return np.array([float(count.value in totals) for count in text.counts])


def _softmax(scores: Numbers) -> Numbers:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _descended(gradient: Callable[[Numbers], Numbers], columns: int) -> Numbers:
    """Adam (Kingma and Ba 2015) from zero, over all examples at once: nothing is drawn by chance."""
    weights, mean, square = np.zeros((3, SIZE, columns))
    for step in range(1, STEPS + 1):
        slope = gradient(weights)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        weights = weights - RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def write(weights: Numbers, tables: dict[str, Numbers], path: Path) -> None:
    """Half precision is enough, and small weights are left out."""
    kept = np.where(np.abs(weights) < 0.004, 0, weights).astype(np.float16)
    np.savez_compressed(path, weights=kept, **{name: table.astype(np.float32) for name, table in tables.items()})


def tables_of(texts: Sequence[Text]) -> dict[str, Numbers]:
    """How often the likeliest number of a text is right, by its likelihood, among texts that the weights never saw."""
    folds = fold_of(texts)
    tried: dict[str, list[tuple[float, bool]]] = {"short": [], "long": []}
    for fold in range(FOLDS):
        weights = fitted([text for text, own in zip(texts, folds, strict=True) if own != fold])
        model = linear.Linear(weights.astype(np.float32))
        for text, own in zip(texts, folds, strict=True):
            if own == fold and text.counts and text.right:
                values = [count.value for count in text.counts]
                totals, _ = judged(model.scores([count.features for count in text.counts]), values)
                kind = "short" if len(text.text) < LONGEST_ABSTRACT else "long"
                best = int(totals.argmax())
                tried[kind].append((float(totals[best]), values[best] in text.right))
    return {kind: steps(some) for kind, some in tried.items()}


def steps(tried: Sequence[tuple[float, bool]]) -> Numbers:
    """Isotonic regression of right on likelihood, in steps of a few texts at least: (from here on, share right)."""
    ranked = sorted(tried)
    blocks = [ranked[i : i + LEAST_IN_STEP] for i in range(0, len(ranked), LEAST_IN_STEP)]
    pools: list[tuple[float, int, int]] = []  # least likelihood, right, all
    for block in blocks:
        pools.append((block[0][0], sum(right for _, right in block), len(block)))
        while len(pools) > 1 and pools[-1][1] * pools[-2][2] <= pools[-2][1] * pools[-1][2]:
            low, high = pools[-2:]
            pools[-2:] = [(low[0], low[1] + high[1], low[2] + high[2])]
    # A few texts prove no certainty.
    return np.array([(least, min(right / among, 1 - 1 / (among + 2))) for least, right, among in pools])


def fold_of(texts: Sequence[Text]) -> npt.NDArray[np.int64]:
    """The fold of each text."""
    return np.random.RandomState(SEED).permutation(len(texts)) % FOLDS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    gold = parser.parse_args().gold
    with tempfile.TemporaryDirectory() as made:
        texts = [text for name in SETS for text in texts_of(gold, name, Path(made))]
    write(fitted(texts), tables_of(texts), models.folder / "counts.npz")


if __name__ == "__main__":
    main()
