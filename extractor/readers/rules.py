"""Sorts out the lines drawn on a page: which belong to a table, which only underline a heading.

A table's rule may be drawn in one stroke or cell by cell; where cell by cell, its pieces tell the columns.  A table
that goes on over the page lacks its last rule there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from extractor.readers.layout import CAPTION, Line
from extractor.readers.pdfium import PageContent, Rule

Edge = dict[str, Any]  # as pdfplumber's table finder wants them


@dataclass(slots=True)
class Wide:
    """A flat rule over the width of a table, and the pieces in which it is drawn."""

    x0: float
    x1: float
    top: float
    pieces: list[tuple[float, float]]


def turned(rule: Rule, page: PageContent, direction: int) -> Rule:
    """A rule in the coordinates of text that reads in this direction."""
    if direction == 1:
        return Rule(page.height - rule.bottom, rule.x0, page.height - rule.top, rule.x1)
    if direction == 2:
        return Rule(page.width - rule.x1, page.height - rule.bottom, page.width - rule.x0, page.height - rule.top)
    if direction == 3:
        return Rule(rule.top, page.width - rule.x1, rule.bottom, page.width - rule.x0)
    return rule


def dotted(line: Line, page: PageContent) -> Iterator[Rule]:
    """The rules that a row of dots stands for, in the page's own coordinates: one, or several with gaps between."""
    dots = line.glyphs
    gaps = [b.x0 - a.x0 for a, b in pairwise(dots)]
    usual = sorted(gaps)[len(gaps) // 2] if gaps else 0.0
    ends = [0, *(i for i, gap in enumerate(gaps, 1) if gap > 1.6 * usual), len(dots)]
    y = line.bottom - 0.25 * (line.bottom - line.top)  # dots stand on the baseline
    for a, b in pairwise(ends):
        left, right = dots[a].x0, dots[b - 1].x1
        if line.direction == 1:
            yield Rule(y, page.height - right, y, page.height - left)
        elif line.direction == 2:
            yield Rule(page.width - right, page.height - y, page.width - left, page.height - y)
        elif line.direction == 3:
            yield Rule(page.width - y, left, page.width - y, right)
        else:
            yield Rule(left, y, right, y)


def whole(flat: list[Rule]) -> list[Wide]:
    """Rules that are drawn column by column, with small gaps, as one rule."""
    found: list[Wide] = []
    for top, rule in sorted(_by_height(flat), key=lambda each: (each[0], each[1].x0)):
        last = found[-1] if found else None
        if last is not None and last.top == top and rule.x0 - last.x1 < 12:
            if rule.x0 < last.pieces[-1][1] - 2:
                last.pieces[-1] = (last.pieces[-1][0], max(last.x1, rule.x1))
            else:
                last.pieces.append((rule.x0, rule.x1))
            last.x1 = max(last.x1, rule.x1)
        else:
            found.append(Wide(rule.x0, rule.x1, top, [(rule.x0, rule.x1)]))
    for wide in found:
        _without_corners(wide)
    return sorted((rule for rule in _at_gutters(found) if rule.x1 - rule.x0 > 20), key=lambda r: r.top)


def _without_corners(rule: Wide) -> None:
    """Takes off the short strokes with which a frame around a table goes on beyond its rule."""
    least = 0.03 * (rule.x1 - rule.x0)
    if len(rule.pieces) == 3 and max(b - a for a, b in rule.pieces) > 0.9 * (rule.x1 - rule.x0):
        rule.pieces = [(a, b) for a, b in rule.pieces if b - a > least]
        rule.x0, rule.x1 = rule.pieces[0][0], rule.pieces[-1][1]


def _by_height(flat: list[Rule]) -> Iterator[tuple[float, Rule]]:
    """Each rule with the height of those that are drawn at one height with it."""
    top = -1e9
    for rule in sorted(flat, key=lambda r: r.top):
        top = top if rule.top - top < 1.5 else rule.top
        yield top, rule


def _at_gutters(found: Sequence[Wide]) -> Iterator[Wide]:
    """The rules, cut between two tables side by side: where their other rules end."""
    ends = Counter((round(rule.x0), round(rule.x1)) for rule in found)
    for rule in found:
        for i, (left, right) in enumerate(pairwise(rule.pieces), 1):
            here = (round(rule.x0), round(left[1])), (round(right[0]), round(rule.x1))
            if right[0] - left[1] > 5 and max(ends[each] for each in here) > 2:
                yield Wide(rule.x0, left[1], rule.top, rule.pieces[:i])
                yield Wide(right[0], rule.x1, rule.top, rule.pieces[i:])
                break
        else:
            yield rule


def body_size(lines: Iterable[Line]) -> float:
    """The size of most of a document's letters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def headings_among(lines: Sequence[Line], body: float) -> list[Line]:
    """Lines that stand alone in larger type than the document's text: no table goes on past them."""
    captions = [line for line in lines if CAPTION.match(line.text)]
    found = []
    for line in lines:
        if line.size < 1.15 * body or not (line.bold or line.size > 1.3 * body) or len(line.text) < 4:
            continue
        if any(-1 < line.top - caption.top < 5 * line.size and line.x0 < caption.x1 for caption in captions):
            continue
        found.append(line)
    return found


def without_underlines(rules: list[Wide], headings: Sequence[Line], lines: Sequence[Line]) -> list[Wide]:
    """The rules that do not just underline a heading."""
    return [rule for rule in rules if not any(_underlines(rule, heading, lines) for heading in headings)]


def _underlines(rule: Wide, heading: Line, lines: Sequence[Line]) -> bool:
    if not -2 < rule.top - heading.bottom < 0.9 * heading.size or len(rule.pieces) > 1:
        return False
    if not rule.x0 - 3 <= heading.x0 < heading.x1 <= rule.x1 + 3:
        return False
    middle = heading.middle
    return not any(
        line is not heading and line.top < middle < line.bottom and line.x0 < rule.x1 and line.x1 > rule.x0
        for line in lines
    )


@dataclass(slots=True)
class Region:
    """Rules of the same width below one another, and the columns that their pieces tell, if any."""

    tops: list[float]
    x0: float
    x1: float
    columns: list[tuple[float, float]]
    celled: list[float]  # the heights of the rules that are drawn in these columns


def regions(flat: list[Wide], cuts: Sequence[Line]) -> Iterator[Region]:
    """Rules of the same width below one another, with no other table's caption and no heading between them."""
    groups: list[list[Wide]] = []
    for rule in flat:
        for group in groups:
            if abs(group[0].x0 - rule.x0) < 6 and abs(group[0].x1 - rule.x1) < 6:
                group.append(rule)
                break
        else:
            groups.append([rule])
    for group in groups:
        across = [line for line in cuts if line.x0 < group[0].x1 and line.x1 > group[0].x0]
        for tops in _parts([rule.top for rule in group], across):
            own = [rule for rule in group if tops[0] - 2.5 < rule.top < tops[-1] + 2.5]
            columns = _columns_told(own)
            celled = [rule.top for rule in own if len(rule.pieces) > 2]
            if len(tops) >= 2:
                yield Region(tops, group[0].x0, group[0].x1, columns, distinct(celled))


def _columns_told(rules: Sequence[Wide]) -> list[tuple[float, float]]:
    """The pieces in which two rules or more are drawn alike; the finest, where there are several sorts."""
    best: list[tuple[float, float]] = []
    for rule in rules:
        if len(rule.pieces) > max(2, len(best)) and sum(_same_pieces(rule.pieces, r.pieces) for r in rules) > 1:
            best = rule.pieces
    return best


def _same_pieces(a: Sequence[tuple[float, float]], b: Sequence[tuple[float, float]]) -> bool:
    if len(a) != len(b):
        return False
    return all(abs(x[0] - y[0]) < 2.5 and abs(x[1] - y[1]) < 2.5 for x, y in zip(a, b, strict=True))


def _parts(tops: Sequence[float], cuts: Sequence[Line]) -> list[list[float]]:
    """Rules parted at captions and headings; one right above a caption belongs to the table below it."""
    parts: list[list[float]] = [[]]
    for top in distinct(tops):
        between = [line for line in cuts if parts[-1] and parts[-1][-1] < line.middle < top]
        if between and (len(parts[-1]) > 1 or between[0].top - parts[-1][-1] > 2.2 * between[0].size):
            parts.append([])
        parts[-1].append(top)
    return parts


def distinct(values: Sequence[float]) -> list[float]:
    """Values without those that differ from another by a hair."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 2:
            found.append(value)
    return found


# --- grids that a page cuts open ----------------------------------------------------------------------------------


def edges_of(found: Sequence[Rule]) -> list[Edge]:
    """Rules as pdfplumber's table finder wants them."""
    return [_edge(r.x0, r.top, r.x1, r.bottom, "h" if r.flat else "v") for r in found]


def _edge(x0: float, top: float, x1: float, bottom: float, orientation: str) -> Edge:
    return {
        "x0": x0, "x1": x1, "top": top, "bottom": bottom, "orientation": orientation,
        "width": x1 - x0, "height": bottom - top, "object_type": "line",
    }  # fmt: skip


def missing_ends(edges: Sequence[Edge], lines: Sequence[Line]) -> tuple[list[Edge], list[Edge]]:
    """The rules that a page cut off: three upright rules or more begin or end at one height, and no text is beyond."""
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    tops: list[Edge] = []
    bottoms: list[Edge] = []
    for side, found in (("top", tops), ("bottom", bottoms)):
        for y in distinct([edge[side] for edge in upright]):
            ends = sorted(edge["x0"] for edge in upright if abs(edge[side] - y) < 2)
            if len(ends) < 3 or ends[-1] - ends[0] < 60:
                continue
            if any(edge["orientation"] == "h" and abs(edge["top"] - y) < 4 and edge["x1"] > ends[0]
                   and edge["x0"] < ends[-1] for edge in edges):  # fmt: skip
                continue
            across = [line for line in lines if line.x0 < ends[-1] and line.x1 > ends[0]]
            if any(line.middle < y if side == "top" else line.middle > y for line in across):
                continue
            found.append(_edge(ends[0], y, ends[-1], y, "h"))
    return tops, bottoms
