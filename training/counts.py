"""Trains the weights that tell what each number of people is: of the whole study, of an arm, analyzed, screened, of a part.

    python -m training.counts ../shared/gold        writes extractor/models/counts.npz

`training.folds` trains it without the texts that are measured.

Gold: this project's annotations of abstracts (`training/annotations`) and those that it wrote (`training/written`); the full
texts of those from Evidence Inference, where the total that the abstract states is the total, too; and
litmining/labelbuddy-annotations (MIT; 165 full texts, counts of participants).  Only numbers leave this script: weights of
hashed words.  Two runs give one and the same file.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from extractor import models
from extractor.document import Document
from extractor.finders.counts import votes
from extractor.language import parse
from extractor.language.context import LONGEST_ABSTRACT
from extractor.language.numbers import as_printed
from extractor.models import linear
from extractor.models.counts import ARM, ARM_ANALYZED, CLASSES, Count, counts_of, judged, of_arms, sureness
from extractor.readers import read
from training.annotated import Annotated, annotated
from training.written import written

LABELBUDDY = {"count": "total", "count+patients": "arm", "count+healthy": "arm"}
LABELS_OF_ALL = dict.fromkeys(LABELBUDDY, "total")  # of a text with one group only
MOST_SAMPLES = 3  # more numbers of one kind of people are its subgroups
SIZE = 1 << 15
FOLDS = 5
STEPS, SHRINKAGE = 40, 1.0
LEAST_SEEN = 2  # a feature that fewer numbers have teaches nothing
# A full text is not annotated itself: its other numbers are none that the abstract calls a size, most of the time.
OTHERS_OF_FULL_TEXT = 0.3
# Arms of a few people share their number with too much else.
LEAST_TOLD_BY_VALUE = 13
# How much a text teaches about which of its numbers is the study's: there are many more trials than other studies.
RANKED = {"abstract": 1.0, "full text": 0.5, "labelbuddy": 2.0}
LEAST_IN_STEP = 20
ARMS = (ARM, ARM_ANALYZED)

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Text:
    """One annotated text with the class and the weight of each of its candidates."""

    name: str
    source: str
    length: int
    counts: list[Count]
    classes: Numbers
    weights: Numbers
    right: frozenset[int] = frozenset()  # the numbers that the gold takes for that of the study


def texts(gold: Path) -> list[Text]:
    """All texts of the training."""
    with tempfile.TemporaryDirectory() as folder:
        reading = _Reading(Path(folder) / "text.txt")
        known = [text for text in annotated(gold) if text.short]
        return [
            *(_of_abstract(text, reading) for text in (*known, *written())),
            *_full_texts(gold, {text.name: text for text in known}, reading),
            *_labelbuddy(gold, reading),
        ]


@dataclass(frozen=True)
class _Reading:
    """Reads a text as the program reads a file of it."""

    path: Path

    def of(self, text: str) -> tuple[Document, list[Count], dict[int, list[str]]]:
        self.path.write_text(text, encoding="utf-8")
        document = read(self.path, self.path.name)
        doc = parse(document)
        voted = votes(doc, document)
        return document, counts_of(doc, document, voted), voted


def _of_abstract(told: Annotated, reading: _Reading) -> Text:
    document, counts, _ = reading.of(told.text)
    place = _places(told.text, document.text)
    roles = {place[number.start]: number.role for number in told.numbers.values() if number.start in place}
    named = [roles.get(count.span.start, "other") for count in counts]
    classes = np.array([CLASSES.index(role) if role in CLASSES else 0 for role in named], dtype=float)
    return Text(
        told.name, "abstract", len(document.text), counts, classes, np.ones(len(counts)), frozenset(_totals(told))
    )


def _totals(told: Annotated) -> set[int]:
    """The numbers of everybody in the study; where none is stated, of those analyzed."""
    for role in ("total", "analyzed"):
        if found := {n for number in told.numbers.values() if number.role == role and (n := _whole(told, number))}:
            return found
    return set()


def _whole(told: Annotated, number: Any) -> int | None:
    printed = as_printed(told.text[number.start : number.end])
    return int(printed) if printed and printed.isdigit() else None


def _full_texts(gold: Path, known: Mapping[str, Annotated], reading: _Reading) -> Iterator[Text]:
    """What the abstract calls a total, or an arm's size, is the same wherever its full text prints that number."""
    for line in (gold / "evidence_inference.texts.jsonl").read_text("utf-8").split("\n"):
        item = json.loads(line) if line else {}
        told = known.get(item.get("doc_id", ""))
        totals = _totals(told) if told is not None else set()
        if told is None or not totals:
            continue
        others = {
            n: number.role
            for number in told.numbers.values()
            if number.role in CLASSES and (n := _whole(told, number)) and n >= LEAST_TOLD_BY_VALUE
        }
        document, counts, _ = reading.of(item["text"])
        named = ["total" if c.value in totals else others.get(c.value, "other") for c in counts]
        classes = np.array([CLASSES.index(role) for role in named], dtype=float)
        weights = np.full(len(counts), OTHERS_OF_FULL_TEXT)
        yield Text(told.name, "full text", len(document.text), counts, classes, weights, frozenset(totals))


def _labelbuddy(gold: Path, reading: _Reading) -> Iterator[Text]:
    """The texts without gold teach nothing."""
    for line in (gold / "labelbuddy.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        document, counts, voted = reading.of(told["text"])
        numbers = _studied(told, {count.value for count in counts})
        marked = _marked(told, document.text, counts, LABELS_OF_ALL if _one_group(told, numbers) else LABELBUDDY)
        classes, weights = _classes(counts, marked, voted, numbers)
        weights = weights if marked else np.zeros(len(counts))
        yield Text(told["doc_id"], "labelbuddy", len(document.text), counts, classes, weights, frozenset(numbers))


def _studied(told: dict[str, Any], printed: Collection[int]) -> set[int]:
    """The numbers of everybody: as marked, else those of the one group there is, else the printed sum of two groups."""
    of: dict[str, set[int]] = {label: set() for label in LABELBUDDY}
    for entity in told["entities"]:
        number = as_printed(entity["text"]) if entity["label"] in of else None
        if number is not None and number.isdigit():
            of[entity["label"]].add(int(number))
    if of["count"]:
        return of["count"]
    groups = [numbers for numbers in of.values() if numbers]
    if len(groups) == 1:
        return groups[0] if len(groups[0]) <= MOST_SAMPLES else set()
    return {sum(min(numbers) for numbers in groups)} & set(printed) if all(len(g) == 1 for g in groups) else set()


def _one_group(told: dict[str, Any], studied: Collection[int]) -> bool:
    """Whether a text has people of one kind only, who are everybody."""
    return len({entity["label"] for entity in told["entities"]} & set(LABELBUDDY)) == 1 and len(studied) > 0


def _classes(
    counts: Sequence[Count], marked: Mapping[int, str], voted: Mapping[int, Sequence[str]], studied: Collection[int]
) -> tuple[Numbers, Numbers]:
    """A number that is said again is marked in one place only, and one that no rule takes for a size teaches nothing."""
    numbers = {counts[i].value for i in marked}
    some_total = any(label == "total" for label in marked.values())
    classes, weights = np.zeros(len(counts)), np.ones(len(counts))
    for i, count in enumerate(counts):
        if i in marked:
            classes[i] = CLASSES.index(marked[i])
        elif count.value in numbers or count.value in studied or (count.span.start in voted and not some_total):
            weights[i] = 0
    return classes, weights


def _places(text: str, as_read: str) -> dict[int, int]:
    """Where each printed character stands in the text as read: the reader moves white space about, and nothing else."""
    printed = (i for i, c in enumerate(as_read) if not c.isspace())
    return dict(zip((i for i, c in enumerate(text) if not c.isspace()), printed, strict=False))


def _marked(told: dict[str, Any], as_read: str, counts: Sequence[Count], labels: Mapping[str, str]) -> dict[int, str]:
    """The candidates that the gold marks, by their place in the list."""
    place = _places(told["text"], as_read)
    starts = {count.span.start: i for i, count in enumerate(counts)}
    return {
        starts[place[i]]: labels[entity["label"]]
        for entity in told["entities"]
        if entity["label"] in labels
        for i in range(entity["start"], entity["end"])
        if place.get(i) in starts
    }


def fitted(given: Sequence[Text]) -> Numbers:
    """Weights: a softmax over the classes of each candidate, and one over the candidates of each text."""
    known = [text for text in given if text.counts and text.weights.any()]
    task = _Task(known)
    start = np.zeros(len(task.used) * (len(CLASSES) + 1))
    found = minimize(task.cost, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 6}).x
    weights = np.zeros((SIZE, len(CLASSES) + 1))
    weights[task.used] = found.reshape(len(task.used), -1)
    return weights


class _Task:
    """The candidates of some texts, laid out for adding up weights."""

    def __init__(self, known: Sequence[Text]) -> None:
        places = [linear.buckets(count.features, SIZE) for text in known for count in text.counts]
        flat = np.array([place for each in places for place in each])
        ends = np.cumsum([0, *(len(each) for each in places)])
        self.used = np.flatnonzero(np.bincount(flat, minlength=SIZE) >= LEAST_SEEN)
        whole = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(places), SIZE))[:, self.used]
        self.matrix, self.turned = whole, whole.T.tocsr()
        self.wanted = np.eye(len(CLASSES))[np.concatenate([text.classes for text in known]).astype(int)]
        self.weights = np.concatenate([text.weights for text in known])
        good = [np.array([float(count.value in text.right) for count in text.counts]) for text in known]
        lengths = [len(text.counts) for text in known]
        self.right = np.concatenate(good)
        self.first = np.cumsum([0, *lengths[:-1]])
        self.text_of = np.repeat(np.arange(len(known)), lengths)
        # Texts that state no total teach nothing about which number it is.
        self.ranked = np.array([RANKED[t.source] * bool(some.any()) for t, some in zip(known, good, strict=True)])

    def cost(self, flat: Numbers) -> tuple[float, Numbers]:
        """The negative log likelihood and its slope."""
        scores = self.matrix @ flat.reshape(len(self.used), -1)
        classes = _softmax(scores[:, :-1])
        lost = -float(self.weights @ np.log(np.maximum((classes * self.wanted).sum(axis=1), 1e-300)))
        ranked, slope = self._ranked(scores[:, -1])
        errors = np.column_stack([(classes - self.wanted) * self.weights[:, None], slope])
        gradient = (self.turned @ errors).ravel() + SHRINKAGE * flat
        return lost + ranked + 0.5 * SHRINKAGE * float(flat @ flat), gradient

    def _ranked(self, scores: Numbers) -> tuple[float, Numbers]:
        """How little of a text's likelihood falls on the right numbers, equal ones together, and its slope."""
        raised = np.exp(scores - np.maximum.reduceat(scores, self.first)[self.text_of])
        share = raised / np.add.reduceat(raised, self.first)[self.text_of]
        hit = np.maximum(np.add.reduceat(share * self.right, self.first), 1e-300)
        slope = (share - share * self.right / hit[self.text_of]) * self.ranked[self.text_of]
        return -float(self.ranked @ np.log(hit)), slope


def _softmax(scores: Numbers) -> Numbers:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def write(weights: Numbers, tables: dict[str, Numbers], path: Path) -> None:
    """Half precision is enough, and small weights are left out."""
    kept = np.where(np.abs(weights) < 0.01, 0, weights).astype(np.float16)
    np.savez_compressed(path, weights=kept, **{name: table.astype(np.float32) for name, table in tables.items()})


class Tried(NamedTuple):
    """What weights that never saw a text say of it: how sure its likeliest number is, and whether that is right."""

    fold: int
    kind: str
    sure: float
    right: bool


def tried(given: Sequence[Text], folds: Sequence[int], learned: Mapping[int, Numbers]) -> list[Tried]:
    """Each text that has gold, or whose likeliest number is known to be another, judged by the weights of its fold."""
    found = []
    for text, own in zip(given, folds, strict=True):
        if not text.counts:
            continue
        model = linear.Linear(learned[own].astype(np.float32))
        values = [count.value for count in text.counts]
        said = judged(model.scores([count.features for count in text.counts]), values)
        best = int(said.total.argmax())
        if text.right or text.source == "abstract" or text.classes[best] in ARMS:
            kind = "short" if text.length < LONGEST_ABSTRACT else "long"
            sure = sureness(float(said.total[best]), float(of_arms(said.kinds)[best]))
            found.append(Tried(own, kind, sure, values[best] in text.right))
    return found


def by_fold(given: Sequence[Text], folds: Sequence[int]) -> dict[int, Numbers]:
    """For each fold the weights that were made without it."""
    return {
        fold: fitted([text for text, own in zip(given, folds, strict=True) if own != fold])
        for fold in sorted(set(folds))
    }


def tables(judgements: Sequence[Tried]) -> dict[str, Numbers]:
    """How often the likeliest number of a text is right, by how sure it is."""
    return {kind: steps([(t.sure, t.right) for t in judgements if t.kind == kind]) for kind in ("short", "long")}


def steps(judged_right: Sequence[tuple[float, bool]]) -> Numbers:
    """Isotonic regression of right on likelihood, in steps of a few texts at least: (from here on, share right)."""
    ranked = sorted(judged_right)
    blocks = [ranked[i : i + LEAST_IN_STEP] for i in range(0, len(ranked), LEAST_IN_STEP)]
    pools: list[tuple[float, int, int]] = []  # least likelihood, right, all
    for block in blocks:
        pools.append((block[0][0], sum(right for _, right in block), len(block)))
        while len(pools) > 1 and pools[-1][1] * pools[-2][2] <= pools[-2][1] * pools[-1][2]:
            low, high = pools[-2:]
            pools[-2:] = [(low[0], low[1] + high[1], low[2] + high[2])]
    # A few texts prove no certainty.
    return np.array([(least, min(right / among, 1 - 1 / (among + 2))) for least, right, among in pools])


def fold_of(name: str) -> int:
    """The fold of a text; an abstract and its full text are in one."""
    return zlib.crc32(name.encode()) % FOLDS


def write_all(gold: Path, out: Path) -> None:
    """The weights learned from every text, with how often the like of each answer is right out of fold."""
    given = texts(gold)
    folds = [fold_of(text.name) for text in given]
    write(fitted(given), tables(tried(given, folds, by_fold(given, folds))), out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    write_all(parser.parse_args().gold, models.folder / "counts.npz")


if __name__ == "__main__":
    main()
