"""Trains every model five times, each time without a fifth of the documents, so that all can be measured unseen.

    python -m training.folds ../shared/gold DIR       writes DIR/0 to DIR/4; minutes, on one core

A document's fold follows from its name.  `training.accuracy` reads each document with the weights that never saw it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from extractor import models
from training import arm_links, counts, number_roles, result_links, result_words
from training.names import FOLDS, fold_of


def write(gold: Path, into: Path) -> list[arm_links.Linked]:
    """The weights of each fold, in a folder each; and the sentences that the links to arms are learned from."""
    for fold in range(FOLDS):
        (into / str(fold)).mkdir(parents=True, exist_ok=True)
        shutil.copy(models.folder / "words.npz", into / str(fold))  # made from texts without their annotations
    _counts(gold, into)
    _words_and_links(gold, into)
    _roles(gold, into)
    linked = arm_links.read_all(arm_links.texts(gold), into)
    for fold, learned in arm_links.by_fold(linked, range(FOLDS))[0].items():
        arm_links.save(learned, into / str(fold) / "arm_links.npz")
    return linked


def _counts(gold: Path, into: Path) -> None:
    """The likelihoods of a fold are measured on the texts of the others."""
    texts = counts.texts(gold)
    own = [fold_of(text.name) for text in texts]
    learned = counts.by_fold(texts, own)
    judged = counts.tried(texts, own, learned)
    for fold, weights in learned.items():
        known = counts.tables([one for one in judged if one.fold != fold])
        counts.write(weights, known, into / str(fold) / "counts.npz")


def _words_and_links(gold: Path, into: Path) -> None:
    """The links are learned on names that the tagger found in sentences which it had not seen."""
    learned = result_words.taggers([*result_words.rct_art(gold), *result_words.more(gold)])
    made = result_links.out_of_fold(gold, learned)
    for fold in range(FOLDS):
        result_words.save(learned[fold], str(into / str(fold) / "result_words.npz"))
        result_links.save(result_links.learned(made, fold), into / str(fold) / "result_links.npz")


def _roles(gold: Path, into: Path) -> None:
    given = list(number_roles.examples(gold))
    for fold in range(FOLDS):
        learned = number_roles.train([e for e in given if number_roles.fold_of(e) != fold])
        number_roles.save(learned, into / str(fold) / "number_roles.npz")


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
