"""Puts headings back over their columns where a file's format cannot say that a cell spans several.

Markdown and text tables know no spans: a heading over three columns is followed by blanks, or the blanks stand at the
end of its row; a row whose first cell hangs down from the row above has its cells one column too far left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import combinations, pairwise

Rows = Sequence[Sequence[str]]
Layout = list[list[int | None]]  # for each row and column the place in its row of the cell that stands there

NUMERIC = re.compile(
    r"[*_(]*[<>≤≥~=−–-]?\s?\d[\d.,·\s]*\s?%?(?:\s?[(\[±/–−-].*|\s?\+/?-.*|\s?to\s.*)?(?:\(?[nN]\)|\s?[a-d*†‡§¶^#]+.*)?$"
)
STATISTIC = re.compile(
    r"(?:n|no\.?|N|mean|SD|SEM?|s\.?d\.?|median|IQR|range|%|percent|χ|x̄|p|p[- ]?values?|\d\d ?% ?CI|CI|mean \(SDs?\)|"
    r"n \(%\)|number|[(]?n = \d+[)]?|[(]?%[)]?)",
    re.IGNORECASE,
)
P_VALUE = re.compile(r"^p[- ]?(?:values?)?\W*$", re.IGNORECASE)
ALONE = re.compile(r"^p\b|p[- ]?value|^total\b(?!.*\()|^n$", re.IGNORECASE)
SIZE = re.compile(r"\(?[nN]\s?=\s?\d+\)?")
_MOST_CHOICES = 3000


def plain(text: str) -> str:
    """A cell without emphasis, footnote marks and links."""
    text = re.sub(r"\[([^\]]{1,4})\]\(#[^)]*\)|\^[^^]{1,5}\^", "", text)
    return re.sub(r"[*_]{1,3}", "", text).strip()


def head_rows(rows: Rows, ruled: int) -> int:
    """How many rows on top are headings, when `ruled` of them stand above the rule."""
    heads = max(ruled, 1)
    while heads < len(rows) - 1 and heads < 5 and _goes_on(rows, heads):
        heads += 1
    return heads


def _goes_on(rows: Rows, at: int) -> bool:
    row = [plain(cell) for cell in rows[at]]
    filled = [cell for cell in row if cell]
    if _names_doses(rows, at, row):
        return True
    if not filled or any(NUMERIC.match(cell) for cell in filled):
        return False
    if not any(NUMERIC.match(plain(cell)) for later in rows[at + 1 : at + 6] for cell in later[1:]):
        return False
    if row[0] and all(SIZE.fullmatch(cell) for cell in filled[1:]) and len(filled) > 1:
        return False  # the numbers of people of a panel
    if not row[0]:
        return len(filled) > 1 or len(row) == 2
    if len(filled) < 2:
        return False
    if at == 1 and not row[-1] and all(plain(cell) for cell in rows[at + 1]):
        return True  # fewer headings than columns, right below the headings
    above = [plain(cell) for cell in rows[at - 1]]
    statistics = sum(bool(STATISTIC.fullmatch(cell)) for cell in filled)
    spanned = not above[-1] and len(above) > 2
    return statistics >= max(2, len(filled) - 1) or (spanned and len(filled) >= sum(map(bool, above)))


def _names_doses(rows: Rows, at: int, row: Sequence[str]) -> bool:
    """A row such as "0.2", "1", "5", "Placebo" right below a heading that spans its numbers."""
    above = [plain(cell) for cell in rows[at - 1]]
    own = row[1:] if not row[0] else row[:-1] if not row[-1] else []  # its stub may stand in the row above
    return (
        at == 1
        and bool(own)
        and all(own)
        and not above[-1]
        and any(not cell[0].isdigit() for cell in own)
        and all(re.fullmatch(r"[\d.,]+|[A-Za-z][A-Za-z ]+", cell) for cell in own)
        and all(plain(later[0]) and plain(later[-1]) for later in rows[at + 1 : at + 3])
    )


def layout(rows: Rows, heads: int) -> Layout:
    """Where each cell of a table stands."""
    width = max(len(row) for row in rows)
    texts = [[plain(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    body = texts[heads:]
    stubs = _stub_width(body, width)
    placed: Layout = [list(range(width)) for _ in texts]
    for i, row in enumerate(body, start=heads):
        if shift := _body_shift(row, body, width):
            placed[i] = [None] * shift + list(range(width - shift))
    kinds = tuple(_kind(body, column) for column in range(width))
    for i in range(heads - 1, -1, -1):
        below = texts[i + 1] if i + 1 < heads else None
        laid = placed[i + 1] if below is not None else None
        labels = kinds if below is None or laid is None else tuple(_label(below, at) for at in laid)
        hanging = any(_length(above) and ALONE.search(above[_length(above) - 1]) for above in texts[:i])
        if hanging and _length(texts[i]) == width - 1 and not texts[i][0] and all(texts[i][stubs : width - 1]):
            placed[i] = [*range(width - 1), None]  # "P value" hangs down from a row above
            continue
        placed[i] = _head(texts[i], stubs, labels, below, width, leaf=i == heads - 1)
        if below is not None and laid is not None and i == heads - 2:
            _make_room(texts[i], below, placed, i, stubs, width)
    return placed


def _label(row: Sequence[str], at: int | None) -> str:
    return "" if at is None else re.sub(r"\bn ?= ?[\d, ]+", "n", row[at].casefold())


def _kind(body: Rows, column: int) -> str:
    """What the cells of a column look like: numbers with a decimal point, with brackets, with a per cent sign, ..."""
    shapes = [re.sub(r"\d+", "0", re.sub(r"[\s<>=*−–-]", "", row[column]))[:6] for row in body if row[column]]
    return max(sorted(set(shapes)), key=shapes.count, default="")


def _stub_width(body: Rows, width: int) -> int:
    """How many columns on the left hold words."""
    stubs = 1
    while stubs < width - 1:
        filled = [row[stubs] for row in body if row[stubs]]
        words = sum(not NUMERIC.match(cell) and any(c.isalpha() for c in cell) for cell in filled)
        if not filled or words < 0.7 * len(filled):
            break
        stubs += 1
    return stubs if stubs < width - 1 else 1


def _body_shift(row: Sequence[str], body: Rows, width: int) -> int:
    """How far a row stands too far left because its first cells hang down from rows above it."""
    filled = _length(row)
    blank = width - filled
    full = [other for other in body if _length(other) == width]
    if not 0 < blank < width - 2 or not row[0] or len(full) < 2 or SIZE.fullmatch(row[1]):
        return 0

    def fits(shift: int) -> int:
        moved = [""] * shift + list(row[: width - shift])
        return sum(
            bool(NUMERIC.match(cell)) == _mostly_numeric(full, column) for column, cell in enumerate(moved) if cell
        )

    return blank if fits(blank) > fits(0) else 0


def _mostly_numeric(rows: Rows, column: int) -> bool:
    return 2 * sum(bool(NUMERIC.match(row[column])) for row in rows) > len(rows)


def _length(row: Sequence[str]) -> int:
    return max((i + 1 for i, cell in enumerate(row) if cell), default=0)


def _head(
    row: Sequence[str], stubs: int, labels: Sequence[str], below: Sequence[str] | None, width: int, leaf: bool
) -> list[int | None]:
    """The columns of one row of headings, given what stands below each column."""
    length = _length(row)
    data = width - stubs
    if length == width or not length:
        return list(range(width))
    inner_blanks = any(not row[i] for i in range(1, length))
    own_stub = 0 if below is not None and _length(below) == width and below[0] and _alike(row[0], row[1]) else 1
    if leaf and own_stub and row[0] and length == data:
        return [None] * stubs + list(range(length))  # its stub's heading stands in the row above
    if leaf and length - own_stub == data and stubs > 1:
        return [0] + [None] * (stubs - 1) + list(range(1, length))
    if inner_blanks:
        filled = [i for i in range(own_stub, width) if row[i]]
        if own_stub and not leaf and _repeats(labels[stubs:], len(filled)):
            each = data // len(filled)
            return [0] + [None] * (stubs - 1) + [i for i in filled for _ in range(each)]
        return _to_the_right(row, width)
    first = stubs if own_stub else 0
    headings = list(range(own_stub, length))
    if not headings:
        return list(range(width))
    if len(headings) > width - first:
        return list(range(width))
    under = list(labels[first:])
    uneven = len(under) > len(headings) and len(under) % len(headings) > 0
    if uneven and P_VALUE.search(under[-1]) and not ALONE.search(row[headings[-1]]):
        under.pop()  # "P value" at the right has no heading above it
    spans = _spans(tuple(row[i] for i in headings), tuple(under), leaf)
    columns: list[int | None] = [0] + [None] * (first - 1) if first else []
    for heading, span in zip(headings, spans, strict=True):
        columns += [heading] * span
    return columns + [None] * (width - len(columns))


def _repeats(labels: Sequence[str], times: int) -> bool:
    """Whether the labels are the same few ones, several times over."""
    if times < 2 or len(labels) % times or len(labels) == times:
        return False
    each = len(labels) // times
    return all(label == labels[i % each] for i, label in enumerate(labels)) and len(set(labels)) == each


def _alike(one: str, other: str) -> bool:
    """Whether two headings are of one series: "Before the course", "After the course"."""
    words = [set(re.findall(r"\w{3,}", text.casefold())) for text in (one, other)]
    return bool(words[0] and words[1]) and 2 * len(words[0] & words[1]) >= min(map(len, words))


def _to_the_right(row: Sequence[str], width: int) -> list[int | None]:
    """Headings that keep their place, each over the blanks on its right."""
    columns: list[int | None] = [0]
    for column in range(1, width):
        blank = not row[column]
        columns.append(columns[-1] if blank and column > 1 and columns[-1] != 0 else column)
    return columns


@cache
def _spans(headings: tuple[str, ...], labels: tuple[str, ...], leaf: bool) -> tuple[int, ...]:
    """How many columns each heading spans, so that the columns below the headings look alike."""
    n, width = len(headings), len(labels)
    best, chosen = None, (1,) * (n - 1) + (width - n + 1,)
    for i, cuts in enumerate(combinations(range(1, width), n - 1)):
        if i > _MOST_CHOICES:
            break
        edges = [0, *cuts, width]
        groups = [labels[a:b] for a, b in pairwise(edges)]
        sizes = [len(group) for group in groups]
        alone = sum(size > 1 and bool(ALONE.search(h)) for h, size in zip(headings, sizes, strict=True))
        repeated = sum(len(set(group)) < len(group) for group in groups) if not leaf else 0
        uneven = max(sizes) - min(sizes)
        alike = len(set(groups)) + repeated
        cost = (alone, uneven, alike) if leaf else (alone, alike, uneven)
        if best is None or cost < best:
            best, chosen = cost, tuple(sizes)
    return chosen


def _make_room(top: Sequence[str], leaf: Sequence[str], placed: Layout, at: int, stubs: int, width: int) -> None:
    """Headings without anything below them, such as "P value", hang down: the headings below leave room for them."""
    length = _length(leaf)
    # Its stub stands in the row above, unless its first cell is one: "Outcome measure".
    moved = bool(leaf[0]) and (bool(STATISTIC.fullmatch(leaf[0])) or leaf[0] in leaf[1:] or bool(top[0]))
    cells = list(range(0 if moved else 1, length))
    headings = [i for i in range(1, _length(top)) if top[i]]
    room = width - stubs - len(cells)
    if not (0 < room < len(headings)) or _length(top) == width or any(not leaf[i] for i in cells):
        return
    alone = [i for i in headings if ALONE.search(top[i])][-room:]
    alone = alone if len(alone) == room else headings[-room:]
    groups = [i for i in headings if i not in alone]
    if len(cells) % len(groups):
        return
    each = len(cells) // len(groups)
    upper: list[int | None] = [0] + [None] * (stubs - 1)
    lower: list[int | None] = [None] * stubs if moved else [0] + [None] * (stubs - 1)
    rest = iter(cells)
    for heading in headings:
        upper += [heading] * (1 if heading in alone else each)
        lower += [None] if heading in alone else [next(rest) for _ in range(each)]
    placed[at], placed[at + 1] = upper, lower
