"""What all results told in sentences share: the sentence with its open numbers, the spread that is declared, the parts of a result."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.language.guarded import Guarded
from extractor.language.numbers import as_printed
from extractor.language.units import MEASURED_UNIT

UNIT = rf"(?:points?|m/s|beats/min|{MEASURED_UNIT}|%)"
SPREAD_WORD = r"(?:SDs?|SEMs?|SEs?|S\.D\.|S\.E\.(?:M\.)?|standard deviations?|standard errors?(?: of the mean)?)"
# Sentences whose percentages are criteria, plans or purities, not results
NOT_MEANT = re.compile(
    r"\b(?:defined as|significan\w+ (?:level |was |were )*(?:set|taken|considered)|required|assum\w+|allow(?:ing|ed) for|expected|anticipated|sample size|power (?:of|to)|to detect)\b[^.;]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the same with the numbers blanked out that are already accounted for."""

    offset: int
    text: str
    open: str
    score: float
    lead: str = ""  # the words before the colon that open its paragraph or cell: "Change in score (mean ± SD):"
    kind: str | None = None  # the spread that the paper declares for all its means

    def without(self, spans: Iterable[tuple[int, int]]) -> Sentence:
        open_text = self.open
        for start, end in spans:
            open_text = open_text[:start] + "¤" * (end - start) + open_text[end:]
        return replace(self, open=open_text)


DECLARED = Guarded(
    re.compile(
        rf"\b(?:[Dd]ata|[Vv]alues|[Rr]esults|[Mm]easurements)\s(?:are|were)\s(?:\w+\s)?(?:given|expressed|presented|reported|shown|displayed)?\s?as\s(?:the )?(?:arithmetic )?means?\s?(?:±|\+/-|\()\s?(?P<kind>{SPREAD_WORD})"
    ),
    "mean",
)
# "(mean ± SEM)" in a sentence or a legend says what stands behind every ± near it.
MEAN_AND = re.compile(rf"\b[Mm]eans?\s?(?:±|\+/-|\+/−)\s?({SPREAD_WORD})(?!\w)")


def declared_kind(document: Document) -> str | None:
    """The spread that a paper says all its means come with: "Data are given as mean ± SEM", or all its legends say."""
    for pattern in (DECLARED, MEAN_AND):
        kinds = {spread_kind(match[1]) for match in pattern.finditer(document.text)}
        if kinds:
            return kinds.pop() if len(kinds) == 1 else None
    return None


Found = tuple[Mention, tuple[int, int]]


def mention_of(sentence: Sentence, match: re.Match[str], statistic: str, group: str = "value", *, number: str | None = None, unit: str | None = None, parts: dict[str, Mention] | None = None, end: int | None = None) -> Found:  # fmt: skip
    span = Span(sentence.offset + match.start(group), sentence.offset + (end if end is not None else match.end(group)))
    number = number if number is not None else as_printed(match[group])
    about = Span(sentence.offset, sentence.offset + len(sentence.text))
    mention = Mention(
        "result",
        span,
        number=number,
        value=statistic,
        unit=unit,
        about=about,
        found_by="rules.results",
        score=sentence.score,
        parts=parts or {},
    )
    return mention, match.span()


def part_of(
    sentence: Sentence, match: re.Match[str], group: str, field: str, value: str | None = None, unit: str | None = None
) -> Mention:
    span = Span(sentence.offset + match.start(group), sentence.offset + match.end(group))
    return Mention(
        field, span, number=as_printed(match[group]), value=value, unit=unit, found_by="rules.results", score=0.9
    )


def spread_kind(words: str | None) -> str | None:
    """ "SEM" and "standard error" are SE; None stays None."""
    if not words:
        return None
    return "SE" if re.match(r"S\.?E|standard error", words, re.IGNORECASE) else "SD"


def clean_unit(unit: str | None) -> str | None:
    unit = (unit or "").strip()
    return None if not unit or unit.startswith("point") else unit
