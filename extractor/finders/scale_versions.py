"""Finds which version of a scale a paper names: "the 17-item Hamilton Depression Rating Scale", "HDRS-21"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders.statements import statement
from extractor.language import sentences_of
from extractor.language.context import place
from extractor.language.doc import Doc
from extractor.language.numbers import WORDS, as_printed

FOUND_BY = "rules.scale_versions"
_KIND = r"(?:Scale|Inventory|Questionnaire|Index|Checklist|Survey|Interview|Instrument|Screen)"
_ITEMS = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{WORDS})[- ]items?\s(?:version of the\s)?(?P<name>(?:[A-Z][\w'’-]*\s(?:(?:for|of|and|the|in)\s)?){{1,6}}{_KIND}|[A-Z][A-Z-]{{2,9}})\b"
)
# Versions of one scale that differ in their items; the letters are the scale's, the number its items.
_LETTERED = re.compile(r"\b(?P<name>HAM-?D|HDRS|HRSD|HAMD|MADRS|QIDS|IDS|GDS|SF|PHQ|GAD|CES-?D|EORTC QLQ-?C|WHOQOL|IPAQ|KCCQ|BPRS|PANSS)[- ]?(?P<n>[1-9]\d?)\b(?![.%]\d|\s?(?:mg|points?|weeks?|years?)\b)")  # fmt: skip
_ONE_SCALE = {"HAMD": "HDRS", "HRSD": "HDRS", "HAM-D": "HDRS", "CES-D": "CESD"}


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    found: dict[str, dict[str, Mention]] = defaultdict(dict)
    together: set[str] = set()
    for offset, text in sentences_of(doc):
        at = Span(offset, offset + 1)
        if "item" not in text and not _LETTERED.search(text):
            continue
        if place(document, at) in {"references", "disclaimer", "introduction", "discussion"}:
            continue
        here: dict[str, set[str]] = defaultdict(set)
        for name, number, mention in _named(text, offset):
            here[name].add(number)
            found[name].setdefault(number, mention)
        together |= {name for name, numbers in here.items() if len(numbers) > 1}
    for name, versions in sorted(found.items()):
        if len(versions) == 2 and name not in together:
            yield statement("version", [("version", mention) for mention in versions.values()], FOUND_BY)


def _named(text: str, offset: int) -> Iterator[tuple[str, str, Mention]]:
    for pattern in (_ITEMS, _LETTERED):
        for match in pattern.finditer(text):
            number = as_printed(match["n"])
            if number is not None:
                name = re.sub(r"\s+", " ", match["name"])
                span = Span(offset + match.start(), offset + match.end())
                mention = Mention("statement.part", span, number=number, found_by=FOUND_BY, score=0.9)
                yield _ONE_SCALE.get(name, name), number, mention
