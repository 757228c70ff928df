"""Finds a table's caption by its words and its place: above the table, or in its first lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.readers.aligned import Item
from extractor.readers.grids import Grid
from extractor.readers.layout import CAPTION, Line

_LABEL = re.compile(r"(?:supplementary |extended data )?table [A-Z]?(?:\d{1,3}|[IVX]{1,5})[.:]?", re.IGNORECASE)

Box = tuple[float, float, float, float]


def below_caption(items: list[Item], caption: list[int], box: Box) -> Box:
    """A table's box without the caption that stands inside its rules."""
    bottoms = [item.bottom for i in caption if isinstance(item := items[i], Line)]
    return (box[0], max([box[1], *(bottom for bottom in bottoms if bottom < box[3])]), box[2], box[3])


def caption_near(items: list[Item], box: Sequence[float], direction: int, tops: Sequence[float] = ()) -> list[int]:
    """The caption lines of the table in a box: they stand above it, or are its first lines."""
    for i, item in enumerate(items):
        if not isinstance(item, Line) or item.direction != direction or not CAPTION.match(item.text):
            continue
        beside = item.x0 < box[2] and item.x1 > box[0]
        if beside and -45 <= box[1] - item.bottom < _far(items, item, box) and item.top - box[1] < 30:
            found = [i]
            for j in range(i + 1, min(i + 5, len(items))):
                other, before = items[j], items[found[-1]]
                if not isinstance(other, Line) or not isinstance(before, Line):
                    break
                if any(before.middle < top < other.middle for top in tops) or not _goes_on(items, found, j, box):
                    break
                found.append(j)
            return found
    return []


def _far(items: list[Item], caption: Line, box: Sequence[float]) -> float:
    """How far a caption may stand above its table: farther where nothing stands between them."""
    for item in items:
        left, top, right = item.box[:3] if isinstance(item, Grid) else (item.x0, item.top, item.x1)
        if item is not caption and caption.bottom < top < box[1] - 1 and left < box[2] and right > box[0]:
            return 60
    return 130


def _goes_on(items: list[Item], found: list[int], j: int, box: Sequence[float]) -> bool:
    """Whether a line goes on with a caption."""
    item, before, line = items[found[0]], items[found[-1]], items[j]
    if not isinstance(item, Line) or not isinstance(before, Line) or not isinstance(line, Line):
        return False
    if line.size > 1.15 * item.size:
        return False
    below = line.bottom - item.bottom
    if (
        _LABEL.fullmatch(item.text)
        and len(found) == 1
        and -1 < below < max(2.2 * line.size, line.height + 1.2 * item.size)
    ):
        return True  # the title beside or below "Table 1"
    if not 0 < line.bottom - before.bottom < (1.9 if line.bold == before.bold else 1.6) * item.size:
        return False
    others = [each for each in items if isinstance(each, Line) and each is not line]
    if any(abs(each.middle - line.middle) < 0.5 * line.size and box[0] < each.x0 < box[2] for each in others):
        return False  # a row
    full = before.x1 > box[0] + 0.6 * (box[2] - box[0])
    at_edge = min(abs(line.x0 - before.x0), abs(line.x0 - item.x0)) < 2
    if full and at_edge and min(abs(line.size - item.size), abs(line.size - before.size)) < 0.3:
        return True
    inside = line.middle > box[1] and (line.bold != item.bold or item.middle < box[1])
    return not inside and before.x1 >= 0.6 * box[2]
