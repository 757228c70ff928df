"""Trains the links of numbers to groups and outcomes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from extractor.models.chains import Array, Chain
from extractor.models.number_roles import RESULTS
from extractor.models.result_links import ROWS, Links, Setting, Stretch
from extractor.models.result_words import Found, Weights, named, scores, spans
from training.annotated import Sentence, annotated, sentences
from training.chains import Held, train
from training.result_words import FOLDS, Example, fold_of, lines, more, rct_art, taggers

ARM_SIZES = ("arm", "arm_analyzed")


class Linked(NamedTuple):
    """A sentence's links and the choices that the annotators allow for each number; None allows all."""

    links: Links
    chain: Chain
    allowed: list[set[int] | None]


def words_of(example: Example, start: int, end: int) -> Stretch:
    inside = [i for i, s in enumerate(example.starts) if s < end and s + len(example.words[i]) > start]
    return Stretch(inside[0], inside[-1] + 1)


def chain(example: Example, gold: dict, found: list[Found], kind: str) -> Linked | None:
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
    return Linked(links, links.chain, allowed)


JOINING = frozenset("( ) [ ] of / ± +/- % , out the - – sd se sem patients : = n".split())


def of_ours(gold: Path, taggers: Sequence[Weights]) -> list[tuple[int, str, Linked]]:
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


def _of_ours(s: Sentence, example: Example, found: list[Found], kind: str) -> Linked | None:
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
    return Linked(links, links.chain, allowed)


def _joins(between: Sequence[str]) -> bool:
    """Whether two numbers are told as one: "12 of 40 (30 %)", "7.1 ± 0.4"."""
    return len(between) <= 4 and all(word.lower() in JOINING for word in between)


def learned(made: Sequence[tuple[int, str, Linked]], without: int | None = None) -> Array:
    """The weights from all chains, or all but those of a fold."""
    return train([Held(c.chain, c.allowed) for fold, _, c in made if fold != without], ROWS)


def chains(examples: list[Example], gold: list[dict], found: list[list[Found]]) -> list[tuple[int, str, Linked]]:
    """The chains of all sentences, of the annotators' own names and of those that the tagger found out of fold."""
    made = [
        (fold_of(e), source, chain(e, g, f, kind))
        for kind in ("INTV", "OC")
        for source, named in (("tagger", found), ("gold", [spans(e.gold) for e in examples]))
        for e, g, f in zip(examples, gold, named, strict=True)
    ]
    return [(fold, source, c) for fold, source, c in made if c is not None]


def right(weights: Array, tested: Linked) -> tuple[int, int, int]:
    """Numbers linked to what the annotators allow, all numbers, and those whose name was not found."""
    hits = [a is not None and c in a for c, a in zip(tested.chain.best(weights), tested.allowed, strict=True)]
    return sum(hits), len(hits), sum(a is None for a in tested.allowed)


def out_of_fold(folder: Path, tagger: Sequence[Weights]) -> list[tuple[int, str, Linked]]:
    """All chains, with the names that the tagger without their fold finds in them."""
    examples, gold = rct_art(folder), list(lines(folder / "rct_art.jsonl"))
    found = [named(scores(e.words, tagger[fold_of(e)]), tagger[fold_of(e)]) for e in examples]
    return [*chains(examples, gold, found), *of_ours(folder, tagger)]


def main(folder: str, out: str | None = None) -> None:
    gold = Path(folder)
    made = out_of_fold(gold, taggers([*rct_art(gold), *more(gold)]))
    if out:
        save(learned(made), Path(out))
        return
    report(made)


def save(weights: Array, out: Path) -> None:
    np.savez_compressed(out, weights=weights.astype(np.float32))


def report(made: list[tuple[int, str, Linked]]) -> None:
    sums: dict[tuple[str, str], np.ndarray] = {}
    by_fold = [learned(made, k) for k in range(FOLDS)]
    for fold, source, c in made:
        key = (c.links.of.kind, source)
        sums[key] = sums.get(key, np.zeros(3)) + right(by_fold[fold], c)
    for (kind, source), (hits, n, lost) in sums.items():
        print(
            f"{kind:5} names of the {source:6}: {hits:.0f} of {n:.0f} numbers linked right; {lost:.0f} names not found"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
