"""Trains the links of numbers to groups and outcomes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from extractor.models.number_roles import RESULTS
from extractor.models.result_links import ROWS, Links, Setting, Stretch
from extractor.models.result_words import Found, Weights, named, scores, spans
from training.annotated import Sentence, annotated, sentences
from training.result_words import FOLDS, Example, fold_of, lines, more, rct_art, taggers

ARM_SIZES = ("arm", "arm_analyzed")


class Chain:
    """A sentence's links and the choices that the annotators allow for each number; None allows all."""

    def __init__(self, links: Links, allowed: list[set[int] | None]) -> None:
        self.links, self.allowed = links, allowed


def words_of(example: Example, start: int, end: int) -> Stretch:
    inside = [i for i, s in enumerate(example.starts) if s < end and s + len(example.words[i]) > start]
    return Stretch(inside[0], inside[-1] + 1)


def chain(example: Example, gold: dict, found: list[Found], kind: str) -> Chain | None:
    entities, relations = gold["entities"], gold["relations"] or []
    heads: dict[int, list[int]] = {}
    for r in relations:
        if (r["label"] == "OC_RES") == (kind == "OC"):
            heads.setdefault(r["child"], []).append(r["head"])
    linked = {r["child"] for r in relations}
    numbers = sorted(
        (words_of(example, e["start"], e["end"]), i)
        for i, e in enumerate(entities)
        if e["label"] == "MEAS" and i in linked
    )
    if not numbers:
        return None
    names = [Stretch(f.start, f.end) for f in found if f.kind == kind]
    others = [Stretch(f.start, f.end) for f in found if f.kind == ({"OC": "INTV", "INTV": "OC"}[kind])]
    sure = [f.sure for f in found if f.kind == kind]
    setting = Setting(kind, example.words, [n for n, _ in numbers], names, others, sure)
    links = Links(setting)
    allowed: list[set[int] | None] = []
    for _, i in numbers:
        if i not in heads:
            allowed.append({len(names)})
            continue
        spans = [words_of(example, entities[h]["start"], entities[h]["end"]) for h in heads[i]]
        fit = {j for j, n in enumerate(names) if any(n.start < s.end and s.start < n.end for s in spans)}
        fit |= {j for j in range(len(names)) if any(links.same[j] == links.same[k] for k in fit)}
        allowed.append(fit or None)
    return Chain(links, allowed)


JOINING = frozenset("( ) [ ] of / ± +/- % , out the - – sd se sem patients : = n".split())


def of_ours(gold: Path, taggers: Sequence[Weights]) -> list[tuple[int, str, Chain]]:
    """The chains of this project's annotations, with the names that the tagger without their fold finds."""
    made = []
    for told in sentences(annotated(gold)):
        for s in told:
            if any(n.role in RESULTS or n.role in ARM_SIZES for n in s.numbers) and len(s.text) < 900:
                example = Example(s.document, s.text, [])
                learned = taggers[fold_of(example)]
                found = named(scores(example.words, learned), learned)
                for kind in ("INTV", "OC"):
                    made += [
                        (fold_of(example), "ours", c) for c in [_of_ours(s, example, found, kind)] if c is not None
                    ]
    return made


def _of_ours(s: Sentence, example: Example, found: list[Found], kind: str) -> Chain | None:
    wanted = (*RESULTS, *ARM_SIZES) if kind == "INTV" else RESULTS
    numbers: list[tuple[Stretch, str | None]] = []
    for number in sorted(s.numbers):
        whose = number.arm if kind == "INTV" else number.outcome
        place = words_of(example, number.start, number.end)
        before = numbers[-1] if numbers else None
        if before is not None and whose == before[1] and _joins(example.words[before[0].end : place.start]):
            numbers[-1] = (Stretch(before[0].start, place.end), whose)
        elif number.role in wanted:
            numbers.append((place, whose))
    if not numbers:
        return None
    names = [Stretch(f.start, f.end) for f in found if f.kind == kind]
    others = [Stretch(f.start, f.end) for f in found if f.kind == ({"OC": "INTV", "INTV": "OC"}[kind])]
    sure = [f.sure for f in found if f.kind == kind]
    links = Links(Setting(kind, example.words, [place for place, _ in numbers], names, others, sure))
    places = s.arms if kind == "INTV" else s.outcomes
    allowed: list[set[int] | None] = []
    for _, whose in numbers:
        if whose is not None and "+" in whose:
            allowed.append(None)
        elif whose not in places:
            allowed.append({len(names)})
        else:
            spans = [words_of(example, a, b) for a, b in places[whose]]
            fit = {j for j, n in enumerate(names) if any(n.start < p.end and p.start < n.end for p in spans)}
            fit |= {j for j in range(len(names)) if any(links.same[j] == links.same[k] for k in fit)}
            allowed.append(fit or None)
    return Chain(links, allowed)


def _joins(between: Sequence[str]) -> bool:
    """Whether two numbers are told as one: "12 of 40 (30 %)", "7.1 ± 0.4"."""
    return len(between) <= 4 and all(word.lower() in JOINING for word in between)


def expected(one, two, mask) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Marginals of each choice and pair, of the choices that the mask allows."""
    n = len(one)
    one = one + np.where(mask, 0, -1e9)
    forward, backward = [one[0]], [np.zeros_like(one[0])]
    for i in range(1, n):
        ways = forward[-1][:, None] + two[i - 1]
        top = ways.max(0)
        forward.append(np.log(np.exp(ways - top).sum(0)) + top + one[i])
    for i in range(n - 2, -1, -1):
        ways = two[i] + (one[i + 1] + backward[0])[None]
        top = ways.max(1, keepdims=True)
        backward.insert(0, np.log(np.exp(ways - top).sum(1)) + top[:, 0])
    top = forward[-1].max()
    z = np.log(np.exp(forward[-1] - top).sum()) + top
    tags = [np.exp(f + b - z) for f, b in zip(forward, backward, strict=True)]
    pairs = [np.exp(forward[i][:, None] + two[i] + (one[i + 1] + backward[i + 1])[None] - z) for i in range(n - 1)]
    return tags, pairs


def train(chains: list[Chain], epochs: int = 12, rate: float = 0.1, decay: float = 0.01, seed: int = 1) -> np.ndarray:
    random = np.random.default_rng(seed)
    weights, total = np.zeros(ROWS), np.full(ROWS, 1e-2)
    for epoch in range(epochs):
        step = rate * (1 - epoch / epochs)
        for at in random.permutation(len(chains)):
            chain = chains[at]
            one, two = chain.links.potentials(weights)
            allowed = np.array([[a is None or j in a for j in range(one.shape[1])] for a in chain.allowed])
            free, held = expected(one, two, np.ones_like(allowed)), expected(one, two, allowed)
            gradient: dict[int, float] = {}
            for i, choices in enumerate(chain.links.unary):
                for rows, delta in zip(choices, free[0][i] - held[0][i], strict=True):
                    for row in rows:
                        gradient[row] = gradient.get(row, 0) + delta
            for i, table in enumerate(chain.links.pairs):
                for line, deltas in zip(table, free[1][i] - held[1][i], strict=True):
                    for rows, delta in zip(line, deltas, strict=True):
                        for row in rows:
                            gradient[row] = gradient.get(row, 0) + delta
            keys = np.fromiter(gradient, int)
            values = np.fromiter(gradient.values(), float) + decay * weights[keys]
            total[keys] += values**2
            weights[keys] -= step * values / np.sqrt(total[keys])
    return weights


def chains(examples: list[Example], gold: list[dict], found: list[list[Found]]) -> list[tuple[int, str, Chain]]:
    """The chains of all sentences, of the annotators' own names and of those that the tagger found out of fold."""
    made = [
        (fold_of(e), source, chain(e, g, f, kind))
        for kind in ("INTV", "OC")
        for source, named in (("tagger", found), ("gold", [spans(e.gold) for e in examples]))
        for e, g, f in zip(examples, gold, named, strict=True)
    ]
    return [(fold, source, c) for fold, source, c in made if c is not None]


def right(learned: np.ndarray, tested: Chain) -> tuple[int, int, int]:
    """Numbers linked to what the annotators allow, all numbers, and those whose name was not found."""
    none, best = len(tested.links.of.names), tested.links.best(learned)
    hits = [a is not None and (none if c is None else c) in a for c, a in zip(best, tested.allowed, strict=True)]
    return sum(hits), len(hits), sum(a is None for a in tested.allowed)


def out_of_fold(folder: Path, learned: Sequence[Weights]) -> list[tuple[int, str, Chain]]:
    """All chains, with the names that the tagger without their fold finds in them."""
    examples, gold = rct_art(folder), list(lines(folder / "rct_art.jsonl"))
    found = [named(scores(e.words, learned[fold_of(e)]), learned[fold_of(e)]) for e in examples]
    return [*chains(examples, gold, found), *of_ours(folder, learned)]


def main(folder: str, out: str | None = None) -> None:
    gold = Path(folder)
    made = out_of_fold(gold, taggers([*rct_art(gold), *more(gold)]))
    if out:
        np.savez_compressed(out, weights=train([c for _, _, c in made]).astype(np.float32))
        return
    report(made)


def report(made: list[tuple[int, str, Chain]]) -> list[np.ndarray]:
    sums: dict[tuple[str, str], np.ndarray] = {}
    learned = [train([c for fold, _, c in made if fold != k]) for k in range(FOLDS)]
    for fold, source, c in made:
        key = (c.links.of.kind, source)
        sums[key] = sums.get(key, np.zeros(3)) + right(learned[fold], c)
    for (kind, source), (hits, n, lost) in sums.items():
        print(
            f"{kind:5} names of the {source:6}: {hits:.0f} of {n:.0f} numbers linked right; {lost:.0f} names not found"
        )
    return learned


if __name__ == "__main__":
    main(*sys.argv[1:])
