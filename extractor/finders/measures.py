"""Finds what was measured with: rating scales and questionnaires with their items and version.

"The 21-item Hamilton Depression Rating Scale (HDRS-21)" is one measure: name, abbreviation and items.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.language import sentences_of
from extractor.language.context import column, label, place, worth
from extractor.language.doc import Doc
from extractor.language.guarded import Guarded
from extractor.language.numbers import DIGITS, WORDS, as_printed, from_words

_KIND = r"(?:(?:[Rr]ating |[Ss]everity )?[Ss]cale|(?:[Rr]ating |[Ss]everity )?[Ss]cales|Inventory|Index|Questionnaire|Interview|Checklist|Schedule|Survey|Examination|Assessment|Profile|Form|Score|Instrument|Battery|[Tt]est(?= \([A-Z]))"
_WORD = r"[A-ZÅÄÖÉ][\w'’åäöé.]*(?:[-–/][A-Za-zÅÄÖåäöé'’]+)*"
NAME = rf"{_WORD}(?: (?:{_WORD}|of|for|and|the|in|on)){{0,7}}? {_KIND}"
ABBREVIATION = r"[A-Z][A-Za-z]*[A-Z0-9][\w/]*(?:[-–][A-Z0-9]+)*"
SCALE = Guarded(
    re.compile(
        rf"(?:(?P<items>{DIGITS}|{WORDS})[- ]items? )?(?P<name>{NAME}(?: (?:for|of) [A-Z][a-z]+(?: [A-Z][a-z]+){{0,3}}(?=\s?[(,]))?)(?:[ -]+(?P<items2>\d{{1,2}})(?![\w%.]))?(?:,? ?(?:(?P<items4>\d{{1,2}})[- ]items?))?(?:\s?[(\[](?P<abbreviation>{ABBREVIATION})(?=[\s;,)\]])(?P<inside>[^()\[\]]{{0,60}})[)\]])?"
    ),
    "cale",
    "Inventory",
    "Index",
    "Questionnaire",
    "Interview",
    "Checklist",
    "Schedule",
    "Survey",
    "Examination",
    "Assessment",
    "Profile",
    "Form",
    "Score",
    "Instrument",
    "Battery",
    "est (",
)
PLAIN_SCALE = Guarded(
    re.compile(
        rf"\b(?P<name>(?:visual analog(?:ue)?|numeric(?:al)?(?: pain)? rating|verbal rating) scales?)(?:\s?\((?P<abbreviation>{ABBREVIATION})\))?"
    ),
    " scale",
)
RANGE = re.compile(
    r"\b(?:range[ds]?(?: of| from)?|scored?(?: from)?|ranging from|scores? (?:of|from))\s?:?\s?(?P<low>\d{1,3})\s?(?:to|-|–)\s?(?P<high>\d{1,3})\b",
    re.IGNORECASE,
)
# Scales so well known that a paper may name them by their letters only: letters -> name.
KNOWN = {
    "HDRS": "Hamilton Depression Rating Scale", "HAMD": "Hamilton Depression Rating Scale", "HAM-D": "Hamilton Depression Rating Scale", "HRSD": "Hamilton Rating Scale for Depression",
    "HAM-A": "Hamilton Anxiety Rating Scale", "HAMA": "Hamilton Anxiety Rating Scale", "MADRS": "Montgomery-Åsberg Depression Rating Scale", "BDI": "Beck Depression Inventory",
    "QIDS": "Quick Inventory of Depressive Symptomatology", "IDS": "Inventory of Depressive Symptomatology", "PHQ": "Patient Health Questionnaire", "GAD": "Generalized Anxiety Disorder scale",
    "CGI": "Clinical Global Impression", "CGI-S": "Clinical Global Impression Severity", "CGI-I": "Clinical Global Impression Improvement", "BPRS": "Brief Psychiatric Rating Scale",
    "PANSS": "Positive and Negative Syndrome Scale", "YMRS": "Young Mania Rating Scale", "VAS": "visual analogue scale", "CADSS": "Clinician-Administered Dissociative States Scale", "SF-36": "36-item Short Form survey",
    "MMSE": "Mini-Mental State Examination", "MoCA": "Montreal Cognitive Assessment", "UPDRS": "Unified Parkinson's Disease Rating Scale", "EDSS": "Expanded Disability Status Scale", "NIHSS": "National Institutes of Health Stroke Scale",
    "WOMAC": "Western Ontario and McMaster Universities index", "HADS": "Hospital Anxiety and Depression Scale", "PSQI": "Pittsburgh Sleep Quality Index", "ESS": "Epworth Sleepiness Scale", "KSS": "Karolinska Sleepiness Scale",
    "ADAS-Cog": "Alzheimer's Disease Assessment Scale", "STAI": "State-Trait Anxiety Inventory", "SHAPS": "Snaith-Hamilton Pleasure Scale", "EQ-5D": "EQ-5D", "NRS": "numeric rating scale", "BIS": "bispectral index", "Y-BOCS": "Yale-Brown Obsessive Compulsive Scale",
}  # fmt: skip
LETTERS = re.compile(
    rf"(?=[A-Z])(?<![\w-])(?P<letters>{'|'.join(re.escape(k) for k in sorted(KNOWN, key=len, reverse=True))})(?:[- ]?(?P<items>\d{{1,2}})|(?P<version>[- ](?:I{{1,2}}|S|C|SR|R)))?(?![\w])"
)
# What ends the name of something that is measured: "central corneal thickness", "plasma renin activity".
MEASURED = re.compile(
    r"\b(?:activit(?:y|ies)|volumes?|fraction|rates?|scores?|pressures?|concentrations?|levels?|ind(?:ex|ices)|thickness|ratio|mass"
    r"|density|durations?|distance|walk|(?:life|time|count)|clearance|output|diameter|dimension|intervals?|events|weight|height"
    r"|quality of life|functioning|performance|strength|velocity|resistance|expression|uptake|acuity|sensitivity|amplitude"
    r"|circumference|excretion|saturation|survival|mortality|under the curve|composite)$",
    re.IGNORECASE,
)
OUTCOME_COLUMN = re.compile(
    r"^\s*(?:primary |main )?(?:outcome )?(?:measures?|scales?|outcomes?|endpoints?|instruments?)(?: measures?)?\s*$",
    re.IGNORECASE,
)
PRIMARY = re.compile(r"\bprimary\b|\bmain (?:outcome|endpoint)", re.IGNORECASE)
SECONDARY = re.compile(r"\bsecondary\b", re.IGNORECASE)
GENERIC = re.compile(
    r"not .*|(?:the |a |an )?(?:scores?|change|changes|difference|proportion|number|percentage|rate|time|change from baseline|mean change|efficacy|safety|improvement|reduction|incidence|effect|occurrence|assessed|measured|defined)",
    re.IGNORECASE,
)
NOT_NAMES = re.compile(
    r"^(?:The|This|Each|In|At|A|An|Our|Table|Figure|Mean|Primary|Secondary|Study|Results?|Data|Search|Rating|Assessment|Participants|All|Both)\s"
)


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    for offset, text in sentences_of(doc):
        if place(document, Span(offset, offset + 1)) in {"references", "disclaimer"}:
            continue
        named = [*_named(document, offset, text), *_in_plain_words(document, offset, text)]
        yield from named
        for match in LETTERS.finditer(text):
            span = Span(offset + match.start(), offset + match.end())
            if not any(span.overlaps(mention.about or mention.span) for mention in named):
                yield _by_letters(document, text, span, match)


def _named(document: Document, offset: int, text: str) -> Iterator[Mention]:
    for match in SCALE.finditer(text):
        name = match["name"]
        start = match.start("name")
        while lead := NOT_NAMES.match(name):
            start, name = start + lead.end(), name[lead.end() :]
        if len(name.split()) < 2:
            continue
        span = Span(offset + start, offset + match.end("name"))
        parts: dict[str, Mention] = {}
        if match["abbreviation"]:
            at = Span(offset + match.start("abbreviation"), offset + match.end("abbreviation"))
            parts["abbreviation"] = Mention(
                "measure.abbreviation", at, value=match["abbreviation"], found_by="rules.measures", score=0.95
            )
        items = _items(match, offset)
        if items is not None:
            parts["items"] = items
        if limits := RANGE.search(text, match.end("name"), match.end() + 60):
            at = Span(offset + limits.start("low"), offset + limits.end("high"))
            parts["range"] = Mention(
                "measure.range", at, value=f"{limits['low']} to {limits['high']}", found_by="rules.measures", score=0.9
            )
        whole = Span(offset + match.start(), offset + match.end())
        score = worth(document, span) * (
            0.95 if parts or match["name"].split()[-1].lower().startswith("scale") else 0.7
        )
        yield Mention(
            "measure",
            span,
            value=_role(document, span, text),
            about=whole,
            found_by="rules.measures",
            score=score,
            parts=parts,
        )


def _in_plain_words(document: Document, offset: int, text: str) -> Iterator[Mention]:
    """Scales that are written in small letters: "a visual analogue scale (VAS)"."""
    for match in PLAIN_SCALE.finditer(text):
        span = Span(offset + match.start("name"), offset + match.end("name"))
        parts: dict[str, Mention] = {}
        if match["abbreviation"]:
            at = Span(offset + match.start("abbreviation"), offset + match.end("abbreviation"))
            parts["abbreviation"] = Mention(
                "measure.abbreviation", at, value=match["abbreviation"], found_by="rules.measures", score=0.95
            )
        whole = Span(span.start, offset + match.end())
        yield Mention(
            "measure",
            span,
            value=_role(document, span, text),
            about=whole,
            found_by="rules.measures",
            score=worth(document, span) * 0.9,
            parts=parts,
        )


def _items(match: re.Match[str], offset: int) -> Mention | None:
    """The number of items: "21-item", "HDRS-21", "Scale-17"."""
    for group in ("items", "items2", "items4"):
        if match[group]:
            number = as_printed(match[group]) or str(from_words(match[group]))
            span = Span(offset + match.start(group), offset + match.end(group))
            return Mention("measure.items", span, number=number, found_by="rules.measures", score=0.95)
    if match["inside"] and (inside := re.search(r"(\d{1,2})[- ]items?", match["inside"])):
        start = offset + match.start("inside") + inside.start(1)
        return Mention(
            "measure.items",
            Span(start, start + len(inside[1])),
            number=inside[1],
            found_by="rules.measures",
            score=0.95,
        )
    if match["abbreviation"] and (tail := re.search(r"[-–]?(\d{1,2})$", match["abbreviation"])):
        start = offset + match.start("abbreviation") + tail.start(1)
        return Mention(
            "measure.items", Span(start, start + len(tail[1])), number=tail[1], found_by="rules.measures", score=0.9
        )
    return None


def _by_letters(document: Document, text: str, span: Span, match: re.Match[str]) -> Mention:
    parts = {
        "abbreviation": Mention(
            "measure.abbreviation", span, value=document.quote(span), found_by="rules.measures", score=0.9
        )
    }
    told = re.search(r"(\d{1,2})-items? (?:version of the )?$", text[: match.start()])
    if told:
        start = span.start - (match.start() - told.start(1))
        parts["items"] = Mention(
            "measure.items", Span(start, start + len(told[1])), number=told[1], found_by="rules.measures", score=0.95
        )
    elif (own := re.search(r"-(\d\d)$", match["letters"])) is not None:
        at = Span(span.start + own.start(1), span.start + own.end(1))
        parts["items"] = Mention("measure.items", at, number=own[1], found_by="rules.measures", score=0.9)
    elif match["items"]:
        at = Span(span.start + match.start("items") - match.start(), span.start + match.end("items") - match.start())
        parts["items"] = Mention("measure.items", at, number=match["items"], found_by="rules.measures", score=0.9)
    return Mention(
        "measure",
        span,
        value=_role(document, span, text),
        found_by="rules.measures.letters",
        score=0.6 * worth(document, span),
        parts=parts,
    )


def _role(document: Document, span: Span, sentence: str) -> str:
    about = f"{label(document, span) or ''} {column(document, span) or ''}"
    if PRIMARY.search(about) or (document.table(span) is None and PRIMARY.search(sentence)):
        return "primary"
    if SECONDARY.search(about) or (document.table(span) is None and SECONDARY.search(sentence)):
        return "secondary"
    return "other"
