"""Trains the links of results to the arms of their study, on documents read as the program reads them.

    python -m training.arm_links GOLD_FOLDER FOLDS [OUT.npz]     with OUT on everything, else how many are right unseen

FOLDS is a folder that `training.folds` wrote: each text is read with the models that never saw it, so that names and
numbers are found in it as they are in a new one.  Also measured is how often an arm is right that is as likely.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from extractor import models
from extractor.assemble import parts_of
from extractor.assemble.kinds import kind_of
from extractor.assemble.linking import Context
from extractor.assemble.reporting import Reporter
from extractor.assemble.result_arms import asked_of, places_of, told_in
from extractor.assemble.results import by_sentence, ruled_arms
from extractor.assemble.scopes import scopes_of
from extractor.assemble.told import told
from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders import find_all
from extractor.finders.parameters import STATISTICS
from extractor.language import parse
from extractor.language.doc import Doc
from extractor.models.arm_links import LEAST, LEAST_ALONE, NO_ARM, ROWS, ArmLinks, Asked
from extractor.models.chains import Array
from extractor.readers import read
from training.annotated import annotated, places_of_characters
from training.chains import Held, train
from training.names import fold_of

WHOLE = "*"
STEPS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.96, 0.98, 0.99)


class Text(NamedTuple):
    """A text with the letter of the arm of each number, by the number's first character, and where arms are named."""

    fold: int
    name: str
    text: str
    numbers: Mapping[int, str | None]
    arms: Mapping[str, Sequence[tuple[int, int]]]
    whole: bool  # whether every number of the text was annotated


class Linked(NamedTuple):
    """The numbers of a sentence and the arms that the annotators allow for each; () is none, and None allows all."""

    fold: int
    source: str
    asked: Asked
    allowed: Sequence[frozenset[int] | None]


def texts(gold: Path) -> list[Text]:
    found = [
        Text(fold_of(t.name), t.name, t.text, {n.start: n.arm for n in t.numbers.values()}, t.arms, True)
        for t in annotated(gold)
    ]
    for line in (gold / "rct_art.jsonl").read_text("utf-8").split("\n"):
        if line and (item := json.loads(line))["relations"]:
            found.append(_sentence(item))
    return found


def _sentence(item: dict) -> Text:
    entities = item["entities"]
    numbers: dict[int, str | None] = {}
    arms: dict[str, list[tuple[int, int]]] = {}
    for relation in item["relations"] or []:
        head, child = entities[relation["head"]], entities[relation["child"]]
        if relation["label"] == "OC_RES":
            numbers.setdefault(child["start"], None)
        else:
            letter = head["text"].lower()
            arms.setdefault(letter, []).append((head["start"], head["end"]))
            numbers[child["start"]] = letter
    return Text(fold_of(item["doc_id"]), item["doc_id"], item["text"], numbers, arms, False)


def read_all(given: Sequence[Text], folds: Path) -> list[Linked]:
    """The sentences with results of all texts, each read with the models that never saw it."""
    found = []
    for fold in sorted({text.fold for text in given}):
        mine = [text for text in given if text.fold == fold]
        with get_context("spawn").Pool(1, _use, (folds / str(fold),)) as pool:
            for linked in pool.imap(_linked, mine, chunksize=16):
                found += linked
    return found


def _use(folder: Path) -> None:
    models.folder = folder


def _linked(text: Text) -> list[Linked]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        path.write_text(text.text, "utf-8")
        document = read(path, path.name)
    doc = parse(document)
    return linked_in(text, document, doc, find_all(doc, document)[0])


def linked_in(text: Text, document: Document, doc: Doc, mentions: Sequence[Mention]) -> list[Linked]:
    """The sentences with results of a text that was read."""
    kind = kind_of(document, mentions)
    mentions = told(doc, mentions)
    moved = places_of_characters(text.text, document.text)
    found = []
    for scope in scopes_of(document, mentions, kind.name) if kind.has_studies else []:
        parts = parts_of(Reporter(document, doc), scope, mentions)
        found += list(_of_study(text, moved, parts.context, parts.results))
    return found


def _of_study(text: Text, moved: Mapping[int, int], context: Context, results: Sequence[Mention]) -> Iterator[Linked]:
    places = {
        letter: [Span(moved[a], moved[b - 1] + 1) for a, b in spans if a in moved and b - 1 in moved]
        for letter, spans in text.arms.items()
    }
    letters = _letters(context, places)
    numbers = {moved[at]: letter for at, letter in text.numbers.items() if at in moved}
    sentences = by_sentence(results)
    named = told_in(context, sentences)
    for sentence, members in sentences.items():
        found = [results[i] for i in members if results[i].value not in STATISTICS]
        asked = asked_of(context, sentence, found, ruled_arms(context, sentence, found), named) if found else None
        if asked is None:
            continue
        order, which = places_of(context, sentence, found)
        allowed: list[frozenset[int] | None] = []
        for k in range(len(order)):
            of = {_letter(m, numbers, text.whole) for m, j in zip(found, which, strict=True) if j == k}
            letter = of.pop() if len(of) == 1 else "?"
            if letter == "?":
                allowed.append(None)
            elif letter is None or letter == WHOLE or "+" in letter:
                allowed.append(frozenset())
            else:
                allowed.append(frozenset(arm for arm, one in letters.items() if letter in one))
        source = "ours" if text.whole else "rct_art"
        yield Linked(text.fold, source, asked, allowed)


def _letters(context: Context, places: Mapping[str, Sequence[Span]]) -> dict[int, set[str]]:
    """For each arm found the annotated arms that it may be: those whose names it shares most often."""
    found: dict[int, set[str]] = {}
    for i, draft in enumerate(context.arms):
        spans = [o.span for o in context.occurrences if o.arm == i] or [m.span for m in draft.mentions]
        shared = Counter(
            letter for letter, named in places.items() for span in named if any(span.overlaps(own) for own in spans)
        )
        most = max(shared.values(), default=0)
        found[i] = {letter for letter, n in shared.items() if n == most}
    return found


def _letter(mention: Mention, numbers: Mapping[int, str | None], whole: bool) -> str | None:
    """The letter of a result; "?" when nobody annotated its number."""
    for span in (mention.span, *(mention.parts[name].span for name in ("count",) if name in mention.parts)):
        for at in range(span.start, span.end):
            if at in numbers:
                return numbers[at]
    return None if whole else "?"


def alone(linked: Linked) -> Linked:
    """The sentence as if it were all that is known: only the arms that it names, and nothing more of them."""
    asked = linked.asked
    named = sorted({name.arm for name in asked.names if name.arm is not None})
    number = {arm: k for k, arm in enumerate(named)}
    return linked._replace(
        asked=asked._replace(
            names=[name._replace(arm=number.get(name.arm)) for name in asked.names],
            arms=[asked.arms[arm]._replace(rank=k, before=None, last=False, often=1, told=1) for arm, k in number.items()],
            ruled=[r._replace(arm=number.get(r.arm), told=None if r.told is None else number.get(r.told, NO_ARM)) for r in asked.ruled],
            lone=True,
        ),
        allowed=[None if fit is None else frozenset(number[arm] for arm in fit if arm in number) for fit in linked.allowed],
    )  # fmt: skip


def held(linked: Linked) -> Held:
    """A sentence's chain, and the choices that the annotators allow."""
    links = ArmLinks(linked.asked)
    none = [j for j, arm in enumerate(links.arms) if arm is None]
    allowed = [
        None if fit is None else {j for j, arm in enumerate(links.arms) if arm in fit} or set(none)
        for fit in linked.allowed
    ]
    return Held(links.chain, allowed)


class Tried(NamedTuple):
    """How likely an arm was, whether it is right, whether it is given, and whether the study has the right arm at all."""

    source: str
    likely: float
    right: bool
    given: bool
    known: bool


def judged(linked: Iterable[Linked], learned: Array) -> Iterator[Tried]:
    """What is found for each number whose arm was annotated."""
    for one in linked:
        for found, fit in zip(ArmLinks(one.asked).judged(learned), one.allowed, strict=True):
            if fit is not None and found.arm is not None:
                least = LEAST_ALONE if one.asked.lone else LEAST
                yield Tried(one.source, found.likely, found.arm in fit, found.likely >= least, bool(fit))


def shares(tried: Iterable[tuple[float, bool]]) -> Array:
    """From each likelihood on, how many of the arms given were right."""
    given = list(tried)
    table = []
    for low, high in zip(STEPS, [*STEPS[1:], 2.0], strict=True):
        inside = [right for likely, right in given if low <= likely < high]
        table.append((low, (sum(inside) + 1) / (len(inside) + 2)))
    found = np.array(table)
    found[:, 1] = np.maximum.accumulate(found[:, 1])
    return found


def _learned(given: Sequence[Held]) -> Array:
    return train(given, ROWS, rate=0.05, decay=0.03)


class Learned(NamedTuple):
    weights: Array
    shares: Array


def by_fold(linked: Sequence[Linked], folds: Sequence[int]) -> tuple[dict[int, Learned], list[Tried]]:
    """For each fold what is learned without it, and all judgments of unseen sentences."""
    chains = _chains(linked)
    weights = {fold: _learned([c for own, c in chains if own != fold]) for fold in folds}
    tried = {fold: list(judged([one for one in linked if one.fold == fold], weights[fold])) for fold in folds}
    learned = {}
    for fold in folds:
        others = [t for own, mine in tried.items() if own != fold for t in mine]
        learned[fold] = Learned(weights[fold], shares((p, ok) for _, p, ok, *_ in others))
    return learned, [t for mine in tried.values() for t in mine]


def save(learned: Learned, out: Path) -> None:
    np.savez_compressed(
        out, weights=learned.weights.astype(np.float32), shares=learned.shares.astype(np.float32)
    )  # fmt: skip


def on_everything(linked: Sequence[Linked]) -> Learned:
    """What is learned from all sentences; how often the like of an arm is right was measured on unseen ones."""
    _, tried = by_fold(linked, sorted({one.fold for one in linked}))
    return Learned(
        _learned([chain for _, chain in _chains(linked)]), shares((p, ok) for _, p, ok, *_ in tried)
    )  # fmt: skip


def _chains(linked: Sequence[Linked]) -> list[tuple[int, Held]]:
    """The chain of each sentence, and of the same as if nothing else were known."""
    return [(one.fold, held(each)) for one in linked for each in ((one,) if one.asked.lone else (one, alone(one)))]


def report(tried: Sequence[Tried]) -> None:
    for source in ("ours", "rct_art"):
        mine = [one for one in tried if one.source == source]
        given = [one for one in mine if one.given]
        found, known = sum(one.right for one in given), sum(one.known for one in mine)
        print(f"{source}: {found} of {len(given)} arms given right; {found} of {known} found")
        for low, high in zip(STEPS, [*STEPS[1:], 2.0], strict=True):
            inside = [one.right for one in mine if low <= one.likely < high]
            if inside:
                print(f"  {low:.2f}: {sum(inside)} of {len(inside)}, {sum(inside) / len(inside):.3f}")


def main(gold: str, folds: str, out: str | None = None) -> None:
    linked = read_all(texts(Path(gold)), Path(folds))
    if out:
        save(on_everything(linked), Path(out))
    else:
        report(by_fold(linked, sorted({one.fold for one in linked}))[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
