"""Says what kind of document lies before us, and why: a trial, a review, a guide of a vendor, a protocol or other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from extractor.document import Document
from extractor.evidence import Mention
from extractor.language.context import place

Name = Literal["trial_report", "review", "technical_guide", "protocol", "other"]

GUIDE = re.compile(
    r"\b(?:technical (?:guide|support|note|overview)|application notes?|white ?paper|documentation (?:hub|center)"
    r"|for research use only|product (?:guide|information)|core mechanism of action)\b",
    re.IGNORECASE,
)
REVIEW = re.compile(
    r"\b(?:systematic review|meta-analys[ie]s|narrative review|scoping review|literature review|a review\b|review of"
    r"|overview of (?:the )?(?:evidence|trials|studies))",
    re.IGNORECASE,
)
PROTOCOL = re.compile(
    r"\b(?:study protocol|trial protocol|protocol (?:for|of) an?\b|rationale and design|design and rationale)\b",
    re.IGNORECASE,
)
TRIAL = re.compile(r"\btrial\b|randomi[sz]ed|placebo[- ]controlled|double[- ]blind|first[- ]in[- ]human", re.IGNORECASE)
# Words that accounts of studies use: 1,182 full texts and abstracts have at least 4.1 of them in 1,000 words, while
# annual reports, invoices and forms have at most 1.8.
STUDY_WORDS = re.compile(
    r"\b(?:patients?|participants?|subjects|volunteers?|animals?|placebo|mice|mouse|rats?|vitro|vivo|clinical"
    r"|randomi[sz]ed|therapy|medications?|disease|symptoms?|disorder|mg|mg/kg|nM|µM|μM|IC50|receptors?|inhibitors?|cells?"
    r"|assay|cohort|baseline|mortality|prevalence|diagnos\w+|dos(?:e|es|age|ing)|control group|experiment(?:s|al)?"
    r"|stimul(?:i|us)|hypothes[ie]s|healthy|infants?|children|women|pregnan(?:cy|cies|t)|questionnaires?|ANOVA|regression"
    r"|t-tests?|mean age|standard deviations?|SD)\b|95\s?%\s?(?:CI|confidence)|\b[Pp]\s?[<=>≤]\s?0?\.\d"
)
LEAST_RATE = 2.0  # study words in 1,000 words
FEW_WORDS = 12
LEAST_WORDS = 100  # a shorter text is no sample: a single sentence may tell of a study without any of them


class Kind(NamedTuple):
    """What kind of document it is, why, and whether it can hold a study at all."""

    name: Name
    reason: str
    has_studies: bool = True


def kind_of(document: Document, mentions: Sequence[Mention]) -> Kind:
    """The kind of a document."""
    title = document.quote(document.title) if document.title else ""
    start = document.text[:3000]
    retold = {m.value for m in mentions if m.field == "study" and not m.found_by.endswith("sentence")}
    if any(m.field == "subject.catalog_number" for m in mentions):
        return Kind("technical_guide", "it states a catalog number")
    named: tuple[tuple[Name, re.Pattern[str]], ...] = (
        ("technical_guide", GUIDE), ("protocol", PROTOCOL), ("review", REVIEW),
    )  # fmt: skip
    for name, pattern in named:
        if said := pattern.search(title):
            return Kind(name, f'its title says "{_one_line(said[0])}"')
    lacking = _lacks_of_a_trial(document, mentions)
    said = TRIAL.search(title) or TRIAL.search(start)
    if not lacking and said:
        return Kind("trial_report", f'it allocated and counted participants, and opens with "{_one_line(said[0])}"')
    if guide := GUIDE.search(start):
        return Kind("technical_guide", f'its opening says "{_one_line(guide[0])}"')
    if len(retold) >= 2:
        return Kind("review", f"it retells {len(retold)} studies by name")
    return _other(document, lacking or "neither title nor opening speaks of a trial")


def _lacks_of_a_trial(document: Document, mentions: Sequence[Mention]) -> str:
    """What a trial's report has and this document has not; "" when nothing is lacking."""
    told = [m.about for m in mentions if m.field == "study" and m.about and not m.found_by.endswith("sentence")]
    own = [
        m
        for m in mentions
        if not any(m.span in about for about in told)
        and place(document, m.span) in {"title", "abstract", "methods", "results", "other"}
    ]
    if any(m.field == "population.species" and m.score >= 0.8 for m in own):
        return "its subjects are animals"
    if not any(m.field == "design.allocation" or m.value in {"single_arm", "crossover", "parallel"} for m in own):
        return "it does not say how participants were allocated"
    if not any(m.field in {"n.randomized", "n.total", "n.arm"} for m in own):
        return "it does not say how many participants it had"
    return ""


def _other(document: Document, lacking: str) -> Kind:
    words = len(document.text.split())
    rate = 1000 * sum(1 for _ in STUDY_WORDS.finditer(document.text)) / max(words, 1)
    sections = {section.kind for section in document.sections} & {"abstract", "methods", "results", "references"}
    if words >= LEAST_WORDS and rate < LEAST_RATE:
        without = "no sections of a paper, " if not sections else ""
        return Kind("other", f"not a paper: {without}{rate:.1f} words of studies in 1,000", False)
    if words < FEW_WORDS:
        return Kind("other", f"no more than {words} word{'' if words == 1 else 's'} of text")
    return Kind("other", f"no trial, review, guide or protocol: {lacking}")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
