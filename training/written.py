"""Reads the marked abstracts of invented trials that were written for training: `training/written/*.txt`.

An abstract follows a line "===".  "{n a:34}" is a number with its label, arm and outcome, "<a:placebo group>" a printed name
of an arm and "<x:pain>" one of an outcome; what has no mark is no size and no result.  They teach ways of saying things that
the annotated texts happen not to show; nothing is measured on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from training.annotated import Annotated, Told

WRITTEN = Path(__file__).parent / "written"
NAME = "written "  # how the names of these texts begin
ROLES = {
    "N": "total", "Nscr": "screened", "Nana": "analyzed", "n": "arm", "nana": "arm_analyzed", "nsub": "part",
    "pct": "percent", "chp": "change_percent", "cnt": "count", "den": "denominator", "rate": "rate", "mean": "mean",
    "chg": "mean_change", "med": "median", "sd": "sd", "se": "se", "iq": "quartile", "ci": "bound", "val": "value",
    "dif": "difference", "rr": "ratio", "esz": "difference",
    **{f"{label}0": "baseline" for label in ("mean", "pct", "cnt", "med", "val", "chp", "rate")},
    **{f"{label}0": "baseline_spread" for label in ("sd", "se", "iq", "den", "ci")},
}  # fmt: skip
PIECE = re.compile(r"(<[a-z]:|>|\{[^{}]+\})")


def written() -> Iterator[Annotated]:
    """Every written abstract, in the order of the files."""
    for path in sorted(WRITTEN.glob("*.txt")):
        for i, marked in enumerate(path.read_text("utf-8").split("===\n")[1:]):
            yield unmarked(f"{NAME}{path.stem} {i}", marked.strip())


def unmarked(name: str, marked: str) -> Annotated:
    """The text without its marks, and what they told.  A name may hold a number's mark."""
    text, numbers, named = "", {}, []
    for piece in PIECE.split(marked):
        if piece.endswith(":") and piece.startswith("<"):
            named.append([piece[1], len(text), -1])
        elif piece == ">" and any(end < 0 for _, _, end in named):
            next(one for one in reversed(named) if one[2] < 0)[2] = len(text)
        elif piece.startswith("{"):
            head, number = piece[1:-1].split(":", 1)
            label, *letters = head.split()
            if label in ROLES:
                arm = next((one for one in letters if one == "*" or one[0] < "o"), None)
                outcome = next((one for one in letters if one.isalpha() and one[0] >= "o"), None)
                numbers[len(text)] = Told(len(text), len(text) + len(number), ROLES[label], arm, outcome)
            text += number
        else:
            text += piece
    places: dict[str, list[tuple[int, int]]] = {}
    for letter, start, end in named:
        places.setdefault(letter, []).append((start, end))
    arms = {letter: spans for letter, spans in places.items() if letter < "o"}
    outcomes = {letter: spans for letter, spans in places.items() if letter >= "o"}
    return Annotated(name, text, True, numbers, arms, outcomes)
