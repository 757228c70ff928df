"""Takes out what is printed on every page but belongs to none: running heads, page numbers, margin text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.readers import rules
from extractor.readers.layout import CAPTION, Line
from extractor.readers.pdfium import PageContent

_MARGIN = 0.13  # of the page's height, above and below
_PAGE_NUMBER = re.compile(r"(?:page |p\. ?)?[–—-]? ?\d{1,5} ?[–—-]?(?: ?(?:/|of) ?\d{1,5})?$", re.IGNORECASE)
_NUMBER = re.compile(r"[-−–<>]?\d[\d.,]*$")
_IMPRINT = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\bdoi\b", re.IGNORECASE)
_LEGAL = re.compile(r"©|\bcopyright\b|all rights reserved|\blicen[cs]e", re.IGNORECASE)
_LEADERS = re.compile(r"[. …_·•\ufffd]{8,}$")


@dataclass(frozen=True, slots=True)
class Taken:
    """The lines of each page without the furniture, the furniture's texts, each once, and its lines that tell when and
    where the paper came out, each with what stands beside it."""

    kept: list[list[Line]]
    removed: list[str]
    imprint: list[list[Line]]


def take_out(pages: Sequence[PageContent], lines: Sequence[list[Line]]) -> Taken:
    """Part the furniture from what the pages say."""
    seen: dict[str, set[int]] = defaultdict(set)
    for page, found in zip(pages, lines, strict=True):
        for line in found:
            if (place := _place(page, line)) is not None:
                seen[_key(line, place)].add(page.number)
    many = 2 if len(pages) <= 6 else 3
    repeated = {key for key, where in seen.items() if len(where) >= many}
    kept: list[list[Line]] = []
    removed: dict[str, None] = {}
    firsts: dict[str, Line] = {}
    for page, found in zip(pages, lines, strict=True):
        usual: Counter[int] = Counter()
        for line in found:
            usual[line.direction] += len(line.text)
        main = usual.most_common(1)[0][0] if usual else 0
        rest = []
        limits = _text_limits(page, found, repeated)
        numbers = [line for line in found if _NUMBER.match(line.text)]
        for line in found:
            if _LEADERS.match(line.text):
                page.rules += rules.dotted(line, page)  # a row of dots, or of ornaments, stands for a rule
                continue
            if _is_furniture(page, line, main, repeated, limits) and not _in_row(line, numbers):
                removed.setdefault(line.text)
                firsts.setdefault(_key(line, _place(page, line) or ""), line)
            else:
                rest.append(line)
        kept.append(rest)
    return Taken(kept, list(removed), _imprint(list(firsts.values())))


def _imprint(firsts: Sequence[Line]) -> list[list[Line]]:
    """The rows among some lines of furniture that have a year or a DOI."""
    rows: list[list[Line]] = []
    for line in firsts:
        last = rows[-1][-1] if rows else None
        if last is not None and last.page == line.page and abs(last.middle - line.middle) < 0.6 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    said = [(row, " ".join(line.text for line in row)) for row in rows]
    return [row for row, text in said if _IMPRINT.search(text) and not _LEGAL.search(text)]


def _text_limits(page: PageContent, lines: Sequence[Line], repeated: set[str]) -> tuple[float, float]:
    """Where the page's own text begins and ends: what stands between is no furniture, even if other pages have it."""
    own = [
        line.shown for line in lines
        if len(line.text) > 5 and (place := _place(page, line)) != "side"
        and (place is None or _key(line, place) not in repeated)
    ]  # fmt: skip
    return min((box[3] for box in own), default=page.height), max((box[1] for box in own), default=0.0)


def _in_row(line: Line, numbers: Sequence[Line]) -> bool:
    """Whether a number stands beside another, as in a row of a table."""
    return bool(_NUMBER.match(line.text)) and any(
        other is not line and other.direction == line.direction and abs(other.middle - line.middle) < 0.5 * line.size
        for other in numbers
    )


def _is_furniture(
    page: PageContent, line: Line, main: int, repeated: set[str], limits: tuple[float, float]
) -> bool:  # fmt: skip
    place = _place(page, line)
    if place is None:
        return False
    if place == "side":
        return line.direction != main or _key(line, place) in repeated
    _, top, _, bottom = line.shown
    if (limits[0] <= top and bottom <= limits[1]) or (CAPTION.match(line.text) and len(line.text) > 12):
        return False
    return _key(line, place) in repeated or (bool(_PAGE_NUMBER.match(line.text)) and _outermost(page, line))


def _place(page: PageContent, line: Line) -> str | None:
    """In which margin a line stands, if any: top, bottom or side."""
    x0, top, x1, bottom = line.shown
    if line.direction % 2 and (x1 < 0.1 * page.width or x0 > 0.9 * page.width):
        return "side"
    if bottom < _MARGIN * page.height:
        return "top"
    if top > (1 - _MARGIN) * page.height:
        return "bottom"
    return None


def _outermost(page: PageContent, line: Line) -> bool:
    _, top, _, bottom = line.shown
    return bottom < 0.08 * page.height or top > 0.91 * page.height


def _key(line: Line, place: str) -> str:
    return place + re.sub(r"\d+", "#", line.text).lower().replace(" ", "")
