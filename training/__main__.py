"""Trains every shipped model anew.

    python -m training ../shared/gold [FOLDER]      into FOLDER, by default the package's own; minutes, on one core

Two runs give the same weights, to the last digit of a float; `words.npz` has a script of its own (`training.word_classes`).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from extractor import models
from training import arm_links, counts, folds, number_roles, result_links, result_words


def main(gold: Path, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    given = [*result_words.rct_art(gold), *result_words.more(gold)]
    result_words.save(result_words.train(given), str(into / "result_words.npz"))
    made = result_links.out_of_fold(gold, result_words.taggers(given))
    result_links.save(result_links.learned(made), into / "result_links.npz")
    number_roles.save(number_roles.train(list(number_roles.examples(gold))), into / "number_roles.npz")
    counts.write_all(gold, into / "counts.npz")
    with (
        tempfile.TemporaryDirectory() as unseen
    ):  # arms are linked in texts as they are read by models that never saw them
        arm_links.save(arm_links.on_everything(folds.write(gold, Path(unseen))), into / "arm_links.npz")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else models.folder)
