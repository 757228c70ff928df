"""Turns sightings into studies: whose value is it, which sighting is best, and what contradicts it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.assemble import arms as arms_part
from extractor.assemble import kinetics, outcomes, sizes
from extractor.assemble.comparisons import comparisons_of
from extractor.assemble.design import alone_structure, best, cell_line, design_of
from extractor.assemble.doses import doses_of
from extractor.assemble.kinds import Kind, kind_of
from extractor.assemble.linking import Context
from extractor.assemble.reporting import Reporter, grouped
from extractor.assemble.results import results_of
from extractor.assemble.scopes import Scope, scopes_of
from extractor.assemble.statements import statements_of
from extractor.assemble.table_measures import with_stub_measures
from extractor.assemble.told import told
from extractor.document import Document
from extractor.evidence import Mention, Reported
from extractor.language.doc import Doc
from extractor.study import (
    Bibliography,
    Citation,
    Claim,
    Coverage,
    Design,
    DocumentInfo,
    Guide,
    Population,
    Publication,
    Record,
    ReferenceEntry,
    SampleSize,
    Study,
    Subject,
)

LEAST_SCORE = 0.45


def assemble(document: Document, doc: Doc, mentions: Sequence[Mention], ran: dict[str, int | str]) -> Record:
    """The record of one document, without its flags."""
    reporter = Reporter(document, doc)
    kind = kind_of(document, mentions)
    mentions = told(doc, mentions)
    scopes = scopes_of(document, mentions, kind.name) if kind.has_studies else []
    studies = [_study(reporter, scope, mentions, kind) for scope in scopes]
    return Record(
        document=_document_info(document, kind, ran),
        publication=_publication(reporter, mentions),
        subject=_subject(reporter, mentions, kind.name),
        guide=_guide(reporter, mentions),
        studies=[study for study in studies if not _is_empty(study)],
        claims=_claims(reporter, mentions),
        statements=statements_of(reporter, mentions),
        references=_bibliography(reporter, mentions),
        coverage=Coverage(
            pages_read=len(document.pages),
            characters=len(document.text),
            tables=len(document.tables),
            sections=[re.sub(r"\s+", " ", document.quote(s.title)) for s in document.sections if s.title is not None],
            finders=ran,
        ),
    )


def _document_info(document: Document, kind: Kind, ran: dict[str, int | str]) -> DocumentInfo:
    failed = [f"the finder {name} {result}" for name, result in ran.items() if isinstance(result, str)]
    problems = [*document.problems, *failed]
    return DocumentInfo(
        id=document.id,
        name=document.name,
        path=document.path,
        format=document.format,
        kind=kind.name,
        kind_reason=kind.reason,
        title=re.sub(r"\s+", " ", document.quote(document.title)) if document.title else None,
        pages=len(document.pages) or None,
        status="partial" if problems else "ok",
        problems=problems,
    )


class Parts(NamedTuple):
    """A study's design, what its numbers are linked to, its results, and the sizes of its arms."""

    design: Design
    context: Context
    results: list[Mention]
    sizes: dict[int, SampleSize]


def parts_of(reporter: Reporter, scope: Scope, mentions: Sequence[Mention]) -> Parts:
    """The arms, measures and times of one study, and the mentions of its results."""
    document = reporter.document
    drafts = arms_part.drafts_of(document, scope, mentions)
    occurrences = arms_part.occurrences_of(document.text, drafts, scope.spans)
    numbers = sizes.arm_sizes(reporter, scope, mentions, drafts, occurrences)
    measures = _with_caption_measures(reporter, scope, mentions)
    places = [occurrence.span for occurrence in occurrences]
    measures += outcomes.heading_measures(document, scope.own(mentions, "result"), measures, places)
    times = outcomes.timepoint_groups(scope, mentions)
    context = Context(
        document=document,
        reporter=reporter,
        arms=drafts,
        occurrences=occurrences,
        measures=measures,
        named=outcomes.named_in(document.text, measures, scope.spans),
        times=times,
        arm_ids=[f"arm-{i + 1}" for i in range(len(drafts))],
        measure_ids=[f"measure-{i + 1}" for i in range(len(measures))],
        time_ids=[f"time-{i + 1}" for i in range(len(times))],
        retold=scope.retold,
    )
    found = _without_sizes(document, scope.own(mentions, "result"), mentions)
    design = design_of(reporter, scope, mentions, drafts, len(numbers))
    if not scope.retold and design.allocation is not None and not _in_animals(design):
        context, found = kinetics.with_parameters(context, found), kinetics.as_means(found)
    return Parts(design, with_stub_measures(context, found), found, numbers)


def _study(reporter: Reporter, scope: Scope, mentions: Sequence[Mention], kind: Kind) -> Study:
    design, context, found, numbers = parts_of(reporter, scope, mentions)
    names = [m for m in scope.named if not m.found_by.endswith("sentence")] or list(scope.named)
    label = [Mention("study.label", m.span, found_by=m.found_by, score=m.score) for m in names]
    n = sizes.study_sizes(reporter, scope, mentions, numbers)
    results = results_of(context, found)
    if not scope.retold and kind.name != "review":  # a review pools the arms of many
        alone = arms_part.is_alone(reporter.document, context.arms, design)
        numbers = sizes.with_everybody(reporter, numbers, n, design, len(context.arms), alone)
        if alone:
            design = alone_structure(reporter, design, context.arms)
            results = [r if r.arm else r.model_copy(update={"arm": context.arm_ids[0]}) for r in results]
    doses = doses_of(reporter, scope, mentions, context.arms, context.occurrences)
    return Study(
        id=scope.key,
        label=reporter.report(label) if label else None,
        year=reporter.report([m.parts["year"] for m in names]) if names else None,
        reported_here=not scope.retold,
        design=design,
        population=_population(reporter, scope, mentions),
        n=n,
        arms=arms_part.arms_of(reporter, context.arms, context.arm_ids, doses, numbers),
        measures=outcomes.measures_of(reporter, context.measures, context.measure_ids),
        timepoints=outcomes.timepoints_of(reporter, context.times, context.time_ids),
        results=results,
        comparisons=comparisons_of(context, scope.own(mentions, "comparison")),
    )


def _in_animals(design: Design) -> bool:
    return design.structure is not None and design.structure.value in {"in_vivo", "in_vitro"}


ENROLLED = re.compile(
    r"random|enrol|assigned|allocat|recruit|entered|eligib|included|a total of|\bcompleted\b|screened|consent"
    r"|analy[sz]ed|evaluable|participated|were (?:studied|evaluated|treated)",
    re.IGNORECASE,
)


def _tells_sizes(document: Document, result: Mention) -> bool:
    return result.about is None or ENROLLED.search(document.quote(result.about)) is not None


def _without_sizes(document: Document, results: Sequence[Mention], mentions: Sequence[Mention]) -> list[Mention]:
    """The results without proposed counts that are numbers of participants."""
    sizes = [m.span for m in mentions if m.field.startswith("n.") and m.score >= 0.5]
    proposed = [m for m in results if m.value == "count" and m.found_by == "model:results"]
    known = {id(m) for m in proposed if any(m.span.overlaps(size) for size in sizes) and _tells_sizes(document, m)}
    return [m for m in results if id(m) not in known]


# Captions that name what kind of table it is, not what was measured.
NO_MEASURE = re.compile(
    r"\b(?:outcomes?|results?|characteristics|summary|effects?|adverse|analys[ie]s|comparisons?|relationships?"
    r"|distribution|changes? in|demographics?|patients|participants|numbers?)\b",
    re.IGNORECASE,
)


def _with_caption_measures(
    reporter: Reporter, scope: Scope, mentions: Sequence[Mention]
) -> list[outcomes.MeasureDraft]:
    """The measures of a study, and those that only the captions of its result tables name."""
    document = reporter.document
    drafts = outcomes.measure_drafts(document, scope, mentions)
    for caption in dict.fromkeys(
        m.parts["caption"].span for m in scope.own(mentions, "result") if "caption" in m.parts
    ):
        rows = [
            m.parts["row"].span
            for m in scope.own(mentions, "result")
            if "caption" in m.parts and m.parts["caption"].span == caption
        ]
        if outcomes.named_in(document.text, drafts, [caption, *rows]):
            continue
        mention = outcomes.caption_measure(document, caption)
        if mention is not None and not NO_MEASURE.search(document.quote(mention.span)):
            drafts.append(
                outcomes.MeasureDraft(re.sub(r"\W+", " ", document.quote(mention.span).casefold()).strip(), [mention])
            )
    return drafts


def _population(reporter: Reporter, scope: Scope, mentions: Sequence[Mention]) -> Population:
    chosen = {
        name: best(reporter, scope.own(mentions, f"population.{name}"), LEAST_SCORE) for name in Population.model_fields
    }
    chosen["cell_line"] = cell_line(reporter, scope, mentions)
    conditions = [m for m in scope.own(mentions, "population.condition") if m.score >= LEAST_SCORE]
    if conditions:
        # Every statement of the population counts: what one place leaves out another may say.
        first = grouped(conditions)[0]
        chosen["condition"] = reporter.report(first, [m for m in conditions if m not in first])
    return Population(**chosen)


def _is_empty(study: Study) -> bool:
    """A document that reports nothing countable has no study of its own."""
    counted = any(
        value is not None
        for value in (study.n.total, study.n.randomized, study.n.analyzed, study.n.screened, study.n.completed)
    )
    return study.label is None and not (
        counted or study.results or (study.arms and any(arm.doses or arm.n != SampleSize() for arm in study.arms))
    )


def _publication(reporter: Reporter, mentions: Sequence[Mention]) -> Publication:
    found = {name: [m for m in mentions if m.field == f"publication.{name}"] for name in Publication.model_fields}
    return Publication(**{name: reporter.report(group) for name, group in found.items() if group})


def _subject(reporter: Reporter, mentions: Sequence[Mention], kind: str) -> Subject:
    """What a vendor's document sells and is about; a paper of science has no such header."""

    def of(field: str) -> Reported | None:
        found = [m for m in mentions if m.field == field]
        return reporter.report(found) if found else None

    stated = of("subject.stated_name")
    number = of("subject.catalog_number")
    if stated is None and number is None and kind != "technical_guide":
        return Subject()
    return Subject(stated_name=stated, catalog_number=number, substance=of("subject.substance"))


def _guide(reporter: Reporter, mentions: Sequence[Mention]) -> Guide:
    """What the guide of a vendor says of itself, in the order of the text."""

    def of(field: str) -> list[Reported]:
        found = sorted((m for m in mentions if m.field == f"guide.{field}"), key=lambda m: m.span)
        return [reporter.report([m]) for m in found]

    return Guide(titles=of("title"), statements=of("statement"), defects=of("defect"))


def _claims(reporter: Reporter, mentions: Sequence[Mention]) -> list[Claim]:
    return [
        Claim(
            where="title",
            statement=reporter.report([m]).model_copy(update={"value": reporter.document.quote(m.span)}),
            qualifier=str(m.parts["qualifier"].value),
            condition=str(m.parts["condition"].value),
        )
        for m in mentions
        if m.field == "claim"
    ]  # fmt: skip


def _bibliography(reporter: Reporter, mentions: Sequence[Mention]) -> Bibliography:
    entries = [
        ReferenceEntry(
            number=int(m.number) if m.number else None,
            entry=reporter.report([Mention("reference", m.span, found_by=m.found_by, score=m.score)]),
            host=str(m.parts["host"].value) if "host" in m.parts else None,
            doi=str(m.parts["doi"].value) if "doi" in m.parts else None,
            year=int(m.parts["year"].number or 0) if "year" in m.parts else None,
        )
        for m in mentions
        if m.field == "reference"
    ]
    listed = [m for m in mentions if m.field == "reference"]
    by_number = {int(m.number): at for at, m in enumerate(listed) if m.number}
    by_span = {m.span: at for at, m in enumerate(listed)}
    citations = []
    for mention in [m for m in mentions if m.field == "citation"] if entries else []:
        numbers = [int(n) for n in str(mention.value).split(",")] if mention.value is not None else []
        cited = [by_number[n] for n in numbers if n in by_number] or [by_span[p.span] for p in mention.parts.values()]
        citations.append(Citation(numbers=numbers, entries=cited, mark=reporter.report([mention])))
    return Bibliography(entries=entries, citations=citations)
