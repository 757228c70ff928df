"""Finds how a study was designed: allocation, blinding, control and structure, phase and registration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.language import sentence_at, sentences_of, words_of
from extractor.language.context import label, place, worth
from extractor.language.doc import Doc
from extractor.language.phrases import Phrases

RANDOM = "randomi[sz]ed"
_BLIND = "blind(?:ed)?|mask(?:ed)?|dummy"
# (field, value, phrases); a word may be a regular expression.  A hyphenated compound is one token, so both spellings are listed.
PHRASES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("allocation", "non_randomized", (
        f"non-?{RANDOM}", f"(?:not|non|without) {RANDOM}", "quasi-experimental", f"quasi-{RANDOM}", "without randomi[sz]ation")),
    ("allocation", "randomized", (
        f"{RANDOM}|{RANDOM}-.*|.*-{RANDOM}", "randomly (?:assigned|allocated|divided|assign|received|distributed|selected)",
        "randomi[sz]ation", "randomi[sz]e", "random (?:allocation|assignment|order|sequence)", "at random", "assigned randomly", "rcts?",
        "allocated randomly", "divided randomly")),
    ("blinding", "double_blind", (
        f"double-(?:{_BLIND})", f"double (?:{_BLIND})", "doubleblind(?:ed)?", "double-blindly",
        f"(?:patients|participants|subjects) and (?:raters|investigators|clinicians|assessors|staff|evaluators|researchers) (?:were|was) (?:{_BLIND})")),
    ("blinding", "single_blind", (
        f"(?:single|assessor|evaluator|observer|rater|outcome|investigator|examiner|researcher)s?-(?:{_BLIND})",
        "(?:single|assessor|evaluator|observer|rater|investigator|examiner)s? (?:blind(?:ed)?|masked)",
        "(?:assessors?|evaluators?|observers?|raters?|collectors?|interviewers?|examiners?|assistants?|technicians?) (?:were|was) (?:blind(?:ed)?|masked|unaware)",
        "blinded (?:outcome|endpoint|end-point) (?:assessment|adjudication|evaluation|assessors?)")),
    ("blinding", "triple_blind", (f"triple-(?:{_BLIND})", f"triple (?:{_BLIND})")),
    ("blinding", "open_label", (
        "open-label(?:l?ed)?", "open label", "unblinded|non-?blinded|un-?masked", "open-label,")),
    ("control", "placebo", (
        "placebo-controll?ed", "placebo controll?ed", "placebo-control", "(?:versus|vs\\.?|or|and) placebo",
        "(?:compared|comparison) with placebo", "saline placebo", "placebo (?:group|arm|saline|injections?|infusions?|tablets?|capsules?|treatment)",
        "(?:matching|matched|identical) placebo", "vehicle-controll?ed", "(?:received|receiving|given|injected|or|versus|of) vehicle", "vehicle (?:group|controls?|treatment|or)")),
    ("control", "sham", ("sham-controll?ed", "sham controll?ed", "sham (?:stimulation|acupuncture|procedure|surgery|treatment|group|control)")),
    ("control", "usual_care", ("usual care", "standard care", "care as usual", "treatment as usual", "standard of care", "routine care", "usual-care",
        "usual (?:practice|treatment|programs?|programmes?|curriculum|management)", "(?:controls?|group) (?:received|receiving) (?:standard|routine|conventional) (?:treatment|therapy|management)")),
    ("control", "no_treatment", (
        "wait(?:ing|ed)?-?list", "waiting list", "wait list", "no treatment", "untreated controls?", "no intervention", "no-treatment", "untreated",
        "measurement-only|assessment-only", "(?:measurement|assessment) only (?:control|controls|group|arm)", "no-intervention", "no-contact")),
    ("control", "active", (
        "active-controll?ed", "active controll?ed", "active comparator", "active-comparator", "active control", "active placebo", "double-dummy")),
    ("control", "dose_comparison", ("dose-(?:response|ranging|finding|comparison|escalation)", "dose (?:ranging|finding|comparison)")),
    ("structure", "crossover", ("cross-?over", "crossed over", "cross over (?:trial|study|design)", "crossed-over", "latin square", "within-subjects?")),
    ("structure", "parallel", (
        "parallel-groups?", "parallel groups?", "parallel,? (?:trial|study|design|comparison|controlled|placebo-controlled|double-blind|randomi[sz]ed)", "in parallel groups?", "parallel-arms?", "parallel arms?", "(?:two|three|four)-arm(?:ed)?")),
    ("structure", "factorial", ("factorial",)),
    ("structure", "cluster", (f"cluster-{RANDOM}", f"cluster {RANDOM}", f"group-{RANDOM}", "cluster (?:trial|rct)", f"(?:group|school|village|practice|clinic|community|household)s? {RANDOM} trial",
        f"(?:school|village|practice|clinic|community|household|ward|hospital|centre|center|class|family|pharmacy)-{RANDOM}", f"group {RANDOM} controlled trial",
        f"(?:schools|villages|practices|clinics|communities|households|wards|hospitals|centres|centers|classes|classrooms|families|pharmacies|clusters|districts) (?:were|was) (?:{RANDOM}|randomly)")),
    ("structure", "single_arm", ("single-arm", "single arm", "single-group", "uncontrolled (?:trial|study|pilot|longitudinal|prospective|open-label)", "longitudinal uncontrolled", "prospective uncontrolled", "one-arm", "before-and-after")),
    ("structure", "case_control", ("case-control", "case control", "case-controlled")),
    ("structure", "cross_sectional", ("cross-sectional", "cross sectional")),
    ("structure", "cohort", ("(?:prospective|retrospective|observational|population-based|longitudinal) cohort", "cohort (?:study|design|analysis)", "regist(?:er|ry)-based")),
    ("not_inferior", "active", ("non-?inferior(?:ity)?", "non inferior(?:ity)?")),
    ("structure", "in_vitro", ("in vitro", "in-vitro")),
)  # fmt: skip

PHASE = re.compile(
    r"\bphase[\s-]+(I{1,3}V?|IV|[0-4])(?:\s?[/-]\s?(I{1,3}|[1-4]))?(?:\s?[ab])?\b(?!\s+of\b)", re.IGNORECASE
)
REGISTRATION = re.compile(
    r"\b(?:NCT\s?\d{8}|ISRCTN\s?\d{8}|EudraCT[^\d]{0,12}\d{4}-\d{6}-\d\d|ACTRN\d{14}|ChiCTR[-A-Z\d]{6,}|DRKS\d{8}|UMIN\d{9}|IRCT\w{10,}|CTRI/\d{4}/\d\d/\d{6}|PACTR\d{15,16})\b"
)
# Words that make a design word speak of something else than this study.
OTHER_STUDIES = re.compile(
    r"\b(?:previous|prior|earlier|other|future|further|additional|larger|many|several|most|few|recent|published|existing)\s+(?:\w+[ -]){0,4}?(?:trials?|studies)\b"
    r"|\bsearch(?:ed|es)? (?:for|of|\w+ for)\b|\b(?:meta-analys[ei]s|systematic reviews?)\b|\b(?:trials|studies) (?:have|are needed|should|that)\b",
    re.IGNORECASE,
)
# "randomized controlled trials": several trials are not this one.
TRIALS = re.compile(r"\s(?:[\w,()-]+\s){0,5}?(?:trials|studies|RCTs)\b", re.IGNORECASE)
# Who was dealt out to what: where nothing else is said, the groups ran side by side.
DEALT_OUT = re.compile(
    r"\b(?:random(?:i[sz]ed|ly (?:assigned|allocated|divided))|(?:assigned|allocated) (?:randomly|at random))\b(?:[^.;:]{0,90}?\b(?:in)?to\b|\s\(?\d ?: ?\d)"
    r"|\b\d ?: ?\d random(?:i[sz]ation|i[sz]ed|ly)\b|\b(?:in a|at a|with a) \d ?: ?\d(?: ?: ?\d)* (?:ratio|randomi[sz]ation)",
    re.IGNORECASE,
)


_KEYS = [(field, value) for field, value, phrases in PHRASES for _ in phrases]
_FIND = Phrases([phrase for _, _, phrases in PHRASES for phrase in phrases])


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    yield from _phrases(doc, document)
    yield from _dealt_out(doc, document)
    text = document.text
    for match in PHASE.finditer(text):
        span = Span(*match.span())
        yield Mention("design.phase", span, value=_phase(match), found_by="rules.design", score=worth(document, span))
    for match in REGISTRATION.finditer(text):
        span = Span(*match.span())
        if place(document, span) not in {"references", "discussion", "introduction"}:
            value = re.sub(r"\s", "", match[0])
            yield Mention("design.registration", span, value=value, found_by="rules.design", score=0.9)


# One of these stands in every phrase: other sentences need no look.
STEMS = (
    "random", "rct", "quasi", "blind", "mask", "dummy", "unaware", "placebo", "vehicle", "sham", "usual", "standard", "routine",
    "conventional", "wait", "no treatment", "no-treatment", "untreated", "no intervention", "active", "dose-", "dose ", "cross",
    "latin", "within-sub", "parallel", "factorial", "cluster", "group-", "single", "-arm", "uncontrolled", "before-and", "case",
    "cohort", "vitro", "open", "measurement", "assessment", "contact", "regist", "inferior",
)  # fmt: skip


def _dealt_out(doc: Doc, document: Document) -> Iterator[Mention]:
    for offset, text in sentences_of(doc):
        match = DEALT_OUT.search(text) if "andom" in text else None
        if match is not None and not OTHER_STUDIES.search(text):
            span = Span(offset + match.start(), offset + match.end())
            score = worth(document, span)
            if score >= 0.7:
                yield Mention("design.groups", span, found_by="rules.design", score=score)


def _matches(doc: Doc) -> Iterator[tuple[int, int, int]]:
    for sentence, first, words in words_of(doc):
        lower = sentence.text.lower()
        if any(stem in lower for stem in STEMS):
            found = _FIND.find([word.lower() for word in words])
            yield from ((first + start, -(first + end), which) for which, start, end in found)


def _phase(match: re.Match[str]) -> str:
    """ "Phase III" is "3", "phase 1/2" is "1/2"."""
    roman = {"I": "1", "II": "2", "III": "3", "IV": "4"}
    return "/".join(roman.get(part.upper(), part) for part in match.groups() if part)


def _phrases(doc: Doc, document: Document) -> Iterator[Mention]:
    taken: dict[str, int] = {}
    for start, before_end, which in sorted(_matches(doc)):
        end = -before_end
        field, value = _KEYS[which]
        if start < taken.get(field, -1):
            continue  # inside a longer phrase of the same field ("non-randomized")
        taken[field] = end
        span = Span(doc.offsets[start], doc.offsets[end - 1] + len(doc.words[end - 1]))
        score = _score(doc, document, span, start)
        if score > 0.2 and not _is_negated(doc, start) and not _is_effect(doc, end):
            yield Mention(f"design.{field}", span, value=value, found_by="rules.design", score=score)


def _score(doc: Doc, document: Document, span: Span, start: int) -> float:
    score = worth(document, span)
    named = label(document, span) or ""
    if "design" in named.lower():
        score = 0.99
    sentence = sentence_at(doc, span.start)
    after = sentence.text[span.end - sentence.start :]
    if OTHER_STUDIES.search(sentence.text) or TRIALS.match(after):
        score *= 0.5
    return score


# What stands before the care that a control group gets.
CONTROL_BEFORE = frozenset(
    "versus vs vs. or and with than plus received receiving given control the as of on by from alone either".split()
)


def _is_effect(doc: Doc, end: int) -> bool:
    """ "placebo effects" and "placebo response" are no control."""
    return end < len(doc) and doc.words[end].lower() in {"effect", "effects", "response", "responses"}


def _is_negated(doc: Doc, start: int) -> bool:
    before = [word.lower() for word in doc.words[max(0, start - 2) : start]]
    if doc.words[start].lower() == "standard" and not CONTROL_BEFORE & {
        w.lower() for w in doc.words[max(0, start - 3) : start]
    }:
        return True  # "operators kept to their standard of care"
    return bool({"not", "non", "without", "neither"} & set(before))
