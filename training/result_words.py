"""Trains the tagger of result sentences.

    python -m training.result_words GOLD_FOLDER [OUT.npz]     with OUT on everything, else five folds by document

GOLD_FOLDER holds rct_art.jsonl (Apache-2.0; groups, outcomes and numbers of result sentences), and, where only some
words are marked and the rest may be anything, trialsieve.jsonl (CC0) and evidence_inference.jsonl (MIT).
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractor.language.tokens import split
from extractor.models.number_roles import RESULTS
from extractor.models.result_words import KINDS, LINKERS, ROWS, TAGS, Array, Found, Weights, named, rows, scores, spans
from training.annotated import annotated, sentences

FOLDS = 5
BATCH = 32
# What the labels of TrialSieve say of the words under them.
SAYS = {
    "Quantitative Measurement": "MEAS", "Group Name": "INTV", "Drug Intervention": "INTV", "Outcome (Study Endpoint)": "OC",
    "Side Effects": "OC?", "Dosage": "O", "Intervention Duration": "O", "Statistical Significance": "O",
    "Intervention Frequency": "O", "Study Years": "O", "Study Duration": "O", "Type of Quant. Measure": "O",
}  # fmt: skip
Mask = NDArray[np.bool_]


class Example:
    """A sentence, and for each of its words the tags that the annotation allows."""

    def __init__(self, document: str, text: str, marked: Iterable[tuple[str, int, int]], weight: float = 1.0) -> None:
        whole = weight == 1
        self.document, self.text, self.weight = document, text, weight
        pieces, gaps = split(text)
        self.words: list[str] = []
        self.starts: list[int] = []
        at = 0
        for piece, gap in zip(pieces, gaps, strict=True):
            if not piece.isspace():
                self.words.append(piece)
                self.starts.append(at)
            at += len(piece) + gap
        self.rows = rows(self.words)
        self.allowed: Mask = np.full((len(self.words), len(TAGS)), not whole)
        if whole:
            self.allowed[:, 0] = True
        for says, start, end in sorted(marked, key=lambda m: m[1] - m[2]):
            inside = [i for i, s in enumerate(self.starts) if s < end and s + len(self.words[i]) > start]
            kind = says.rstrip("?")
            for n, i in enumerate(inside):
                self.allowed[i] = False
                if kind == "O" or says.endswith("?"):
                    self.allowed[i, 0] = True
                if kind != "O":
                    both = ("B-", "I-") if not whole and n == 0 else ("I-" if n else "B-",)
                    for prefix in both:
                        self.allowed[i, TAGS.index(prefix + kind)] = True

    @property
    def gold(self) -> list[int]:
        return [int(row.argmax()) for row in self.allowed]


def fold_of(example: Example) -> int:
    return zlib.crc32(example.document.encode()) % FOLDS


def lines(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]
    return map(json.loads, filter(None, path.read_text(encoding="utf8").split("\n")))


def rct_art(folder: Path) -> list[Example]:
    return [
        Example(
            d["doc_id"] if "glaucoma" in d["doc_id"] else d["pmid"],
            d["text"],
            [(e["label"], e["start"], e["end"]) for e in d["entities"]],
        )
        for d in lines(folder / "rct_art.jsonl")
    ]


SENTENCE = re.compile(r"\S.*?(?:[.?!](?=\s+[A-Z0-9(\[]|\s*$)|$)", re.DOTALL)


def trialsieve(folder: Path) -> list[Example]:
    """Sentences with a measurement, whose other marks then speak of results too, and those whose numbers are none."""
    found = []
    for d in lines(folder / "trialsieve.jsonl"):
        for match in SENTENCE.finditer(d["text"]):
            start, end = match.span()
            inside = [e for e in d["entities"] if start <= e["start"] and e["end"] <= end and e["label"] in SAYS]
            measured = any(e["label"] == "Quantitative Measurement" for e in inside)
            marks = [
                (SAYS[e["label"]], e["start"] - start, e["end"] - start)
                for e in inside
                if measured or SAYS[e["label"]] == "O"
            ]
            if marks and len(match[0]) < 900:
                found.append(Example(d["doc_id"], match[0], marks, weight=0.2))
    return found


def evidence_inference(folder: Path) -> list[Example]:
    """Sentences of evidence in which the words of the question stand."""
    sentences: dict[tuple[str, str], set[tuple[str, int, int]]] = {}
    for d in lines(folder / "evidence_inference.jsonl"):
        for e in d["evidence"]:
            if not any(c.isdigit() for c in e["text"]) or len(e["text"]) > 600:
                continue
            for key, says in (("outcome", "OC"), ("intervention", "INTV"), ("comparator", "INTV")):
                if len(d[key]) > 2 and (at := e["text"].lower().find(d[key].lower())) >= 0:
                    sentences.setdefault((d["doc_id"], e["text"]), set()).add((says, at, at + len(d[key])))
    return [Example(doc, text, sorted(marks), weight=0.3) for (doc, text), marks in sentences.items()]


WEIGHT_OF_OURS = 0.25


def of_ours(gold: Path) -> list[Example]:
    """The sentences with results of this project's annotations."""
    found = []
    for told in sentences(annotated(gold)):
        for s in told:
            results = [n for n in s.numbers if n.role in RESULTS]
            if results and len(s.text) < 900:
                of = {n.outcome for n in results}
                marks = [("MEAS", n.start, n.end) for n in results]
                marks += [("INTV", a, b) for places in s.arms.values() for a, b in places]
                marks += [("OC", a, b) for k, places in s.outcomes.items() if k in of for a, b in places]
                found.append(_of_ours(s.document, s.text, marks, all(k in s.outcomes for k in of)))
    return found


def _of_ours(document: str, text: str, marks: Sequence[tuple[str, int, int]], outcomes_known: bool) -> Example:
    """What is not marked names no group; where every outcome of the sentence is marked, no outcome either.

    Words beside a name may belong to it: annotators set the edges differently.
    """
    example = Example(document, text, marks, weight=WEIGHT_OF_OURS)
    free = example.allowed.all(axis=1)
    for kind in ("INTV", "OC"):
        both = [TAGS.index(f"{prefix}-{kind}") for prefix in "BI"]
        named = np.flatnonzero(~free & example.allowed[:, both].any(axis=1))
        for i in np.flatnonzero(free):
            word = example.words[i].lower()
            beside = word[0].isalpha() and word not in LINKERS and (abs(named - i) <= 1).any()
            if kind == "INTV" and not beside:
                example.allowed[i] = False
                example.allowed[i, 0] = True
            if beside or (kind == "OC" and not outcomes_known):
                example.allowed[i, both] = True
        example.allowed[named, both[1]] = True  # it may have begun a word before
    return example


class Batch:
    """Sentences side by side, the shorter ones filled up."""

    def __init__(self, examples: Sequence[Example]) -> None:
        lengths = [len(e.words) for e in examples]
        self.longest, self.n = max(lengths), len(examples)
        self.real = np.arange(self.longest)[None] < np.array(lengths)[:, None]
        self.last = np.array(lengths) - 1
        flat = [mine for e in examples for mine in e.rows]
        self.flat = np.concatenate(flat)
        self.counts = np.array([len(mine) for mine in flat])
        self.allowed = np.zeros((self.n, self.longest, len(TAGS)), bool)
        for i, e in enumerate(examples):
            self.allowed[i, : len(e.words)] = e.allowed
        self.weight = np.array([e.weight for e in examples], np.float32)

    def emitted(self, words: Array) -> Array:
        sums = np.add.reduceat(words[self.flat], np.concatenate([[0], np.cumsum(self.counts)[:-1]]))
        found = np.zeros((self.n, self.longest, len(TAGS)), np.float32)
        found[self.real] = sums
        return found

    def marginals(self, emitted: Array, follow: Array, first: Array, allowed: Mask | None) -> tuple[Array, Array]:
        """How likely each tag is at each word, and how often each pair of tags is expected."""
        k = len(TAGS)
        e = np.exp(emitted - emitted.max(2, keepdims=True))
        if allowed is not None:
            e = e * allowed
            e[~self.real] = 1
        step = np.exp(follow)
        forward, backward = np.zeros_like(e), np.ones_like(e)
        scale = np.ones(e.shape[:2], np.float32)
        state = e[:, 0] * np.exp(first)
        for t in range(self.longest):
            if t:
                new = (state @ step) * e[:, t]
                state = np.where(self.real[:, t, None], new, state)
            scale[:, t] = np.maximum(state.sum(1), 1e-30)
            state = state / scale[:, t, None]
            forward[:, t] = state
        after = np.ones((self.n, k), np.float32)
        pairs = np.zeros((self.n, k, k), np.float32)
        for t in range(self.longest - 1, 0, -1):
            here = self.real[:, t, None]
            arriving = e[:, t] * after / scale[:, t, None]
            pairs += np.where(here[:, :, None], forward[:, t - 1, :, None] * step * arriving[:, None, :], 0)
            after = np.where(here, arriving @ step.T, after)
            backward[:, t - 1] = after
        tag = forward * backward
        tag /= np.maximum(tag.sum(2, keepdims=True), 1e-30)
        tag[~self.real] = 0
        return tag, pairs


def train(
    examples: Sequence[Example], epochs: int = 15, rate: float = 0.06, decay: float = 2e-3, seed: int = 1
) -> Weights:
    """Maximum likelihood of what the annotation allows, with a quadratic penalty, by AdaGrad."""
    random = np.random.default_rng(seed)
    k = len(TAGS)
    words, follow, first = (np.zeros(shape, np.float32) for shape in ((ROWS, k), (k, k), (k,)))
    sums = [np.full_like(a, 1e-2) for a in (words, follow, first)]
    by_length = sorted(range(len(examples)), key=lambda i: len(examples[i].words))
    batches = [Batch([examples[i] for i in by_length[at : at + BATCH]]) for at in range(0, len(by_length), BATCH)]
    for epoch in range(epochs):
        step = rate * (1 - epoch / epochs) + rate * 0.05
        for at in random.permutation(len(batches)):
            batch = batches[at]
            emitted = batch.emitted(words)
            tag, pairs = batch.marginals(emitted, follow, first, None)
            tag_held, pairs_held = batch.marginals(emitted, follow, first, batch.allowed)
            delta = (tag - tag_held) * batch.weight[:, None, None]
            g_follow = ((pairs - pairs_held) * batch.weight[:, None, None]).sum(0)
            flat, inverse = np.unique(batch.flat, return_inverse=True)
            each = np.repeat(delta[batch.real], batch.counts, axis=0)
            g_words = np.stack([np.bincount(inverse, each[:, c], len(flat)) for c in range(k)], 1).astype(np.float32)
            g_words += decay * words[flat] * batch.n
            for array, total, gradient, where in (
                (words, sums[0], g_words, flat),
                (follow, sums[1], g_follow + decay * follow, slice(None)),
                (first, sums[2], delta[:, 0].sum(0) + decay * first, slice(None)),
            ):
                total[where] += gradient**2
                array[where] -= step * gradient / np.sqrt(total[where])
    return Weights(words, follow, first)


def hits(example: Example, found: Sequence[Found]) -> dict[str, tuple[int, int, int, int]]:
    """For each kind: exact hits, overlapping hits, found, gold."""
    gold = spans(example.gold)
    return {
        kind: (
            len({f[1:3] for f in found if f.kind == kind} & {g[1:3] for g in gold if g.kind == kind}),
            sum(any(g.start < f.end and f.start < g.end for f in found if f.kind == kind) for g in gold if g.kind == kind),
            sum(f.kind == kind for f in found),
            sum(g.kind == kind for g in gold),
        )
        for kind in KINDS
    }  # fmt: skip


def taggers(examples: Sequence[Example]) -> list[Weights]:
    """For each fold the weights that were learned without it."""
    return [train([e for e in examples if fold_of(e) != fold]) for fold in range(FOLDS)]


def report(examples: Sequence[Example], found: Sequence[Sequence[Found]]) -> None:
    sums = {kind: np.zeros(4) for kind in KINDS}
    for example, mine in zip(examples, found, strict=True):
        for kind, numbers in hits(example, mine).items():
            sums[kind] += numbers
    for kind, (exact, over, n, gold) in sums.items():
        print(
            f"{kind:5} exact P {exact / n:.3f} R {exact / gold:.3f} F1 {2 * exact / (n + gold):.3f};"
            f" overlap R {over / gold:.3f} ({n:.0f} found, {gold:.0f} gold)"
        )


def more(folder: Path) -> list[Example]:
    """Sentences of which only some words are marked."""
    return [*trialsieve(folder), *evidence_inference(folder), *of_ours(folder)]


def save(learned: Weights, out: str) -> None:
    """A weight is a small whole number times one scale."""
    scale = np.float32(np.abs(learned.words).max() / 127)
    np.savez_compressed(
        out, words=np.round(learned.words / scale).astype(np.int8), scale=scale, follow=learned.follow, first=learned.first
    )  # fmt: skip


def main(folder: str, out: str | None = None) -> None:
    given, partly = rct_art(Path(folder)), more(Path(folder))
    if out:
        save(train([*given, *partly]), out)
    else:
        learned = taggers([*given, *partly])
        report(given, [named(scores(e.words, learned[fold_of(e)]), learned[fold_of(e)]) for e in given])


if __name__ == "__main__":
    main(*sys.argv[1:])
