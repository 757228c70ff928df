"""Trains the judge of sentences that report results.

    python -m training.result_sentences GOLD_FOLDER [OUT.npz]     with OUT on everything, else five folds by document

Sentences with a marked measurement (rct_art, TrialSieve) or quoted as evidence (Evidence Inference) report results; those
of TrialSieve whose marked numbers are sizes, doses and times, and those of methods of full texts, do not.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractor.language.tokens import split
from extractor.models.result_sentences import ROWS, rows, sum_of
from training.result_words import FOLDS, SENTENCE, lines

Told = tuple[str, str, bool]  # document, sentence, whether it reports results
HEAD = re.compile(r"(?m)^(?:ABSTRACT|BODY)\.([A-Z &/-]+):+$")
METHODS = re.compile(
    r"METHOD|MATERIAL|BACKGROUND|INTRODUCTION|STATISTIC|DESIGN|PARTICIPANT|PATIENTS|OUTCOME|PROCEDURE|SETTING|SUBJECTS|INTERVENTION|RANDOM|SAMPLE"
)


def told(folder: Path) -> list[Told]:
    found = [
        (d["doc_id"] if "glaucoma" in d["doc_id"] else d["pmid"], d["text"], True)
        for d in lines(folder / "rct_art.jsonl")
    ]
    for d in lines(folder / "trialsieve.jsonl"):
        for match in SENTENCE.finditer(d["text"]):
            labels = {e["label"] for e in d["entities"] if match.start() <= e["start"] < match.end()}
            if "Quantitative Measurement" in labels:
                found.append((d["doc_id"], match[0], True))
            elif labels & {"Sample Size", "Dosage", "Intervention Duration"} and any(c.isdigit() for c in match[0]):
                found.append((d["doc_id"], match[0], False))
    for d in lines(folder / "evidence_inference.jsonl"):
        found += [
            (d["doc_id"], e["text"], True)
            for e in d["evidence"]
            if any(c.isdigit() for c in e["text"]) and len(e["text"]) < 700
        ]
    for d in lines(folder / "evidence_inference.texts.jsonl"):
        pieces = HEAD.split(d["text"])
        for head, text in zip(pieces[1::2], pieces[2::2], strict=False):
            if METHODS.search(head):
                sentences = [
                    m[0] for m in SENTENCE.finditer(text) if any(c.isdigit() for c in m[0]) and 30 < len(m[0]) < 700
                ]
                found += [(d["doc_id"], sentence, False) for sentence in sentences[:6]]
    return list(dict.fromkeys(found))


def features(text: str) -> list[int]:
    return rows([word for word in split(text)[0] if not word.isspace()])


def train(
    examples: Sequence[tuple[list[int], bool]], epochs: int = 12, rate: float = 0.15, decay: float = 1e-4
) -> NDArray[np.float64]:
    random = np.random.default_rng(1)
    weights, total = np.zeros(ROWS), np.full(ROWS, 1e-2)
    for epoch in range(epochs):
        step = rate * (1 - epoch / epochs)
        for i in random.permutation(len(examples)):
            mine, yes = examples[i]
            slope = (1 / (1 + np.exp(-sum_of(mine, weights))) - yes) / len(mine) ** 0.5
            gradient = slope + decay * weights[mine]
            total[mine] += gradient**2
            weights[mine] -= step * gradient / np.sqrt(total[mine])
    return weights


def save(learned: NDArray[np.float64], out: str) -> None:
    """A weight is a small whole number times one scale."""
    scale = np.abs(learned).max() / 127
    np.savez_compressed(out, weights=np.round(learned / scale).astype(np.int8), scale=np.float32(scale))


def main(folder: str, out: str | None = None) -> None:
    given = told(Path(folder))
    made = [(zlib.crc32(doc.encode()) % FOLDS, features(text), yes) for doc, text, yes in given]
    if out:
        save(train([(mine, yes) for _, mine, yes in made]), out)
        return
    chances = np.zeros(len(made))
    for k in range(FOLDS):
        learned = train([(mine, yes) for fold, mine, yes in made if fold != k])
        for i, (fold, mine, _) in enumerate(made):
            if fold == k:
                chances[i] = 1 / (1 + np.exp(-sum_of(mine, learned)))
    results = np.array([yes for *_, yes in made])
    print(f"{results.sum()} sentences with results, {(~results).sum()} without")
    for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        hit = (chances >= least) & results
        print(
            f"chance >= {least}: precision {hit.sum() / (chances >= least).sum():.3f}"
            f" recall {hit.sum() / results.sum():.3f}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
