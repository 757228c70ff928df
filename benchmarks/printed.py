"""Lists the printed numbers of hand-read papers that their text lacks, or whose boxes miss the ink.

    python benchmarks/printed.py ../shared/gold/papers.jsonl ../shared/documents/papers [--crops FOLDER]

Looked for are the sizes, doses, results and comparisons that a reader listed, each on its page, the digit groups of the
reader's quotations, and the strings that the text layer is known to misstate.  A box counts as on the ink when every
digit's box holds some.  With --crops, one number of each paper is drawn with its box, to be looked at.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import ImageDraw

from extractor.document import Document, Span
from extractor.language.numbers import NUMBER, as_printed
from extractor.readers import from_pdf

_SCALE = 3
_GROUP = re.compile(r"\d+(?:[.,·]\d+)*")
_ALIKE = str.maketrans("−–‐‑˚∼⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "----°~0123456789-")
_MINUS = "[-−–‐‑]\\s?"


@dataclass(frozen=True)
class Listed:
    """One thing that the reader of a paper wrote down: a number, a digit group or a string; page is None for any."""

    kind: str
    text: str
    page: int | None
    quote: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper as it was read, with the pieces of its text on each page."""

    path: Path
    document: Document

    @cached_property
    def pieces(self) -> dict[int | None, list[Span]]:
        """Runs of text that stand on one page; under None the whole text."""
        where = self.document.positions
        found: dict[int | None, list[Span]] = {None: [Span(0, len(self.document.text))]}
        if where is not None and len(where.page):
            edges = [0, *(np.flatnonzero(np.diff(where.page)) + 1).tolist(), len(where.page)]
            for start, end in pairwise(edges):
                found.setdefault(int(where.page[start]), []).append(Span(start, end))
        return found

    def text(self, page: int | None) -> str:
        return "\n".join(self.document.quote(span) for span in self.pieces.get(page, []))

    @cached_property
    def numbers(self) -> dict[int | None, dict[str, Span]]:
        """The numbers of each page as plain digits without closing zeros, each with one place."""
        found: dict[int | None, dict[str, Span]] = {}
        for page, spans in self.pieces.items():
            own = found.setdefault(page, {})
            for span in spans:
                for match in re.finditer(NUMBER, self.document.text[span.start : span.end], re.IGNORECASE):
                    if (plain := as_printed(match[0])) is not None:
                        own.setdefault(_shortest(plain), Span(span.start + match.start(), span.start + match.end()))
        return found

    def place(self, number: str, page: int | None) -> Span | None:
        """Where a number stands on a page; a negative one must have its sign."""
        if (known := self.numbers.get(page, {}).get(_shortest(number))) is not None:
            return known
        if number.startswith("-"):
            digits = re.escape(number[1:].removeprefix("0"))
            pattern = rf"{_MINUS}0?{digits}0*(?!\d)"
        elif len(number) > 3 and number.isdigit():  # "17 780" with a plain space
            pattern = rf"(?<!\d){number[:-3]} {number[-3:]}(?!\d)"
        else:
            return None
        for span in self.pieces.get(page, []):
            if match := re.compile(pattern).search(self.document.text, span.start, span.end):
                return Span(*match.span())
        return None


def _shortest(number: str) -> str:
    whole, point, part = number.partition(".")
    return whole + (point + part if part.strip("0") else "").rstrip("0")


def listed(gold: dict[str, Any]) -> Iterator[Listed]:
    """All that is to be found in the text of one paper."""
    for trap in gold["traps"]:
        yield Listed("trap", trap["printed"], trap["page"], trap["text_layer"])
    for study in gold["studies"]:
        yield from (Listed("size", str(n), None) for n in study["n"].values() if n is not None)
        for arm in study["arms"]:
            yield from (Listed("size", str(arm["n"]), None) for _ in [0] if arm["n"] is not None)
            for dose in arm["doses"]:
                amounts = dose["amount"] if isinstance(dose["amount"], list) else [dose["amount"]]
                yield from (Listed("dose", str(amount), None) for amount in amounts if amount is not None)
        for found in study["results"]:
            yield from (item for name in ("value", "spread") for item in _numbers(found, name))
            yield from (Listed(name, str(found[name]), None) for name in ("n", "count") if found.get(name) is not None)
        for found in study["comparisons"]:
            for name in ("estimate", "lower", "upper", "p"):
                yield from _numbers(found, name)


def _numbers(found: dict[str, Any], name: str) -> Iterator[Listed]:
    values = found.get(name)
    for value in values if isinstance(values, list) else [values]:
        if value is not None and not isinstance(value, str):
            yield Listed(name, str(value), found["page"], found["quote"])


def groups(gold: dict[str, Any]) -> Iterator[Listed]:
    """The digit groups of all quotations, which are as the file's own text layer has them."""
    for study in gold["studies"]:
        for found in (*study["results"], *study["comparisons"]):
            for group in _GROUP.findall(found["quote"]):
                yield Listed("group", group, found["page"], found["quote"])


def _as_encoded(paper: Paper, group: str, page: int | None) -> bool:
    """Whether a digit group of the text layer stands as printed: "n5840" is "n=840"."""
    text = paper.text(page)
    if group in _GROUP.findall(text):
        return True
    signs = {r.printed for r in paper.document.repairs if r.page == page and r.encoded == group[0]}
    return any(re.search(re.escape(sign) + r"\s?" + re.escape(group[1:]) + r"(?!\d)", text) for sign in signs)


def missed(paper: Paper, wanted: Iterable[Listed]) -> tuple[list[Listed], dict[Listed, Span]]:
    """What the text lacks, and where the found numbers stand."""
    lost, places = [], {}
    for item in wanted:
        if item.kind == "trap":
            text = _bare(paper.text(item.page))
            if not all(_bare(part) in text for part in _printed(item)):
                lost.append(item)
        elif item.kind == "group":
            if not _as_encoded(paper, item.text, item.page):
                lost.append(item)
        elif (place := paper.place(item.text, item.page) or _unsigned(paper, item)) is not None:
            places[item] = place
        else:
            lost.append(item)
    return lost, places


def _unsigned(paper: Paper, item: Listed) -> Span | None:
    """A decrease may be printed without a sign, a share of one as a percentage is not looked for."""
    negative = item.text.startswith("-") and not re.search(_MINUS + re.escape(item.text[1:]), item.quote)
    return paper.place(item.text[1:], item.page) if negative else None


def _printed(trap: Listed) -> list[str]:
    """A trap's printed form without what the reader added: remarks, and names that the text layer has not."""
    text = re.sub(r"\s*\(superscript\)|^axis labels in the order ", "", trap.text)
    if text[0] not in trap.quote:
        text = text.removeprefix("P")
    return text.split(" / ")


def _bare(text: str) -> str:
    return re.sub(r"[\s^()]+", "", text).translate(_ALIKE)


def off_ink(paper: Paper, places: dict[Listed, Span]) -> list[Listed]:
    """The numbers of which some digit's box is blank on the rendered page."""
    where = paper.document.positions
    if where is None:
        return list(places)
    pictures: dict[int, NDArray[np.uint8]] = {}
    opened = pypdfium2.PdfDocument(paper.path)
    blank = []
    for item, span in places.items():
        for at in range(span.start, span.end):
            if where.line[at] < 0:
                continue
            page = int(where.page[at])
            if page not in pictures:
                pictures[page] = np.asarray(opened[page - 1].render(scale=_SCALE).to_pil().convert("L"))
            box = [round(_SCALE * float(side[at])) for side in (where.x0, where.top, where.x1, where.bottom)]
            inside = pictures[page][max(0, box[1]) : box[3], max(0, box[0]) : box[2]]
            if not inside.size or int(inside.max()) - int(inside.min()) < 60:
                blank.append(item)
                break
    opened.close()
    return blank


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--crops", type=Path)
    given = parser.parse_args()
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    placed = on_ink = 0
    for line in given.gold.read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        path = given.folder / gold["file"]
        paper = Paper(path, from_pdf.read(path, str(path)))
        all_listed = [*listed(gold), *groups(gold)]
        lost, places = missed(paper, all_listed)
        wanted.update(item.kind for item in all_listed)
        found.update(item.kind for item in all_listed)
        found.subtract(item.kind for item in lost)
        for item in dict.fromkeys(lost):
            print(f"{path.name[:40]:40} page {item.page} {item.kind} {item.text!r} not in the text {item.quote[:90]!r}")
        blank = off_ink(paper, places)
        placed += len(places)
        on_ink += len(places) - len(blank)
        for item in blank:
            print(f"{path.name[:40]:40} page {item.page} {item.kind} {item.text!r}: its box is blank")
        if given.crops and places:
            given.crops.mkdir(parents=True, exist_ok=True)
            _crop(paper, list(places.values())[len(places) // 2]).save(given.crops / f"{path.stem[:40]}.png")
    for kind in wanted:
        print(f"{kind:10} {found[kind]} of {wanted[kind]}")
    print(f"{on_ink} of {placed} different numbers have their boxes on ink")


def _crop(paper: Paper, span: Span) -> Any:
    """The surroundings of a number, its box drawn in red."""
    box = paper.document.boxes(span)[0]
    opened = pypdfium2.PdfDocument(paper.path)
    image = opened[box.page - 1].render(scale=_SCALE).to_pil().convert("RGB")
    opened.close()
    sides = [_SCALE * side for side in (box.x0, box.top, box.x1, box.bottom)]
    ImageDraw.Draw(image).rectangle(sides, outline="red")
    middle = (sides[0] + sides[2]) / 2
    return image.crop((int(middle - 240), int(sides[1] - 40), int(middle + 240), int(sides[3] + 40)))


if __name__ == "__main__":
    main()
