"""Puts the characters of a page together to runs: those on one baseline without a wide gap between them.

A whole page is looked at in a few steps, each for all of its characters at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractor.readers.characters import Characters
from extractor.readers.layout import SPACE, Line, is_drop_cap, letter_spacing, usual_size
from extractor.readers.pdfium import PageContent

SEGMENT = 1.15  # a wider gap parts two columns or cells
_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def segments(page: PageContent) -> list[Line]:
    """Runs of characters on one baseline without a wide gap, in the order of the file."""
    own = page.glyphs
    if not len(own):
        return []
    starts = _run_starts(own)
    sizes = _run_sizes(own, starts)
    spaces = _spaces(own, starts, sizes)
    texts, lengths = own.texts, np.fromiter(map(len, own.texts), np.int32, len(own))
    if len(spaces):
        texts = texts.copy()
        for at in spaces.tolist():
            texts[at] = " " + texts[at]
    taken = lengths.copy()
    taken[spaces] += 1
    ends = np.cumsum(taken)
    places = np.repeat(np.arange(len(own), dtype=np.int32), taken)
    places[(ends - taken)[spaces]] = -1
    x0, top = np.minimum.reduceat(own.boxes[:, :2], starts).T.tolist()
    x1, bottom = np.maximum.reduceat(own.boxes[:, 2:], starts).T.tolist()
    fonts = _letters(own, starts, lengths)
    lines = []
    for at, (start, end) in enumerate(pairwise([*starts.tolist(), len(own)])):
        lines.append(
            Line(
                page.number, own.styles[own.style[start]].direction, "".join(texts[start:end]), own,
                places[ends[start] - taken[start] : ends[end - 1]], x0[at], top[at], x1[at], bottom[at], sizes[at],
                hyphen=own.texts[end - 1] in "-\u2010", fonts=fonts[at],
            )
        )  # fmt: skip
    return lines


def _run_starts(own: Characters) -> NDArray[np.intp]:
    """The characters that begin a run."""
    x0, top, x1, bottom = own.boxes.T
    height = bottom - top
    size = np.maximum(height[1:], height[:-1])
    direction = np.array([style.direction for style in own.styles], np.int32)[own.style]
    apart = (direction[1:] != direction[:-1]) | (x0[1:] - x1[:-1] > SEGMENT * size)
    back = x0[1:] < x1[:-1] - 0.6 * size
    shared = np.minimum(bottom[1:], bottom[:-1]) - np.maximum(top[1:], top[:-1])
    beside = shared > 0.4 * np.minimum(height[1:], height[:-1])
    starts = [0]
    for at in (np.flatnonzero(apart | back | ~beside) + 1).tolist():
        if apart[at - 1] or not _same_run(own, starts[-1], at):
            starts.append(at)
    return np.array(starts, np.intp)


def _same_run(own: Characters, start: int, at: int) -> bool:
    """Whether a character goes on with the run that began at `start` though it stands higher, lower or further back."""
    text = own.texts[at]
    last, glyph = own.boxes[at - 1 : at + 1].tolist()
    size = max(last[3] - last[1], glyph[3] - glyph[1])
    if glyph[0] < last[2] - 0.6 * size and not (_RTL.match(text) and glyph[2] > last[0] - 2 * size):
        return text in "'`´¨^~" and _overlaps(last, glyph)
    first = own.boxes[start].tolist()
    return _overlaps(last, glyph) or (at - start > 1 and _overlaps(first, glyph) and glyph[0] >= last[0])


def _overlaps(a: Sequence[float], b: Sequence[float]) -> bool:
    shared = min(a[3], b[3]) - max(a[1], b[1])
    return bool(shared > 0.4 * min(a[3] - a[1], b[3] - b[1]))


def _run_sizes(own: Characters, starts: NDArray[np.intp]) -> list[float]:
    """The usual height of the characters of each run."""
    heights = own.boxes[:, 3] - own.boxes[:, 1]
    least, most = np.minimum.reduceat(heights, starts), np.maximum.reduceat(heights, starts)
    sizes: list[float] = least.tolist()
    ends = [*starts[1:].tolist(), len(own)]
    for run in np.flatnonzero(least != most).tolist():
        sizes[run] = usual_size(heights[starts[run] : ends[run]].tolist())
    return sizes


def _spaces(own: Characters, starts: NDArray[np.intp], sizes: Sequence[float]) -> NDArray[np.intp]:
    """The characters before which a gap means a space."""
    ends = np.append(starts[1:], len(own))
    size = np.repeat(sizes, ends - starts)
    gap = np.zeros(len(own))
    gap[1:] = (own.boxes[1:, 0] - own.boxes[:-1, 2]) / size[1:]
    gap[starts] = 0.0
    wide = np.zeros(len(own))
    wide_gaps = np.add.reduceat((gap > SPACE).astype(np.int32), starts)
    for run in np.flatnonzero(2 * wide_gaps >= ends - starts - 1).tolist():
        start, end = int(starts[run]), int(ends[run])
        wide[start:end] = letter_spacing(gap[start + 1 : end].tolist())
    found = (gap > SPACE + wide) | (own.spaced & (gap > 0.04 + wide))
    found[starts] = False
    for at in (starts[np.isin(starts + 1, np.flatnonzero(found))] + 1).tolist():
        found[at] = not is_drop_cap(own[at - 1], own[at])
    return np.flatnonzero(found)


def _letters(own: Characters, starts: NDArray[np.intp], lengths: NDArray[np.int32]) -> list[list[tuple[int, int]]]:
    """For each run how many letters and digits it has in each style."""
    counted = lengths * np.fromiter(map(str.isalnum, own.texts), bool, len(own))
    run = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(own))))
    n = len(own.styles)
    sums = np.bincount(run * n + own.style, weights=counted, minlength=len(starts) * n)
    found: list[list[tuple[int, int]]] = [[] for _ in range(len(starts))]
    for key in np.flatnonzero(sums).tolist():
        found[key // n].append((key % n, int(sums[key])))
    return found
