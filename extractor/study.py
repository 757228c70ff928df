"""What a reviewer copies out of a paper: studies, arms, doses, measures, timepoints, results and comparisons.

Pydantic validates shape, never plausibility: a paper with more events than patients must be recordable, or it could
never be flagged.  Plain strings are ids or our own reading of a value (`statistic`, `role`); whatever came out of
the document is a `Reported`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel

from extractor.evidence import Flag, Interval, Reported, Spread, Strict


class Design(Strict):
    """allocation, blinding, control and structure hold vocabulary words (see the manual)."""

    allocation: Reported | None = None
    blinding: Reported | None = None
    control: Reported | None = None
    structure: Reported | None = None
    phase: Reported | None = None
    registration: Reported | None = None


class Population(Strict):
    condition: Reported | None = None
    description: Reported | None = None
    setting: Reported | None = None
    age: Reported | None = None
    sex: Reported | None = None
    species: Reported | None = None
    strain: Reported | None = None
    model: Reported | None = None
    cell_line: Reported | None = None


class SampleSize(Strict):
    """Numbers of participants, animals or samples by their role in the flow; total where the text gives no role."""

    screened: Reported | None = None
    randomized: Reported | None = None
    analyzed: Reported | None = None
    completed: Reported | None = None
    total: Reported | None = None


class Dose(Strict):
    substance: Reported | None = None
    amount: Reported | None = None
    route: Reported | None = None
    duration: Reported | None = None
    frequency: Reported | None = None


class Arm(Strict):
    id: str
    name: Reported
    role: Literal["intervention", "comparator"] | None = None
    n: SampleSize = SampleSize()
    doses: list[Dose] = []


class Measure(Strict):
    id: str
    name: Reported
    abbreviation: Reported | None = None
    items: Reported | None = None
    range: Reported | None = None
    direction: Reported | None = None
    role: Literal["primary", "secondary", "other"] = "other"


class Timepoint(Strict):
    """days counts from the start of treatment (40 minutes = 0.02778)."""

    id: str
    label: Reported
    days: Reported
    role: Literal["primary", "secondary", "other"] = "other"


class Result(Strict):
    """One number of one arm.  arm, measure and timepoint are ids within the study; None where the text does not say."""

    arm: str | None = None
    measure: str | None = None
    timepoint: str | None = None
    statistic: str
    definition: Reported | None = None
    value: Reported
    n: Reported | None = None
    count: Reported | None = None
    spread: Spread | None = None
    interval: Interval | None = None
    p: Reported | None = None


class Comparison(Strict):
    """A difference or ratio between two arms, or a test of one."""

    arms: list[str] = []
    measure: str | None = None
    timepoint: str | None = None
    kind: str
    estimate: Reported | None = None
    interval: Interval | None = None
    p: Reported | None = None
    statistic: Reported | None = None
    df: Reported | None = None


class Study(Strict):
    """One study.  reported_here is False for a study that this document retells."""

    id: str
    label: Reported | None = None
    year: Reported | None = None
    reported_here: bool = True
    design: Design = Design()
    population: Population = Population()
    n: SampleSize = SampleSize()
    arms: list[Arm] = []
    measures: list[Measure] = []
    timepoints: list[Timepoint] = []
    results: list[Result] = []
    comparisons: list[Comparison] = []


class Subject(Strict):
    """What the header of a vendor's document sells, and the substance that its text is about."""

    stated_name: Reported | None = None
    catalog_number: Reported | None = None
    substance: Reported | None = None


class Guide(Strict):
    """What a vendor's guide shows of its making.

    titles      its own titles, below the header that sells the compound
    statements  where it says that its compound is "unknown" or another one a "stand_in", or takes a code for an
                "acronym"; "sequence" is that of a peptide sold over a text that speaks of none
    defects     "replaced_name", "glued_number", "bare_site", "other_page": marks of text made from templates
    """

    titles: list[Reported] = []
    statements: list[Reported] = []
    defects: list[Reported] = []


class Publication(Strict):
    """How a paper names itself on its first page."""

    authors: Reported | None = None
    journal: Reported | None = None
    year: Reported | None = None
    doi: Reported | None = None


class Claim(Strict):
    """What a title says of everybody studied: "treatment-resistant" (qualifier) "depression" (condition)."""

    where: Literal["title", "abstract", "conclusion"]
    statement: Reported
    qualifier: str
    condition: str


class Part(Strict):
    """One number or word of a statement, and what it is in it: "total", "part", "left", "count", "p", ..."""

    role: str
    value: Reported


class Statement(Strict):
    """Numbers or words of the paper that have to agree: "of 480 people, 61 were excluded, leaving 419".

    kind says what ties them ("sum", "change", "share", ...), what is what they are about in the paper's words.  They
    stand in one sentence or table row, or in two places that tell the same.
    """

    kind: str
    what: str | None = None
    parts: list[Part]

    def role(self, *roles: str) -> list[Reported]:
        """The parts in some roles, in order."""
        return [part.value for part in self.parts if part.role in roles]


class ReferenceEntry(Strict):
    """One entry of the reference list; host is the site that it names, if any."""

    number: int | None = None
    entry: Reported
    host: str | None = None
    doi: str | None = None
    year: int | None = None


class Citation(Strict):
    """One citation mark in the text: the numbers that it stands for, ranges spelled out, none for "(Marsh, 2004)".

    entries are the places in the list of what it cites, from 0.
    """

    numbers: list[int]
    entries: list[int] = []
    mark: Reported


class Bibliography(Strict):
    entries: list[ReferenceEntry] = []
    citations: list[Citation] = []


class DocumentInfo(Strict):
    """One document.  kind_reason says in a few words why it is of its kind; None for what could not be read."""

    id: str
    name: str
    path: str
    format: str
    kind: Literal["trial_report", "review", "technical_guide", "protocol", "other"] = "other"
    kind_reason: str | None = None
    title: str | None = None
    pages: int | None = None
    status: Literal["ok", "partial", "failed"] = "ok"
    problems: list[str] = []


class Coverage(Strict):
    """What was read, so that "not found" is never mistaken for "not reported".

    finders: name of each finder to the number of its mentions, or to the error that stopped it.
    """

    pages_read: int = 0
    characters: int = 0
    tables: int = 0
    sections: list[str] = []
    finders: dict[str, int | str] = {}


class Record(Strict):
    """All that was found in one document."""

    document: DocumentInfo
    publication: Publication = Publication()
    subject: Subject = Subject()
    guide: Guide = Guide()
    studies: list[Study] = []
    claims: list[Claim] = []
    statements: list[Statement] = []
    references: Bibliography = Bibliography()
    flags: list[Flag] = []
    coverage: Coverage = Coverage()


def leaves(model: BaseModel, path: str = "") -> Iterator[tuple[str, Reported]]:
    """Every Reported value inside a model with the path to it, such as "studies.0.n.randomized", in a fixed order."""
    for name in type(model).model_fields:
        yield from _leaves_of(getattr(model, name), f"{path}.{name}" if path else name)


def _leaves_of(value: object, path: str) -> Iterator[tuple[str, Reported]]:
    if isinstance(value, Reported):
        yield path, value
    if isinstance(value, BaseModel):
        yield from leaves(value, path)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _leaves_of(item, f"{path}.{i}")
