"""Finds how many people, animals or samples there were, and in which role: screened, randomized, analyzed, completed, total.

Numbers of one arm are reported as such ("n.arm"); a count of events ("12 patients (71%) responded") is not a sample size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from extractor.document import Document, Span
from extractor.evidence import Mention
from extractor.language import pipeline
from extractor.language.context import column, label, place, worth
from extractor.language.numbers import as_printed, value_of

# What may stand between the number and its people: "120 [medication-free outpatient] subjects".
_FILLER: dict[str, Any] = {"TAG": {"NOT_IN": ["NUM", "PEOPLE", "ANIMAL", "GROUP"]}, "IS_ALPHA": True, "LOWER": {"NOT_IN": (
    "of or and to in at for with was were had versus vs than mg kg h min hours minutes days weeks months years year day week times points point percent sites"
    " centers centres hospitals clinics sessions doses trials studies male female the a an from by per on who whose").split()}}  # fmt: skip
_HYPHENED: dict[str, Any] = {"TEXT": {"REGEX": r"^[A-Za-z]+(?:-[A-Za-z]+)+$"}}
_SEX: dict[str, Any] = {"LOWER": {"IN": ["male", "female", "adult", "consecutive", "healthy", "eligible", "evaluable", "further"]}}
_N: dict[str, Any] = {"TAG": "NUM"}
_WHOM: dict[str, Any] = {"TAG": {"IN": ["PEOPLE", "ANIMAL"]}}
PATTERNS: list[list[dict[str, Any]]] = [
    [_N, {"LOWER": {"IN": ["hundred", "thousand", "and"]}, "OP": "*"}, {"TAG": "NUM", "OP": "*"}, *filler, _WHOM]
    for filler in ([], *[[{**_FILLER, "OP": "?"}] * k for k in (1, 2, 3, 4)], [_HYPHENED], [_SEX], [_HYPHENED, _FILLER], [_FILLER, _HYPHENED], [_SEX, _FILLER])
]
N_EQUALS = re.compile(r"(?<![A-Za-z])[nN]\s?[=¼]\s?(?P<n>\d[\d,]*)(?![\d.%]|\s?%)(?P<range>\s?[-–]\s?\d+)?")

# (role, words that give it), looked for around the number in its sentence; first match wins.
ROLE_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("screened", re.compile(r"\b(?:screened|assessed for eligibility|approached|were assessed|invited)\b", re.IGNORECASE)),
    ("randomized", re.compile(r"\brandom(?:i[sz]ed|ly (?:assigned|allocated|divided)|i[sz]ation)|\b(?:assigned|allocated) (?:at )?random|\bunderwent randomi", re.IGNORECASE)),
    ("analyzed", re.compile(r"\b(?:analy[sz]ed|included in the (?:\w+[ -]){0,4}analys[ie]s|evaluable|were evaluated|contributed data|intention-to-treat (?:population|analysis|sample)|full analysis set)\b", re.IGNORECASE)),
    ("completed", re.compile(r"\b(?:completed|completers|finished the)\b", re.IGNORECASE)),
)  # fmt: skip
ENROLLED = re.compile(
    r"\b(?:enrol?led|recruited|included|entered|participated|took part|were studied|studied|were (?:treated|given|randomi)|received|a total of|sample of|treated|comprised|consisted of|involving|underwent|undergoing|assigned|allocated|divided)\b",
    re.IGNORECASE,
)
COLUMN = re.compile(r"^\s*(?:N|n|No\.?|Sample(?: size)?|Participants?|Subjects|Patients)(?:\s*\(?(?:N|n|total|randomi[sz]ed|analy[sz]ed)?\)?)?\s*$")
LABELS = re.compile(r"\b(?:participants?|subjects|patients|sample|population|cohort|enrol?ment|volunteers)\b", re.IGNORECASE)
PER_GROUP = re.compile(r"^\s*(?:\w+ )?(?:per|in each|/|each)\s?(?:group|arm|treatment|dose|cage)?", re.IGNORECASE)
EVENT_AFTER = re.compile(r"^\s*(?:\(\s*\d[\d.]*\s?%|,? (?:had|experienced|developed|reported|died|achieved|responded|discontinued|withdrew|showed|dropped|relapsed|were lost|failed|declined|refused|dropped|recovered|remained|improved))")  # fmt: skip
PART_BEFORE = re.compile(r"(?:\b(?:in|of|for|among|and|or|only|additional|remaining|other|another|these|first|last|at least|than|minimum of|up to|every|each|\d+%? of(?: the)?|required|power(?:ed)?)|/)\s*$", re.IGNORECASE)  # fmt: skip
PLANNED = re.compile(r"\b(?:sample size (?:calculation|of|was)|power (?:calculation|analysis|of)|\d+% power|to detect|would be (?:needed|required)|were (?:needed|required)|planned|aimed to (?:recruit|enrol))\b", re.IGNORECASE)
ARM_AFTER = re.compile(r"^\s*(?:(?:were|was)\s)?(?:randomly )?(?:(?:assigned|allocated|randomi[sz]ed) )?(?:in|to|on|received|receiving|were given|given|with|treated with)\s(?:the\s)?(?:[\w-]+\s){0,4}?(?:groups?|arms?|placebo|control|vehicle|sham)\b", re.IGNORECASE)


@cache
def _matcher() -> Matcher:
    matcher = Matcher(pipeline().vocab)
    matcher.add("people", PATTERNS, greedy="LONGEST")  # type: ignore[arg-type]
    return matcher


def find(doc: Doc, document: Document) -> Iterable[Mention]:
    seen: set[int] = set()
    for mention in (*_columns(document), *_people(doc, document), *_n_equals(doc, document)):
        if mention.span.start not in seen:
            seen.add(mention.span.start)
            yield mention


def _columns(document: Document) -> Iterator[Mention]:
    """The column "N" of a summary table of studies."""
    for table in document.tables:
        for cell in table.cells:
            text = document.quote(cell.span)
            number = as_printed(text) if text else None
            above = column(document, cell.span) if number else None
            if number and above and cell.column > 0 and COLUMN.match(above):
                yield Mention("n.total", cell.span, number=number, found_by="rules.sample_size", score=0.9)


def _people(doc: Doc, document: Document) -> Iterator[Mention]:
    for match in _matcher()(doc):
        start, end = match[1], match[2]
        while end - 1 > start and doc[start].tag_ != "NUM":
            start += 1
        tokens = doc[start:end]
        number_tokens = _number_tokens(tokens)
        number = as_printed(number_tokens.text)
        if number is None or "." in number or _is_unit_number(doc, start) or document.table(Span(tokens.start_char, tokens.end_char)):
            continue
        span = Span(number_tokens.start_char, tokens.end_char)
        mention = _judged(doc, document, tokens, number, span)
        if mention is not None:
            yield mention


def _number_tokens(tokens: TokenSpan) -> TokenSpan:
    """The leading number of a match, in digits or in words ("one hundred and twenty")."""
    end = 1
    if not tokens[0].text[0].isdigit():
        while end < len(tokens) and (tokens[end].tag_ == "NUM" or (tokens[end].lower_ == "and" and tokens[end + 1].tag_ == "NUM")):
            end += 1
    return tokens[:end]


def _is_unit_number(doc: Doc, start: int) -> bool:
    """Whether the number is the tail of something else: "grade 3 patients", "2-4 children", "1.5/2 patients"."""
    before: Token | None = doc[start - 1] if start else None
    return before is not None and (
        (before.text in "-–/±.,=<>≥≤" and not before.whitespace_ and before.text != ",")
        or before.lower_ in {"grade", "stage", "type", "phase", "class", "step", "study", "group", "day", "week", "table", "figure"}
    )


def _judged(doc: Doc, document: Document, tokens: TokenSpan, number: str, span: Span) -> Mention | None:
    sentence = tokens[0].sent
    before = doc.text[sentence.start_char : span.start]
    after = doc.text[span.end : sentence.end_char]
    score = worth(document, span)
    if value_of(number) < 2 or PLANNED.search(sentence.text) or EVENT_AFTER.match(after):
        return None
    if PER_GROUP.match(after):
        return Mention("n.per_group", span, number=number, found_by="rules.sample_size", score=score)
    if ARM_AFTER.match(after) and not re.search(r"\b(?:total of|randomi[sz]ed|enrolled)\s*$", before, re.IGNORECASE) and not re.search(r"\bor\b", after[:80]):
        return Mention("n.arm", span, number=number, about=Span(span.start, sentence.end_char), found_by="rules.sample_size", score=score)
    labelled = bool(LABELS.search(label(document, span) or ""))
    role = _role(before, after)
    if role is None:
        if PART_BEFORE.search(before) and not re.search(r"\b(?:total|sample|series|group|study|trial|cohort) of\s*$|\b(?:in|of) \(?$", before, re.IGNORECASE):
            return None
        role = "total"
        score *= 1.0 if labelled else (0.85 if ENROLLED.search(sentence.text) else 0.55)
    elif PART_BEFORE.search(before) and not re.search(r"\b(?:total|in|of) (?:of )?$", before):
        score *= 0.6
    return Mention(f"n.{role}", span, number=number, found_by="rules.sample_size", score=score)


def _role(before: str, after: str) -> str | None:
    """The role that the words next to the number give it; words after it count first, up to the next number."""
    tail = re.split(r"\d|;|\b(?:of whom|of these|and then|before)\b", after, maxsplit=1)[0][:110]
    head = re.split(r"\d|;|,", before)[-1][-60:]
    for text in (tail, head):
        found = [(match.start(), role) for role, words in ROLE_WORDS if (match := words.search(text))]
        if found:
            return min(found)[1]
    return None


def _n_equals(doc: Doc, document: Document) -> Iterator[Mention]:
    """ "(n = 53)": of an arm when a group's name stands before it, else of everybody."""
    for match in N_EQUALS.finditer(document.text):
        span = Span(match.start(), match.end("n"))
        number = as_printed(match["n"].rstrip(","))
        if number is None or match["range"] or place(document, span) == "references":
            continue
        after = document.text[match.end() : match.end() + 30]
        block = document.block(span)
        start = block.span.start if block else max(0, span.start - 200)
        before = document.text[max(start, span.start - 120) : span.start]
        role = "per_group" if PER_GROUP.match(after.lstrip(" ),")) and "per" in after[:12] or "each" in after[:10] or "/group" in after[:8] else _n_role(before)
        about = Span(max(start, span.start - 120), span.start)
        yield Mention(f"n.{role}", span, number=number, about=about, found_by="rules.sample_size", score=worth(document, span) * 0.9)


def _n_role(before: str) -> str:
    if re.search(r"(?:total|overall|sample|population|all (?:patients|participants|subjects)|patients|participants|subjects|volunteers|adults|children)\s*[,;:]?\s*\(?\s*$", before, re.IGNORECASE):
        return "total" if not re.search(r"\b(?:group|arm|control|placebo|remaining|other)\b[^.]{0,30}$", before, re.IGNORECASE) else "arm"
    return "arm"
