"""Groups words that stand in the same company, from plain texts, for taggers to know "grampa" by "father".

    python training/word_classes.py OUT.npz TEXT.jsonl...

Each line of a TEXT.jsonl holds a document's words under "text".  Written are words and classes only, of one fine and
one coarse division: counts of neighbours, as positive pointwise mutual information, reduced by a randomized singular value
decomposition and divided by k-means (Levy, Goldberg and Dagan 2015).  Everything is seeded.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from extractor.language.tokens import split
from extractor.models.words import plain

WORDS, CONTEXTS, DIMENSIONS = 16000, 2000, 80
DIVISIONS = {"coarse": 64, "fine": 384}
PLACES = (-2, -1, 1, 2)


def texts(paths: list[Path]) -> list[list[str]]:
    return [
        [plain(word) for word in split(json.loads(line)["text"])[0] if not word.isspace()]
        for path in paths
        for line in path.read_text(encoding="utf8").split("\n")
        if line.strip()
    ]


def vectors(documents: list[list[str]], words: list[str]) -> np.ndarray:
    """A row a word: what stands two and one places before and after it."""
    index = {word: i for i, word in enumerate(words)}
    counts = np.zeros((len(words), len(PLACES) * CONTEXTS), np.float32)
    for document in documents:
        ids = np.array([index.get(word, -1) for word in document])
        for slot, place in enumerate(PLACES):
            here, there = (ids[:-place], ids[place:]) if place > 0 else (ids[-place:], ids[:place])
            known = (here >= 0) & (there >= 0) & (there < CONTEXTS)
            np.add.at(counts, (here[known], slot * CONTEXTS + there[known]), 1)
    total = counts.sum()
    rows, columns = counts.sum(1, keepdims=True), counts.sum(0, keepdims=True) ** 0.75
    columns *= total / columns.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        counts = np.log(counts * total / (rows * columns))
    counts[~np.isfinite(counts) | (counts < 0)] = 0
    random = np.random.default_rng(1)
    probe = counts @ random.standard_normal((counts.shape[1], DIMENSIONS + 16), np.float32)
    for _ in range(3):
        probe, _ = np.linalg.qr(counts @ (counts.T @ probe))
    left, values, _ = np.linalg.svd(probe.T @ counts, full_matrices=False)
    found = (probe @ left)[:, :DIMENSIONS] * np.sqrt(values[:DIMENSIONS])
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def divided(points: np.ndarray, classes: int) -> np.ndarray:
    """k-means over directions, seeded; the commonest words are the first centres."""
    centres = points[:classes].copy()
    nearest = np.zeros(len(points), int)
    for _ in range(40):
        nearest = np.argmax(points @ centres.T, axis=1)
        for k in range(classes):
            members = points[nearest == k]
            if len(members):
                centres[k] = members.sum(0)
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    return nearest


def main(out: str, *paths: str) -> None:
    documents = texts([Path(path) for path in paths])
    counts = Counter(word for document in documents for word in document)
    words = [word for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:WORDS] if n >= 4]
    points = vectors(documents, words)
    classes = {name: divided(points, k).astype(np.uint16) for name, k in DIVISIONS.items()}
    np.savez_compressed(out, words=np.frombuffer("\n".join(words).encode(), np.uint8), **classes)
    for k in range(0, 384, 24):
        print(k, [w for w, c in zip(words, classes["fine"], strict=True) if c == k][:12])


if __name__ == "__main__":
    main(*sys.argv[1:])
