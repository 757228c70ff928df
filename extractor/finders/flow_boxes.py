"""Reads the boxes of a flow diagram as sums: who was excluded and for what reasons, who received what was allocated.

The text of a drawn diagram comes in no sure order, so only boxes that belong together by their words are taken: a box
"Excluded" with the reasons right behind it, "Allocated", "Received" and "Did not receive" behind each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.statements import statement
from extractor.language.numbers import as_printed

FOUND_BY = "rules.flow_boxes"
SIZE = re.compile(r"[\s:,]{0,3}[(\[]?\s?\b[nN]\s?[=¼]\s?(?P<n>\d[\d,]*)\s?[)\]]?(?![\d.%])")
LABEL = re.compile(r"[^\W\d_][^()\[\]=\n]{2,90}$")
NEAR = 24  # characters between two boxes of one diagram
LEAST_BOXES = 6
EXCLUDED = re.compile(r"^\W*(?:total )?(?:excluded|not (?:randomi[sz]ed|included|enrolled)|exclusions?)(?: from (?:the )?(?:study|trial))?\s*$", re.IGNORECASE)  # fmt: skip
ELIGIBLE = re.compile(
    r"\bassessed for (?:eligibility|inclusion)\b|^\W*(?:patients |participants |subjects )?screened\b", re.IGNORECASE
)
RANDOMIZED = re.compile(
    r"^\W*(?:patients |participants |subjects |total )?(?:were )?(?:randomi[sz](?:ed|ation)|underwent randomi[sz]ation)\s*$",
    re.IGNORECASE,
)
ALLOCATED = re.compile(r"\b(?:allocated|assigned|randomi[sz]ed) to\b|\ballocation\b", re.IGNORECASE)
RECEIVED = re.compile(r"^\W*received\b", re.IGNORECASE)
NOT_RECEIVED = re.compile(r"^\W*did not receive\b", re.IGNORECASE)
LOSS = re.compile(
    r"\b(?:not meeting|did not|declin|refus|withdr[ae]w|lost|drop|absent|changed|moved|suspended|died|death|discontinu|no longer|other reasons?|unable|unavailable|not (?:interested|available|eligible|reached)|ineligible|language|barrier|consent|excluded|missing|another|transferred|planned|pregnan)",
    re.IGNORECASE,
)
STAGE = re.compile(
    r"^\W*(?:number of |total )?(?:participants|patients|subjects|girls|boys|children|students|pupils|women|men)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Box:
    """What a box says, how many it says, and where."""

    label: str
    n: int
    at: Span
    start: int
    end: int


def boxes_in(document: Document) -> Iterator[Mention]:
    clusters = list(_clusters(document))
    randomized = [box for cluster in clusters for box in cluster if RANDOMIZED.match(box.label)]
    if len(randomized) == 1:
        yield statement("box", [("randomized", _part(randomized[0]))], FOUND_BY)
    for cluster in clusters:
        yield from _excluded(cluster)
        yield from _received(cluster)
        yield from _stages(cluster)


def _clusters(document: Document) -> Iterator[list[Box]]:
    """Runs of boxes that stand close behind each other, outside tables."""
    run: list[Box] = []
    for box in _boxes(document):
        if run and box.start - run[-1].end > NEAR:
            if len(run) >= LEAST_BOXES:
                yield run
            run = []
        run.append(box)
    if len(run) >= LEAST_BOXES:
        yield run


def _boxes(document: Document) -> Iterator[Box]:
    text, end = document.text, 0
    for match in SIZE.finditer(text):
        label = LABEL.search(text, max(end, match.start() - 90), match.start())
        digits = match["n"].rstrip(",")
        number = as_printed(digits)
        at = Span(match.start("n"), match.start("n") + len(digits))
        if label is not None and number is not None and document.table(at) is None:
            yield Box(label[0], int(number), at, label.start(), match.end())
        end = match.end()


def _part(box: Box) -> Mention:
    return Mention("statement.part", box.at, number=str(box.n), found_by=FOUND_BY, score=0.9)


def _losses(cluster: Sequence[Box], first: int) -> list[Box]:
    found: list[Box] = []
    for box in cluster[first:]:
        if not LOSS.search(box.label) or EXCLUDED.match(box.label) or STAGE.match(box.label):
            break
        found.append(box)
    return found


def _excluded(cluster: Sequence[Box]) -> Iterator[Mention]:
    """Screened = excluded + randomized, and excluded = the sum of its reasons."""
    heads = [i for i, box in enumerate(cluster) if EXCLUDED.match(box.label)]
    for i in heads:
        reasons = _losses(cluster, i + 1)
        if len(reasons) >= 2:
            yield statement("sum", [("total", _part(cluster[i])), *(("part", _part(b)) for b in reasons)], FOUND_BY)
    eligible = [box for box in cluster if ELIGIBLE.search(box.label)]
    randomized = [box for box in cluster if RANDOMIZED.match(box.label)]
    if len(heads) == len(eligible) == len(randomized) == 1:
        parts = [("total", eligible[0]), ("part", cluster[heads[0]]), ("part", randomized[0])]
        yield statement("sum", [(role, _part(box)) for role, box in parts], FOUND_BY)


def _received(cluster: Sequence[Box]) -> Iterator[Mention]:
    """Allocated = received + did not receive, where the three boxes follow each other."""
    for one, two, three in zip(cluster, cluster[1:], cluster[2:], strict=False):
        if ALLOCATED.search(one.label) and RECEIVED.match(two.label) and NOT_RECEIVED.match(three.label):
            yield statement("sum", [("total", _part(one)), ("part", _part(two)), ("part", _part(three))], FOUND_BY)


def _stages(cluster: Sequence[Box]) -> Iterator[Mention]:
    """A box of those who were left, with those who were lost behind it, and an earlier box that they may come from."""
    for i, box in enumerate(cluster):
        lost = _losses(cluster, i + 1)
        if not STAGE.match(box.label) or len(lost) < 2:
            continue
        before = [b for b in cluster if not LOSS.search(b.label) and b.n > box.n]
        came = box.n + sum(b.n for b in lost)
        if before:
            source = min(before, key=lambda b: abs(b.n - came))
            parts = [("total", source), *(("lost", b) for b in lost), ("left", box)]
            yield statement("stage", [(role, _part(b)) for role, b in parts], FOUND_BY)
