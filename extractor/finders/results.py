"""Finds results told in sentences: percentages with their counts, means with their spread, changes and medians.

Each comes with what is printed next to it (count, denominator, spread, interval, p, definition).  Whose result it is - which
arm, measure and time - is for `assemble` to say, which knows the arms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.finders import amounts, comparisons, result_numbers
from extractor.finders.comparisons import INTERVAL, P_VALUE
from extractor.finders.definitions import subject_of
from extractor.finders.population import AGE
from extractor.finders.potencies import values_in
from extractor.finders.result_forms import (
    NOT_MEANT,
    Sentence,
    clean_unit,
    declared_kind,
    mention_of,
    part_of,
    spread_kind,
)
from extractor.finders.result_means import NOT_RESULTS, changes, means, medians
from extractor.finders.result_proportions import OF_MATERIAL, proportions
from extractor.finders.statistical_tests import statistics_in
from extractor.language import sentences_of
from extractor.language.context import is_beside_results, place, worth
from extractor.language.doc import Doc
from extractor.language.guarded import has_digit
from extractor.language.numbers import SIGNED, WORDS, as_printed, negated
from extractor.language.units import TIME_WORD
from extractor.models.number_roles import AT, RESULTS, SIZES
from extractor.models.readings import Roles, is_result, roles_of

SIGNED_NUMBER = re.compile(SIGNED)
# What a rule takes for a result, and is less likely one than this, is none.
LEAST_RULED = 0.1
# What no rule takes for a result is one from here on; where a document does not say that it tells results, from there.
LEAST_TOLD, LEAST_ELSEWHERE = 0.6, 0.8
# Those who were studied are counted too, and more so in a sentence that tells how many there were.
LEAST_COUNT, LEAST_AMONG_SIZES = 0.7, 0.9
WHO = re.compile(r"\W*(?:Subjects|Participants|Patients|Population|Sample|Animals)[\w ]{0,20}:", re.IGNORECASE)
FLOW = re.compile(r"\bso that\b|\bleaving\b|\bwere (?:analy[sz]ed|randomi[sz]ed|enrolled|excluded)\b", re.IGNORECASE)
TOLD_IN = frozenset({"abstract", "results"})
LIKELIER = 0.2
LEAST_SURE = 0.5
UNTOLD = frozenset({"mean", "percent"})  # the kinds that rules take for granted where no word says otherwise
# The kinds that a number with a percent sign may be of, and one without.
OF_UNIT = {
    True: frozenset({"percent", "change_percent", "rate", "mean", "mean_change", "median"}),
    False: frozenset({"count", "rate", "mean", "mean_change", "median"}),
}
# Citation marks, and brackets that say what counts: "(≥50% reduction)"
CRITERION = re.compile(r"\[[\d,\s–-]+\]|\([^()]*(?:[<>≥≤]|at least)\s?\d[^()]*\)")
NUMBERED = re.compile(rf"\d|\b{WORDS}\b", re.IGNORECASE)


def lead_in(document: Document, sentence: Span) -> Span | None:
    """The words before the colon that open the paragraph or cell of a later sentence."""
    table = document.table(sentence)
    cell = table.cell_at(sentence.start) if table else None
    block = document.block(sentence)
    around = cell.span if cell is not None else block.span if block is not None else sentence
    match = re.match(r"[^:.;]{2,140}:", document.text[around.start : sentence.end])
    return Span(around.start, around.start + match.end()) if match else None


TIME = re.compile(rf"{TIME_WORD}\b", re.IGNORECASE)
# What is itself measured in time.
LASTS = re.compile(
    r"\b(?:time|duration|length|survival|stay|delay|latency|interval|onset|age|lifespan|half-life|sleep|hours of|days of"
    r"|per day|walk\w*|exercise|seizure|ischemi\w+|ischaemi\w+|QT\w*|PR)\b",
    re.IGNORECASE,
)
# An introduction tells what others found.
NO_RESULTS = frozenset({"references", "disclaimer", "title", "introduction"})


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    kind = declared_kind(document)
    roles = roles_of(doc, document)
    for offset, text in sentences_of(doc):
        at = Span(offset, offset + 1)
        if not (has_digit(text) or NUMBERED.search(text)) or place(document, at) in NO_RESULTS:
            continue
        if is_beside_results(document, at):
            continue
        if (block := document.block(at)) is not None and block.kind in {"heading", "caption"}:
            continue
        if _is_data_cell(document, at):
            continue
        lead = lead_in(document, Span(offset, offset + len(text)))
        before = document.quote(lead) if lead is not None and lead.end <= offset else ""
        sentence = Sentence(offset, text, text, worth(document, at), before, kind)
        found, left = _in_sentence(sentence)
        if offset in roles:
            least = LEAST_TOLD if place(document, at) in TOLD_IN else LEAST_ELSEWHERE
            found = [*_judged(found, offset, roles[offset]), *_proposed(left, roles[offset], least)]
        yield from _with_p(sentence, [mention for mention in found if not _is_when(sentence, mention)])


def _with_p(sentence: Sentence, found: list[Mention]) -> list[Mention]:
    """Two results of one kind with the sentence's only p value, which stands behind both: it compares them.

    A p behind a ratio, a difference or a test statistic is of that.
    """
    if len(found) != 2 or found[0].value != found[1].value:
        return found
    tested = list(P_VALUE.finditer(sentence.text))
    if len(tested) != 1 or next(iter(comparisons.in_text(sentence.text, 0, 1.0)), None) is not None:
        return found
    if max(mention.span.end for mention in found) > sentence.offset + tested[0].start():
        return found
    p = comparisons.p_of(tested[0], sentence.offset)
    return [replace(mention, parts={**mention.parts, "p": p}) for mention in found]


def _is_when(sentence: Sentence, mention: Mention) -> bool:
    """Whether a change is a time at which something changed: "greater reductions after 6 and 12 weeks"."""
    after = sentence.text[mention.span.end - sentence.offset :]
    timed = TIME.fullmatch(mention.unit or "") or TIME.match(after.lstrip())
    return mention.value == "mean_change" and timed is not None and not LASTS.search(sentence.text)


def _is_data_cell(document: Document, at: Span) -> bool:
    """Cells with a bare number or heading belong to `result_tables`; cells that hold prose are read here."""
    table = document.table(at)
    cell = table.cell_at(at.start) if table else None
    return cell is not None and (
        cell.header or len(re.findall(r"[A-Za-z]{3,}", document.quote(cell.span))) < 2 or cell.column == 0
    )


# The numbers along the axis of a chart, and the factors of an analysis: "2 (Group) × 7 (Time)".
AXIS = re.compile(r"(?<!\S)\d+(?:\.\d+)?(?:\s+\d+(?:\.\d+)?){3,}(?!\S)")
# A locant of a chemical name: "5-(difluoromethyl)", "(3R)-1-cyclopropyl"
LOCANT = re.compile(r"\d[\d,'′HRSEZ]*\)?-[\[({]*(?:\d[\d,]*-)?[A-Za-z]{2,}")
FORMULA = re.compile(r"C\d+H\d+[A-Za-z0-9]*$")
FACTORS = re.compile(r"\d+\s?\([A-Za-z][\w -]*\)(?:\s?[×xX]\s?\d+\s?\([A-Za-z][\w -]*\))+")


def _not_meant(text: str) -> list[tuple[int, int]]:
    """Numbers of criteria, plans, and what describes people, animals and rooms."""
    return [
        number.span()
        for number in SIGNED_NUMBER.finditer(text)
        if NOT_RESULTS.search(text, 0, number.start())
        or NOT_MEANT.search(text, 0, number.start())
        or OF_MATERIAL.match(text, number.end())
    ]


def _chemical_names(text: str) -> list[tuple[int, int]]:
    """Where chemical names stand, whose numbers count atoms: "3-(diethylamino)-1,2-oxazol-5-yl"."""
    words = [match for match in re.finditer(r"\S{6,}", text) if "-" in match[0] or match[0][0] == "C"]
    return [
        word.span() for word in words if (word[0].count("-") >= 2 and LOCANT.search(word[0])) or FORMULA.match(word[0])
    ]


def _in_sentence(sentence: Sentence) -> tuple[list[Mention], Sentence]:
    """The results that the rules find, and the sentence without what they account for."""
    spans = [value.whole for value in values_in(sentence.text)]  # these have a finder of their own
    spans += [match.span() for pattern in (INTERVAL, P_VALUE, AGE) for match in pattern.finditer(sentence.text)]
    spans += [statistic.at for statistic in statistics_in(sentence.text)]
    spans += [
        (m.span.start - sentence.offset, m.span.end - sentence.offset)
        for m in comparisons.in_text(sentence.text, sentence.offset, 1.0)
    ]
    spans += [
        match.span() for match in amounts.AMOUNTS.finditer(sentence.text) if amounts.is_dose(sentence.text, match)
    ]
    spans += [match.span() for pattern in (AXIS, FACTORS) for match in pattern.finditer(sentence.text)]
    spans += _chemical_names(sentence.text)
    spans += _not_meant(sentence.text)
    left = sentence.without(spans)
    left = left.without(match.span() for match in CRITERION.finditer(left.open))
    results = []
    for step in (means, medians, changes, proportions):
        found = list(step(left))
        results += [_with_subject(sentence, mention) for mention, _ in found]
        left = left.without(span for _, span in found)
    return results, left


def _judged(found: Sequence[Mention], offset: int, roles: Roles) -> Iterator[Mention]:
    """What the rules found, less what is likely no result; of another kind where that is likelier by far."""
    short = roles.sentence.place.short  # abstracts tell whom they studied apart from what came out
    for mention in found:
        likely = roles.of(mention.span.start - offset, mention.span.end - offset)
        if likely is None:
            yield mention
            continue
        chance = is_result(likely) + (likely[AT["baseline"]] if not short or "spread" in mention.parts else 0)
        if chance >= LEAST_RULED:
            best = max(RESULTS, key=lambda role: likely[AT[role]])
            own = likely[AT[str(mention.value)]] if mention.value in RESULTS else 0.0
            other = (
                mention.value in UNTOLD and likely[AT[best]] >= own + LIKELIER and best in OF_UNIT[mention.unit == "%"]
            )
            yield replace(mention, value=best if other else mention.value, score=mention.score * _sure(float(chance)))


def _sure(chance: float) -> float:
    """How sure a result is that is so likely one: never quite, and not much less where a rule found it too."""
    return round(LEAST_SURE + (1 - LEAST_SURE) * min(chance, 1.0), 3)


def _proposed(left: Sentence, roles: Roles, least: float) -> list[Mention]:
    """The results among the numbers that no rule accounts for."""
    found = []
    sized = any(sum(likely[AT[role]] for role in SIZES) > 0.5 for likely in roles.likely)
    least_count = 1.0 if FLOW.search(left.text) else LEAST_AMONG_SIZES if sized else LEAST_COUNT
    for number in result_numbers.proposed(left.text, left.open, roles, least):
        match, group = number.match, number.group
        if number.statistic == "count" and (number.likely < least_count or WHO.match(left.lead or left.text)):
            continue
        printed = as_printed(match[group])
        if printed is None:
            continue
        if number.falls and not printed.startswith("-"):
            printed = negated(printed)
        parts = {}
        if match["n"]:
            parts["n"] = part_of(left, match, "n", "result.n")
        if number.statistic in {"mean", "mean_change", "median"} and result_numbers.spread_of(left.text, match):
            kind = spread_kind(match["kind"]) or left.kind
            parts["spread"] = part_of(left, match, "spread", "spread", kind)
        mention, _ = mention_of(
            left, match, number.statistic, group, number=printed, unit=clean_unit(number.unit), parts=parts
        )
        found.append(replace(mention, found_by="model:results", score=_sure(number.likely) * left.score))
    return found


def _with_subject(sentence: Sentence, mention: Mention) -> Mention:
    """A mean with the words of its sentence that say what it is of."""
    if "definition" in mention.parts:
        return mention
    subject = subject_of(sentence.text, mention.span.start - sentence.offset)
    if subject is None:
        return mention
    span = Span(sentence.offset + subject.start, sentence.offset + subject.end)
    named = Mention("result.definition", span, found_by="rules.results", score=0.6)
    return replace(mention, parts={**mention.parts, "definition": named})
